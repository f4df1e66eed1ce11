"""A worker process is killed at each point of a delivery: nothing is lost, nothing doubled."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lti_tool.services.attempts import Learner
from tests.services.course import Course
from tests.worker.workers import Worker, held, let_leases_run_out, until

Start = Callable[[], Worker]

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def is_delivered(course: Course, sam: Learner, attempt: int) -> Callable[[], bool]:
    return lambda: course.state(sam, attempt) == "delivered"


@pytest.mark.long
def test_a_worker_killed_between_claim_and_post_loses_no_score(
    course: Course, start_worker: Start
) -> None:
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    with held(course.platform.desk, "grant", after=False) as gate:
        worker = start_worker()
        gate.wait_for_somebody()  # it asks for access: claimed, and not posted
        assert course.state(sam, attempt) == "sending"
        worker.kill()
    (before,) = course.rows()
    assert course.shown() is None

    let_leases_run_out(course)
    heir = start_worker()
    until(is_delivered(course, sam, attempt), "the delivery", heir)

    (after,) = course.rows()
    assert (after.timestamp, after.tries) == (before.timestamp, 2)
    assert course.shown() == 6
    assert len(course.posts()) == 1
    assert course.tried() == [200]


@pytest.mark.parametrize(
    ("database_url", "family"),
    [("sqlite", "default"), ("sqlite", "moodle"), ("postgresql", "moodle")],
    indirect=["database_url"],
)
def test_a_worker_killed_between_post_and_record_loses_no_score_and_doubles_none(
    course: Course, start_worker: Start
) -> None:
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    with held(course.platform, "accept_score", after=True) as gate:
        worker = start_worker()
        gate.wait_for_somebody()  # the gradebook has it, and the worker does not know
        assert course.state(sam, attempt) == "sending"
        worker.kill()
    assert course.shown() == 6

    let_leases_run_out(course)
    heir = start_worker()
    until(is_delivered(course, sam, attempt), "the delivery", heir)

    assert course.shown() == 6
    assert len(course.posts()) == 1
    (row,) = course.rows()
    assert (row.tries, row.lease) == (2, None)
    assert heir.process.poll() is None


@pytest.mark.long
@on_one_database
def test_a_ring_that_is_lost_costs_time_and_no_score(
    course: Course, start_worker: Start, tmp_path: Path
) -> None:
    sam = course.learner()
    attempt = course.submit(sam)
    course.tool.engine.close()
    for file in tmp_path.glob("queue.sqlite*"):
        file.unlink()
    worker = start_worker()
    until(is_delivered(course, sam, attempt), "the delivery", worker)
    assert course.shown() == 8


@on_one_database
def test_a_worker_that_is_asked_to_end_finishes_the_score_it_is_sending(
    course: Course, start_worker: Start
) -> None:
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    with held(course.platform, "accept_score", after=True) as gate:
        worker = start_worker()
        gate.wait_for_somebody()
        worker.ask_to_end()
        time.sleep(1.5)  # it looks once a second whether it is asked to end
        assert worker.process.poll() is None
    assert worker.ended_with() == 0
    assert course.state(sam, attempt) == "delivered"
    assert "Traceback" not in worker.said()


@pytest.mark.long
@on_one_database
def test_an_idle_worker_ends_at_once_when_it_is_asked_to(
    course: Course, start_worker: Start
) -> None:
    sam = course.learner()
    attempt = course.submit(sam)
    worker = start_worker()
    until(is_delivered(course, sam, attempt), "the delivery", worker)
    worker.ask_to_end()
    assert worker.ended_with() == 0


@pytest.mark.long
@on_one_database
def test_a_worker_tries_again_by_itself(course: Course, start_worker: Start) -> None:
    course.platform.faults.statuses = [503, 500]
    sam = course.learner()
    attempt = course.submit(sam, right=7)
    worker = start_worker()
    until(is_delivered(course, sam, attempt), "the delivery", worker)
    assert course.tried() == [503, 500, 200]
    assert course.shown() == 7
