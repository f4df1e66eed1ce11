"""Who has begun at a placement, in which order, and only there."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.reviews import ReviewState
from lti_tool.store import launches, privacy, reviews
from lti_tool.store.reviews import Place
from lti_tool.store.tables import Attempt, Person
from tests.store.pieces import a_piece
from tests.store.rows import NOW, World, a_delivery, a_world, an_attempt, another_learner


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def place_of(world: World, **changes: int) -> Place:
    named = {
        "tenant_id": world.tenant.id,
        "context_id": world.context.id,
        "resource_link_id": world.link.id,
    }
    return Place(**{**named, **changes})


def someone(database: Database, world: World, subject: str, **attempt: Any) -> Person:
    """Another learner of the course with one attempt at the placement."""
    person = another_learner(database, world, subject)
    with database.transaction() as session:
        launches.record_enrolment(session, person, world.context, roles=["learner"], now=NOW)
        an_attempt(session, world, person_id=person.id, **attempt)
    return person


def share(
    database: Database, world: World, person: Person, review: ReviewState, at: datetime
) -> None:
    """Let what a learner submitted at this time be where its review stands."""
    with database.transaction() as session:
        attempt = session.query(Attempt).filter_by(person_id=person.id).one()
        attempt.submitted_at = at
        attempt_id = attempt.id
    given = {"person_id": person.id, "context_id": world.context.id, "attempt_id": attempt_id}
    a_piece(database, world, **given, audience="submitted", submitted_at=at, review=review)


def subjects(database: Database, place: Place, **paging: int) -> list[str]:
    with database.reading() as session:
        found = reviews.list_begun(session, place, **{"most": 50, "skip": 0, **paging})
        assert reviews.count_begun(session, place) >= len(found)
        return [one.person.subject for one in found]


def test_those_who_have_submitted_come_before_those_who_have_only_begun(
    database: Database, world: World
) -> None:
    someone(database, world, "begun", state="in_progress")
    someone(database, world, "earlier", submitted_at=NOW)
    someone(database, world, "later", submitted_at=NOW + timedelta(hours=1))

    assert subjects(database, place_of(world)) == ["later", "earlier", "begun"]
    assert subjects(database, place_of(world), most=1, skip=1) == ["earlier"]


def test_those_who_wait_come_first_the_longest_waiting_before_the_others(
    database: Database, world: World
) -> None:
    someone(database, world, "done", submitted_at=NOW + timedelta(hours=9))
    for hours, subject, review in (
        (2, "second", ReviewState.AWAITING),
        (1, "first", ReviewState.AWAITING),
        (0, "returned", ReviewState.RETURNED),
        (-1, "decided", ReviewState.DECIDED),
    ):
        person = someone(database, world, subject)
        share(database, world, person, review, NOW + timedelta(hours=hours))

    assert subjects(database, place_of(world)) == [
        "first",
        "second",
        "done",
        "returned",
        "decided",
    ]


def test_neither_another_link_nor_another_course_nor_another_tenant_has_anybody(
    database: Database, world: World
) -> None:
    person = someone(database, world, "5", submitted_at=NOW)
    other = a_world(database, "two", "5")

    for changes in (
        {"resource_link_id": other.link.id},
        {"context_id": other.context.id},
        {"tenant_id": other.tenant.id},
    ):
        place = place_of(world, **changes)
        assert subjects(database, place) == []
        with database.reading() as session:
            last = reviews.find_last_submitted(session, place, person_id=person.id)
            made = reviews.list_attempts(session, place, person_id=person.id, most=9)
        assert (last, list(made)) == (None, [])
    with database.reading() as session:
        assert reviews.find_person(session, person.id, place_of(other)) is None
        found = reviews.find_subject(session, "5", place_of(other))
        assert found is not None
        assert found.id == other.person.id


def test_the_latest_delivery_of_each_learner_and_attempt_is_found(
    database: Database, world: World
) -> None:
    person = someone(database, world, "5", submitted_at=NOW)
    with database.transaction() as session:
        attempt = session.query(Attempt).filter_by(person_id=person.id).one()
        session.add(a_delivery(world, attempt, state="superseded"))
        session.flush()
        session.add(a_delivery(world, attempt, state="delivered"))

    with database.reading() as session:
        of_people = reviews.scores_of_people(session, place_of(world), [person.id])
        of_attempts = reviews.scores_of_attempts(session, place_of(world), [attempt.id])
    assert of_people[person.id].state == of_attempts[attempt.id].state == "delivered"


def test_what_is_kept_is_counted_for_one_person_of_one_tenant(
    database: Database, world: World
) -> None:
    person = someone(database, world, "5", started_at=NOW + timedelta(days=1))
    other = a_world(database, "two", "5")

    with database.reading() as session:
        kept = privacy.count_kept(session, tenant_id=world.tenant.id, person_id=person.id)
        none = privacy.count_kept(session, tenant_id=other.tenant.id, person_id=person.id)

    assert (kept.attempts.number, kept.attempts.since) == (1, NOW + timedelta(days=1))
    assert kept.courses.number == 1
    assert none.attempts.number == none.courses.number == none.files.number == 0
