"""Delivering: what is due is claimed, posted and recorded, and survives the end of any worker."""

import logging
import random
import secrets
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.scores import (
    GIVE_UP_AFTER,
    ActivityProgress,
    DeliveryState,
    FamilyRules,
    GradingProgress,
    RetryPace,
    Score,
    ScoreDue,
    is_held_as,
    next_timestamp,
    pause_before_next_try,
    rules_of,
)
from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.errors import ConflictError, RefusedError, TryAgainError
from lti_tool.lti.registrations import Registration as Agreement
from lti_tool.lti.scores import LineItemRef, Result, ScoreService
from lti_tool.store import deliveries, undone_scores
from lti_tool.store.database import Transaction
from lti_tool.store.tables import ScoreDelivery

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=12)
"""How long a worker may take with one score before it counts as dead.

Longer than all time limits of one delivery's requests together, `LONGEST_SECONDS`; what is left is
for resolving names and for another thread that is asking for the same token.
"""

_LEAST_PAUSE = timedelta(seconds=1)  # platforms compare times in whole seconds
_NEWER = "A newer score took its place."
_NEWER_THERE = "The gradebook holds a newer entry; it was left alone."
_AS_NEW_THERE = "The gradebook holds an entry of the same time or later; the score gets a new time."
_HAS_POINTS = "There is a score with points already."
_NOT_TOLD = "This platform is not told that work waits to be decided."
_FAILED = (DeliveryState.RETRYING, DeliveryState.REFUSED)
_FAULT = "Something went wrong in the tool."


@dataclass(frozen=True, kw_only=True)
class _Claimed:
    id: int
    lease: str
    agreement: Agreement
    line_item: LineItemRef
    subject: str
    score: Score
    tries: int
    step: timedelta


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    state: DeliveryState
    reason: str | None = None
    pause: timedelta | None = None
    renews: bool = False
    """Whether the next try gets a timestamp of its own."""


