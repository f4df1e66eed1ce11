"""Names of patients, so far as the words before them give them away."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from lti_tool.learning.identifiers.kinds import Found, IdentifierKind
from lti_tool.learning.identifiers.labels import labelled_names
from lti_tool.learning.identifiers.no_names import is_known
from lti_tool.learning.identifiers.word_lists import (
    AFTER_A_TITLE,
    AFTER_MR,
    LIKE_PEOPLE,
    OF_ILLNESSES,
    OF_PEOPLES,
    ORGANISED,
    PARTICLES,
    SAID_IN_ANY_SENTENCE,
    THINGS,
)

_TITLE: Final = re.compile(
    r"(?<![\w-])(?:(?P<title>M[Rr][Ss]?|mrs?|M[Ss]|M[Xx]|Miss|MISS|[Mm]ister)(?:\.[ \n]?|[ \n])"
    r"|(?:Master|MASTER|Baby)\.? )(?=[^\W\d_])"
)
_IN_CAPITALS: Final = frozenset({"MR", "MRS", "MISS", "MX"})
"""Titles of forms in capitals; MS is more often multiple sclerosis."""
_NO_TITLE_AFTER: Final = re.compile(r"\b(?:near|never|not|don't)[\s-]$", re.IGNORECASE)
_LONGEST_BEFORE: Final = 7
_PATIENT: Final = re.compile(
    r"(?<![\w-])(?:(?:[Pp]atient|[Pp]t|man|woman|lady|gentleman|boy|girl|child|infant|resident)"
    r" (?:called|named)|(?:[Pp]atient|[Pp]t):?) "
)
_PATIENT_APART: Final = re.compile(r"(?<![\w-])(?:[Pp]atient|[Pp]t)(?:,| \() ?")
_IN_CAPITALS_AFTER: Final = re.compile(
    r"(?<![\w-])(?:[Pp]atient|[Pp]t) (?P<name>[A-ZÀ-Þ]{4,40} [A-ZÀ-Þ]{3,40})(?!\w)"
)
"""Two words, for one is mostly an abbreviation."""
_VOWEL: Final = re.compile(r"[AEIOUYÀ-Þ]")
_IN_A_FILE_NAME: Final = re.compile(
    r"(?<!\w)(?:patient|pt) (?:name )?(?P<words>(?P<one>[^\W\d_]{3,40}) (?P<other>[^\W\d_]{3,40}))"
    r"(?!\w)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(
    r" ?(?P<word>[^\W\d_]{1,40}(?:['-][^\W\d_]{1,40}){0,3})(?!\w)(?P<dot>\.?)"
)
_NEXT: Final = re.compile(r"(?:'s)?[ -](?P<word>[^\W\d_]{1,40})(?!\w)")
_IN_AN_ADDRESS: Final = re.compile(r"\.[a-z]")
_POSSESSIVE: Final = re.compile(r"'s$", re.IGNORECASE)
_BEFORE_A_BABY_S: Final = frozenset({"Boy", "Girl", "Twin"})
_MOST_WORDS: Final = 3
_MOST_STEPS: Final = 7
_LONGEST_INITIALS: Final = 3


def names(text: str) -> Iterator[Found]:
    """Find what stands as a name after a title or "patient"; single letters tell of nobody."""
    yield from _after_titles(text)
    yield from _of_patients(text)
    yield from labelled_names(text)


def names_in_file_name(name: str) -> Iterator[Found]:
    """Find two words after "patient" in a file's name, of which neither is known to name nobody."""
    for match in _IN_A_FILE_NAME.finditer(name):
        if not is_known(match["one"]) and not is_known(match["other"]):
            yield _found(name, match.start("words"), match.end("words"))


def _after_titles(text: str) -> Iterator[Found]:
    for match in _TITLE.finditer(text):
        title = match["title"] or ""
        before = text[max(0, match.start() - _LONGEST_BEFORE) : match.start()]
        if _NO_TITLE_AFTER.search(before):
            continue
        is_name = _may_follow_mr if title in _IN_CAPITALS else _may_follow_a_title
        end = _end_of_name(text, match.end(), is_name)
        if end is None and title.islower():
            end = _end_of_small_name(text, match.end())
        if end is not None:
            yield _found(text, match.start(), end)


