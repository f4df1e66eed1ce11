"""Who waits for whom in a course, and how much its learners have shown."""

from datetime import datetime, timedelta

import pytest

from lti_tool.app.database import Database
from lti_tool.store import contexts
from lti_tool.store.contexts import Shown, Waiting
from lti_tool.store.tables import (
    Decision,
    Evidence,
    Framework,
    FrameworkItem,
    Mapping,
    Person,
)
from tests.store.pieces import a_piece
from tests.store.rows import NOW, World, a_world, an_attempt, another_learner

NOBODY = Waiting(pieces=0, since=None)
DAY = timedelta(days=1)
A_READER = 0
"""No author of anything: whoever reads is somebody else."""


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def here(world: World) -> dict[str, int]:
    return {"tenant_id": world.tenant.id, "context_id": world.context.id}


def submitted(database: Database, world: World, review: str | None, **given: object) -> int:
    values = {
        "context_id": world.context.id,
        "audience": "submitted",
        "review": review,
        "submitted_at": NOW,
    }
    return a_piece(database, world, **{**values, **given})


def decide(
    database: Database, world: World, evidence_id: int, at: datetime = NOW, **given: object
) -> None:
    values = {
        "tenant_id": world.tenant.id,
        "evidence_id": evidence_id,
        "context_id": world.context.id,
        "person_id": world.person.id,
        "outcome": "decided",
        "verdicts": [],
        "levels": [],
        "comment": "",
        "gradebook_comment": "",
        "at": at,
    }
    with database.transaction() as session:
        session.add(Decision(**{**values, **given}))


def test_what_waits_longest_for_an_instructor_comes_first(database: Database, world: World) -> None:
    late = submitted(database, world, "awaiting", submitted_at=NOW + DAY)
    early = submitted(database, world, "awaiting")
    for review in (None, "returned", "decided"):
        submitted(database, world, review)
    submitted(database, world, "awaiting", audience="withdrawn")

    with database.reading() as session:
        reader = {**here(world), "reader_id": A_READER}
        assert contexts.count_awaiting(session, **reader) == Waiting(pieces=2, since=NOW)
        listed = contexts.list_awaiting(session, **reader, most=5)
        assert [(piece.id, person.name) for piece, person in listed] == [
            (early, "Sam"),
            (late, "Sam"),
        ]
        assert len(contexts.list_awaiting(session, **reader, most=1)) == 1


def test_ones_own_evidence_waits_for_others(database: Database, world: World) -> None:
    submitted(database, world, "awaiting")
    author = {**here(world), "reader_id": world.person.id}

    with database.reading() as session:
        assert contexts.count_awaiting(session, **author) == NOBODY
        assert not contexts.list_awaiting(session, **author, most=5)


def test_learners_are_waited_for_since_their_work_was_returned(
    database: Database, world: World
) -> None:
    piece = submitted(database, world, "returned")
    decide(database, world, piece, outcome="returned")
    decide(database, world, piece, NOW + DAY, outcome="returned")
    decide(database, world, piece, NOW + DAY * 2, undone_at=NOW + DAY * 2)
    again = submitted(database, world, "awaiting")
    decide(database, world, again, outcome="returned")

    with database.reading() as session:
        found = contexts.count_returned(session, **here(world))
    assert found == Waiting(pieces=1, since=NOW + DAY)


def test_feedback_is_unread_until_its_learner_says_so(database: Database, world: World) -> None:
    unread, read, undone = (submitted(database, world, "decided") for _ in range(3))
    decide(database, world, unread, NOW + DAY)
    decide(database, world, read, NOW)
    decide(database, world, read, NOW + DAY, acknowledged_at=NOW + DAY)
    decide(database, world, undone, acknowledged_at=NOW)
    decide(database, world, undone, NOW + DAY, undone_at=NOW + DAY)

    with database.reading() as session:
        found = contexts.count_unread(session, **here(world))
    assert found == Waiting(pieces=1, since=NOW + DAY)


def test_nobody_waits_in_the_courses_of_others(database: Database, world: World) -> None:
    for review in ("awaiting", "returned", "decided"):
        piece = submitted(database, world, review)
        decide(database, world, piece, outcome="returned" if review == "returned" else "decided")
    other = a_world(database, "two")
    for tenant, context in ((world, other), (other, world), (other, other)):
        place = {"tenant_id": tenant.tenant.id, "context_id": context.context.id}
        with database.reading() as session:
            reader = {**place, "reader_id": A_READER}
            assert contexts.count_awaiting(session, **reader) == NOBODY
            assert contexts.count_returned(session, **place) == NOBODY
            assert contexts.count_unread(session, **place) == NOBODY
            assert not contexts.list_awaiting(session, **reader, most=5)
            assert not contexts.count_shown(session, **place)


@pytest.fixture
def item_id(database: Database) -> int:
    with database.transaction() as session:
        framework = Framework(code="f", title="F", version="1", document="", loaded_at=NOW)
        session.add(framework)
        session.flush()
        item = FrameworkItem(
            framework_id=framework.id,
            identifier="i",
            code="d1",
            level="domain",
            statement="Domain",
            is_current=True,
        )
        session.add(item)
        session.flush()
        return item.id


def tie(database: Database, evidence_id: int, item_id: int, state: str) -> None:
    with database.transaction() as session:
        piece = session.get_one(Evidence, evidence_id)
        session.add(
            Mapping(
                tenant_id=piece.tenant_id,
                evidence_id=evidence_id,
                framework_item_id=item_id,
                use="mapped",
                state=state,
                is_showcased=False,
            )
        )


def test_what_learners_have_shown_is_counted_item_by_item(
    database: Database, world: World, item_id: int
) -> None:
    for state in ("accepted", "recognised", "proposed", "not_yet"):
        tie(database, submitted(database, world, None), item_id, state)
    tie(database, submitted(database, world, None, audience="private"), item_id, "accepted")

    with database.reading() as session:
        found = contexts.count_shown(session, **here(world))
    assert found == {("f", "d1"): Shown(accepted=2, proposed=1)}


def test_the_tries_of_one_activity_count_once_and_preview_students_do_not(
    database: Database, world: World, item_id: int
) -> None:
    with database.transaction() as session:
        tries = [an_attempt(session, world, number).id for number in (1, 2)]
    for attempt_id, state in zip(tries, ("proposed", "accepted"), strict=True):
        tie(database, submitted(database, world, None, attempt_id=attempt_id), item_id, state)
    student = another_learner(database, world, "preview")
    with database.transaction() as session:
        session.get_one(Person, student.id).is_test = True
    tie(database, submitted(database, world, None, person_id=student.id), item_id, "accepted")

    with database.reading() as session:
        found = contexts.count_shown(session, **here(world))
    assert found == {("f", "d1"): Shown(accepted=1, proposed=0)}
