"""Claiming: what is due for a platform is taken in hand, as much as it may get at this moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.families import FamilyRules, rules_of
from lti_tool.learning.scores import (
    ActivityProgress,
    GradingProgress,
    ScoreDue,
    next_timestamp,
)
from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.registrations import Registration as Agreement
from lti_tool.lti.scores import LineItemRef
from lti_tool.services.deliveries.posting import ClaimedScore
from lti_tool.store import due_scores, outbox, platform_paces
from lti_tool.store.database import Transaction
from lti_tool.store.due_scores import DueScore

LEASE: Final = timedelta(seconds=30)
"""How long a worker counts as alive that says nothing; it says so far more often."""

_LONGEST_WAIT: Final = timedelta(minutes=1)
"""How long a score waits for its own time. One that lies further ahead follows a score that had its
time from a clock that was ahead: the gradebook takes nothing earlier after that."""

_NEWER = "A newer score took its place."
_HAS_POINTS = "There is a score with points already."
_NOT_TOLD = "This platform is not told that work waits to be decided."


@dataclass(frozen=True, kw_only=True)
class DuePlatform:
    """A platform that something is due for."""

    registration_id: int
    agreement: Agreement
    rules: FamilyRules


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one claim brought."""

    scores: tuple[ClaimedScore, ...] = ()
    looked_at: int = 0
    """How many were due, those among them that are not to be sent after all or not yet."""


class Claiming:
    """Takes scores in hand, each claim in a transaction of its own."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        families: Mapping[str, FamilyRules],
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._families = families

    def due_platforms(self) -> list[DuePlatform]:
        """Find where something is due, and where it may be sent now."""
        with self._reading() as session:
            return [
                DuePlatform(
                    registration_id=row.id,
                    agreement=agreement_of(row),
                    rules=rules_of(self._families, row.family),
                )
                for row in due_scores.list_due_platforms(session, now=self._clock())
            ]

    def next_due(self) -> datetime | None:
        """When the next score is due that nobody has in hand."""
        with self._reading() as session:
            return due_scores.next_due(session)

    def claim(self, platform: DuePlatform, lease: str, most: int) -> Taken:
        """Take as many in hand as may leave for a platform now, ``most`` of them at most."""
        now, registration_id = self._clock(), platform.registration_id
        with self._transaction() as session:
            pace = platform_paces.hold(session, registration_id, now=now)
            in_hand, lost = due_scores.count_in_hand(session, registration_id, now=now)
            room = min(most, pace.room(platform.rules, now, in_hand=in_hand))
            if room <= 0:
                return Taken()
            found = due_scores.list_due(
                session,
                registration_id,
                now=now,
                most=room,
                trial=pace.trial(now),
                has_lost=lost > 0,
            )
            scores = _sort_out(session, found, platform, now)
            stamped = {one.id: (one.score.timestamp, one.tries) for one in scores}
            outbox.take(session, stamped, lease=lease, until=now + LEASE, now=now)
            slower = pace.left(platform.rules, now, len(scores))
            if slower != pace:
                platform_paces.keep(session, registration_id, slower)
        return Taken(scores=tuple(scores), looked_at=len(found))

    def keep_in_hand(self, ids: Collection[int], lease: str) -> None:
        """Say that the worker lives which has these in hand under its lease."""
        with self._transaction() as session:
            outbox.renew(session, ids, lease=lease, until=self._clock() + LEASE)


def _sort_out(
    session: Session, found: Sequence[DueScore], platform: DuePlatform, now: datetime
) -> list[ClaimedScore]:
    """Tell what is to be sent now from what has to wait for its time, and what is not sent."""
    left_out: dict[int, str] = {}
    too_early: dict[int, datetime] = {}
    scores = []
    for due in found:
        reason = _left_out(due, platform.rules)
        timestamp = due.timestamp or next_timestamp(platform.rules, now, due.last_timestamp)
        if reason:
            left_out[due.id] = reason
        elif now < timestamp <= now + _LONGEST_WAIT:
            too_early[due.id] = timestamp
        else:
            scores.append(_claimed(due, platform, timestamp))
    outbox.leave_out(session, left_out, now=now)
    outbox.put_back(session, too_early, now=now)
    return scores


def _left_out(due: DueScore, rules: FamilyRules) -> str | None:
    """Why a score is not sent after all."""
    if due.has_newer:
        return _NEWER
    if due.left_out:
        return due.left_out
    if due.given is not None:
        return None
    if not rules.tells_progress:
        return _NOT_TOLD
    return _HAS_POINTS if due.has_points else None


def _claimed(due: DueScore, platform: DuePlatform, timestamp: datetime) -> ClaimedScore:
    score = ScoreDue(
        given=due.given,
        maximum=due.maximum,
        activity_progress=ActivityProgress(due.activity_progress),
        grading_progress=GradingProgress(due.grading_progress),
        comment=due.comment,
    )
    return ClaimedScore(
        id=due.id,
        registration_id=platform.registration_id,
        agreement=platform.agreement,
        rules=platform.rules,
        line_item=LineItemRef(url=due.url, scopes=due.scopes),
        subject=due.subject,
        score=score.stamped(timestamp),
        tries=due.tries + 1,
        is_repeated=due.timestamp is not None,
        created_at=due.created_at,
    )
