"""Delivering: what is due is claimed, posted and recorded, and survives the end of any worker.

One thread of a process claims and records, many at a time; the others post. What is due is claimed
under a lease that lasts only while its worker says that it lives. How much may be on its way to a
platform, and when it is left alone, all workers decide together (`learning.pacing`).
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.services.deliveries.claiming import LEASE, Claiming, DuePlatform
from lti_tool.services.deliveries.posting import ClaimedScore, Posting
from lti_tool.services.deliveries.recording import Posted, Recording

log = logging.getLogger(__name__)

_HEARTBEAT: Final = LEASE.total_seconds() / 4
"""In seconds: how often a worker with something in hand says that it lives."""
_MOST_IN_HAND: Final = 128
_TICK: Final = 0.25
"""In seconds: how often a busy worker looks for what has become due."""
_GATHERS: Final = 0.0003
"""In seconds, for each score in hand: how long answers gather, so that they are recorded together:
the longer, the more of them are in one transaction."""
_GATHERS_OF: Final = 8
"""Of fewer than that on their way, none waits for another."""
_RINGS: Final = 2.0
"""In seconds: how often a worker with too much to do asks others to help."""
_RECORDS_AGAIN: Final = 1.0
"""In seconds: the pause before what could not be recorded is recorded again."""
_RECORD_TRIES: Final = 3
_LOOKS_AGAIN: Final = 1.0
"""In seconds: the least time until the next look at what has no room now."""
_SWEEP: Final = 60.0
"""In seconds: what becomes due later than that is found by the sweep."""


class Deliveries:
    """Delivers scores at least once, in order per learner and column, the newest last."""

    def __init__(
        self,
        *,
        claiming: Claiming,
        posting: Posting,
        recording: Recording,
        clock: Clock,
        ring: Callable[[float], None],
    ) -> None:
        self._claiming = claiming
        self._posting = posting
        self._recording = recording
        self._clock = clock
        self._ring = ring
        self._working = threading.Lock()
        self._is_rung = threading.Event()

    def deliver_due(self, is_stopping: Callable[[], bool] = lambda: False) -> int:
        """Deliver until nothing is due, or until asked to stop: how many were looked at.

        One thread of a process does it, and the others leave it to that one. What is on its way is
        waited for.
        """
        number = 0
        self._is_rung.set()
        while self._is_rung.is_set() and self._working.acquire(blocking=False):
            try:
                self._is_rung.clear()
                number += self._deliver(is_stopping)
            finally:
                self._working.release()
        return number

    def _deliver(self, is_stopping: Callable[[], bool]) -> int:
        with ThreadPoolExecutor(_MOST_IN_HAND, "posting") as posters:
            run = _Run(self._claiming, self._posting, self._recording, posters, self._ring)
            while run.goes_on(is_claiming=not is_stopping()):
                run.record(run.gather())
        self._ring_when_due()
        return run.looked_at

    def _ring_when_due(self) -> None:
        """Have somebody look again when the next score is due, or its platform has room for it."""
        due = self._claiming.next_due()
        if due is None:
            return
        wait = max(_LOOKS_AGAIN, (due - self._clock()).total_seconds())
        if wait < _SWEEP:
            self._ring(wait)


class _Run:
    """One stretch of work, until nothing is due: what is in hand, and since when."""

    def __init__(
        self,
        claiming: Claiming,
        posting: Posting,
        recording: Recording,
        posters: ThreadPoolExecutor,
        ring: Callable[[float], None],
    ) -> None:
        self._claiming = claiming
        self._posting = posting
        self._recording = recording
        self._posters = posters
        self._ring = ring
        self._lease = secrets.token_hex(16)
        self._posted: SimpleQueue[Posted] = SimpleQueue()
        self._due: list[DuePlatform] = []
        self._looks_at = self._rings_at = 0.0
        self._beats_at = time.monotonic() + _HEARTBEAT
        self._in_hand: set[int] = set()
        self.looked_at = 0

    def goes_on(self, *, is_claiming: bool) -> bool:
        """Take in hand what may leave now; whether anything is in hand then."""
        self._beat()
        looked_at = -1
        while is_claiming and looked_at != self.looked_at:
            looked_at = self.looked_at
            self._claim()
            if self._in_hand:
                break
        return bool(self._in_hand)

    def gather(self) -> list[Posted]:
        """Wait a moment for answers, and for some more that come at the same time."""
        try:
            posted = [self._posted.get(timeout=_TICK)]
        except Empty:
            return []
        if len(self._in_hand) > _GATHERS_OF:
            time.sleep(_GATHERS * len(self._in_hand))
        while not self._posted.empty():
            posted.append(self._posted.get())
        return posted

    def record(self, posted: list[Posted]) -> None:
        """Record what was gathered. What cannot be is sent once more, when its lease runs out."""
        self._in_hand -= {claimed.id for claimed, _ in posted}
        for _ in range(_RECORD_TRIES):
            if self._is_recorded(posted):
                return
            time.sleep(_RECORDS_AGAIN)
        for one in posted:  # one of them may be in the way of the others
            self._is_recorded([one])

    def _is_recorded(self, posted: list[Posted]) -> bool:
        try:
            if posted:
                self._recording.record(posted, self._lease)
        except Exception:  # whatever the database says: what was sent is worth several tries
            log.exception("delivery.unrecorded number=%s", len(posted))
            return False
        return True

    def _claim(self) -> None:
        """Claim for each platform in turn; one with much to do leaves room for the others."""
        now = time.monotonic()
        try:
            if now >= self._looks_at or not (self._due or self._in_hand):
                self._due, self._looks_at = self._claiming.due_platforms(), now + _TICK
            self._due = [each for each in self._due if self._claim_for(each)]
        except Exception:  # what is on its way is to be recorded all the same
            if not self._in_hand:
                raise
            log.exception("delivery.unclaimed")

    def _claim_for(self, platform: DuePlatform) -> bool:
        """Claim for one platform; whether there was anything."""
        free = _MOST_IN_HAND - len(self._in_hand)
        most = max(free // max(len(self._due), 1), min(free, 1))
        if most == 0:
            self._ask_for_help()
            return True
        taken = self._claiming.claim(platform, self._lease, most)
        for score in taken.scores:
            self._posters.submit(self._post, score)
        self._in_hand |= {score.id for score in taken.scores}
        self.looked_at += taken.looked_at
        return taken.looked_at > 0

    def _post(self, score: ClaimedScore) -> None:
        self._posted.put((score, self._posting.attempt(score)))

    def _beat(self) -> None:
        """Say that this worker lives, also while it only waits for what is on its way."""
        now = time.monotonic()
        if now < self._beats_at:
            return
        self._beats_at = now + _HEARTBEAT
        try:
            if self._in_hand:
                self._claiming.keep_in_hand(self._in_hand, self._lease)
        except Exception:  # what is on its way is to be recorded all the same
            log.exception("delivery.unrenewed")

    def _ask_for_help(self) -> None:
        now = time.monotonic()
        if now >= self._rings_at:
            self._rings_at = now + _RINGS
            self._ring(0)
