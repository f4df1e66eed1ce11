"""Use cases of the outbox: deliver what is due, say where scores stand."""

import logging
import random
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_tool.learning.clock import Clock
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.scores import (
    GIVE_UP_AFTER,
    ActivityProgress,
    DeliveryState,
    FamilyRules,
    GradingProgress,
    Score,
    ScoreDue,
    ScoreStatus,
    is_held_as,
    next_timestamp,
    pause_before_next_try,
)
from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.errors import ConflictError, RefusedError, TryAgainError
from lti_tool.lti.registrations import Registration as Agreement
from lti_tool.lti.scores import LineItemRef, ScoreService
from lti_tool.store import deliveries
from lti_tool.store.database import Transaction
from lti_tool.store.tables import ScoreDelivery

log = logging.getLogger(__name__)

_LEASE = timedelta(minutes=3)  # longer than all time limits of one delivery's requests together
_MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class CourseScore:
    """One score of a course, as its instructors see it."""

    learner: str
    activity_title: str
    attempt_number: int
    status: ScoreStatus


@dataclass(frozen=True, kw_only=True)
class BacklogRow:
    """A score that has not arrived, as the operator sees it: no name, no answer."""

    id: int
    platform: str
    resource_link: str
    state: str
    since: datetime
    tries: int
    due_at: datetime
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class _Claimed:
    id: int
    lease: str
    agreement: Agreement
    line_item: LineItemRef
    subject: str
    score: Score
    tries: int


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    state: DeliveryState
    reason: str | None = None
    pause: timedelta | None = None


