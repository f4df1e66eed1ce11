from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from lti_tool.app.database import Database
from lti_tool.store import launches, registrations
from lti_tool.store.tables import (
    Base,
    Context,
    Deployment,
    Enrolment,
    LineItem,
    Person,
    ResourceLink,
)
from tests.store.rows import CODE, NOW, World, a_world
from tests.store.threads import at_once

Record = Callable[[Any, World, str], Base]

RECORDS: dict[type[Base], Record] = {
    Person: lambda session, world, word: launches.record_person(
        session, world.tenant.id, "new", name=word, now=NOW
    ),
    Context: lambda session, world, word: launches.record_context(
        session, world.place, kind="course", external_id="new", title=word
    ),
    ResourceLink: lambda session, world, word: launches.record_resource_link(
        session, world.place, world.context, external_id="new", title=word, activity_code=word
    ),
    LineItem: lambda session, world, word: launches.record_line_item(
        session, world.place, world.link, url=word, scopes=[word]
    ),
    Enrolment: lambda session, world, word: launches.record_enrolment(
        session, world.person, world.context, roles=[word], now=NOW
    ),
}


def how_many(database: Database, table: type[Base]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("table", RECORDS, ids=lambda table: table.__name__)
def test_launches_at_the_same_moment_leave_one_row(database: Database, table: type[Base]) -> None:
    world = a_world(database)
    before = how_many(database, table)

    def record(word: str) -> int:
        with database.transaction() as session:
            row: Any = RECORDS[table](session, world, word)
            return int(row.id)

    ids = at_once(*[lambda word=f"word {n}": record(word) for n in range(6)])

    assert len(set(ids)) == 1
    kept_already = table in {LineItem, Enrolment}  # those of the same placement and course
    assert how_many(database, table) == before + (not kept_already)


def test_an_unknown_deployment_that_comes_several_times_at_once_waits_once(
    database: Database,
) -> None:
    world = a_world(database)
    before = how_many(database, Deployment)

    def record() -> tuple[int, int | None]:
        with database.transaction() as session:
            row = registrations.record_deployment(session, world.registration.id, "new", now=NOW)
            assert row is not None
            return row.id, row.tenant_id

    found = at_once(*[record] * 8)

    assert len(set(found)) == 1
    assert found[0][1] is None
    assert how_many(database, Deployment) == before + 1


def test_no_more_deployments_wait_than_somebody_can_look_through(database: Database) -> None:
    one, two = a_world(database), a_world(database, "two")
    before = how_many(database, Deployment)

    def record(deployment_id: str, registration_id: int = one.registration.id) -> bool:
        with database.transaction() as session:
            row = registrations.record_deployment(session, registration_id, deployment_id, now=NOW)
            return row is not None

    assert all(record(f"made-up-{number}") for number in range(98))
    at_once(*[lambda number=number: record(f"at-once-{number}") for number in range(8)])
    assert how_many(database, Deployment) == before + registrations.MOST_WAITING == before + 100
    assert not record("another")
    assert record("made-up-7"), "it waits already"
    assert record("1"), "it is approved"
    assert record("another", two.registration.id), "each platform has a list of its own"
    with database.transaction() as session:
        row = registrations.find_deployment(session, one.registration.id, "made-up-7")
        assert row is not None
        row.retired_at = NOW
    assert record("another"), "what is retired does not wait"


def test_a_deployment_that_is_approved_stays_so(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        row = registrations.record_deployment(session, world.registration.id, "1", now=NOW)
        assert row is not None
        assert (row.id, row.tenant_id) == (world.deployment.id, world.tenant.id)


def test_a_person_is_recorded_with_the_name_that_the_platform_shares_today(
    database: Database,
) -> None:
    world = a_world(database)
    later = NOW + timedelta(days=1)
    with database.transaction() as session:
        again = launches.record_person(session, world.tenant.id, "4", name=None, now=later)
        assert (again.id, again.name, again.seen_at) == (world.person.id, None, later)


def test_a_renamed_course_keeps_its_row(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        again = launches.record_context(
            session, world.place, kind="course", external_id="2", title="Renamed"
        )
        assert (again.id, again.title) == (world.context.id, "Renamed")


def test_a_link_in_place_of_a_course_is_not_the_course_of_the_same_id(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        other = launches.record_context(
            session, world.place, kind="resource_link", external_id="2", title=None
        )
        assert other.id != world.context.id


def test_a_column_that_moved_is_recorded_at_its_new_address(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        moved = launches.record_line_item(
            session, world.place, world.link, url="https://one.example/moved", scopes=["a"]
        )
        assert moved.id == world.line_item.id
    with database.reading() as session:
        found = launches.find_line_item(
            session, tenant_id=world.tenant.id, resource_link_id=world.link.id
        )
        assert found is not None
        assert (found.url, found.scopes) == ("https://one.example/moved", ["a"])


def test_a_column_that_is_no_longer_offered_is_not_found_until_it_is_again(
    database: Database,
) -> None:
    world = a_world(database)
    one = {"tenant_id": world.tenant.id, "resource_link_id": world.link.id}
    with database.transaction() as session:
        launches.end_line_item(session, world.place, world.link)
    with database.reading() as session:
        assert launches.find_line_item(session, **one) is None
        kept = session.get_one(LineItem, world.line_item.id)
        assert (kept.url, kept.scopes) == (world.line_item.url, world.line_item.scopes)
    with database.transaction() as session:
        launches.record_line_item(
            session, world.place, world.link, url="https://one.example/7", scopes=["score"]
        )
        found = launches.find_line_item(session, **one)
        assert found is not None
        assert found.id == world.line_item.id


def test_a_placement_keeps_its_activity_where_a_launch_names_none(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        link = launches.record_resource_link(
            session, world.place, world.context, external_id="7", title="New", activity_code=None
        )
        assert (link.id, link.title, link.activity_code) == (world.link.id, "New", CODE)


def test_the_latest_launch_says_what_somebody_is_in_a_course(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        launches.record_enrolment(
            session, world.person, world.context, roles=["instructor"], now=NOW
        )
    with database.reading() as session:
        found = launches.find_enrolment(
            session,
            tenant_id=world.tenant.id,
            person_id=world.person.id,
            context_id=world.context.id,
        )
        assert found is not None
        assert found.roles == ["instructor"]


LONG = "x" * 10_000
ADDRESS = "https://one.example/" + "x" * 7_900


def test_whatever_a_verified_launch_may_say_can_be_kept(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        person = launches.record_person(session, world.tenant.id, "x" * 255, name=LONG, now=NOW)
        context = launches.record_context(
            session, world.place, kind="course", external_id="x" * 255, title=LONG
        )
        link = launches.record_resource_link(
            session, world.place, context, external_id="x" * 255, title=LONG, activity_code=LONG
        )
        item = launches.record_line_item(session, world.place, link, url=ADDRESS, scopes=[LONG])
        kept = [person.name, context.title, link.title, link.activity_code, item.url]
    assert kept == [LONG, LONG, LONG, LONG, ADDRESS]
