"""How an activity file becomes an activity, or a sentence that names file, line and reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lti_tool.exchange.activities.body import read_body
from lti_tool.exchange.activities.front_matter import NO_LIMIT, FrontMatter, read_front_matter
from lti_tool.exchange.activities.source import Source
from lti_tool.exchange.files import FileError, read_text
from lti_tool.learning.activities import Activity, Criterion, Part
from lti_tool.learning.frameworks import Framework, Problem
from lti_tool.learning.soundness import mismatches, problems

MOST_BYTES: Final = 500_000
_KEPT: Final = Path("activity.md")


def read_activity(path: Path, frameworks: Mapping[str, Framework] | None = None) -> Activity:
    """Read an activity file; FileError, if there is anything wrong with it.

    With ``frameworks``, by code, the items that the activity names have to be there too.
    """
    return parse_activity(read_text(path, most_bytes=MOST_BYTES), path, frameworks)


def parse_activity(
    text: str,
    path: Path = _KEPT,
    frameworks: Mapping[str, Framework] | None = None,
) -> Activity:
    """Read an activity from the text of its file, as it is kept once it has been published."""
    lines = text.split("\n")
    matter = read_front_matter(path, lines)
    source = Source(path, lines)
    activity = _activity(matter.front, *read_body(source, matter.body_from))
    found = problems(activity)
    if frameworks is not None and not found:
        found = _framework_problems(activity, frameworks)
    for problem in found:
        line = (matter.lines | source.line_of).get(problem.where, matter.body_from)
        raise FileError(path, line, f"{problem.sentence}.")
    return activity


def _framework_problems(
    activity: Activity, frameworks: Mapping[str, Framework]
) -> tuple[Problem, ...]:
    framework = frameworks.get(activity.framework)
    if framework is None:
        return (Problem("framework", f'there is no framework "{activity.framework}"'),)
    return mismatches(activity, framework)


def _activity(
    front: FrontMatter, parts: tuple[Part, ...], rubric: tuple[Criterion, ...]
) -> Activity:
    return Activity(
        code=front.code,
        version=front.version,
        title=front.title,
        summary=front.summary,
        kind=front.kind,
        minutes=front.minutes,
        framework=front.framework,
        filed=tuple(front.filed),
        mapped=tuple(front.mapped),
        tagged=tuple(front.tagged),
        scoring=front.scoring,
        pass_mark=front.pass_mark,
        tries=None if front.tries == NO_LIMIT else front.tries,
        counts=front.counts,
        parts=parts,
        rubric=rubric,
        professions=tuple(front.professions),
        reviewed_by=front.reviewed_by or "",
        reviewed_on=front.reviewed_on,
        review_due=front.review_due,
        check_locally=tuple(front.check_locally),
        is_retired=front.retired,
    )
