"""What comes after the front matter of an activity file: its parts, one after the other."""

import re
from typing import Final

from lti_tool.exchange.activities.parts import READERS
from lti_tool.exchange.activities.source import Place, Source
from lti_tool.exchange.markdown import Heading
from lti_tool.learning.parts import Part, PartSort, part_key

NAMES: Final = {
    PartSort.READING: "Reading",
    PartSort.RESOURCE: "Resource",
    PartSort.KNOWLEDGE_CHECK: "Knowledge check",
    PartSort.REFLECTION: "Reflection",
    PartSort.LOG: "Log",
    PartSort.UPLOAD: "Upload",
}
"""What a part is called in its heading."""

_LATER_PARTS = frozenset({"attestation"})
_PART = re.compile(r"([^:]*):(.*)")
_PART_RULE = (
    'a part begins with "# Reading: its title", or Resource, Knowledge check, Reflection, Log '
    "or Upload"
)


def read_parts(source: Source, start: int) -> tuple[Part, ...]:
    """Read the parts that follow the first ``start`` lines."""
    tops = [one for one in source.headings(start, len(source.lines)) if one.level == 1]
    before = source.text(start, tops[0].line if tops else len(source.lines), headings_ok=True)
    if before or not tops:
        raise source.refusal(start, _PART_RULE)
    return tuple(
        _part(source, part_key(position), heading, end)
        for position, (heading, end) in enumerate(source.spans(tops, len(source.lines)), start=1)
    )


def _part(source: Source, key: str, heading: Heading, end: int) -> Part:
    source.note(key, heading.line)
    named = _PART.fullmatch(heading.words)
    name = " ".join((named[1] if named else heading.words).split()).casefold()
    if name in _LATER_PARTS:
        raise source.refusal(heading.line, f'the part type "{name}" is not supported yet')
    sort = next((sort for sort, said in NAMES.items() if said.casefold() == name), None)
    if named is None or sort is None:
        raise source.refusal(heading.line, f'"{heading.words}" is not a part; {_PART_RULE}')
    return READERS[sort](Place(source, key, named[2].strip(" \t"), heading.line, end))
