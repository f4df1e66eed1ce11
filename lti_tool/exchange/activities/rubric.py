"""The rubric of an activity file: criteria as headings, their levels as lists with points."""

import re
from collections.abc import Iterator
from typing import Final

from lti_tool.exchange.activities.lists import DASH, Item, begins, read_items
from lti_tool.exchange.activities.source import Source
from lti_tool.exchange.markdown import Heading
from lti_tool.learning.rubrics import Criterion, RubricLevel, criterion_key, level_key

RUBRIC: Final = "Rubric"
"""The heading that begins it, after the parts."""

_CRITERION_LEVEL: Final = 2
_LEVEL = re.compile(r"(\d{1,6})[ \t]*:[ \t]*(.*)")
_CRITERION_RULE = 'a rubric is made of headings "## ...", one for each criterion'
_LEVEL_RULE = 'under a criterion are its levels, each a line "- 2: words", points first'


def begins_rubric(heading: Heading) -> bool:
    """Whether a heading of the first level begins the rubric, and no part."""
    return heading.words.casefold() == RUBRIC.casefold()


def read_rubric(source: Source, heading: Heading, end: int) -> tuple[Criterion, ...]:
    """Read the criteria between the heading of a rubric and a line."""
    source.note("rubric", heading.line)
    found = source.headings(heading.line + 1, end)
    first = source.first(heading.line + 1, end)
    if not found or first < found[0].line:
        raise source.refusal(first if found else heading.line, _CRITERION_RULE)
    return tuple(
        _criterion(source, criterion_key(position), one, one_end)
        for position, (one, one_end) in enumerate(source.spans(found, end), start=1)
    )


def write_rubric(rubric: tuple[Criterion, ...]) -> Iterator[str]:
    """Write a rubric, block by block; nothing, if there is none."""
    if rubric:
        yield f"# {RUBRIC}"
    for criterion in rubric:
        yield f"## {criterion.title}"
        yield "\n".join(f"- {write_level(level)}" for level in criterion.levels)


def write_level(level: RubricLevel) -> str:
    """Write a level as it stands after its dash."""
    return f"{level.points}: {level.text}"


def _criterion(source: Source, key: str, heading: Heading, end: int) -> Criterion:
    if heading.level != _CRITERION_LEVEL:
        raise source.refusal(heading.line, _CRITERION_RULE)
    source.note(key, heading.line)
    start = heading.line + 1
    list_from = begins(source, start, end, DASH)
    if any(line.strip(" \t") for line in source.lines[start:list_from]):
        raise source.refusal(source.first(start, end), _LEVEL_RULE)
    items = read_items(source, list_from, end, DASH, _LEVEL_RULE)
    return Criterion(
        key=key,
        title=heading.words,
        levels=tuple(
            _level(source, level_key(key, position), item)
            for position, item in enumerate(items, start=1)
        ),
    )


def _level(source: Source, key: str, item: Item) -> RubricLevel:
    source.note(key, item.line)
    said = _LEVEL.fullmatch(item.text)
    if said is None:
        raise source.refusal(item.line, _LEVEL_RULE)
    if item.feedback:
        raise source.refusal(item.feedback_line, _LEVEL_RULE)
    return RubricLevel(points=int(said[1]), text=said[2])
