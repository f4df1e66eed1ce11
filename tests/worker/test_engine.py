"""What rings, what sweeps, and how the workers end; with work that only counts."""

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lti_tool.worker import Engine, Timetable, open_queue
from tests.worker.workers import asked_to_end, until


class Counting:
    """Work that is there a number of times, and remembers when it was done."""

    def __init__(self, times: int = 0) -> None:
        self.left = times
        self.asked: list[float] = []
        self.fails = False
        self.tidied = 0
        self.looked_after = 0
        self.reconciled = 0
        self.columns_sought = 0
        self.backlogs_seen = 0
        self.while_working = threading.Event()
        self.while_working.set()

    def deliver_due(self, is_stopping: Callable[[], bool]) -> None:
        while not is_stopping() and self._do_one():
            pass

    def _do_one(self) -> bool:
        self.asked.append(time.monotonic())
        self.while_working.wait(timeout=10)
        if self.fails:
            raise ArithmeticError
        self.left -= 1
        return self.left >= 0

    def tidy(self) -> None:
        self.tidied += 1

    def reconcile_due(self, is_stopping: Callable[[], bool]) -> None:
        assert not is_stopping()
        self.reconciled += 1
        if self.fails:
            raise ArithmeticError

    def look_for_columns(self, is_stopping: Callable[[], bool]) -> None:
        assert not is_stopping()
        self.columns_sought += 1

    def look_at_backlog(self) -> None:
        self.backlogs_seen += 1

    def look_after(self) -> None:
        self.looked_after += 1
        if self.fails:
            raise ArithmeticError


def all_of(work: Counting, tidying: Sequence[Counting] = ()) -> Timetable:
    return Timetable(columns=work, watch=work, keys=work, tidying=tidying, nightly=work, minute=7)


@pytest.fixture
def work() -> Counting:
    return Counting()


@pytest.fixture
def engine(tmp_path: Path, work: Counting) -> Iterator[Engine]:
    made = Engine(open_queue(f"sqlite:///{tmp_path / 'queue' / 'queue.sqlite'}"))
    made.bind(work, all_of(work, [work]))
    yield made
    made.close()


def bind(engine: Engine) -> None:
    """Let an engine have work that nobody looks at."""
    work = Counting()
    engine.bind(work, all_of(work))


def until_idle(work: Counting) -> None:
    """Wait for a second in which nobody looks: the start rings by itself, and so does a sweep."""
    until(lambda: bool(work.asked) and time.monotonic() - work.asked[-1] > 1, "a quiet second")
    work.asked.clear()


def test_what_waited_while_nobody_worked_is_done_at_the_start(
    engine: Engine, work: Counting
) -> None:
    work.left = 3
    stop = engine.start()
    until(lambda: work.left < 0, "all of the work")
    stop()


def test_a_ring_wakes_a_worker(engine: Engine, work: Counting) -> None:
    stop = engine.start()
    until_idle(work)
    work.left = 2
    engine.ring()
    until(lambda: work.left < 0, "the work")
    stop()


def test_a_ring_that_is_set_for_later_comes_then_and_not_before(
    engine: Engine, work: Counting
) -> None:
    stop = engine.start()
    until_idle(work)
    rung = time.monotonic()
    engine.ring(0.7)
    until(lambda: bool(work.asked), "another look")
    stop()
    assert work.asked[0] - rung >= 0.7