def _of_patients(text: str) -> Iterator[Found]:
    for match in _PATIENT.finditer(text):
        end = _end_of_patient(text, match.end())
        if end is not None and not _is_of_something(text, match.end(), end):
            yield _found(text, match.end(), end)
    for match in _PATIENT_APART.finditer(text):
        end = _end_of_patient(text, match.end())
        if end is not None and text[end : end + 1] in {",", ")"}:
            yield _found(text, match.end(), end)
    yield from _patients_in_capitals(text)


def _patients_in_capitals(text: str) -> Iterator[Found]:
    for match in _IN_CAPITALS_AFTER.finditer(text):
        words = match["name"].split(" ")
        if all(_VOWEL.search(one) and not is_known(one) for one in words):
            yield _found(text, match.start("name"), match.end("name"))


def _end_of_name(text: str, start: int, is_name: Callable[[str], bool]) -> int | None:
    """Where a name of at most three words ends, with its initials; None where there is none."""
    end, at, known = None, start, 0
    for _ in range(_MOST_STEPS):
        match = _WORD.match(text, at)
        if match is None:
            break
        word, at = match["word"], match.end()
        if word in PARTICLES or word in _BEFORE_A_BABY_S or (len(word) == 1 and word.isupper()):
            continue
        bare = _POSSESSIVE.sub("", word)
        is_one = bare[0].isupper() and len(bare) > 1 and bare.lower() not in SAID_IN_ANY_SENTENCE
        if not is_one or (known and bare.isupper()) or not is_name(bare):
            break
        end, known = match.start("word") + len(bare), known + 1
        if bare != word or match["dot"] or bare.isupper() or known == _MOST_WORDS:
            break
    return end


def _end_of_patient(text: str, start: int) -> int | None:
    """Where the name of a patient ends; None also where all of it is what many are: Muslim."""
    end = _end_of_name(text, start, _may_be_a_patient)
    if end is None or all(word in OF_PEOPLES for word in text[start:end].lower().split()):
        return None
    return end


def _may_follow_a_title(word: str) -> bool:
    is_initials = word.isupper() and len(word) <= _LONGEST_INITIALS
    return not is_initials and word.lower() not in AFTER_A_TITLE


def _may_follow_mr(word: str) -> bool:
    """The same after a title in capitals, where short names are in capitals too."""
    is_scanned = word.lower() in AFTER_MR or word.lower().endswith(("gram", "graphy", "scopy"))
    is_short = len(word) == _LONGEST_INITIALS and word.isupper()
    is_said = is_short and not set(word).isdisjoint("AEIOUY")
    return not is_scanned and (is_said or _may_follow_a_title(word))


def _may_be_a_patient(word: str) -> bool:
    return not word.isupper() and not is_known(word)


def _is_of_something(text: str, start: int, end: int) -> bool:
    """Whether what follows makes an organisation, an illness or a thing of it: a Zoom call."""
    name = text[start:end]
    after = _NEXT.match(text, end)
    following = after["word"].lower() if after else ""
    is_possessive = text[end : end + 2] == "'s"
    is_thing = " " not in name and following in THINGS
    return (
        name in LIKE_PEOPLE
        or bool(_IN_AN_ADDRESS.match(text, end))
        or following in ORGANISED
        or (is_thing and (not is_possessive or name in OF_ILLNESSES))
    )


def _end_of_small_name(text: str, start: int) -> int | None:
    """Where a name ends that was typed in a hurry, without capitals."""
    match = _WORD.match(text, start)
    if match is None:
        return None
    bare = _POSSESSIVE.sub("", match["word"])
    is_name = (
        len(bare) > _LONGEST_INITIALS - 1 and bare.islower() and bare not in SAID_IN_ANY_SENTENCE
    )
    return match.start("word") + len(bare) if is_name else None


def _found(text: str, start: int, end: int) -> Found:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Found(kind=IdentifierKind.NAME, start=start, end=end, text=text[start:end])
