"""Look through a text, or the name of a file, for what tells who a patient is."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from lti_tool.learning.identifiers.addresses import emails, postcodes
from lti_tool.learning.identifiers.dates import births
from lti_tool.learning.identifiers.kinds import Found, IdentifierKind
from lti_tool.learning.identifiers.names import names, names_in_file_name
from lti_tool.learning.identifiers.numbers import hospital_numbers, nhs_numbers, phones
from lti_tool.learning.identifiers.plain import PlainText, plain, taken_apart, with_spaces

_Finder = Callable[[str], Iterator[Found]]
_FINDERS: Final[tuple[_Finder, ...]] = (
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


def find_identifiers(text: str) -> tuple[Found, ...]:
    """Find what looks as if it told who a patient is, in the order of the text; none overlap."""
    return _apart(_found(text, plain(text), _FINDERS))


def find_in_file_name(name: str) -> tuple[Found, ...]:
    """Find the same in the name of a file, where words are joined by other marks than spaces."""
    stem = plain(_ENDING.sub("", name))
    spaced = with_spaces(stem)
    finders = (*_FINDERS, names_in_file_name)
    readings = (stem, spaced, taken_apart(spaced))
    return _apart(one for read in readings for one in _found(name, read, finders))


def _found(written: str, read: PlainText, finders: Iterable[_Finder]) -> Iterator[Found]:
    """What the finders find, with the words and places of what was written."""
    for find in finders:
        for one in find(read.text):
            start, end = read.place(one.start, one.end)
            yield Found(kind=one.kind, start=start, end=end, text=written[start:end])


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
