"""What the front matter of an activity file holds, key by key, with the line of each."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from lti_tool.exchange.files import FileError
from lti_tool.exchange.shapes import Line, most_telling, sentence_of
from lti_tool.learning.activities import Activity, Counts, Kind, Scoring

NO_LIMIT: Final = "no limit"
_FENCE: Final = "---"
_MOST_CHARACTERS: Final = 20_000
_LATER_SCORINGS = frozenset({"attested"})
_DEEPEST: Final = 2


def _empty_if_left_out(value: object) -> object:
    return [] if value is None else value


def _tries(value: object) -> object:
    if value == NO_LIMIT or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise PydanticCustomError("tries", "it is a whole number, or the words no limit")


_Number = Annotated[int, Field(ge=0, le=1_000_000)]
"""Bounded, because a number of thousands of digits cannot even be shown in an error."""
_Codes = Annotated[list[Line], BeforeValidator(_empty_if_left_out)]


class FrontMatter(BaseModel):
    """The keys of an activity file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    code: Line
    version: _Number
    title: Line
    summary: Line
    kind: Annotated[Kind, Field(strict=False)]
    minutes: _Number
    framework: Line
    filed: _Codes
    mapped: _Codes = []
    tagged: _Codes = []
    scoring: Annotated[Scoring, Field(strict=False)]
    pass_mark: _Number | None = None
    tries: Annotated[_Number | Literal["no limit"] | None, BeforeValidator(_tries)] = None
    counts: Annotated[Counts, Field(strict=False)] | None = None
    professions: _Codes = []
    reviewed_by: Line | None = None
    reviewed_on: date | None = None
    review_due: date | None = None
    check_locally: _Codes = []
    retired: bool = False


@dataclass(frozen=True)
class FrontMatterAt:
    """Front matter as it was read: its keys, the line of each, and where the body begins."""

    front: FrontMatter
    lines: dict[str, int]
    body_from: int
    """How many lines of the file come before the body."""


def read_front_matter(path: Path, lines: list[Line]) -> FrontMatterAt:
    """Read the front matter that an activity file begins with."""
    if not lines or lines[0].rstrip(" \t") != _FENCE:
        raise FileError(path, 1, "an activity file begins with front matter between two --- lines.")
    ends = (number for number, line in enumerate(lines) if number and line.rstrip(" \t") == _FENCE)
    end = next(ends, None)
    if end is None:
        raise FileError(path, 1, "the front matter is not closed by a second --- line.")
    text = "\n".join(lines[1:end])
    if len(text) > _MOST_CHARACTERS:
        raise FileError(path, 1, f"the front matter has more than {_MOST_CHARACTERS} characters.")
    try:
        return _validated(path, _nodes(path, text), body_from=end + 1)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 2, end + 1) if mark else 1
        reason = error.problem or "it is not YAML"
        raise FileError(path, line, f"the front matter cannot be read: {reason}.") from error
    except yaml.YAMLError as error:
        raise FileError(path, 1, "the front matter cannot be read as YAML.") from error


def write_front_matter(activity: Activity) -> str:
    """Write the front matter of an activity, every key in one order."""
    values: dict[str, object] = {
        "code": activity.code,
        "version": activity.version,
        "title": activity.title,
        "summary": activity.summary,
        "kind": activity.kind.value,
        "minutes": activity.minutes,
        "framework": activity.framework,
        "filed": list(activity.filed),
        "mapped": list(activity.mapped),
        "tagged": list(activity.tagged),
        "scoring": activity.scoring.value,
        **_marking(activity),
        # Left out where it is empty, as it was before there was such a key.
        **({"professions": list(activity.professions)} if activity.professions else {}),
        "reviewed_by": activity.reviewed_by or None,
        "reviewed_on": activity.reviewed_on,
        "review_due": activity.review_due,
        "check_locally": list(activity.check_locally),
        **({"retired": True} if activity.is_retired else {}),
    }
    return "\n".join((_FENCE, *(_written(key, value) for key, value in values.items()), _FENCE))


