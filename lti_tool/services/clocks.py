"""Wrong clocks: nobody waits for the times they have written, and others send scores first."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.store import clocks, due_scores
from lti_tool.store.database import Transaction

log = logging.getLogger(__name__)


_MOST_APART: Final = timedelta(minutes=1)
_TRUSTED: Final = 30.0
"""In seconds: how long a clock that was right is not compared again."""
_LEAVES: Final = 60.0
"""In seconds: for how long what is due is left to others, if there are any."""
_WAITS: Final = 1.0
"""In seconds: the pause before others are rung for again. The queue could not wait in our place: it
would go by our clock."""


class Clocks:
    """Looks for times that a clock has written which was ahead, and lets them be over."""

    def __init__(self, *, transaction: Transaction, clock: Clock, ring: Callable[[], None]) -> None:
        self._transaction = transaction
        self._clock = clock
        self._ring = ring

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
            self._ring()


class StandingAside:
    """Leaves scores to others while this machine's clock differs from the shared one.

    Platforms refuse what it signs, and the pauses that follow would be times that others have to
    wait for. It cannot know whose clock is wrong, nor whether there are others: what is still there
    after a minute it sends.
    """

    def __init__(
        self,
        *,
        reading: Transaction,
        clock: Clock,
        deliver: Callable[[Callable[[], bool]], int],
        ring: Callable[[], None],
        passed: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._reading = reading
        self._clock = clock
        self._deliver = deliver
        self._ring = ring
        self._passed = passed
        self._pause = pause
        self._trusted_until = self._left_since = -1.0
        self._asking = threading.Lock()

    def deliver_due(self, is_stopping: Callable[[], bool]) -> int:
        """Deliver what is due, unless it is left to others: how many were looked at."""
        if self._passed() >= self._trusted_until and self._leaves():
            return 0
        return self._deliver(is_stopping)

    def _leaves(self) -> bool:
        now, passed = self._clock(), self._passed()
        with self._reading() as session:
            shared = clocks.shared_clock(session)
            is_right = shared is None or abs(shared - now) <= _MOST_APART
            later = max(now, shared or now)  # by either clock
            is_due = not is_right and bool(due_scores.list_due_platforms(session, now=later))
        if is_right:
            self._trusted_until, self._left_since = passed + _TRUSTED, -1.0
            return False
        if not is_due:
            self._left_since = -1.0
            return True
        if self._left_since < 0:
            self._left_since = passed
        if passed - self._left_since >= _LEAVES:
            self._left_since = -1.0
            return False
        self._ask_others()
        return True

    def _ask_others(self) -> None:
        """Ring for others, by one thread alone: each ring that is left would bring another."""
        if self._asking.acquire(blocking=False):
            try:
                self._pause(_WAITS)
                self._ring()
            finally:
                self._asking.release()
