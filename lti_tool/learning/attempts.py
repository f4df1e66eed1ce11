"""How an attempt moves on, and whether there may be another one."""

from collections.abc import Sequence
from enum import StrEnum

from lti_tool.learning.activities import Activity
from lti_tool.learning.marking import Mark


class AttemptState(StrEnum):
    """Where one learner's go at an activity stands."""

    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"


def tries_left(activity: Activity, tries_made: int) -> int | None:
    """How many more tries the activity allows; ``None`` means as many as the learner likes."""
    return None if activity.tries is None else max(0, activity.tries - tries_made)


def shows_right_answers(activity: Activity, marks: Sequence[Mark]) -> bool:
    """Whether a result may show what would have been right: when no try can be better by it.

    That is when every answer was right in some try, or no try is left. Having passed is not
    enough: the next try could copy what was shown, and the best one counts.
    """
    all_right = any(mark.earned == mark.possible > 0 for mark in marks)
    return all_right or tries_left(activity, len(marks)) == 0
