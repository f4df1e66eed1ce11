"""Names of patients, so far as the words before them give them away."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from lti_tool.learning.identifiers.kinds import Found, IdentifierKind
from lti_tool.learning.identifiers.no_names import AFTER_A_TITLE, AFTER_PATIENT, DRUG, NEVER

_TITLE: Final = re.compile(
    r"(?<![\w-])(?:(?P<small>mr|mrs)\b\.?|MR\.|(?:Mrs?|MRS|Ms|Miss|Mx|Master|Baby)\b\.?)"
    r"(?=[ \t\u00a0])"
)
_NEAR_MISS: Final = re.compile(r"\bnear[ -]$", re.IGNORECASE)
_LONGEST_NEAR: Final = 6
_PATIENT: Final = re.compile(
    r"(?<![\w-])(?:[Pp]atient(?:['’]s)?[ \t][Nn]ame(?:[ \t](?:is|was))?:?"  # noqa: RUF001  # phones
    r"|[Nn]ame of (?:the|my|our|this) patient(?:[ \t](?:is|was))?:?"
    r"|(?:[Pp]atient|[Pp]t|man|woman|lady|gentleman|boy|girl|child|infant|resident)"
    r"[ \t](?:called|named)"
    r"|(?:[Pp]atient|[Pp]t):?)(?=[ \t])"
)
_PATIENT_APART: Final = re.compile(r"(?<![\w-])(?:[Pp]atient|[Pp]t)(?:,|[ \t]\()")
_WORD: Final = re.compile(
    r"[ \t\u00a0]{0,2}(?P<word>[^\W\d_]{1,40}(?:['’-][^\W\d_]{1,40}){0,3})(?!\w)(?P<dot>\.?)"  # noqa: RUF001
)
_SMALL_WORDS: Final = "van von der den de da di dos del della la le al el bin ibn ten ter du"
_PARTICLES: Final = frozenset(_SMALL_WORDS.split())
_BEFORE_A_BABY_S: Final = frozenset({"Boy", "Girl", "Twin"})
_MOST_WORDS: Final = 3
_MOST_STEPS: Final = 7
_LONGEST_INITIALS: Final = 3


def names(text: str) -> Iterator[Found]:
    """Find what stands as a name after a title or "patient"; single letters tell of nobody."""
    yield from _after_titles(text)
    yield from _of_patients(text)


def _after_titles(text: str) -> Iterator[Found]:
    for match in _TITLE.finditer(text):
        before = text[max(0, match.start() - _LONGEST_NEAR) : match.start()]
        if _NEAR_MISS.search(before):
            continue
        end = _end_of_name(text, match.end(), AFTER_A_TITLE)
        if end is None and match["small"]:
            end = _end_of_small_name(text, match.end())
        if end is not None:
            yield _found(text, match.start(), end)


def _of_patients(text: str) -> Iterator[Found]:
    for match in _PATIENT.finditer(text):
        end = _end_of_name(text, match.end(), AFTER_PATIENT)
        if end is not None:
            yield _found(text, match.end(), end)
    for match in _PATIENT_APART.finditer(text):
        end = _end_of_name(text, match.end(), AFTER_PATIENT)
        if end is not None and text[end : end + 1] in {",", ")"}:
            yield _found(text, match.end(), end)


def _end_of_name(text: str, start: int, no_names: AbstractSet[str]) -> int | None:
    """Where a name of at most three words ends, with its initials; None where there is none."""
    end, at, known = None, start, 0
    for _ in range(_MOST_STEPS):
        match = _WORD.match(text, at)
        if match is None:
            break
        word, at = match["word"], match.end()
        if word in _PARTICLES or word in _BEFORE_A_BABY_S or (len(word) == 1 and word.isupper()):
            continue
        bare = re.sub(r"['’]s$", "", word)  # noqa: RUF001  # as phones write it
        if not _is_name(bare, no_names, is_first=known == 0):
            break
        end, known = match.start("word") + len(bare), known + 1
        if bare != word or match["dot"] or bare.isupper() or known == _MOST_WORDS:
            break
    return end


def _is_name(word: str, no_names: AbstractSet[str], *, is_first: bool) -> bool:
    """Whether a word may be one of a name; capitals alone are one only after a title."""
    if not word[0].isupper() or len(word) == 1:
        return False
    if word.isupper():
        is_wanted = is_first and no_names is AFTER_A_TITLE and len(word) > _LONGEST_INITIALS
        return is_wanted and word.capitalize() not in no_names
    if no_names is AFTER_PATIENT and DRUG.search(word):
        return False
    return word not in no_names and word.lower() not in NEVER


def _end_of_small_name(text: str, start: int) -> int | None:
    """Where a name ends that was typed in a hurry, without capitals."""
    match = _WORD.match(text, start)
    if match is None:
        return None
    bare = re.sub(r"['’]s$", "", match["word"])  # noqa: RUF001  # as phones write it
    is_name = len(bare) > _LONGEST_INITIALS - 1 and bare.islower() and bare not in NEVER
    return match.start("word") + len(bare) if is_name else None


def _found(text: str, start: int, end: int) -> Found:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Found(kind=IdentifierKind.NAME, start=start, end=end, text=text[start:end])
