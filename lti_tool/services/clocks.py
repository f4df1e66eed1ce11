"""Use case of the timetable: nobody waits for a time that a wrong clock has written."""

import logging

from lti_tool.learning.clock import Clock
from lti_tool.store import clocks
from lti_tool.store.database import Transaction

log = logging.getLogger(__name__)


class Clocks:
    """Looks for times that a clock has written which was ahead, and lets them be over."""

    def __init__(self, *, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    def set_right(self) -> None:
        """Let what waits for such a time wait no longer; say in the log that there was some."""
        with self._transaction() as session:
            changed = clocks.set_right(session, now=self._clock())
        if changed:
            log.warning("clock.was-ahead rows=%s", changed)
