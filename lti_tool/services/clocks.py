"""Use case of the timetable: nobody waits for a time that a wrong clock has written."""

import logging
from datetime import timedelta
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.store import clocks
from lti_tool.store.database import Transaction

log = logging.getLogger(__name__)


_MOST_APART: Final = timedelta(minutes=1)


class Clocks:
    """Looks for times that a clock has written which was ahead, and lets them be over."""

    def __init__(self, *, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    def set_right(self) -> None:
        """Let what waits for such a time wait no longer; say in the log that there was some.

        Machines that share a database go by its clock. One that differs from it changes nothing,
        and says so: what the others wrote would be ahead of it, however right it is.
        """
        now = self._clock()
        with self._transaction() as session:
            shared = clocks.shared_clock(session)
            if shared is not None and abs(shared - now) > _MOST_APART:
                log.warning(
                    "clock.differs ours=%s database=%s", now.isoformat(), shared.isoformat()
                )
                return
            changed = clocks.set_right(session, now=now)
        if changed:
            log.warning("clock.was-ahead rows=%s", changed)
