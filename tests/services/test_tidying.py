"""Visits and logins that have ended are deleted by the clock, whoever comes again or not."""

from datetime import timedelta

from lti_tool.app.building import Tool
from lti_tool.app.database import Database
from lti_tool.services.launch import Tidying
from lti_tool.store import logins, visits
from lti_tool.store.tables import PendingLogin, Visit
from tests.builders import SetClock
from tests.services.course import Course
from tests.store.rows import NOW, a_login, a_visit, a_world

TICK = timedelta(seconds=1)


def kept(database: Database) -> tuple[set[str], set[str]]:
    with database.reading() as session:
        found = {row.id for row in session.query(Visit)}
        return found, {row.state_hash for row in session.query(PendingLogin)}


def test_what_has_ended_is_deleted_and_nothing_else(database: Database) -> None:
    one, two = a_world(database), a_world(database, "two")
    with database.transaction() as session:
        visits.add(session, a_visit(one, "over", ends_at=NOW - TICK), now=NOW - 2 * TICK)
        session.add_all([a_visit(two, "over-too", ends_at=NOW - TICK), a_visit(one, "open")])
        logins.add(session, a_login(one.registration, "over", ends_at=NOW - TICK), now=NOW - TICK)
        session.add_all([a_login(two.registration, "at-its-end", ends_at=NOW)])

    Tidying(transaction=database.transaction, clock=lambda: NOW).tidy()
    assert kept(database) == ({"open"}, {"at-its-end"})

    Tidying(transaction=database.transaction, clock=lambda: NOW + timedelta(days=1)).tidy()
    assert kept(database) == (set(), set())


def test_the_tool_tidies_by_its_timetable(course: Course, tool: Tool, clock: SetClock) -> None:
    course.begin()
    course.arrive()
    tasks = tool.engine._queue._registry.periodic_tasks  # noqa: SLF001  # nobody waits an hour
    (tidy,) = (task for task in tasks if type(task).__name__ == "tidy")
    clock.advance(hours=12)
    tidy.execute()
    assert (course.how_many(Visit), course.how_many(PendingLogin)) == (1, 0)
    clock.advance(seconds=1)
    tidy.execute()
    assert course.how_many(Visit) == 0
