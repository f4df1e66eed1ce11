"""Sending scores again: because somebody asked for it, and never an older one over a newer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.scores import UNDER_WAY, DeliveryState
from lti_tool.store import deliveries, score_log
from lti_tool.store.database import Transaction
from lti_tool.store.deliveries import NewScore
from lti_tool.store.score_log import FoundScore
from lti_tool.store.tables import ScoreDelivery

MOST_AT_ONCE: Final = 200
"""How many scores go out again at one request; the rest waits for the next."""


@dataclass(frozen=True, kw_only=True)
class Asker:
    """The instructor who asks, and of which course."""

    tenant_id: int
    person_id: int
    context_id: int


class Resending:
    """Puts scores in the outbox once more. Nothing is sent while somebody waits."""

    def __init__(self, *, transaction: Transaction, clock: Clock, ring: Callable[[], None]) -> None:
        self._transaction = transaction
        self._clock = clock
        self._ring = ring

    def send_again(self, asker: Asker, delivery_id: int) -> bool:
        """Send a score of the course again; ``False``: it is on its way, or a newer one is there.

        Raises :class:`MissingError`.
        """
        with self._transaction() as session:
            found = find_in_turn(session, asker, delivery_id)
            if not may_send_again(found) or score_log.has_under_way(session, found.delivery):
                return False
            score = again(found.delivery, asked_by=asker.person_id)
            deliveries.add(session, [score], now=self._clock())
        self._ring()
        return True

    def send_stuck_again(self, asker: Asker) -> int:
        """Send what did not arrive in the course again, :data:`MOST_AT_ONCE` at most: how many."""
        here = {"tenant_id": asker.tenant_id, "context_id": asker.context_id}
        with self._transaction() as session:
            stuck = score_log.list_stuck(session, **here, most=MOST_AT_ONCE)
            columns = {one.line_item_id for one in stuck}
            deliveries.lock_columns(session, columns, tenant_id=asker.tenant_id)
            sent = [
                one
                for one in score_log.list_stuck(session, **here, most=MOST_AT_ONCE)
                if one.line_item_id in columns
            ]
            scores = [again(one, asked_by=asker.person_id) for one in sent]
            deliveries.add(session, scores, now=self._clock())
        if sent:
            self._ring()
        return len(sent)


def find_in_turn(session: Session, asker: Asker, delivery_id: int) -> FoundScore:
    """Find a score of the asker's course as it is once nobody else changes what its column holds.

    Raises :class:`MissingError`.
    """
    here = {"tenant_id": asker.tenant_id, "context_id": asker.context_id}
    found = score_log.find(session, delivery_id, **here)
    if found:
        column = {found.delivery.line_item_id}
        deliveries.lock_columns(session, column, tenant_id=asker.tenant_id)
        found = score_log.find(session, delivery_id, **here)  # it may have waited for its turn
    if found is None:
        raise MissingError("There is no such score in this course.")
    return found


def may_send_again(found: FoundScore) -> bool:
    """Whether a score can be sent again: the newest of its learner, where that column is there.

    That work waits to be decided is not told again where it was left out, and points of a decision
    that was undone are not sent.
    """
    if found.is_undone:
        return False
    state = DeliveryState(found.delivery.state)
    is_left_out = found.delivery.given is None and state is DeliveryState.SUPERSEDED
    return found.is_newest and found.has_column and state not in UNDER_WAY and not is_left_out


def again(delivery: ScoreDelivery, *, asked_by: int | None = None) -> NewScore:
    """The same score as a delivery of its own: it gets a new time when it is claimed."""
    return NewScore(
        tenant_id=delivery.tenant_id,
        registration_id=delivery.registration_id,
        person_id=delivery.person_id,
        line_item_id=delivery.line_item_id,
        attempt_id=delivery.attempt_id,
        given=delivery.given,
        maximum=delivery.maximum,
        activity_progress=delivery.activity_progress,
        grading_progress=delivery.grading_progress,
        comment=delivery.comment,
        asked_by=asked_by,
    )
