"""Leaving a gradebook as it is, though something else arrived there: an instructor's own act."""

from lti_tool.learning.clock import Clock
from lti_tool.learning.refusals import MissingError
from lti_tool.services.deliveries.resending import Asker
from lti_tool.store import score_checks, score_log, score_statuses
from lti_tool.store.database import Transaction


class Agreeing:
    """Notes that a gradebook is to stay as it is. Nothing is sent, and nothing taken back."""

    def __init__(self, *, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    def leave(self, asker: Asker, delivery_id: int, shown: str) -> bool:
        """Leave what the gradebook shows in place of a score of the course.

        It is listed as different no more until something else is there. ``False``: it does not
        show any more what the instructor has ``shown`` before them, or a newer score has followed.
        Raises :class:`MissingError`.
        """
        here = {"tenant_id": asker.tenant_id, "context_id": asker.context_id}
        with self._transaction() as session:
            found = score_log.find(session, delivery_id, **here)
            if found is None:
                raise MissingError("There is no such score in this course.")
            score_checks.lock_column(
                session, tenant_id=asker.tenant_id, line_item_id=found.delivery.line_item_id
            )
            now_there = score_log.find(session, delivery_id, **here)
            check = now_there.check if now_there else None
            if check is None or score_statuses.difference_of(check).shown != shown:
                return False
            check.agreed_by, check.agreed_at = asker.person_id, self._clock()
            return True
