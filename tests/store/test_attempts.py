import pytest
from sqlalchemy.exc import IntegrityError

from lti_tool.app.database import Database
from lti_tool.store import attempts
from lti_tool.store.tables import Attempt
from tests.store.rows import CODE, World, a_world, an_attempt
from tests.store.threads import at_once


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
