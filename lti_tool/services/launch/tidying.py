"""Tidying: what a launch left behind is deleted once it has ended."""

from lti_tool.learning.clock import Clock
from lti_tool.services.launch.noting import KEPT_FOR
from lti_tool.store import launch_entries, logins, tallies, visits
from lti_tool.store.database import Transaction


class Tidying:
    """Deletes visits, pending logins and counts that have ended, of all tenants, and old notes."""

    def __init__(self, *, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    def tidy(self) -> None:
        """Delete what has ended, also where nobody launches any more."""
        now = self._clock()
        with self._transaction() as session:
            visits.forget_ended(session, now=now)
            logins.forget_ended(session, now=now)
            tallies.forget_ended(session, now=now)
            launch_entries.forget_older(session, than=now - KEPT_FOR)
