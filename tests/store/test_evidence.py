"""Evidence on both databases: found by those who may, tied to items, all gone together."""

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.evidence import ItemTie, MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.store import enrolments, evidence
from lti_tool.store.tables import (
    Attachment,
    Evidence,
    EvidenceEvent,
    Framework,
    FrameworkItem,
    Mapping,
)
from tests.store.pieces import a_piece, see
from tests.store.rows import NOW, World, a_world, an_attempt, another_learner


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def some_items(database: Database, *codes: str) -> list[int]:
    with database.transaction() as session:
        framework = Framework(code="f", title="F", version="1", document="", loaded_at=NOW)
        session.add(framework)
        session.flush()
        rows = [
            FrameworkItem(
                framework_id=framework.id,
                identifier=code,
                code=code,
                level="outcome",
                statement=code,
                is_current=True,
            )
            for code in codes
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def found(database: Database, world: World, evidence_id: int, **other: int) -> Evidence | None:
    owner = {"tenant_id": world.tenant.id, "person_id": world.person.id, **other}
    with database.reading() as session:
        return evidence.find_own(session, evidence_id, **owner)


def tie(database: Database, world: World, evidence_id: int, reasons: dict[int, str | None]) -> None:
    owner = {"tenant_id": world.tenant.id, "person_id": world.person.id}
    with database.transaction() as session:
        row = evidence.find_own(session, evidence_id, **owner, lock=True)
        assert row is not None
        evidence.tie(session, row, Use.MAPPED, reasons)


def test_a_piece_is_found_by_its_author_alone(database: Database, world: World) -> None:
    evidence_id = a_piece(database, world)
    other = another_learner(database, world, "5")

    row = found(database, world, evidence_id)
    assert row is not None
    assert (row.written, row.mappings, row.attachments) == ({"account": "Ours"}, [], [])
    assert found(database, world, evidence_id, person_id=other.id) is None
    assert found(database, world, evidence_id, tenant_id=world.tenant.id + 1) is None


def test_a_submitted_piece_is_found_in_its_course_alone(database: Database, world: World) -> None:
    given = {"context_id": world.context.id, "submitted_at": NOW}
    ids = {
        state: a_piece(database, world, audience=state, **given)
        for state in ("submitted", "withdrawn", "private")
    }
    place = {"tenant_id": world.tenant.id, "context_id": world.context.id}

    def open_for(state: str, **other: int) -> bool:
        with database.transaction() as session:
            where = {**place, **other}
            return evidence.find_submitted(session, ids[state], **where) is not None

    assert [open_for(state) for state in ids] == [True, False, False]
    assert not open_for("submitted", context_id=world.context.id + 1)
    assert not open_for("submitted", tenant_id=world.tenant.id + 1)


def test_items_are_tied_anew_and_what_stays_keeps_its_row(database: Database, world: World) -> None:
    evidence_id = a_piece(database, world)
    first, second, third = some_items(database, "A", "B", "C")
    tie(database, world, evidence_id, {first: "one", second: "two"})
    row = found(database, world, evidence_id)
    assert row is not None
    kept = {one.framework_item_id: one.id for one in row.mappings}

    tie(database, world, evidence_id, {second: "better", third: "three"})

    row = found(database, world, evidence_id)
    assert row is not None
    assert [(one.framework_item_id, one.reason) for one in row.mappings] == [
        (second, "better"),
        (third, "three"),
    ]
    assert row.mappings[0].id == kept[second]


def test_what_was_decided_is_past_once_a_piece_is_tied_anew(
    database: Database, world: World
) -> None:
    evidence_id = a_piece(database, world)
    kept, dropped, replaced = some_items(database, "A", "B", "C")
    tie(database, world, evidence_id, dict.fromkeys((kept, dropped, replaced)))
    with database.transaction() as session:
        session.query(Mapping).update({"state": "accepted", "is_showcased": True})
        session.get_one(FrameworkItem, replaced).is_current = False
    ties = [
        ItemTie(code="A", use=Use.FILED, state=MappingState.PROPOSED, reason="why"),
        ItemTie(code="gone", use=Use.MAPPED, state=MappingState.PROPOSED, reason=None),
    ]

    with database.transaction() as session:
        evidence.tie_anew(session.get_one(Evidence, evidence_id), ties, {"A": kept})

    row = found(database, world, evidence_id)
    assert row is not None
    said = {
        one.framework_item_id: (one.use, one.state, one.reason, one.is_showcased)
        for one in row.mappings
    }
    assert said == {
        kept: ("filed", "proposed", "why", True),
        replaced: ("mapped", "proposed", None, True),
    }


def test_an_item_goes_from_one_use_to_another(database: Database, world: World) -> None:
    evidence_id = a_piece(database, world)
    (item,) = some_items(database, "A")
    tie(database, world, evidence_id, {item: "one"})
    owner = {"tenant_id": world.tenant.id, "person_id": world.person.id}

    with database.transaction() as session:
        row = evidence.find_own(session, evidence_id, **owner, lock=True)
        assert row is not None
        evidence.tie(session, row, Use.MAPPED, {})
        evidence.tie(session, row, Use.FILED, {item: None})

    row = found(database, world, evidence_id)
    assert row is not None
    assert [(one.use, one.reason) for one in row.mappings] == [("filed", None)]


def test_what_is_showcased_is_counted_for_one_person(database: Database, world: World) -> None:
    (item,) = some_items(database, "A")
    other = another_learner(database, world, "5")
    pieces = [a_piece(database, world), a_piece(database, world)]
    theirs = a_piece(database, world, person_id=other.id)
    with database.transaction() as session:
        for piece in (*pieces, theirs):
            session.add(
                Mapping(
                    tenant_id=world.tenant.id,
                    evidence_id=piece,
                    framework_item_id=item,
                    use="mapped",
                    state="proposed",
                    is_showcased=piece != pieces[1],
                )
            )

    owner = {"tenant_id": world.tenant.id, "person_id": world.person.id}
    with database.reading() as session:
        assert evidence.count_showcased(session, item, **owner) == 1


def test_a_piece_goes_with_all_that_belongs_to_it(database: Database, world: World) -> None:
    evidence_id, other = a_piece(database, world), a_piece(database, world)
    (item,) = some_items(database, "A")
    tie(database, world, evidence_id, {item: "one"})
    for piece in (evidence_id, other):
        see(database, piece, world.person.id)
        with database.transaction() as session:
            session.add(a_file(world, piece))
    owner = {"tenant_id": world.tenant.id, "person_id": world.person.id}

    with database.transaction() as session:
        row = evidence.find_own(session, evidence_id, **owner, lock=True)
        assert row is not None
        evidence.remove(session, row)

    with database.reading() as session:
        for table in (Evidence, EvidenceEvent, Attachment):
            assert session.query(table).count() == 1
        assert session.query(Mapping).count() == 0


def a_file(world: World, evidence_id: int) -> Attachment:
    return Attachment(
        tenant_id=world.tenant.id,
        person_id=world.person.id,
        evidence_id=evidence_id,
        name="plan.pdf",
        stored_as=f"{evidence_id}",
        type="pdf",
        size=5,
        added_at=NOW,
    )


def test_the_evidence_of_an_attempt_brings_the_attempt(database: Database, world: World) -> None:
    with database.transaction() as session:
        attempt_id = an_attempt(session, world).id
    row = found(database, world, a_piece(database, world, attempt_id=attempt_id))

    assert row is not None
    assert row.attempt is not None
    assert row.attempt.activity_version.document == "small 1"


def test_the_courses_of_a_person_are_those_of_the_tenant(database: Database, world: World) -> None:
    elsewhere = a_world(database, "two", subject="4")

    with database.reading() as session:
        rows = enrolments.list_of_person(
            session, tenant_id=world.tenant.id, person_id=world.person.id
        )
        assert [(row.roles, context.title) for row, context in rows] == [(["learner"], "Course")]
        assert not enrolments.list_of_person(
            session, tenant_id=elsewhere.tenant.id, person_id=world.person.id
        )
        ours = {"tenant_id": world.tenant.id}
        assert enrolments.find_context(session, world.context.id, **ours)
        assert enrolments.find_context(session, elsewhere.context.id, **ours) is None
        assert enrolments.find_person(session, world.person.id, **ours)
        assert enrolments.find_person(session, elsewhere.person.id, **ours) is None
