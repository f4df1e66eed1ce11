"""The queue on a real PostgreSQL and a real Redis: it rings there too, and may die there too."""

from collections.abc import Callable

import pytest

from tests.redis_server import RedisServer
from tests.services.course import Course
from tests.worker.workers import Worker, held, let_leases_run_out, until

pytestmark = pytest.mark.long

Start = Callable[[], Worker]

A_SWEEP_AND_MORE = 200.0
"""Seconds: the sweep comes every minute."""

on_real_servers = pytest.mark.parametrize(
    ("database_url", "queue_url"),
    [("postgresql", "postgresql"), ("postgresql", "redis")],
    indirect=True,
)
on_redis = pytest.mark.parametrize(
    ("database_url", "queue_url"), [("sqlite", "redis")], indirect=True
)


def arrived(course: Course, points: float) -> Callable[[], bool]:
    return lambda: course.shown() == points


@on_real_servers
def test_a_score_rings_a_worker_of_another_process(course: Course, start_worker: Start) -> None:
    sam = course.learner()
    worker = start_worker()
    course.submit(sam, right=3)
    until(arrived(course, 3), "the first", worker)
    course.submit(sam, right=6)
    until(arrived(course, 6), "the second", worker)


@on_real_servers
def test_a_score_that_failed_rings_by_itself_when_it_is_due(
    course: Course, start_worker: Start
) -> None:
    course.platform.faults.statuses = [503, 500, 503]
    course.submit(course.learner(), right=7)
    worker = start_worker()
    until(arrived(course, 7), "the delivery", worker)
    until(lambda: len(course.tried()) == 4, "the platform's own note of it", worker)
    assert course.tried() == [503, 500, 503, 200]


@on_real_servers
def test_a_worker_killed_in_the_middle_leaves_its_score_to_the_next(
    course: Course, start_worker: Start
) -> None:
    sam = course.learner()
    course.submit(sam, right=6)
    with held(course.platform, "accept_score", after=False) as gate:
        worker = start_worker()
        gate.wait_for_somebody()
        worker.kill()
    let_leases_run_out(course)
    heir = start_worker()
    until(lambda: [row.state for row in course.rows()] == ["delivered"], "the delivery", heir)
    assert course.shown() == 6
    assert len(course.posts()) == 1


@on_redis
def test_a_redis_that_dies_and_comes_back_empty_costs_time_and_no_score(
    course: Course, start_worker: Start, redis_server: RedisServer
) -> None:
    sam = course.learner()
    worker = start_worker()
    course.submit(sam, right=3)
    until(arrived(course, 3), "the first", worker)

    redis_server.kill()
    course.submit(sam, right=6)  # nobody can be rung for this one
    redis_server.start()

    until(arrived(course, 6), "the second", worker, patience=A_SWEEP_AND_MORE)
    course.submit(sam, right=8)
    until(arrived(course, 8), "the third", worker, patience=A_SWEEP_AND_MORE)