class Deliveries:
    """Delivers scores at least once, in order per learner and column, the newest last."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        scores: ScoreService,
        families: Mapping[str, FamilyRules],
        retry_first: timedelta,
        retry_cap: timedelta,
        ring: Callable[[float], None],
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._scores = scores
        self._families = families
        self._retry_first = retry_first
        self._retry_cap = retry_cap
        self._ring = ring

    def deliver_next(self) -> bool:
        """Claim, post and record the score that has been due longest; whether there was one."""
        found, claimed = self._claim()
        if claimed is not None:
            self._record(claimed, self._post(claimed))
        return found

    def score_of_attempt(self, attempt_id: int, *, tenant_id: int, person_id: int) -> ScoreStatus:
        """Where the score of somebody's own attempt stands; raises :class:`MissingError`."""
        with self._reading() as session:
            status = deliveries.find_status(
                session, attempt_id, tenant_id=tenant_id, person_id=person_id
            )
        if status is None:
            raise MissingError("No score belongs to this attempt.")
        return status

    def scores_of_course(self, *, tenant_id: int, context_id: int) -> tuple[CourseScore, ...]:
        """The newest scores of a course, for its instructors."""
        with self._reading() as session:
            rows = deliveries.list_of_context(
                session, tenant_id=tenant_id, context_id=context_id, most=_MOST_SHOWN
            )
            return tuple(
                CourseScore(
                    learner=row.person.name or f"Learner {row.person.id}",
                    activity_title=row.attempt.activity_version.title,
                    attempt_number=row.attempt.number,
                    status=deliveries.status_of(row),
                )
                for row in rows
            )

    def backlog(self) -> tuple[BacklogRow, ...]:
        """What has not arrived, of all tenants, for the operator."""
        with self._reading() as session:
            return tuple(
                BacklogRow(
                    id=row.id,
                    platform=registration.name,
                    resource_link=link.external_id,
                    state=row.state,
                    since=row.changed_at,
                    tries=row.tries,
                    due_at=row.due_at,
                    reason=row.reason,
                )
                for row, link, registration in deliveries.list_backlog(session)
            )

    def _claim(self) -> tuple[bool, _Claimed | None]:
        """Transaction A: take what is due, under a lease, and give it its time."""
        now, lease = self._clock(), secrets.token_hex(16)
        with self._transaction() as session:
            claimed = deliveries.claim_next(
                session, now=now, lease=lease, leased_until=now + _LEASE
            )
            if claimed is None:
                return False, None
            delivery, line_item, registration, person = claimed
            if deliveries.has_newer(session, delivery):
                _settle(delivery, _Outcome(state=DeliveryState.SUPERSEDED, reason=_NEWER), now)
                return True, None
            if delivery.timestamp is None:
                rules = self._rules(registration.family)
                last = deliveries.last_timestamp(session, delivery)
                delivery.timestamp = next_timestamp(rules, now, last)
            wait = delivery.timestamp - now
            if wait > timedelta(0):
                _settle(delivery, _Outcome(state=DeliveryState.WAITING, pause=wait), now)
            else:
                delivery.tries += 1
            result = _Claimed(
                id=delivery.id,
                lease=lease,
                agreement=agreement_of(registration),
                line_item=LineItemRef(url=line_item.url, scopes=tuple(line_item.scopes)),
                subject=person.subject,
                score=_score_due(delivery).stamped(delivery.timestamp),
                tries=delivery.tries,
            )
        if wait > timedelta(0):
            self._ring(wait.total_seconds())
            return True, None
        return True, result

    def _post(self, claimed: _Claimed) -> _Outcome:
        """No transaction is open here: the platform may take its time."""
        try:
            self._scores.send(claimed.agreement, claimed.line_item, claimed.subject, claimed.score)
        except ConflictError:
            return self._after_conflict(claimed)
        except RefusedError as error:
            return _Outcome(state=DeliveryState.REFUSED, reason=str(error))
        except TryAgainError as error:
            return self._later(claimed, error)
        return _Outcome(state=DeliveryState.DELIVERED)

    def _after_conflict(self, claimed: _Claimed) -> _Outcome:
        """The platform holds something as new: ours from a try whose answer was lost, or not."""
        try:
            result = self._scores.result(claimed.agreement, claimed.line_item, claimed.subject)
        except RefusedError:
            result = None
        except TryAgainError as error:
            return self._later(claimed, error)
        if result is not None and is_held_as(claimed.score, result.given, result.maximum):
            return _Outcome(state=DeliveryState.DELIVERED)
        return _Outcome(
            state=DeliveryState.SUPERSEDED,
            reason="The gradebook holds a newer entry, perhaps a teacher's; it was left alone.",
        )

    def _later(self, claimed: _Claimed, error: TryAgainError) -> _Outcome:
        pause = pause_before_next_try(
            claimed.tries,
            first=self._retry_first,
            cap=self._retry_cap,
            chance=random.random(),  # noqa: S311  # it spreads the tries, it guards nothing
        )
        if error.after is not None:
            pause = max(pause, min(timedelta(seconds=error.after), GIVE_UP_AFTER))
        return _Outcome(state=DeliveryState.RETRYING, reason=str(error), pause=pause)

    def _record(self, claimed: _Claimed, outcome: _Outcome) -> None:
        """Transaction B: write down what became of it, unless the lease was lost meanwhile."""
        now = self._clock()
        with self._transaction() as session:
            delivery = deliveries.find_leased(session, claimed.id, claimed.lease)
            if delivery is None:
                return
            if outcome.state is DeliveryState.RETRYING:
                if deliveries.has_newer(session, delivery):
                    outcome = _Outcome(state=DeliveryState.SUPERSEDED, reason=_NEWER)
                elif now - delivery.created_at > GIVE_UP_AFTER:
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

    def _rules(self, family: str | None) -> FamilyRules:
        return self._families.get(family or "default", self._families["default"])


_NEWER = "A newer score took its place."


def _settle(delivery: ScoreDelivery, outcome: _Outcome, now: datetime) -> None:
    delivery.state, delivery.reason = outcome.state, outcome.reason
    delivery.changed_at = now
    delivery.lease = delivery.leased_until = None
    if outcome.pause is not None:
        delivery.due_at = now + outcome.pause


def _score_due(delivery: ScoreDelivery) -> ScoreDue:
    return ScoreDue(
        given=delivery.given,
        maximum=delivery.maximum,
        activity_progress=ActivityProgress(delivery.activity_progress),
        grading_progress=GradingProgress(delivery.grading_progress),
        comment=delivery.comment,
    )
