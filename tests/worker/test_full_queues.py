"""A queue that can be read and takes no work: who notices, and what is done all the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from huey.storage import RedisStorage, SqliteStorage

from lti_tool.worker import Engine, Timed, open_queue
from tests.services.course import Course
from tests.worker.workers import until

on_each_queue = pytest.mark.parametrize(
    "queue_url", ["sqlite", "postgresql", "redis"], indirect=True
)
on_one_queue = pytest.mark.parametrize("queue_url", ["sqlite"], indirect=True)
with_a_full_redis = pytest.mark.parametrize(
    ("database_url", "queue_url"), [("sqlite", "redis")], indirect=True
)


def storage_of(engine: Engine) -> Any:
    return engine._queue.storage  # noqa: SLF001  # what the queue itself holds


def let_it_refuse(engine: Engine, *, refuses: bool) -> None:
    """Let the queue's own server or file refuse what is to be written, or take it again."""
    storage = storage_of(engine)
    if isinstance(storage, RedisStorage):
        storage.conn.config_set("maxmemory", int(refuses))
    elif isinstance(storage, SqliteStorage):
        storage.conn.execute(f"PRAGMA query_only = {refuses:d}")
    else:
        storage.conn.execute(f"SET default_transaction_read_only = {refuses}")


class Noted:
    """Work that notes by its name that it was done."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def __call__(self, name: str) -> Callable[[object], None]:
        return lambda _: self.done.append(name)


@pytest.fixture
def engine(queue_url: str) -> Iterator[Engine]:
    made = Engine(open_queue(queue_url))
    yield made
    made.close()


@contextmanager
def working(engine: Engine) -> Iterator[None]:
    """Let its workers work, and end them also where a test fails."""
    stop = engine.start()
    try:
        yield
    finally:
        stop()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a minute here."""
    monkeypatch.setattr("lti_tool.worker._MINUTE", 0.1)


@on_each_queue
def test_a_queue_that_can_be_read_and_not_written_takes_no_work(engine: Engine) -> None:
    assert engine.takes_work()
    let_it_refuse(engine, refuses=True)
    assert storage_of(engine).queue_size() == 0
    assert not engine.takes_work()
    let_it_refuse(engine, refuses=False)
    assert engine.takes_work()


@on_each_queue
def test_finding_it_out_leaves_nothing_in_the_queue(engine: Engine) -> None:
    assert engine.takes_work()
    storage = storage_of(engine)
    assert not storage.queue_size()
    assert not storage.schedule_size()
    assert not storage.result_store_size()


@on_one_queue
@pytest.mark.usefixtures("soon")
def test_that_a_queue_is_down_is_said_once_and_once_that_it_is_up_again(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    noted = Noted()
    engine.bind(noted("deliver"), [])
    let_it_refuse(engine, refuses=True)
    with working(engine):
        until(lambda: len(noted.done) > 2, "the work of some minutes")
        let_it_refuse(engine, refuses=False)
        until(lambda: "queue.up" in caplog.text, "that it is up again")
    said = [one.getMessage() for one in caplog.records if one.name == "lti_tool.worker"]
    (down,) = [one for one in said if one.startswith("queue.down")]
    assert "readonly database" in down
    assert said.count("queue.up") == 1


@on_one_queue
@pytest.mark.usefixtures("soon")
def test_while_it_is_down_what_each_hour_asks_for_is_done_too_once_in_an_hour(
    engine: Engine,
) -> None:
    """But not what has its hours, may take long, and would hold scores up."""
    noted = Noted()
    engine.bind(
        noted("deliver"),
        [
            Timed(name="hourly", does=noted("hourly"), minute="7"),
            Timed(name="nightly", does=noted("nightly"), hour="0-23"),
        ],
    )
    let_it_refuse(engine, refuses=True)
    with working(engine):
        until(lambda: noted.done.count("deliver") > 2, "the work of some minutes")
    assert "nightly" not in noted.done
    assert noted.done.count("hourly") == 1


@with_a_full_redis
@pytest.mark.usefixtures("soon")
def test_scores_leave_although_redis_is_full(course: Course) -> None:
    engine = course.tool.engine
    let_it_refuse(engine, refuses=True)
    with working(engine):
        course.submit(course.learner(), right=6)
        until(lambda: course.shown() == 6, "the delivery")
