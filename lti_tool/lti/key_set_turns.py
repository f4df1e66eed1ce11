"""Who may wait for the keys of a platform: few, so that one that hangs holds up nobody else.

A launch that waits takes up a thread of the server, whichever customer's platform it waits for.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

SEATS: Final = 4
"""How many launches ask or wait at once in one process, for all platforms together."""
_QUEUE: Final = 2
"""How many of them wait for one platform while another launch asks it."""
MOMENT_SECONDS = 2.0
"""How long everybody waits for a platform that has not failed: a whole class may come at once.

A busy platform was seen to take more than one second, just while that class opens its course.
"""
PATIENCE_SECONDS = 2.5
"""How long those wait who have a seat, while somebody else is asking."""


@dataclass
class Turn:
    """Whose turn it is in this process to deal with one key-set URL."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _queue: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_QUEUE))
    _asking_since: float | None = None

    @property
    def is_taken(self) -> bool:
        """Tell whether somebody deals with this URL just now."""
        return self._lock.locked()

    def take_if_free(self) -> bool:
        """Take the turn unless somebody else has it; whether it was taken."""
        return self._lock.acquire(blocking=False)

    def take(self, seats: threading.Semaphore, *, is_failing: bool) -> bool:
        """Take the turn, after a wait if need be; whether it was taken.

        For a platform that ``is_failing`` nobody waits without a seat.
        """
        if self._lock.acquire(timeout=0 if is_failing else self._rest_of_the_moment()):
            return True
        with _place(self._queue) as is_queued, _place(seats) as has_seat:
            return is_queued and has_seat and self._lock.acquire(timeout=PATIENCE_SECONDS)

    def give_back(self) -> None:
        """Let the next one take the turn."""
        self._lock.release()

    @contextmanager
    def asking(self, seats: threading.Semaphore, *, is_failing: bool) -> Iterator[bool]:
        """Hold a seat while whoever has the turn waits for the network; whether there was one."""
        self._asking_since = time.monotonic()
        try:
            with _place(seats, 0 if is_failing else MOMENT_SECONDS) as has_seat:
                yield has_seat
        finally:
            self._asking_since = None

    def _rest_of_the_moment(self) -> float:
        since = self._asking_since
        gone = 0 if since is None else time.monotonic() - since
        return max(0, MOMENT_SECONDS - gone)


@contextmanager
def _place(places: threading.Semaphore, seconds: float = 0) -> Iterator[bool]:
    has_place = places.acquire(timeout=seconds)
    try:
        yield has_place
    finally:
        if has_place:
            places.release()
