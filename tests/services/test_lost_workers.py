"""Workers that end in the middle of a score, or are too slow with it."""

from datetime import datetime, timedelta

import pytest

from demo.platform import Platform
from lti_tool.services.deliveries import Deliveries
from lti_tool.services.deliveries.claiming import LEASE
from lti_tool.store.tables import ScoreDelivery
from tests.builders import SetClock
from tests.services.course import Course
from tests.worker.workers import until

both_families = pytest.mark.parametrize("family", ["default", "moodle"])
moodle = pytest.mark.parametrize("family", ["moodle"])


def another_worker(course: Course) -> Deliveries:
    """A worker of another process, on the same outbox."""
    one = course.tool.deliveries
    parts = ("claiming", "posting", "recording", "clock", "ring")
    return Deliveries(**{name: getattr(one, f"_{name}") for name in parts})


def set_row(course: Course, **values: object) -> None:
    with course.tool.database.transaction() as session:
        row = session.query(ScoreDelivery).one()
        for name, value in values.items():
            setattr(row, name, value)


def test_a_score_is_claimed_for_as_long_as_a_lease_lasts(
    course: Course, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    until: list[datetime | None] = []
    course.submit(course.learner())
    course.while_sending(
        monkeypatch, lambda: until.extend(row.leased_until for row in course.rows())
    )
    course.deliver()
    assert until == [clock.now + LEASE]


@both_families
def test_a_score_whose_worker_died_is_sent_by_the_next_with_the_same_timestamp(
    course: Course, clock: SetClock
) -> None:
    sam = course.learner()
    attempt = course.submit(sam)
    stamp: datetime = clock.now.replace(microsecond=0)
    ended = clock.now + LEASE
    set_row(course, state="sending", lease="dead", leased_until=ended, timestamp=stamp, tries=1)
    assert course.deliver() == 0, "its worker may still be alive"
    # Not by the clock: the platform takes no assertion that comes from the future.
    set_row(course, leased_until=clock.now - timedelta(seconds=1))
    assert course.deliver() == 1
    (row,) = course.rows()
    assert (row.state, row.timestamp, row.tries) == ("delivered", stamp, 2)
    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 8


def test_a_newer_score_goes_instead_of_one_whose_worker_died(
    course: Course, clock: SetClock
) -> None:
    sam = course.learner()
    first = course.submit(sam, right=3)
    set_row(course, state="sending", lease="dead", leased_until=clock.now - timedelta(seconds=1))
    second = course.submit(sam, right=5)
    assert course.state(sam, first) == "sending"
    course.deliver()
    assert (course.state(sam, first), course.state(sam, second)) == ("superseded", "delivered")
    assert [given for given, _ in course.posts()] == [5]


@both_families
def test_a_worker_that_was_too_slow_leaves_what_the_next_one_recorded(
    course: Course, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow one's post arrives after its lease ran out and another worker took over."""
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempt = course.submit(sam)

    def take_over() -> None:
        set_row(course, leased_until=course.clock.now - timedelta(seconds=1))
        platform.faults.record_then_fail = 0
        another_worker(course).deliver_due()
        platform.faults.record_then_fail = 1

    course.while_sending(monkeypatch, take_over)
    course.deliver()

    (row,) = course.rows()
    assert (row.state, row.lease) == ("delivered", None)
    assert course.state(sam, attempt) == "delivered"
    assert len(course.posts()) == 1


def test_a_worker_that_waits_for_a_slow_platform_keeps_what_it_has_in_hand(
    course: Course, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the platform takes, no other worker sends the same score."""
    sam = course.learner()
    attempt = course.submit(sam)
    others: list[int] = []

    def take_long() -> None:
        for _ in range(3):
            clock.advance(seconds=20)
            until(lambda: course.rows()[0].leased_until == clock.now + LEASE, "a sign of life")
            others.append(another_worker(course).deliver_due())

    course.while_sending(monkeypatch, take_long)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lti_tool.services.deliveries.sending._HEARTBEAT", 0.05)
        course.deliver()

    assert others == [0, 0, 0]
    assert course.state(sam, attempt) == "delivered"
    assert len(course.posts()) == 1
