"""A clock that was ahead for a while: nothing waits for the times that it has written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.clock import Clock
from lti_tool.learning.pacing import FAILURES_TO_PAUSE
from lti_tool.services.clocks import Clocks, StandingAside
from lti_tool.store import platform_paces
from lti_tool.store.tables import AccessToken, ResourceLink, ScoreDelivery
from tests.builders import MEI, SetClock
from tests.services.course import Course
from tests.store.rows import a_world
from tests.store.scores import keep, look

AHEAD = timedelta(minutes=30)
"""Within the life of an access token: the platform looks at the real clock for the next."""


@pytest.fixture
def course(course: Course) -> Course:
    """A course whose platform has given access while the clock was right."""
    course.submit(course.learner(MEI))
    course.deliver()
    assert course.shown(MEI) == 8
    return course


def set_right(course: Course) -> int:
    """Let the timetable do it: how often workers were rung for then."""
    rings: list[None] = []
    Clocks(
        transaction=course.tool.database.transaction,
        clock=course.clock,
        ring=lambda: rings.append(None),
    ).set_right()
    return len(rings)


@pytest.mark.parametrize("family", ["moodle", "canvas"])
def test_a_score_after_one_that_had_its_time_from_a_clock_that_was_ahead_arrives_at_once(
    course: Course, clock: SetClock
) -> None:
    sam = course.learner()
    right = clock.now
    clock.now = right + AHEAD
    course.submit(sam, right=5)
    course.deliver()
    assert course.shown() == 5
    clock.now = right + timedelta(seconds=5)
    course.submit(sam, right=8)
    course.deliver()
    assert course.shown() == 8


def test_a_score_that_is_to_be_tried_again_much_later_by_a_wrong_clock_is_tried_now(
    course: Course, clock: SetClock
) -> None:
    sam = course.learner()
    right = clock.now
    clock.now = right + AHEAD
    course.platform.faults.statuses = [503]
    attempt = course.submit(sam)
    course.deliver()
    clock.now = right
    assert course.deliver() == 0
    set_right(course)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


def test_a_score_in_the_hands_of_a_dead_worker_with_a_wrong_clock_is_free(
    course: Course, clock: SetClock
) -> None:
    sam = course.learner()
    attempt = course.submit(sam)
    with course.tool.database.transaction() as session:
        row = session.query(ScoreDelivery).filter_by(state="waiting").one()
        row.state, row.lease, row.tries = "sending", "dead", 1
        row.leased_until = clock.now + AHEAD
    set_right(course)
    clock.advance(seconds=1)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


def test_a_platform_is_not_left_alone_until_the_end_of_a_pause_that_a_wrong_clock_began(
    course: Course, clock: SetClock
) -> None:
    registration = 1
    with course.tool.database.transaction() as session:
        later = clock.now + AHEAD
        pace = platform_paces.hold(session, registration, now=later)
        failing = {"failures": FAILURES_TO_PAUSE, "paused_until": later, "changed_at": later}
        platform_paces.keep(session, registration, type(pace)(**{**vars(pace), **failing}))
    sam = course.learner()
    attempt = course.submit(sam)
    assert course.deliver() == 0
    set_right(course)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


def test_turns_that_a_wrong_clock_began_are_over_and_right_ones_go_on(
    course: Course, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    soon = clock.now + timedelta(seconds=12)
    with course.tool.database.transaction() as session:
        session.query(AccessToken).one().asking_until = clock.now + AHEAD
        session.query(ResourceLink).one().column_asking_until = soon
    assert set_right(course) == 1
    assert course.only(AccessToken).asking_until is None
    assert course.only(ResourceLink).column_asking_until == soon
    assert "clock.was-ahead rows=1" in caplog.text
    caplog.clear()
    assert set_right(course) == 0
    assert not caplog.text


def test_of_several_machines_one_whose_clock_is_behind_changes_nothing_of_the_others(
    database: Database, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    """What a right clock wrote is ahead of it. Where there is one machine, its clock is right."""
    world = a_world(database)
    until = clock.now + timedelta(seconds=30)
    held = keep(database, world, state="sending", lease="live", leased_until=until)
    behind = clock.now - timedelta(minutes=11)

    Clocks(transaction=database.transaction, clock=lambda: behind, ring=lambda: None).set_right()

    is_shared = database.engine.dialect.name == "postgresql"
    assert look(database, held).leased_until == (until if is_shared else behind)
    assert ("clock.differs" in caplog.text) is is_shared


@dataclass(kw_only=True)
class Worker:
    """A worker at a shared database: what it did, and what it asked others to do."""

    seconds: float = 0.0
    delivered: int = 0
    rings: int = 0

    def at(self, database: Database, clock: Clock) -> StandingAside:
        return StandingAside(
            reading=database.reading,
            clock=clock,
            deliver=self.deliver,
            ring=self.ring,
            passed=lambda: self.seconds,
            pause=lambda _: None,
        )

    def ring(self) -> None:
        self.rings += 1

    def deliver(self, is_stopping: Callable[[], bool]) -> int:
        self.delivered += not is_stopping()
        return 1


def test_a_worker_whose_clock_is_behind_asks_others_for_what_it_does_not_take_for_due(
    database: Database,
) -> None:
    now = datetime.now(UTC)
    keep(database, a_world(database), due_at=now)
    worker = Worker()
    aside = worker.at(database, lambda: now - timedelta(hours=2))
    aside.deliver_due(bool)
    assert worker.rings == (1 if database.engine.dialect.name == "postgresql" else 0)


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_worker_whose_clock_is_wrong_leaves_scores_to_others_for_a_minute(
    database: Database, hours: int
) -> None:
    """On one machine there are no others, and no clock but its own."""
    is_shared = database.engine.dialect.name == "postgresql"
    wrong = datetime.now(UTC) + timedelta(hours=hours)
    keep(database, a_world(database), due_at=wrong)
    worker = Worker()
    aside = worker.at(database, lambda: wrong)

    assert aside.deliver_due(bool) == (0 if is_shared else 1)
    assert worker.rings == (1 if is_shared else 0)
    worker.seconds = 60
    assert aside.deliver_due(bool) == 1
    assert worker.delivered == (1 if is_shared else 2)
    assert aside.deliver_due(bool) == (0 if is_shared else 1)


def test_a_worker_whose_clock_is_wrong_asks_nobody_while_nothing_is_due(
    database: Database,
) -> None:
    worker = Worker()
    aside = worker.at(database, lambda: datetime.now(UTC) - timedelta(hours=2))
    for seconds in (0, 30, 60):
        worker.seconds = seconds
        aside.deliver_due(bool)
    assert worker.rings == 0
    assert worker.delivered == (0 if database.engine.dialect.name == "postgresql" else 3)


def test_a_clock_that_was_wrong_and_is_right_again_is_noticed_at_once(database: Database) -> None:
    now = [datetime.now(UTC) + timedelta(hours=2)]
    keep(database, a_world(database), due_at=datetime.now(UTC))
    worker = Worker()
    aside = worker.at(database, lambda: now[0])
    aside.deliver_due(bool)
    now[0] = datetime.now(UTC)
    assert aside.deliver_due(bool) == 1
