"""Recording: what became of scores that were posted, and what that says of their platforms."""

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.pacing import FIRST_PAUSE, LONGEST_PAUSE, Pace, Pauses
from lti_tool.learning.scores import GIVE_UP_AFTER, DeliveryState, RetryPace
from lti_tool.services.deliveries.posting import ClaimedScore, Outcome
from lti_tool.store import deliveries, outbox, platform_paces, undone_scores
from lti_tool.store.database import Transaction
from lti_tool.store.tables import ScoreDelivery

log = logging.getLogger(__name__)

Posted = tuple[ClaimedScore, Outcome]

_NEWER = "A newer score took its place."
_FAILED = (DeliveryState.RETRYING, DeliveryState.REFUSED)
_LEAST_TRIES: Final = 3
"""Before this many tries nothing is given up, however long its platform was away."""


class Recording:
    """Writes down what became of scores, unless the lease was lost meanwhile."""

    def __init__(self, *, transaction: Transaction, clock: Clock, pace: RetryPace) -> None:
        self._transaction = transaction
        self._clock = clock
        self._longest_pause = min(LONGEST_PAUSE, pace.cap)

    def record(self, posted: Sequence[Posted], lease: str) -> None:
        """Write down what became of these, in one transaction."""
        now = self._clock()
        with self._transaction() as session:
            paces = _hold(session, posted, now)
            arrived = {
                claimed.id: claimed.tries
                for claimed, outcome in posted
                if outcome.state is DeliveryState.DELIVERED and outcome.reason is None
            }
            outbox.note_delivered(session, arrived, lease=lease, now=now)
            settled = [
                (claimed, outcome)
                if claimed.id in arrived
                else (claimed, _settle(session, claimed, outcome, lease, now))
                for claimed, outcome in posted
            ]
            self._learn(session, paces, settled, now)
        for claimed, outcome in settled:
            _tell(claimed, outcome)

    def _learn(
        self,
        session: Session,
        paces: Mapping[int, Pace],
        settled: Sequence[Posted],
        now: datetime,
    ) -> None:
        """Change the paces of platforms by what they answered."""
        for registration_id, pace in paces.items():
            answers = [one for one in settled if one[0].registration_id == registration_id]
            heard = [outcome.heard for _, outcome in answers if outcome.heard is not None]
            after = pace.after(heard, answers[0][0].rules, now, self._pauses())
            platform_paces.keep(session, registration_id, after)
            _tell_of_platform(registration_id, pace, after, now)

    def _pauses(self) -> Pauses:
        return Pauses(
            first=min(FIRST_PAUSE, self._longest_pause),
            longest=self._longest_pause,
            chance=random.random(),  # noqa: S311  # it spreads the pauses, it guards nothing
        )


def _hold(session: Session, posted: Sequence[Posted], now: datetime) -> Mapping[int, Pace]:
    """Hold the paces of platforms, in one order, so as not to cross."""
    platforms = sorted({claimed.registration_id for claimed, _ in posted})
    return {each: platform_paces.hold(session, each, now=now) for each in platforms}


def _tell(claimed: ClaimedScore, outcome: Outcome) -> None:
    said = f"delivery.{outcome.state} delivery={claimed.id} tries={claimed.tries}"
    log.info("%s%s", said, "" if outcome.reason is None else f" reason={outcome.reason!r}")


def _tell_of_platform(registration_id: int, before: Pace, after: Pace, now: datetime) -> None:
    """Say when a platform is left alone, and when it takes scores again: its pace has no reason."""
    until = after.paused_until
    if until is not None and until != before.paused_until and after.is_paused(now):
        log.warning(
            "platform.paused platform=%s until=%s failures=%s columns=%s reason=%r",
            registration_id,
            until.isoformat("T", "seconds"),
            after.failures,
            ",".join(map(str, after.columns)) if after.is_of_columns else "all",
            after.reason,
        )
    elif before.reason is not None and after.reason is None:
        log.warning("platform.resumed platform=%s failures=%s", registration_id, before.failures)


def _settle(
    session: Session, claimed: ClaimedScore, outcome: Outcome, lease: str, now: datetime
) -> Outcome:
    """Write down what became of a score that did not arrive; gives what was written.

    And in which column, where that says something of its platform.
    """
    delivery = outbox.find_held(session, claimed.id, lease=lease, tries=claimed.tries)
    if delivery is None:
        return outcome
    if outcome.heard is not None:
        heard = replace(outcome.heard, column=delivery.line_item_id)
        outcome = replace(outcome, heard=heard)
    undone = undone_scores.why_left_out(session, delivery)
    if undone and outcome.state in _FAILED:
        outcome = _superseded(undone, outcome)
    elif outcome.state is DeliveryState.RETRYING:
        if deliveries.has_newer(session, delivery):
            outcome = _superseded(_NEWER, outcome)
        elif _is_to_be_given_up(claimed, outcome, now):
            outcome = replace(outcome, state=DeliveryState.GIVEN_UP, pause=None)
    _write(delivery, outcome, now)
    return outcome


def _superseded(reason: str, outcome: Outcome) -> Outcome:
    return Outcome(state=DeliveryState.SUPERSEDED, reason=reason, heard=outcome.heard)


def _is_to_be_given_up(claimed: ClaimedScore, outcome: Outcome, now: datetime) -> bool:
    is_old = now - claimed.created_at > GIVE_UP_AFTER
    return is_old and not outcome.renews and claimed.tries >= _LEAST_TRIES


def _write(delivery: ScoreDelivery, outcome: Outcome, now: datetime) -> None:
    delivery.state, delivery.reason = outcome.state, outcome.reason
    delivery.changed_at = now
    delivery.lease = delivery.leased_until = None
    if outcome.renews:
        delivery.timestamp = None
    if outcome.pause is not None:
        delivery.due_at = now + outcome.pause
