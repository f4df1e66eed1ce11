"""Names on forms: after "Patient name:", "Surname:" and the like, in whatever letters."""

import re
from collections.abc import Iterator
from typing import Final

from lti_tool.learning.identifiers.kinds import Found, IdentifierKind
from lti_tool.learning.identifiers.no_names import is_known
from lti_tool.learning.identifiers.word_lists import PARTICLES

_NAME_OF: Final = (
    r"(?<![\w-])(?:(?:patient|pt)(?:'s)? (?:(?:full|first|last) )?name"
    r"|name of (?:(?:the|my|our|this) )?patient"
    r"|(?:(?:first|last|full|given|family) |sur|fore)names?(?:\(s\))?|next of kin|nok)"
)
_MARK: Final = r" ?[:=-][ \n]?"
_PART: Final = r"[^\W\d_]{1,40}(?:['-][^\W\d_]{1,40}){0,3}(?!\w)"
_MARKED: Final = re.compile(rf"(?:{_NAME_OF}|(?:^|[\n\f])name){_MARK}", re.IGNORECASE)
_TOLD: Final = re.compile(rf"{_NAME_OF}(?: (?:is|was))? ", re.IGNORECASE)
_PATIENT: Final = re.compile(r"(?<![\w-])(?:patient|pt) ?: ?", re.IGNORECASE)
_IN_TURN: Final = re.compile(rf"(?P<family>{_PART}), ?(?P<given>{_PART})")
_WORDS: Final = re.compile(rf"{_PART}(?: {_PART}){{0,4}}")
_POSSESSIVE: Final = re.compile(r"'s$", re.IGNORECASE)
_MOST_WORDS: Final = 3
_MOST_SMALL_WORDS: Final = 2


def labelled_names(text: str) -> Iterator[Found]:
    """Find names that a label announces.

    After a mark in any letters, in a sentence with capitals. After "Patient:" alone stand
    illnesses too, so of words all in capitals there have to be two, or a comma between them.
    """
    for match in _MARKED.finditer(text):
        yield from _at(text, match.end())
    for match in _TOLD.finditer(text):
        if text[match.end() : match.end() + 2].istitle():
            yield from _at(text, match.end())
    for match in _PATIENT.finditer(text):
        if text[match.end() : match.end() + 2].isupper():
            yield from _at(text, match.end(), fewest=2)


def _at(text: str, start: int, fewest: int = 1) -> Iterator[Found]:
    """The name of at least so many words that begins there, if one does."""
    turned = _IN_TURN.match(text, start)
    match = _WORDS.match(text, start)
    if (
        turned
        and turned["given"][0].isupper()
        and not (_is_none(turned["family"]) or _is_none(turned["given"]))
    ):
        end = turned.end()
    elif match:
        words = _name_of(match[0].split(" "))
        end = start + len(" ".join(words)) if len(words) >= fewest else start
    else:
        end = start
    end -= len("'s") * bool(_POSSESSIVE.search(text[start:end]))
    if end > start:
        yield Found(kind=IdentifierKind.NAME, start=start, end=end, text=text[start:end])


def _name_of(words: list[str]) -> list[str]:
    """The words from the first on that are of a name: all in the letters that the first has."""
    most = _MOST_SMALL_WORDS if words[0].islower() else _MOST_WORDS
    name: list[str] = []
    for word in words:
        is_small = word in PARTICLES
        is_like = word.islower() == words[0].islower() and word.isupper() == words[0].isupper()
        if not is_small and (not is_like or _is_none(word)):
            break
        name.append(word)
        if sum(one not in PARTICLES for one in name) == most:
            break
    while name and name[-1] in PARTICLES:
        name.pop()
    return name


def _is_none(word: str) -> bool:
    return len(word) == 1 or is_known(_POSSESSIVE.sub("", word))