def _marking(activity: Activity) -> dict[str, object]:
    if activity.counts is None:
        return {}
    return {
        "pass_mark": activity.pass_mark,
        "tries": NO_LIMIT if activity.tries is None else activity.tries,
        "counts": activity.counts.value,
    }


def _written(key: str, value: object) -> str:
    if value is None:
        return f"{key}:"
    # Codes in one line, sentences one under the other: each as somebody would write it by hand.
    in_one_line = key in {"filed", "mapped", "tagged", "professions"}
    text: str = yaml.safe_dump(
        {key: value},
        allow_unicode=True,
        width=1_000_000,
        default_flow_style=None if in_one_line else False,
    )
    return text.rstrip("\n")


def _nodes(path: Path, text: str) -> dict[str, yaml.Node]:
    """Compose the YAML into one node per key, refusing whatever could grow or hide."""
    _refuse_cleverness(path, text)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise FileError(path, _line(root), "front matter is a list of lines such as `code: ...`.")
    found: dict[str, yaml.Node] = {}
    for key, value in root.value:
        if not isinstance(key, yaml.ScalarNode):
            raise FileError(path, _line(key), "a key of the front matter is one word.")
        if key.value in found:
            raise FileError(path, _line(key), f'the key "{key.value}" is there twice.')
        found[key.value] = value
    return found


def _refuse_cleverness(path: Path, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 2 if event.start_mark else 1
        if getattr(event, "anchor", None) is not None:
            raise FileError(path, line, "front matter has no anchors (&) and no aliases (*).")
        if getattr(event, "tag", None) is not None:
            raise FileError(path, line, "front matter has no tags (!).")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise FileError(path, line, "front matter has no lists within lists.")


def _validated(path: Path, nodes: dict[str, yaml.Node], body_from: int) -> FrontMatterAt:
    values = {key: _value(path, key, node) for key, node in nodes.items()}
    lines = {key: _line(node) for key, node in nodes.items()}
    if str(values.get("scoring")) in _LATER_SCORINGS:
        reason = f'the scoring "{values["scoring"]}" is not supported yet; use completion.'
        raise FileError(path, lines["scoring"], reason)
    try:
        front = FrontMatter.model_validate(values)
    except ValidationError as error:
        first = most_telling(error)
        key, *rest = first["loc"]
        node = _node_at(nodes.get(str(key)), rest)
        line = _line(node) if node else body_from
        keys = tuple(FrontMatter.model_fields)
        raise FileError(path, line, sentence_of(first, keys)) from error
    _refuse_marking(path, front, lines, body_from)
    return FrontMatterAt(front, lines, body_from)


def _refuse_marking(path: Path, front: FrontMatter, lines: dict[str, int], body_from: int) -> None:
    """Refuse what marking needs and is missing, or what no other scoring has a use for."""
    for key in ("pass_mark", "tries", "counts"):
        is_there = getattr(front, key) is not None
        if front.scoring is not Scoring.KNOWLEDGE_CHECK and key in lines:
            reason = f'with the scoring {front.scoring} there is no "{key}".'
            raise FileError(path, lines[key], reason)
        if front.scoring is Scoring.KNOWLEDGE_CHECK and not is_there:
            raise FileError(path, lines.get(key, body_from), f'"{key}" is missing.')


def _value(path: Path, key: str, node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)
    except (ValueError, OverflowError) as error:
        reason = f'the value of "{key}" is not a number or a date that exists.'
        raise FileError(path, _line(node), reason) from error
    finally:
        loader.dispose()


def _node_at(node: yaml.Node | None, location: list[int | str]) -> yaml.Node | None:
    if location and isinstance(node, yaml.SequenceNode) and isinstance(location[0], int):
        within: yaml.Node = node.value[location[0]]
        return within
    return node


def _line(node: yaml.Node) -> int:
    line: int = node.start_mark.line
    return line + 2
