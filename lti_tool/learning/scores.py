"""What a score is, what it says about an attempt, and how it travels to a gradebook."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from lti_tool.learning.activities import Activity, Counts, Scoring
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.marking import Mark
from lti_tool.learning.score_checks import Points, ScoreDifference, is_same


class ActivityProgress(StrEnum):
    """How far the learner is, in the words of AGS 2.0 §3.4.7 (those that the tool sends)."""

    IN_PROGRESS = "InProgress"
    SUBMITTED = "Submitted"
    COMPLETED = "Completed"


class GradingProgress(StrEnum):
    """How far the marking is, in the words of AGS 2.0 §3.4.8 (those that the tool sends)."""

    FULLY_GRADED = "FullyGraded"
    PENDING_MANUAL = "PendingManual"
    """Somebody has to decide: such a score gives no points."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """What goes into the gradebook for one learner: complete, with its time (aware, UTC)."""

    given: Decimal | None
    """``None`` while somebody has to decide."""
    maximum: Decimal
    activity_progress: ActivityProgress
    grading_progress: GradingProgress
    comment: str | None
    timestamp: datetime


@dataclass(frozen=True, kw_only=True)
class ScoreDue:
    """A score that follows from attempts and has no time yet: it gets one when first claimed."""

    given: Decimal | None
    maximum: Decimal
    activity_progress: ActivityProgress
    grading_progress: GradingProgress
    comment: str | None

    def stamped(self, timestamp: datetime) -> Score:
        """The same score with the time that every try to deliver it repeats."""
        return Score(
            given=self.given,
            maximum=self.maximum,
            activity_progress=self.activity_progress,
            grading_progress=self.grading_progress,
            comment=self.comment,
            timestamp=timestamp,
        )


class DeliveryState(StrEnum):
    """Where a score is on its way to the gradebook."""

    WAITING = "waiting"
    SENDING = "sending"
    RETRYING = "retrying"
    DELIVERED = "delivered"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    SUPERSEDED = "superseded"


UNDER_WAY = frozenset({DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.RETRYING})
"""The states that a delivery leaves by itself."""


def score_of(activity: Activity, marks: Sequence[Mark], words: str = "") -> ScoreDue | None:
    """The score that follows from the marks of one learner's attempts, oldest first.

    The best or the last attempt counts, as the activity says; where completion decides, any
    complete one, and there is no score (None) before it, nor where an instructor decides. The
    comment is a fixed sentence, or the ``words`` that an instructor wrote for the gradebook: no
    word of the learner's goes there.
    """
    if activity.scoring is Scoring.ASSESSED:
        return None
    counting = marks[-1] if activity.counts is Counts.LAST else max(marks, key=_share)
    if activity.scoring is Scoring.COMPLETION:
        return _completed(activity, counting, words)
    tries_are_used = activity.tries is not None and len(marks) >= activity.tries
    done = counting.passed or tries_are_used
    return ScoreDue(
        given=Decimal(counting.earned),
        maximum=Decimal(counting.possible),
        activity_progress=ActivityProgress.COMPLETED if done else ActivityProgress.SUBMITTED,
        grading_progress=GradingProgress.FULLY_GRADED,
        comment=words or _comment(activity, counting, len(marks)),
    )


def progress_of(activity: Activity, words: str = "") -> ScoreDue:
    """What a gradebook may be told of work that waits for an instructor: no points.

    The ``words`` are those that an instructor wrote for the gradebook.
    """
    return ScoreDue(
        given=None,
        maximum=Decimal(activity.points),
        activity_progress=ActivityProgress.SUBMITTED,
        grading_progress=GradingProgress.PENDING_MANUAL,
        comment=words or "Submitted: an instructor has to decide.",
    )


def _completed(activity: Activity, counting: Mark, words: str) -> ScoreDue | None:
    if not counting.passed:
        return None
    return ScoreDue(
        given=Decimal(activity.points),
        maximum=Decimal(activity.points),
        activity_progress=ActivityProgress.COMPLETED,
        grading_progress=GradingProgress.FULLY_GRADED,
        comment=words or "Complete: every part is done.",
    )


def _share(mark: Mark) -> Fraction:
    # Not the marks earned: a later version of the activity may have more questions.
    return Fraction(mark.earned, mark.possible or 1)


def _comment(activity: Activity, counting: Mark, tries: int) -> str:
    verdict = "Passed" if counting.passed else f"Not passed yet (pass mark {activity.pass_mark}%)"
    which = "" if tries == 1 else f" Tries so far: {tries}; the {activity.counts} one counts."
    return f"{verdict}: {counting.earned} of {counting.possible} answers right.{which}"


def next_timestamp(rules: FamilyRules, now: datetime, last: datetime | None) -> datetime:
    """The timestamp for a score that is claimed now, later than ``last`` by the family's step.

    It can lie in the future; the score then has to wait until that time has come.
    """
    stamp = _cut(rules, now)
    return stamp if last is None else max(stamp, _cut(rules, last) + rules.clock_step)


def _cut(rules: FamilyRules, moment: datetime) -> datetime:
    microsecond = 0 if rules.whole_seconds else moment.microsecond // 1000 * 1000
    return moment.replace(microsecond=microsecond)


def is_held_as(score: ScoreDue | Score, given: Decimal | None, maximum: Decimal | None) -> bool:
    """Whether what a platform holds is this score, on whatever scale the platform keeps it.

    What says that somebody has to decide leaves a platform with no score.
    """
    if score.given is None:
        return given is None
    if given is None:
        return False
    if not maximum:  # out of 1 then (AGS 2.0 §3.3.4), or of ours where it cannot be
        maximum = Decimal(1) if given <= 1 else score.maximum
    held = Points(given=given, maximum=maximum)
    return is_same(held, Points(given=score.given, maximum=score.maximum))


GIVE_UP_AFTER = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class RetryPace:
    """How long to wait before trying again: from the first pause, doubling, to the cap."""

    first: timedelta
    cap: timedelta


def pause_before_next_try(tries: int, pace: RetryPace, *, chance: float) -> timedelta:
    """How long to wait after the ``tries``-th failure: doubling up to a cap, with full jitter.

    ``chance`` lies between 0 and 1 and spreads the tries over the whole of the pause, so that a
    platform that comes back is not met by all waiting scores at once.
    """
    full = min(pace.cap, pace.first * (1 << min(tries - 1, 30)))
    return full * chance


_ANSWER: Final = re.compile(r" \((\d{3}\b.*)\)")
"""What a platform's server answered, where a reason ends with it."""
_PLAINLY: Final = {
    "The platform refused it": "The gradebook did not accept it",
    "The platform could not take it": "The gradebook could not take it",
    "The platform takes no score": "The gradebook takes no score",
    "The platform": "Your learning platform",
}


