"""Leaving a gradebook as it is, though something else arrived there: an instructor's own act."""

from lti_tool.learning.clock import Clock
from lti_tool.services.deliveries.resending import Asker, find_in_turn
from lti_tool.store import score_statuses
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
        with self._transaction() as session:
            check = find_in_turn(session, asker, delivery_id).check
            if check is None or score_statuses.difference_of(check).shown != shown:
                return False
            check.agreed_by, check.agreed_at = asker.person_id, self._clock()
            return True
