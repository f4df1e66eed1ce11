"""How an attempt moves on, and whether there may be another one."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from lti_tool.learning.activities import Activity, Scoring
from lti_tool.learning.marking import Mark


class AttemptState(StrEnum):
    """Where one learner's go at an activity stands."""

    IN_PROGRESS = "in_progress"
    AWAITING_REVIEW = "awaiting_review"
    RETURNED = "returned"
    """An instructor wants more: its learner changes it and submits it again."""
    COMPLETE = "complete"


OPEN_STATES: Final = frozenset({AttemptState.IN_PROGRESS, AttemptState.RETURNED})
"""The states in which its learner can change an attempt."""


def submitted_state(activity: Activity) -> AttemptState:
    """Where an attempt stands once it is submitted."""
    is_assessed = activity.scoring is Scoring.ASSESSED
    return AttemptState.AWAITING_REVIEW if is_assessed else AttemptState.COMPLETE


def tries_left(activity: Activity, tries_made: int) -> int | None:
    """How many more tries the activity allows; ``None`` means as many as the learner likes.

    What is not marked by itself need not be done again: an instructor returns it for more.
    """
    if not activity.is_marked:
        return max(0, 1 - tries_made)
    return None if activity.tries is None else max(0, activity.tries - tries_made)


def shows_right_answers(
    activity: Activity, marks: Sequence[Mark], *, counts_elsewhere: bool = False
) -> bool:
    """Whether a result may show what would have been right: when no try can be better by it.

    That is when every answer was right in some try, or no try is left, here or where the same
    activity ``counts_elsewhere``. Having passed is not enough: the next try could copy what was
    shown, and the best one counts.
    """
    all_right = any(mark.earned == mark.possible > 0 for mark in marks)
    is_marked_elsewhere = counts_elsewhere and activity.is_marked
    return all_right or (tries_left(activity, len(marks)) == 0 and not is_marked_elsewhere)
