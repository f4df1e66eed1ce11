"""The door for background work: what rings, what keeps the timetable, what runs the workers."""

import logging
import signal
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

_NAME = "lti-tool"
_WORKERS = 3  # one delivers, one is busy for long with something else, one is free

# Whoever submits waits for the ring: a Redis that says nothing is left after two seconds, without a
# second try. A worker's own question for work takes one second, and must not look like silence.
_REDIS_CONNECTS = 1.0
_REDIS_ANSWERS = 2.0
_REDIS_BLOCKS = 1


class Work(Protocol):
    """What there is to do in the background."""

    def deliver_due(self, is_stopping: Callable[[], bool]) -> object:
        """Deliver what is due, until nothing is or it is asked to stop."""
        ...


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


class Tidying(Protocol):
    """What is deleted by the clock."""

    def tidy(self) -> None:
        """Delete what has ended."""
        ...


class Upkeep(Protocol):
    """What is kept in order by the clock."""

    def look_after(self) -> None:
        """Do what the time has come for."""
        ...


class Watch(Protocol):
    """What says so when scores wait for too long."""

    def look_at_backlog(self) -> None:
        """Look, and say it if it was not said lately."""
        ...


class Nightly(Protocol):
    """What is done at night."""

    def reconcile_due(self, is_stopping: Callable[[], bool]) -> None:
        """Compare gradebooks with what arrived there, until all are or it is asked to stop."""
        ...


class ColumnSearch(Protocol):
    """What looks for gradebook columns that launches did not name."""

    def look_for_columns(self, is_stopping: Callable[[], bool]) -> None:
        """Look for what is due, until nothing is or it is asked to stop."""
        ...


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """What there is to do by the clock, besides delivering scores."""

    columns: ColumnSearch
    watch: Watch
    keys: Upkeep
    tidying: Collection[Tidying]
    nightly: Nightly
    minute: int
    """Of the hour, in which gradebooks are compared."""


class Engine:
    """Rings when a score is due, keeps the timetable, and runs workers in threads.

    Every minute it sweeps for scores that nobody rang for, looks for columns that are due, and
    looks whether a score waits for too long; every hour it has our keys looked after and the rest
    tidied. (Not once a day: a tool that rests at that minute would never rotate.)

    At night it has gradebooks compared: every hour from one to four in UTC, of which the first that
    finds the tool at work does it.

    The outbox is the truth: a ring that is lost costs time, never a score.
    """

    def __init__(self, queue: Huey) -> None:
        self._queue = queue
        self._ring: Any = None
        self._stopping = threading.Event()

    def bind(self, work: Work, timetable: Timetable) -> None:
        """Say what the work is; done once, when everything has been built."""
        columns, nightly = timetable.columns, timetable.nightly

        def deliver_due() -> None:
            _do(lambda: work.deliver_due(self._stopping.is_set), "worker.failed")

        def look_for_columns() -> None:
            _do(lambda: columns.look_for_columns(self._stopping.is_set), "worker.columns-unsought")

        def look_at_backlog() -> None:
            _do(timetable.watch.look_at_backlog, "worker.backlog-unwatched")

        def tidy() -> None:
            for one in timetable.tidying:
                _do(one.tidy, "worker.untidy")  # what one cannot do keeps no other from its work

        def look_after_keys() -> None:
            _do(timetable.keys.look_after, "worker.keys-neglected")

        def reconcile() -> None:
            _do(lambda: nightly.reconcile_due(self._stopping.is_set), "worker.not-reconciled")

        self._ring = self._queue.task(name="deliver_due")(deliver_due)
        self._queue.periodic_task(crontab(minute="*"), name="sweep")(self.ring)
        self._queue.periodic_task(crontab(minute="*"), name="look_for_columns")(look_for_columns)
        self._queue.periodic_task(crontab(minute="*"), name="look_at_backlog")(look_at_backlog)
        self._queue.periodic_task(crontab(minute="17"), name="tidy")(tidy)
        self._queue.periodic_task(crontab(minute="41"), name="look_after_keys")(look_after_keys)
        at_night = crontab(minute=str(timetable.minute), hour="1-4")
        self._queue.periodic_task(at_night, name="reconcile")(reconcile)

    def ring(self, in_seconds: float = 0) -> None:
        """Say that something is due, now or soon. It never fails: the sweep finds the rest."""
        try:
            if in_seconds > 0:
                self._ring.schedule(delay=in_seconds)
            else:
                self._ring()
        except Exception:  # whatever a queue's driver raises, the row is kept
            log.warning("queue.unreachable", exc_info=True)

    def answers(self) -> bool:
        """Whether the queue can be asked."""
        try:
            self._queue.pending_count()
        except Exception:  # noqa: BLE001  # whatever a queue's driver raises, it is no answer
            return False
        return True

    def start(self) -> Callable[[], None]:
        """Run workers in threads of this process; the function returned ends them."""
        consumer = _Threads(self._queue, workers=_WORKERS, max_delay=1.0)
        consumer.start()
        self.ring()  # what waited while nobody worked

        def stop() -> None:
            self._stopping.set()
            consumer.stop(graceful=True)

        return stop

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


def _do(what: Callable[[], object], fault: str) -> None:
    """Do what there is to do; a fault in it is logged, and ends no worker."""
    try:
        what()
    except Exception:  # whatever it is: the next ring or hour comes
        log.exception(fault)
