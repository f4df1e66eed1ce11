"""Write identifiers.md: what the check for patient identifiers looks for, and how well it does.

Run it as ``.venv/bin/python -m docs.identifiers``. The figures are those that
``python -m bench identifiers`` prints.
"""

from pathlib import Path

from bench.identifiers.figures import report

PAGE = Path(__file__).with_suffix(".md")
_ABOUT = """\
# The check for patient identifiers

Free text that somebody else can read is looked through for what tells who a patient is: while it is
written, and once more before it is shared. So are the names of files. Whoever has looked at
what was found can share it all the same. **It is a help and no guarantee**: what it does not find
may still tell who a patient is, and it does not look into pictures and documents.

| kind | what is found |
|---|---|
| NHS number | ten digits in two or three groups or none, with the right check digit and a \
beginning that is given out; or that are called one |
| hospital number | what stands after "hospital number", "MRN", "unit no", "CHI" and the like |
| date of birth | a date after "DOB", "date of birth" or "born", or in brackets beside an age |
| e-mail address | any |
| phone number | of homes and mobiles, with 0 or +44; not extensions, 0300 or 0800 |
| postcode | a whole one, in any letters; not a district |
| name | one to three words after Mr, Mrs, Ms, Miss, Mx, Mister, Master or Baby, or after \
"patient"; and, in any letters, after "Patient name:", "Surname:", "Next of kin:" and the like |

Blanks of any width, tabs, ends of lines, dashes of any length and slashes count as one space, dash
or slash; what has no width is read over. In the name of a file words are read apart where they are
joined by a mark, where a letter meets a digit, and where a small letter meets a capital one.

## What it misses, and what it takes for an identifier

- Names without such a word before them: "Doreen told me", "the lady in bed 6, Joan Pettigrew".
- Dates of birth in words; an address without its postcode; a rare illness, a place and a day that
  together tell who it was. No program finds those: whoever writes has to think of them.
- One letter is no name: "Mr X", "Patient A". Neither is "Dr Smith", a colleague.
- A colleague called Mr, Mrs or Miss is taken for a patient, and the ward's own number for a
  patient's. One number of ten digits in eleven has a right check digit by chance; those of orders,
  certificates and the like are left out by the word before them.
- One capitalised word after "patient" is no name where the next is a thing: "patient Zoom call",
  so neither is "patient Smith record". Systems, charities and illnesses are known by a list.
- "Patient White British", "patient Muslim", "patient Deaf" are taken for what they mean, and so is
  a family called White or Black, unless another name or a label stands beside it.
- A name all in capitals after "patient" is found only after a label or if it has two words; after
  "PATIENT" only after a label. After "miss" and "ms" in small letters, and after a dash
  ("Patient - Joan"), no name is found.
- A name in small letters after "patient" is found only after a label, or in the name of a file if
  it has two words: "patient-aisha.docx" is missed, as is "mrsmith.pdf".

## Figures

From 200 invented sentences in `bench/identifiers/sentences.toml`, half of them with identifiers,
half with what looks like some: doses, readings, codes, guidelines, colleagues. Something counts as
right if its kind and its exact words are found. *Precision* is the share of findings that are
right, *recall* the share of identifiers that are found. The same people wrote the sentences and the
check, so what learners write will do worse. `python -m bench identifiers` prints the figures anew,
and `python -m docs.identifiers` writes this page; a test of the house fails when it is out of date.

"""


def write() -> str:
    """Give the whole page."""
    return f"{_ABOUT}{report()}\n"


if __name__ == "__main__":
    PAGE.write_text(write())
