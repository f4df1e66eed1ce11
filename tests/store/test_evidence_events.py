"""Who has seen evidence, on both databases."""

from datetime import timedelta

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.evidence import EvidenceAction
from lti_tool.store import evidence, evidence_events
from lti_tool.store.tables import Evidence, EvidenceEvent
from tests.store.pieces import a_piece, see
from tests.store.rows import NOW, World, a_world, another_learner
from tests.store.threads import at_once


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def test_who_has_seen_a_piece_is_told_by_person_and_deed(database: Database, world: World) -> None:
    evidence_id = a_piece(database, world, context_id=world.context.id)
    other = a_piece(database, world)
    reader = another_learner(database, world, "8")
    see(database, evidence_id, world.person.id)
    see(database, other, reader.id)
    see(database, evidence_id, reader.id, EvidenceAction.FILE_OPENED, minutes=2)
    for minutes in (1, 30):
        see(database, evidence_id, reader.id, minutes=minutes)
    see(database, evidence_id, world.person.id, EvidenceAction.SUBMITTED)

    with database.reading() as session:
        row = session.get_one(Evidence, evidence_id)
        seen = evidence_events.list_seen(session, row)
        done = evidence_events.list_deeds(session, row)

    assert [(one.person_id, one.action, one.times) for one in seen] == [
        (reader.id, "viewed", 2),
        (reader.id, "file_opened", 1),
    ]
    assert (seen[0].first, seen[0].latest) == (
        NOW + timedelta(minutes=1),
        NOW + timedelta(minutes=30),
    )
    assert [(one.action, one.person_id, one.context_title) for one in done] == [
        ("submitted", world.person.id, "Course")
    ]


def test_whoever_saw_it_before_it_was_submitted_again_is_told_twice(
    database: Database, world: World
) -> None:
    evidence_id = a_piece(database, world, context_id=world.context.id)
    reader = another_learner(database, world, "8")
    see(database, evidence_id, reader.id)
    see(database, evidence_id, world.person.id, EvidenceAction.SUBMITTED, minutes=1)
    see(database, evidence_id, reader.id, minutes=2)

    with database.reading() as session:
        seen = evidence_events.list_seen(session, session.get_one(Evidence, evidence_id))

    assert [(one.times, one.latest - NOW) for one in seen] == [
        (1, timedelta()),
        (1, timedelta(minutes=2)),
    ]


def test_a_view_is_known_for_as_long_as_it_is_asked_about(database: Database, world: World) -> None:
    evidence_id = a_piece(database, world)
    reader = another_learner(database, world, "8")
    see(database, evidence_id, reader.id)

    with database.reading() as session:
        row = session.get_one(Evidence, evidence_id)
        for minutes, expected in ((0, True), (-1, True), (1, False)):
            at = NOW + timedelta(minutes=minutes)
            assert (
                evidence_events.was_seen_since(session, row, person_id=reader.id, at=at) is expected
            )
        assert not evidence_events.was_seen_since(session, row, person_id=world.person.id, at=NOW)


def test_a_reader_who_opens_it_twice_at_once_is_noted_once(
    database: Database, world: World
) -> None:
    evidence_id = a_piece(
        database, world, audience="submitted", context_id=world.context.id, submitted_at=NOW
    )
    reader = another_learner(database, world, "8")

    def open_it() -> None:
        with database.transaction() as session:
            row = evidence.find_submitted(
                session, evidence_id, tenant_id=world.tenant.id, context_id=world.context.id
            )
            assert row is not None
            if not evidence_events.was_seen_since(session, row, person_id=reader.id, at=NOW):
                evidence_events.add(
                    session,
                    row,
                    EvidenceAction.VIEWED,
                    person_id=reader.id,
                    at=NOW,
                )

    at_once(*[open_it] * 5)

    with database.reading() as session:
        assert session.query(EvidenceEvent).count() == 1
