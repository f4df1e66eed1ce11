"""What comes after the front matter of an activity file: its parts, and perhaps a rubric."""

import re
from typing import Final

from lti_tool.exchange.activities.parts import READERS
from lti_tool.exchange.activities.rubric import begins_rubric, read_rubric
from lti_tool.exchange.activities.source import Place, Source
from lti_tool.exchange.markdown import Heading
from lti_tool.learning.parts import Part, PartSort, part_key
from lti_tool.learning.rubrics import Criterion

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


def read_body(source: Source, start: int) -> tuple[tuple[Part, ...], tuple[Criterion, ...]]:
    """Read the parts that follow the first ``start`` lines, and the rubric after them."""
    tops = [one for one in source.headings(start, len(source.lines)) if one.level == 1]
    before = source.text(start, tops[0].line if tops else len(source.lines), headings_ok=True)
    parts = [one for one in tops if not begins_rubric(one)]
    if before or not parts:
        raise source.refusal(start, _PART_RULE)
    rubric: tuple[Criterion, ...] = ()
    if len(parts) < len(tops):
        heading = next(one for one in tops if begins_rubric(one))
        if heading is not tops[-1]:
            raise source.refusal(heading.line, "there is one rubric, and it comes after all parts")
        rubric = read_rubric(source, heading, len(source.lines))
    spans = source.spans(tops, len(source.lines))[: len(parts)]
    return tuple(
        _part(source, part_key(position), heading, end)
        for position, (heading, end) in enumerate(spans, start=1)
    ), rubric


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