def plainly(reason: str) -> str:
    """Say a reason as instructors read it, without what a server answered."""
    found = _ANSWER.sub("", reason)
    for spoken, said in _PLAINLY.items():
        found = found.replace(spoken, said)
    return found


@dataclass(frozen=True, kw_only=True)
class ScoreStatus:
    """Where a score stands, for the learner and the instructor to see."""

    state: DeliveryState
    since: datetime
    reason: str | None
    given: Decimal | None
    """``None`` where the gradebook was told that somebody has to decide."""
    maximum: Decimal
    difference: ScoreDifference | None = None
    """What the gradebook was found to hold since, in place of a score that had arrived."""
    is_over_finding: bool = False
    """Whether it was sent since the gradebook was found to hold something else: nobody has
    compared yet whether that gave way."""
    is_held_up: bool = False
    """Whether it waits because its platform takes no scores at this moment."""
    is_followed: bool = False
    """Whether a newer score of the same learner was meant for the same column since."""
    family: str | None = None
    """That of its platform, where it is told to somebody."""
    earlier: Points | None = None
    """What arrived in the column before, where this is a 0."""

    @property
    def is_under_way(self) -> bool:
        """Whether the state will still change by itself."""
        return self.state in UNDER_WAY

    @property
    def is_zero_there(self) -> bool:
        """Whether it is a 0 that arrived and that nothing was found in the place of."""
        is_there = self.state is DeliveryState.DELIVERED and self.difference is None
        return is_there and self.given == 0 and not self.is_followed

    @property
    def line(self) -> str:
        """Which of the lines about scores tells this one, in a word."""
        if self.is_held_up:
            return "held-up"
        is_there = self.state is DeliveryState.DELIVERED and self.given is not None
        is_unsure = self.is_over_finding or self.reason
        return "sent" if is_there and is_unsure else self.state

    @property
    def said(self) -> str:
        """The reason as instructors read it; "" where there is none."""
        found = plainly(self.reason or "")
        return found.replace(" just now", "") if self.state is DeliveryState.GIVEN_UP else found

    @property
    def answer(self) -> str:
        """What the platform's server answered, such as "403 FORBIDDEN"; "" if that is not known."""
        found = _ANSWER.search(self.reason or "")
        return found[1] if found else ""
