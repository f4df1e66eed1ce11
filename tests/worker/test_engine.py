"""What rings, what sweeps, and how the workers end; with work that only counts."""

import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lti_tool.worker import Engine, Timed, open_queue
from tests.worker.workers import asked_to_end, until


class Counting:
    """Work that is there a number of times, and remembers when it was done."""

    def __init__(self, times: int = 0) -> None:
        self.left = times
        self.asked: list[float] = []
        self.fails = False
        self.tidied = 0
        self.while_working = threading.Event()
        self.while_working.set()

    def deliver_due(self, is_stopping: Callable[[], bool]) -> None:
        while not is_stopping() and self._do_one():
            pass

    def _do_one(self) -> bool:
        self.asked.append(time.monotonic())
        self.while_working.wait(timeout=60)
        if self.fails:
            raise ArithmeticError
        self.left -= 1
        return self.left >= 0

    def tidy(self, is_stopping: Callable[[], bool]) -> None:
        assert not is_stopping()
        self.tidied += 1
        if self.fails:
            raise ArithmeticError


@pytest.fixture
def work() -> Counting:
    return Counting()


@pytest.fixture
def engine(tmp_path: Path, work: Counting) -> Iterator[Engine]:
    made = Engine(open_queue(f"sqlite:///{tmp_path / 'queue' / 'queue.sqlite'}"))
    tidy = Timed(name="tidy", does=work.tidy, minute="7", hour="1-4")
    made.bind(work.deliver_due, [tidy, Timed(name="often", does=work.tidy)])
    yield made
    made.close()


def bind(engine: Engine) -> None:
    """Let an engine have work that nobody looks at."""
    engine.bind(Counting().deliver_due, [])


def until_idle(work: Counting) -> None:
    """Wait for a second in which nobody looks: the start rings by itself, and so does a sweep."""
    until(lambda: len(work.asked) > 1 and time.monotonic() - work.asked[-1] > 1, "a quiet second")
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
    ending.join(timeout=60)
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


def minutes_of(timed: Any) -> list[tuple[int, int]]:
    """In which minutes of a day something is done."""
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    minutes = [midnight + timedelta(minutes=minute) for minute in range(24 * 60)]
    return [(at.hour, at.minute) for at in minutes if timed.validate_datetime(at)]


def test_what_is_timed_is_done_in_its_minutes_and_every_minute_unless_it_says_more(
    engine: Engine, work: Counting
) -> None:
    times = timetable(engine)
    assert minutes_of(times["tidy"]) == [(1, 7), (2, 7), (3, 7), (4, 7)]
    assert len(minutes_of(times["often"])) == len(minutes_of(times["sweep"])) == 24 * 60
    times["tidy"].execute()
    assert work.tidied == 1


def test_a_fault_in_what_is_timed_is_logged_and_ends_no_worker(
    engine: Engine, work: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    work.fails = True
    timetable(engine)["tidy"].execute()
    assert "worker.failed work=tidy" in caplog.text


def test_every_minute_something_looks_for_what_was_missed(engine: Engine, work: Counting) -> None:
    timetable(engine)["sweep"].execute()
    work.left = 1
    assert engine._queue.pending_count() == 1  # noqa: SLF001  # as above


def test_a_queue_that_cannot_be_reached_is_a_warning_and_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The row is in the outbox already, and the sweep finds it."""
    engine = Engine(open_queue("redis://127.0.0.1:9/0"))
    assert not engine.takes_work()
    bind(engine)
    with caplog.at_level(logging.WARNING):
        engine.ring()
        engine.ring(5)
    assert caplog.text.count("queue.unreachable") == 2
    engine.close()


def test_while_the_queue_is_down_each_process_does_by_itself_what_every_minute_asks_for(
    work: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_tool.worker._MINUTE", 0.1)
    engine = Engine(open_queue("redis://127.0.0.1:9/0"))
    nightly = Counting()
    engine.bind(
        work.deliver_due,
        [
            Timed(name="often", does=work.tidy),
            Timed(name="nightly", does=nightly.tidy, hour="1-4"),
        ],
    )
    work.left = 1
    stop = engine.start()
    until(lambda: work.left < 0 and work.tidied > 0, "the work of a minute")
    stop()
    assert nightly.tidied == 0
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
        assert time.monotonic() - begun < 15
        engine.close()
    assert "queue.unreachable error=" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_worker_waits_for_redis_longer_than_its_question_takes() -> None:
    """Or each quiet second would look like a Redis that is gone."""
    engine = Engine(open_queue("redis://127.0.0.1:9/0"))
    storage = engine._queue.storage  # noqa: SLF001  # what the queue itself was given
    assert storage.pool.connection_kwargs["socket_timeout"] >= storage.read_timeout + 0.5
    engine.close()


def test_a_queue_may_be_in_postgresql(postgres: str) -> None:
    work = Counting()
    engine = Engine(open_queue(postgres))
    engine._queue.flush()  # noqa: SLF001  # other tests share this database
    engine.bind(work.deliver_due, [])
    engine.ring()
    assert engine._queue.pending_count() == 1  # noqa: SLF001  # what the queue itself holds
    engine._queue.flush()  # noqa: SLF001  # as above
    engine.close()


@pytest.mark.parametrize("url", ["amqp://broker/", "nonsense", ""])
def test_a_queue_of_another_sort_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(ValueError, match="LTI_TOOL_QUEUE_URL: no queue speaks"):
        open_queue(url)