class Deliveries:
    """Delivers scores at least once, in order per learner and column, the newest last."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        clock: Clock,
        scores: ScoreService,
        families: Mapping[str, FamilyRules],
        pace: RetryPace,
        ring: Callable[[float], None],
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._scores = scores
        self._families = families
        self._pace = pace
        self._ring = ring

    def deliver_next(self) -> bool:
        """Claim, post and record the score that has been due longest; whether there was one."""
        found, claimed = self._claim()
        if claimed is not None:
            self._record(claimed, self._attempt(claimed))
        return found

    def _claim(self) -> tuple[bool, _Claimed | None]:
        """Transaction A: take what is due, under a lease, and give it its time."""
        now, lease = self._clock(), secrets.token_hex(16)
        with self._transaction() as session:
            claimed = deliveries.claim_next(session, now=now, lease=lease, leased_until=now + LEASE)
            if claimed is None:
                return False, None
            delivery, _, registration, _ = claimed
            rules = rules_of(self._families, registration.family)
            if reason := _left_out(session, delivery, rules):
                _settle(delivery, _Outcome(state=DeliveryState.SUPERSEDED, reason=reason), now)
                return True, None
            if delivery.timestamp is None:
                last = deliveries.last_timestamp(session, delivery)
                delivery.timestamp = next_timestamp(rules, now, last)
            wait = delivery.timestamp - now
            if wait <= timedelta(0):
                delivery.tries += 1
                return True, _as_claimed(claimed, lease, delivery.timestamp, rules.clock_step)
            _settle(delivery, _Outcome(state=DeliveryState.WAITING, pause=wait), now)
        self._ring(wait.total_seconds())
        return True, None

    def _attempt(self, claimed: _Claimed) -> _Outcome:
        try:
            return self._post(claimed)
        except Exception as error:  # noqa: BLE001  # one odd score must not hold up all others
            _log_fault(claimed, error)
            return self._later(claimed, _FAULT)

    def _post(self, claimed: _Claimed) -> _Outcome:
        """No transaction is open here: the platform may take its time."""
        try:
            self._scores.send(claimed.agreement, claimed.line_item, claimed.subject, claimed.score)
        except ConflictError:
            return self._after_conflict(claimed)
        except RefusedError as error:
            return _Outcome(state=DeliveryState.REFUSED, reason=str(error))
        except TryAgainError as error:
            return self._later(claimed, error.reason, error.after)
        return _Outcome(state=DeliveryState.DELIVERED)

    def _after_conflict(self, claimed: _Claimed) -> _Outcome:
        """The platform holds something as new: ours from a try whose answer was lost, or not.

        The time of a first try was given a moment ago. What the platform holds is then not newer
        than the score, it only has such a time: of the same second, or of a clock that is ahead.
        """
        is_first = claimed.tries == 1
        try:
            result = self._scores.result(claimed.agreement, claimed.line_item, claimed.subject)
        except RefusedError:
            is_held = False
        except TryAgainError as error:
            if is_first:
                return _renewed(claimed, error.after)
            return self._later(claimed, error.reason, error.after)
        else:
            is_held = _is_held(claimed.score, result, is_first=is_first)
        if is_held:
            return _Outcome(state=DeliveryState.DELIVERED)
        if is_first:
            return _renewed(claimed)
        return _Outcome(state=DeliveryState.SUPERSEDED, reason=_NEWER_THERE)

    def _later(self, claimed: _Claimed, reason: str, after: float | None = None) -> _Outcome:
        pause = pause_before_next_try(
            claimed.tries,
            self._pace,
            chance=random.random(),  # noqa: S311  # it spreads the tries, it guards nothing
        )
        return _Outcome(state=DeliveryState.RETRYING, reason=reason, pause=_at_least(pause, after))

    def _record(self, claimed: _Claimed, outcome: _Outcome) -> None:
        """Transaction B: write down what became of it, unless the lease was lost meanwhile."""
        now = self._clock()
        with self._transaction() as session:
            delivery = deliveries.find_leased(session, claimed.id, claimed.lease)
            if delivery is None:
                return
            undone = undone_scores.why_left_out(session, delivery)
            if undone and outcome.state in _FAILED:
                outcome = _Outcome(state=DeliveryState.SUPERSEDED, reason=undone)
            elif outcome.state is DeliveryState.RETRYING:
                if deliveries.has_newer(session, delivery):
                    outcome = _Outcome(state=DeliveryState.SUPERSEDED, reason=_NEWER)
                elif not outcome.renews and now - delivery.created_at > GIVE_UP_AFTER:
                    outcome = _Outcome(state=DeliveryState.GIVEN_UP, reason=outcome.reason)
            _settle(delivery, outcome, now)
        log.info(
            "delivery.%s delivery=%s tries=%s reason=%r",
            outcome.state,
            claimed.id,
            claimed.tries,
            outcome.reason,
        )
        if outcome.pause is not None:
            self._ring(outcome.pause.total_seconds())


def _left_out(session: Session, delivery: ScoreDelivery, rules: FamilyRules) -> str | None:
    """Why a score is not sent after all."""
    if deliveries.has_newer(session, delivery):
        return _NEWER
    if reason := undone_scores.why_left_out(session, delivery):
        return reason
    if delivery.given is not None:
        return None
    if not rules.tells_progress:
        return _NOT_TOLD
    return _HAS_POINTS if deliveries.has_points(session, delivery) else None


def _is_held(score: Score, result: Result | None, *, is_first: bool) -> bool:
    """Whether the platform holds this score, so that nothing is lost by not sending it again.

    The platform cannot have what is sent for the first time: it may hold the same points, without
    the comment, or no points and not that the work waits.
    """
    given, maximum = (result.given, result.maximum) if result else (None, None)
    if is_first and (score.given is None or result is None or result.comment != score.comment):
        return False
    return is_held_as(score, given, maximum)


def _renewed(claimed: _Claimed, after: float | None = None) -> _Outcome:
    """A first try that met an entry as new: once more, with a later time."""
    pause = _at_least(max(claimed.step, _LEAST_PAUSE), after)
    return _Outcome(state=DeliveryState.RETRYING, reason=_AS_NEW_THERE, pause=pause, renews=True)


def _at_least(pause: timedelta, after: float | None) -> timedelta:
    """A pause that respects what the platform asked for, unless that is for weeks."""
    return pause if after is None else max(pause, min(timedelta(seconds=after), GIVE_UP_AFTER))


def _log_fault(claimed: _Claimed, error: Exception) -> None:
    """Log where a fault is, and not what it says: that may hold what a person is called or did."""
    log.error(
        "delivery.failed delivery=%s error=%s\n%s",
        claimed.id,
        type(error).__name__,
        "".join(traceback.format_tb(error.__traceback__)),
    )


def _settle(delivery: ScoreDelivery, outcome: _Outcome, now: datetime) -> None:
    delivery.state, delivery.reason = outcome.state, outcome.reason
    delivery.changed_at = now
    delivery.lease = delivery.leased_until = None
    if outcome.renews:
        delivery.timestamp = None
    if outcome.pause is not None:
        delivery.due_at = now + outcome.pause


def _as_claimed(
    found: deliveries.Claimed, lease: str, timestamp: datetime, step: timedelta
) -> _Claimed:
    delivery, line_item, registration, person = found
    return _Claimed(
        id=delivery.id,
        lease=lease,
        agreement=agreement_of(registration),
        line_item=LineItemRef(url=line_item.url, scopes=tuple(line_item.scopes)),
        subject=person.subject,
        score=_score_due(delivery).stamped(timestamp),
        tries=delivery.tries,
        step=step,
    )


def _score_due(delivery: ScoreDelivery) -> ScoreDue:
    return ScoreDue(
        given=delivery.given,
        maximum=delivery.maximum,
        activity_progress=ActivityProgress(delivery.activity_progress),
        grading_progress=GradingProgress(delivery.grading_progress),
        comment=delivery.comment,
    )
