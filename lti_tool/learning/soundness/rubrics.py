"""What makes an assessed activity sound: something to read, and a rubric to decide by."""

from collections.abc import Iterator
from typing import Final

from lti_tool.learning.activities import Activity
from lti_tool.learning.frameworks import Problem
from lti_tool.learning.parts import Elsewhere, Log, Reflection, Upload
from lti_tool.learning.rubrics import Criterion, criterion_key, level_key
from lti_tool.learning.soundness.lines import (
    LONGEST_TITLE,
    MOST_POINTS,
    line_problems,
    range_problems,
    repeated,
)

MOST_CRITERIA: Final = 8
FEWEST_LEVELS: Final = 2
MOST_LEVELS: Final = 6
_GIVES_SOMETHING_TO_READ = (Elsewhere, Log, Reflection, Upload)


def assessed_problems(activity: Activity) -> Iterator[Problem]:
    """Say what keeps an instructor from deciding about this activity."""
    if not any(isinstance(part, _GIVES_SOMETHING_TO_READ) for part in activity.parts):
        yield Problem(
            "scoring",
            "an assessed activity has a part that gives an instructor something to read: a "
            "reflection, a log, an upload or a resource",
        )
    if not activity.rubric:
        yield Problem(
            "scoring", 'an assessed activity needs a rubric, after its parts: a heading "# Rubric"'
        )
        return
    if len(activity.rubric) > MOST_CRITERIA:
        yield Problem("rubric", f"a rubric has 1 to {MOST_CRITERIA} criteria")
    for position, criterion in enumerate(activity.rubric, start=1):
        yield from _criterion_problems(criterion, criterion_key(position))
    for position in repeated([criterion.title for criterion in activity.rubric]):
        yield Problem(criterion_key(position), "this criterion has the same title as another")
    if not 1 <= activity.points <= MOST_POINTS:
        yield Problem(
            "rubric",
            f"the best levels of a rubric are worth 1 to {MOST_POINTS} points together; "
            f"these are worth {activity.points}",
        )


def _criterion_problems(criterion: Criterion, key: str) -> Iterator[Problem]:
    if criterion.key != key:
        yield Problem(criterion.key, f"this criterion is at the position of {key}")
    yield from line_problems(
        criterion.key, "the title of a criterion", criterion.title, LONGEST_TITLE
    )
    if not FEWEST_LEVELS <= len(criterion.levels) <= MOST_LEVELS:
        yield Problem(criterion.key, f"a criterion has {FEWEST_LEVELS} to {MOST_LEVELS} levels")
    points = [level.points for level in criterion.levels]
    for position, level in enumerate(criterion.levels, start=1):
        where = level_key(criterion.key, position)
        yield from line_problems(where, "the text of a level", level.text)
        for problem in range_problems("points", level.points, 0, MOST_POINTS):
            yield Problem(where, problem.sentence)
    if len(set(points)) != len(points) or points not in (sorted(points), sorted(points)[::-1]):
        yield Problem(
            criterion.key,
            "the points of a criterion go up or down from level to level, no two the same",
        )
