from pathlib import Path

import pytest

from tests.exchange.activity_texts import EVERY
from tests.exchange.refusals import line_of, refusal

FRONT = [
    ("scoring: completion", "scoring: completion\npass_mark: 70", 'there is no "pass_mark"'),
    ("scoring: completion", "scoring: completion\ntries: no limit", 'there is no "tries"'),
    ("scoring: completion", "scoring: completion\ncounts: best", 'there is no "counts"'),
    ("scoring: completion", "scoring: completion\ncounts:", 'there is no "counts"'),
]
LINK = "[The enhance handbook](https://www.hee.nhs.uk/our-work/enhancing-generalist-skills)"
FILES = "Files: 1 to 3. Types: pdf, docx, png, jpg."
SAY = "### Say what you took from it"
RESOURCE = [
    ("Go to:\n", "", "a resource has a line"),
    ("Go to:\n", "Go to: here\n", "a resource has a line"),
    ("Go to:\n", "Go to:\n\nGo to:\n", "a resource has a line"),
    (LINK, "", "a resource has a line"),
    (LINK, f"{LINK}\n{LINK}", "a resource has a line"),
    (LINK, f"See {LINK}", "a resource has a line"),
    (LINK, "https://www.hee.nhs.uk", "a resource has a line"),
    (LINK, "[A place](http://www.hee.nhs.uk)", "absolute https address"),
    (LINK, "[A place](/v/1)", "absolute https address"),
    (LINK, "[A place]()", "absolute https address"),
    (LINK, "[](https://www.hee.nhs.uk)", "the words of a link is not empty"),
    (SAY, "Say what you took from it", "a resource has a line"),
    (SAY, "## Say what you took from it", "a resource has a line"),
    (SAY, "###", "a prompt is not empty"),
    ("Which one thing will", "<b>Which</b> one thing will", "HTML"),
    ("At least 30 words.", "At least 30 words.\n\nMore.", "stands at the end"),
    ("At least 30 words.", "At least 30 words.\nAt least 40 words.", "says twice"),
    ("At least 30 words.", "At least 0 words.", "1 to 2000 words"),
]
QUESTIONS = [
    ("- A list of ten medicines = Clinical", "- A list of ten medicines: Clinical", "a pair is"),
    ("- A list of ten medicines = Clinical", "A list of ten medicines = Clinical", "a pair is"),
    ("- A list of ten medicines =", "- =", "the left side of a pair is not empty"),
    ("= Clinical pharmacist\n  > What", "=\n  > What", "the right side of a pair is not empty"),
    ("- A list of ten medicines", "- A swallow that is not safe", "the same left side"),
    ("  > Two left sides may share a right side.", "", "a pair needs feedback"),
    ("2. Say who", "2 Say who", "a step is a line"),
    ("2. Say who you are talking about\n", "2. Say what you need\n", "the same text"),
    ("2. Say who you are talking about\n", "2. Say\n  > why\n", "no feedback of its own"),
    ("- read back\n", "- Read-Back.\n", "two accepted forms are the same"),
    ("- read back\n", "- read back\n  > Why.\n", "an accepted answer is a line"),
    ("- read back\n", "read back\n", "an accepted answer is a line"),
    ("  > Why an accepted answer is right.", "", "feedback for a right answer"),
    ("### Not accepted", "### Not right", "headings inside this question are"),
    ("### Not accepted", "### Explanation", "comes after"),
    ("A hint for every other answer that does not give the right one away.", "", "Not accepted"),
    ("What to take away, and the answer.", "", "needs an explanation"),
    ("What to take away, and the answer.", "So.\n\n### More", "comes after"),
]
PARTS = [
    ("## What will you change?", "### What will you change?", "no headings inside"),
    ("## What will you change?", "##", "a prompt is not empty"),
    ("Prompts: transformative", "Prompts: gibbs", 'no prompts called "gibbs"; there are'),
    ("Prompts: transformative\n\nAt least 50 words.", "Prompts:", "1 to 10 prompts"),
    ("Prompts: transformative", "", "this line stands under a prompt"),
    ("Prompts: transformative", "Prompts: transformative\n\nMore.", "stands at the end"),
    ("At least 50 words.", "At least 50 words.\n\n## A prompt", "not both"),
    ("At least 50 words.", "At least 50 words.\n\nPrompts: what happened", "says twice"),
    ("At least 4 entries.", "At least 0 entries.", "1 to 100 entries"),
    ("At least 4 entries.", "At least 4 entries.\n\nMore.", "stands at the end"),
    ("At least 4 entries.\n\nAt least 6 hours.", "", "a log ends with a line"),
    ("At least 6 hours.", "At least 6.1 hours.", "quarters of an hour"),
    ("At least 6 hours.", "At least 4 entries.", "says twice"),
    ("# Log:", "# Upload:", "an upload ends with a line such as"),
    (FILES, "", "an upload ends with a line such as"),
    (FILES, "Files: 1 to 3.", "an upload ends with a line such as"),
    (FILES, f"{FILES}\n\nMore.", "stands at the end"),
    (FILES, "Files: 3 to 1. Types: pdf.", "1 to 10 files, the smaller number first"),
    (FILES, "Files: 0 to 1. Types: pdf.", "1 to 10 files, the smaller number first"),
    (FILES, "Files: 1 to 11. Types: pdf.", "1 to 10 files, the smaller number first"),
    (FILES, "Files: 1. Types: pdf, pdf.", "each once"),
    (FILES, "Files: 1. Types: pdf, exe.", 'no type of file "exe"; there are pdf, docx'),
    ("# Log:", "# Attestation:", 'the part type "attestation" is not supported yet'),
]


@pytest.mark.parametrize(("good", "bad", "reason"), [*FRONT, *RESOURCE, *QUESTIONS, *PARTS])
def test_a_part_is_refused_near_its_line(folder: Path, good: str, bad: str, reason: str) -> None:
    assert good in EVERY
    text = EVERY.replace(good, bad, 1)
    line, said = refusal(folder, text)
    assert reason in said
    near = line_of(EVERY, good)
    # What is missing is told at the heading of the part or question, a few lines above.
    assert near - 16 <= line <= near + bad.count("\n") + 10


@pytest.mark.parametrize(
    "bad",
    [
        "[The enhance handbook](ftp://example.org)",
        "- A list of ten medicines",
        "At least 0 entries.\n",
    ],
)
def test_what_is_wrong_in_a_line_is_told_with_that_line(folder: Path, bad: str) -> None:
    good = {"[": LINK, "-": "- A swallow that is not safe"}
    # The last is told at the heading of its part: it is wrong of the part as a whole.
    text = EVERY.replace(good.get(bad[0], "At least 4 entries.\n"), bad, 1)
    line, _ = refusal(folder, text)
    expected = (
        line_of(text, "# Log: ") if bad[0] == "A" else text.count("\n", 0, text.rindex(bad)) + 1
    )
    assert line == expected
