from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from lti_tool.app.database import Database
from lti_tool.store import attempts
from lti_tool.store.tables import Attempt
from tests.store.rows import CODE, World, a_world, an_attempt
from tests.store.threads import at_once

UNPLACED = {"resource_link_id": None, "context_id": None}


def made(database: Database, world: World) -> list[int]:
    with database.reading() as session:
        rows = attempts.list_of_person(
            session,
            tenant_id=world.tenant.id,
            person_id=world.person.id,
            resource_link_id=world.link.id,
            activity_code=CODE,
        )
        return [row.number for row in rows]


def test_an_attempt_is_found_with_its_version_of_the_activity(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        kept = an_attempt(session, world)
    with database.reading() as session:
        found = attempts.find(
            session,
            kept.id,
            tenant_id=world.tenant.id,
            person_id=world.person.id,
            resource_link_id=world.link.id,
        )
    assert found is not None
    assert found.activity_version.document == "small 1"


def test_attempts_are_listed_first_to_last(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        for number in (2, 3, 1):
            an_attempt(session, world, number)
    assert made(database, world) == [1, 2, 3]


def test_there_is_only_one_open_attempt_of_a_learner_at_a_placement(database: Database) -> None:
    world = a_world(database)
    with database.transaction() as session:
        an_attempt(session, world, 1)
        an_attempt(session, world, 2, state="in_progress")
    with pytest.raises(IntegrityError), database.transaction() as session:
        an_attempt(session, world, 3, state="in_progress")
    assert made(database, world) == [1, 2]


def test_there_is_only_one_open_attempt_of_a_learner_on_their_own_route(
    database: Database,
) -> None:
    world = a_world(database)
    with database.transaction() as session:
        an_attempt(session, world, 1, **UNPLACED)
        an_attempt(session, world, 2, state="in_progress", **UNPLACED)
        an_attempt(session, world, 1, state="in_progress")
    for number, state in ((2, "complete"), (3, "in_progress")):
        with pytest.raises(IntegrityError), database.transaction() as session:
            an_attempt(session, world, number, state=state, **UNPLACED)
    with database.reading() as session:
        rows = attempts.list_of_person(
            session,
            tenant_id=world.tenant.id,
            person_id=world.person.id,
            resource_link_id=None,
            activity_code=CODE,
        )
        assert [row.number for row in rows] == [1, 2]


def test_an_attempt_on_ones_own_route_is_found_from_everywhere_and_a_placed_one_is_not(
    database: Database,
) -> None:
    world, other = a_world(database), a_world(database, "two")
    with database.transaction() as session:
        alone, placed = an_attempt(session, world, **UNPLACED), an_attempt(session, world)

    def found(attempt: Attempt, owner: World, link: int | None) -> bool:
        with database.reading() as session:
            row = attempts.find(
                session,
                attempt.id,
                tenant_id=owner.tenant.id,
                person_id=owner.person.id,
                resource_link_id=link,
            )
            return row is not None

    for link in (world.link.id, other.link.id, None):
        assert found(alone, world, link)
        assert not found(alone, other, link)
        assert found(placed, world, link) is (link == world.link.id)


def test_an_activity_is_placed_for_those_who_have_come_to_the_course(database: Database) -> None:
    world, other = a_world(database), a_world(database, "two")
    with database.reading() as session:
        for owner, code, expected in (
            (world, CODE, True),
            (world, "another", False),
            (replace(world, tenant=other.tenant), CODE, False),
            (replace(world, person=other.person), CODE, False),
        ):
            placed = attempts.is_placed_for(
                session,
                tenant_id=owner.tenant.id,
                person_id=owner.person.id,
                activity_code=code,
            )
            assert placed is expected


def test_an_attempt_is_begun_once_however_often_the_button_is_pressed(database: Database) -> None:
    world = a_world(database)

    def begin() -> int:
        with database.transaction() as session:
            attempts.lock_person(session, tenant_id=world.tenant.id, person_id=world.person.id)
            rows = attempts.list_of_person(
                session,
                tenant_id=world.tenant.id,
                person_id=world.person.id,
                resource_link_id=world.link.id,
                activity_code=CODE,
            )
            if rows:
                return rows[0].id
            return an_attempt(session, world, state="in_progress").id

    assert len(set(at_once(*[begin] * 5))) == 1
    assert made(database, world) == [1]


def test_an_attempt_is_submitted_once_however_often_the_button_is_pressed(
    database: Database,
) -> None:
    world = a_world(database)
    with database.transaction() as session:
        kept = an_attempt(session, world, state="in_progress")

    def submit() -> bool:
        with database.transaction() as session:
            found = attempts.find(
                session,
                kept.id,
                tenant_id=world.tenant.id,
                person_id=world.person.id,
                resource_link_id=world.link.id,
                lock=True,
            )
            assert found is not None
            if found.state != "in_progress":
                return False
            found.state = "complete"
            return True

    assert sorted(at_once(*[submit] * 5)) == [False, False, False, False, True]
    with database.reading() as session:
        assert session.get_one(Attempt, kept.id).state == "complete"
