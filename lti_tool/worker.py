"""The door for background work: what rings, what keeps the timetable, what runs the workers."""

import logging
import signal
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

_NAME = "lti-tool"
_WORKERS = 3  # one delivers, one is busy for long with something else, one is free

_MINUTE = 60.0
_MINUTES_OF_AN_HOUR = 60

_PROBE = "takes-work"

# Whoever submits waits for the ring: a Redis that says nothing is left after two seconds, without a
# second try. A worker's own question for work takes one second, and must not look like silence.
_REDIS_CONNECTS = 1.0
_REDIS_ANSWERS = 2.0
_REDIS_BLOCKS = 1


IsStopping = Callable[[], bool]
"""Asked by long work now and then: whether the process is to end."""


@dataclass(frozen=True, kw_only=True)
class Timed:
    """Something that is done by the clock (UTC)."""

    name: str
    does: Callable[[IsStopping], object]
    minute: str = "*"
    hour: str = "*"


def open_queue(url: str) -> Huey:
    """Open the queue that a URL names; raises ``ValueError`` with a sentence."""
    scheme = urlsplit(url).scheme.partition("+")[0]
    if scheme == "sqlite":
        filename = url.removeprefix("sqlite:///")
        Path(filename).parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(_NAME, filename=filename, fsync=True, results=False)
    if scheme == "postgresql":
        return PostgresHuey(_NAME, dsn=url.replace("+psycopg", ""), results=False)
    if scheme in {"redis", "rediss", "unix"}:
        pool = ConnectionPool.from_url(
            url,
            socket_connect_timeout=_REDIS_CONNECTS,
            socket_timeout=_REDIS_ANSWERS,
            retry=Retry(NoBackoff(), 0),
        )
        return RedisHuey(_NAME, connection_pool=pool, read_timeout=_REDIS_BLOCKS, results=False)
    raise ValueError(f"LTI_TOOL_QUEUE_URL: no queue speaks {scheme!r}.")


def try_out(queue: Huey) -> None:
    """Put something into a queue and take it out again; raises whatever its driver raises.

    To ask it something is not enough: with a full disk, as a Redis that is full, or as a server
    that only follows another, it still answers, and takes nothing.
    """
    queue.storage.put_data(_PROBE, b"")
    queue.storage.delete_data(_PROBE)


class Engine:
    """Rings when a score is due, keeps the timetable, and runs workers in threads.

    The outbox is the truth: a ring that is lost costs time, never a score.
    """

    def __init__(self, queue: Huey) -> None:
        self._queue = queue
        self._ring: Any = None
        self._often: list[Callable[[], None]] = []
        self._hourly: list[Callable[[], None]] = []
        self._stopping = threading.Event()

    def bind(self, deliver: Callable[[IsStopping], object], timetable: Iterable[Timed]) -> None:
        """Say what the work is; done once, when everything has been built.

        Every minute it sweeps for scores that nobody rang for. While the queue takes no work, each
        process does by itself what a minute or an hour asks for. What has its hours waits for the
        queue: it may take long, and scores would wait behind it.
        """
        delivering = self._guarded("deliver_due", deliver)
        self._often.append(delivering)
        self._ring = self._queue.task(name="deliver_due")(delivering)
        self._queue.periodic_task(crontab(minute="*"), name="sweep")(self.ring)
        for one in timetable:
            when = crontab(minute=one.minute, hour=one.hour)
            work = self._guarded(one.name, one.does)
            self._queue.periodic_task(when, name=one.name)(work)
            if one.hour == "*":
                (self._often if one.minute == "*" else self._hourly).append(work)

    def _guarded(self, name: str, does: Callable[[IsStopping], object]) -> Callable[[], None]:
        def work() -> None:
            try:
                does(self._stopping.is_set)
            except Exception:  # whatever it is: the next ring or hour comes
                log.exception("worker.failed work=%s", name)

        return work

    def ring(self, in_seconds: float = 0) -> None:
        """Say that something is due, now or soon. It never fails: the sweep finds the rest."""
        try:
            if in_seconds > 0:
                self._ring.schedule(delay=in_seconds)
            else:
                self._ring()
        except Exception as error:  # noqa: BLE001  # whatever a queue's driver raises, the row is kept
            log.warning("queue.unreachable error=%r", error)

    def takes_work(self) -> bool:
        """Whether the queue takes what is put into it: what all go by who are told of it."""
        return self._fault() is None

    def _fault(self) -> Exception | None:
        try:
            try_out(self._queue)
        except Exception as error:  # noqa: BLE001  # whatever a queue's driver raises, it took nothing
            return error
        return None

    def start(self) -> Callable[[], None]:
        """Run workers in threads of this process; the function returned ends them."""
        consumer = _Threads(self._queue, workers=_WORKERS, max_delay=1.0)
        consumer.start()
        self.ring()  # what waited while nobody worked
        stand_in = threading.Thread(target=self._stand_in, name="stand-in")
        stand_in.start()

        def stop() -> None:
            self._stopping.set()
            consumer.stop(graceful=True)
            stand_in.join()

        return stop

    def _stand_in(self) -> None:
        """Do what the clock asks for while the queue takes no work: nobody is told of it."""
        minutes_down = 0
        while not self._stopping.wait(_MINUTE):
            fault = self._fault()
            if fault is None:
                if minutes_down:
                    log.warning("queue.up")
                minutes_down = 0
                continue
            if not minutes_down:
                log.warning("queue.down error=%r", " ".join(str(fault).split()))
            is_hour = minutes_down % _MINUTES_OF_AN_HOUR == 0
            for work in (*self._often, *(self._hourly if is_hour else ())):
                work()
            minutes_down += 1

    def run(self) -> None:
        """Run workers until SIGTERM or SIGINT; what is being sent is finished first."""
        leaving = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: leaving.set())
        stop = self.start()
        while not leaving.wait(timeout=1.0):
            pass
        stop()

    def close(self) -> None:
        """Let go of the queue's connections."""
        self._queue.storage.close()


class _Threads(Consumer):  # type: ignore[misc]  # huey has no types
    """huey's workers, which leave signals to their process: one that came early would be lost."""

    def _set_signal_handlers(self) -> None:
        pass
