"""Tidying: what a launch left behind is deleted once it has ended."""

from lti_tool.learning.clock import Clock
from lti_tool.store import logins, visits
from lti_tool.store.database import Transaction


class Tidying:
    """Deletes visits and pending logins that have ended, of all tenants."""

    def __init__(self, *, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    def tidy(self) -> None:
        """Delete what has ended, also where nobody launches any more."""
        now = self._clock()
        with self._transaction() as session:
            visits.forget_ended(session, now=now)
            logins.forget_ended(session, now=now)
