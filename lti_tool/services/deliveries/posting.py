"""Posting one score, and what the platform's answer means for it."""

import logging
import random
import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_tool.learning.families import FamilyRules
from lti_tool.learning.pacing import Answer, Heard
from lti_tool.learning.scores import (
    DeliveryState,
    RetryPace,
    Score,
    is_held_as,
    pause_before_next_try,
)
from lti_tool.lti.errors import (
    ConflictError,
    KeptOutError,
    RefusedError,
    TooManyError,
    TryAgainError,
)
from lti_tool.lti.registrations import Registration as Agreement
from lti_tool.lti.scores import LineItemRef, Result, ScoreService

log = logging.getLogger(__name__)

_LEAST_PAUSE = timedelta(seconds=1)  # platforms compare times in whole seconds
_LONGEST_ASKED = timedelta(hours=1)
"""A platform that asks for more may have meant it, or be wrong: it costs it a call an hour."""
_NEWER_THERE = "The gradebook holds a newer entry; it was left alone."
_UNSEEN = "The gradebook has this score, or a newer one; this tool cannot see which."
_AS_NEW_THERE = "The gradebook holds an entry of the same time or later; the score gets a new time."
_FAULT = "Something went wrong in the tool."


@dataclass(frozen=True, kw_only=True)
class ClaimedScore:
    """A score that a worker has in hand, with all that it takes to post it."""

    id: int
    registration_id: int
    agreement: Agreement
    rules: FamilyRules
    line_item: LineItemRef
    subject: str
    score: Score
    tries: int
    """Which try this is: 1 for the first."""
    is_repeated: bool
    """Whether an earlier try had the same time: its answer may have been lost."""
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one try."""

    state: DeliveryState
    reason: str | None = None
    pause: timedelta | None = None
    """How long to wait before the next try."""
    renews: bool = False
    """Whether the next try gets a timestamp of its own."""
    heard: Heard | None = None
    """What the answer says of the platform; ``None`` where nobody was asked."""


class Posting:
    """Posts scores, each in the thread that asks; it keeps nothing and opens no transaction."""

    def __init__(self, scores: ScoreService, pace: RetryPace) -> None:
        self._scores = scores
        self._pace = pace

    def attempt(self, claimed: ClaimedScore) -> Outcome:
        """Try once. It raises nothing: one odd score must not hold up all others."""
        try:
            return self._post(claimed)
        except Exception as error:  # noqa: BLE001  # as said
            _log_fault(claimed, error)
            return self._later(claimed, TryAgainError(_FAULT), heard=None)

    def _post(self, claimed: ClaimedScore) -> Outcome:
        try:
            self._scores.send(
                claimed.agreement, claimed.line_item, claimed.subject, claimed.score, claimed.rules
            )
        except ConflictError as error:
            return self._after_conflict(claimed, error)
        except KeptOutError as error:
            passes = TryAgainError(error.reason, error.after)
            return self._later(claimed, passes, heard=_heard(passes))
        except RefusedError as error:
            was_asked = error.status is not None
            heard = _WORKS if was_asked else None
            return Outcome(state=DeliveryState.REFUSED, reason=str(error), heard=heard)
        except TryAgainError as error:
            return self._later(claimed, error, heard=_heard(error))
        return Outcome(state=DeliveryState.DELIVERED, heard=_WORKS)

    def _after_conflict(self, claimed: ClaimedScore, conflict: ConflictError) -> Outcome:
        """The platform holds something as new: ours from a try whose answer was lost, or not.

        The time of a first try was given a moment ago. What the platform holds is then not newer
        than the score, it only has such a time: of the same second, or of a clock that is ahead.
        """
        is_first = claimed.tries == 1
        is_seen = True
        try:
            is_held = self._holds(claimed)
        except RefusedError:
            is_held = is_seen = False
        except TryAgainError as error:
            if is_first:
                return _renewed(claimed, error.after)
            return self._later(claimed, error, heard=_heard(error))
        if is_held:
            return Outcome(state=DeliveryState.DELIVERED, heard=_WORKS)
        if is_first:
            return _renewed(claimed)
        return _not_newer(conflict, is_seen=is_seen, is_repeated=claimed.is_repeated)

    def _holds(self, claimed: ClaimedScore) -> bool:
        """Read whether the platform holds this score; raises a `DeliveryError`."""
        result = self._scores.result(
            claimed.agreement, claimed.line_item, claimed.subject, claimed.rules
        )
        return _is_held(claimed, result)

    def _later(self, claimed: ClaimedScore, error: TryAgainError, heard: Heard | None) -> Outcome:
        pause = pause_before_next_try(
            claimed.tries,
            self._pace,
            chance=random.random(),  # noqa: S311  # it spreads the tries, it guards nothing
        )
        return Outcome(
            state=DeliveryState.RETRYING,
            reason=error.reason,
            pause=_at_least(pause, error.after),
            heard=heard,
        )


_WORKS = Heard(answer=Answer.WORKS)


def _not_newer(conflict: ConflictError, *, is_seen: bool, is_repeated: bool) -> Outcome:
    """A later try that met an entry as new, which is another one or cannot be seen.

    What cannot be seen is most likely the score itself where it was sent with this time before; it
    is not where its time was given anew, and then a person has to look.
    """
    if conflict.is_certain and is_seen:
        return Outcome(state=DeliveryState.SUPERSEDED, reason=_NEWER_THERE, heard=_WORKS)
    if conflict.is_certain and is_repeated:
        return Outcome(state=DeliveryState.DELIVERED, reason=_UNSEEN, heard=_WORKS)
    return Outcome(state=DeliveryState.REFUSED, reason=conflict.reason, heard=_WORKS)


def _heard(error: TryAgainError) -> Heard:
    return Heard(
        answer=Answer.TOO_MANY if isinstance(error, TooManyError) else Answer.FAILS,
        after=None if error.after is None else _at_most(error.after),
        reason=error.reason,
    )


def _is_held(claimed: ClaimedScore, result: Result | None) -> bool:
    """Whether the platform holds this score, so that nothing is lost by not sending it again.

    The platform cannot have what is sent for the first time: it may hold the same points, without
    the comment, or no points and not that the work waits.
    """
    score, comment = claimed.score, claimed.rules.as_sent(claimed.score.comment)
    given, maximum = (result.given, result.maximum) if result else (None, None)
    is_first = claimed.tries == 1
    if is_first and (score.given is None or result is None or result.comment != comment):
        return False
    return is_held_as(score, given, maximum)


def _renewed(claimed: ClaimedScore, after: float | None = None) -> Outcome:
    """A first try that met an entry as new: once more, with a later time."""
    return Outcome(
        state=DeliveryState.RETRYING,
        reason=_AS_NEW_THERE,
        pause=_at_least(max(claimed.rules.clock_step, _LEAST_PAUSE), after),
        renews=True,
        heard=_WORKS,
    )


def _at_least(pause: timedelta, after: float | None) -> timedelta:
    """A pause that respects what the platform asked for, within reason."""
    return pause if after is None else max(pause, _at_most(after))


def _at_most(after: float) -> timedelta:
    return min(timedelta(seconds=after), _LONGEST_ASKED)


def _log_fault(claimed: ClaimedScore, error: Exception) -> None:
    """Log where a fault is, and not what it says: that may hold what a person is called or did."""
    log.error(
        "delivery.failed delivery=%s error=%s\n%s",
        claimed.id,
        type(error).__name__,
        "".join(traceback.format_tb(error.__traceback__)),
    )
