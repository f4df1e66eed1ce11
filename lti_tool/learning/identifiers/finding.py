"""Look through a text, or the name of a file, for what tells who a patient is."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final

from lti_tool.learning.identifiers.addresses import emails, postcodes
from lti_tool.learning.identifiers.dates import births
from lti_tool.learning.identifiers.kinds import Found, IdentifierKind
from lti_tool.learning.identifiers.names import names
from lti_tool.learning.identifiers.numbers import hospital_numbers, nhs_numbers, phones

_FINDERS: Final[tuple[Callable[[str], Iterator[Found]], ...]] = (
    nhs_numbers,
    births,
    emails,
    hospital_numbers,
    phones,
    postcodes,
    names,
)
_KINDS: Final = tuple(IdentifierKind)
_ENDING: Final = re.compile(r"\.\w{1,5}$")
_BETWEEN_WORDS: Final = re.compile(r"_|(?<=[^\W\d])[-.+](?=\w)|(?<=\w)[-.+](?=[^\W\d])")


def find_identifiers(text: str) -> tuple[Found, ...]:
    """Find what looks as if it told who a patient is, in the order of the text; none overlap."""
    return _apart(chain.from_iterable(find(text) for find in _FINDERS))


def find_in_file_name(name: str) -> tuple[Found, ...]:
    """Find the same in the name of a file, where words are joined by other marks than spaces."""
    stem = _ENDING.sub("", name)
    spaced = _BETWEEN_WORDS.sub(" ", stem)  # a mark for a mark: places stay what they are
    found = {(one.start, one.end): one for one in find_identifiers(stem)}
    for one in find_identifiers(spaced):
        words = stem[one.start : one.end]
        found[one.start, one.end] = Found(kind=one.kind, start=one.start, end=one.end, text=words)
    return _apart(found.values())


def _apart(found: Iterable[Found]) -> tuple[Found, ...]:
    """Of what overlaps keep the longest, and of the same words the first kind."""
    kept: list[Found] = []
    end = -1
    for one in sorted(found, key=lambda it: (it.start, it.start - it.end, _KINDS.index(it.kind))):
        if one.start >= end:
            kept.append(one)
            end = one.end
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1], end = one, one.end
    return tuple(kept)