def test_work_that_fails_is_logged_and_does_not_end_the_worker(
    engine: Engine, work: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    work.fails = True
    stop = engine.start()
    until(lambda: "worker.failed" in caplog.text, "the failure")
    work.fails, work.left = False, 1
    engine.ring()
    until(lambda: work.left < 0, "the work after it")
    stop()
    assert "ArithmeticError" in caplog.text


def test_ending_waits_for_what_is_being_done_and_begins_nothing_more(
    engine: Engine, work: Counting
) -> None:
    work.left = 50
    work.while_working.clear()
    stop = engine.start()
    until(lambda: bool(work.asked), "the first of the work")
    ending = threading.Thread(target=stop)
    ending.start()
    time.sleep(0.2)
    assert ending.is_alive()
    work.while_working.set()
    ending.join(timeout=10)
    assert not ending.is_alive()
    assert len(work.asked) <= 2  # there are two workers


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_running_ends_at_a_signal(engine: Engine, name: signal.Signals) -> None:
    with asked_to_end(name, after=lambda: time.sleep(1.2)):
        engine.run()


def timetable(engine: Engine) -> dict[str, Any]:
    """What is done by the clock: nobody waits a minute for it here."""
    tasks = engine._queue._registry.periodic_tasks  # noqa: SLF001  # huey has no other way to ask
    return {type(task).__name__: task for task in tasks}


def test_every_hour_what_has_ended_is_deleted(engine: Engine, work: Counting) -> None:
    tidy = timetable(engine)["tidy"]
    hour = datetime(2026, 3, 2, 9, tzinfo=UTC)
    due = [tidy.validate_datetime(hour + timedelta(minutes=minute)) for minute in range(60)]
    assert due.count(True) == 1
    tidy.execute()
    assert work.tidied == 1


def test_every_hour_our_keys_are_looked_after(engine: Engine, work: Counting) -> None:
    look_after = timetable(engine)["look_after_keys"]
    hour = datetime(2026, 3, 2, 9, tzinfo=UTC)
    due = [look_after.validate_datetime(hour + timedelta(minutes=minute)) for minute in range(60)]
    assert due.count(True) == 1
    look_after.execute()
    assert work.looked_after == 1


def test_a_fault_in_looking_after_keys_is_logged_and_ends_no_worker(
    engine: Engine, work: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    work.fails = True
    timetable(engine)["look_after_keys"].execute()
    assert "worker.keys-neglected" in caplog.text


def test_at_night_gradebooks_are_compared_at_a_minute_of_this_installation(
    engine: Engine, work: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    """A tool that rests in one of these hours does it in the next."""
    reconcile = timetable(engine)["reconcile"]
    night = datetime(2026, 3, 2, tzinfo=UTC)
    minutes = [night + timedelta(minutes=minute) for minute in range(24 * 60)]
    due = [(at.hour, at.minute) for at in minutes if reconcile.validate_datetime(at)]
    assert due == [(1, 7), (2, 7), (3, 7), (4, 7)]
    reconcile.execute()
    assert work.reconciled == 1
    work.fails = True
    reconcile.execute()
    assert "worker.not-reconciled" in caplog.text


def test_every_minute_something_looks_for_what_was_missed(engine: Engine, work: Counting) -> None:
    timetable(engine)["sweep"].execute()
    work.left = 1
    assert engine._queue.pending_count() == 1  # noqa: SLF001  # as above


def test_every_minute_columns_that_are_due_are_looked_for(engine: Engine, work: Counting) -> None:
    timetable(engine)["look_for_columns"].execute()
    assert work.columns_sought == 1


def test_every_minute_somebody_looks_whether_scores_wait_for_too_long(
    engine: Engine, work: Counting
) -> None:
    timetable(engine)["look_at_backlog"].execute()
    assert work.backlogs_seen == 1
    assert engine.answers()


def test_a_queue_that_cannot_be_reached_is_a_warning_and_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The row is in the outbox already, and the sweep finds it."""
    engine = Engine(open_queue("redis://127.0.0.1:9/0"))
    assert not engine.answers()
    bind(engine)
    with caplog.at_level(logging.WARNING):
        engine.ring()
        engine.ring(5)
    assert caplog.text.count("queue.unreachable") == 2
    engine.close()


@contextmanager
def silent_queue() -> Iterator[str]:
    """A Redis that takes connections, and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@pytest.mark.parametrize("later", [0, 5])
def test_a_queue_that_says_nothing_holds_a_learner_up_for_seconds_only(
    later: float, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever submits waits for the ring."""
    with silent_queue() as url:
        engine = Engine(open_queue(url))
        bind(engine)
        begun = time.monotonic()
        engine.ring(later)
        assert time.monotonic() - begun < 3
        engine.close()
    assert "queue.unreachable" in caplog.text


def test_a_worker_waits_for_redis_longer_than_its_question_takes() -> None:
    """Or each quiet second would look like a Redis that is gone."""
    engine = Engine(open_queue("redis://127.0.0.1:9/0"))
    storage = engine._queue.storage  # noqa: SLF001  # what the queue itself was given
    assert storage.pool.connection_kwargs["socket_timeout"] >= storage.read_timeout + 0.5
    engine.close()


def test_a_queue_may_be_in_postgresql(postgres: str) -> None:
    work = Counting()
    engine = Engine(open_queue(postgres))
    engine.bind(work, all_of(work, [work]))
    engine.ring()
    assert engine._queue.pending_count() == 1  # noqa: SLF001  # what the queue itself holds
    engine._queue.flush()  # noqa: SLF001  # other tests share this database
    engine.close()


@pytest.mark.parametrize("url", ["amqp://broker/", "nonsense", ""])
def test_a_queue_of_another_sort_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(ValueError, match="LTI_TOOL_QUEUE_URL: no queue speaks"):
        open_queue(url)
