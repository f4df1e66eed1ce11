"""Ids of LTI 1.1 belong to one person of a tenant, whoever says so later."""

from collections.abc import Callable

from lti_tool.app.database import Database
from lti_tool.store import former_people
from lti_tool.store.tables import FormerPerson, Person
from tests.store.rows import NOW, a_world, another_learner
from tests.store.threads import at_once


def test_an_id_belongs_to_whoever_was_linked_first(database: Database) -> None:
    world = a_world(database)
    mei = another_learner(database, world, "5")
    with database.transaction() as session:
        assert former_people.link(session, world.person, "key", "old", now=NOW)
        assert former_people.link(session, world.person, "key", "old", now=NOW)
        assert not former_people.link(session, mei, "key", "old", now=NOW)
        assert former_people.link(session, mei, "key", "OLD", now=NOW)
        assert former_people.link(session, mei, "another key", "old", now=NOW)
        assert former_people.link(session, world.person, "key", "second", now=NOW)
    with database.reading() as session:
        assert session.query(FormerPerson).count() == 4


def test_the_same_id_in_another_tenant_is_another(database: Database) -> None:
    one, two = a_world(database), a_world(database, "two")
    with database.transaction() as session:
        assert former_people.link(session, one.person, "key", "old", now=NOW)
        assert former_people.link(session, two.person, "key", "old", now=NOW)


def test_of_two_who_are_linked_to_the_same_id_at_once_one_is(database: Database) -> None:
    world = a_world(database)
    people = (world.person, another_learner(database, world, "5"))

    def linking(person: Person) -> Callable[[], bool]:
        def link() -> bool:
            with database.transaction() as session:
                return former_people.link(session, person, "key", "old", now=NOW)

        return link

    assert sorted(at_once(*map(linking, people))) == [False, True]
