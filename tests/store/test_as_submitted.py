"""Returned evidence is listed and counted as it was handed in, on every database."""

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.review_queue import QueueFilter, QueueShown
from lti_tool.store import as_submitted, attachments, contexts, review_queue
from lti_tool.store.contexts import Shown
from lti_tool.store.review_queue import ReviewedContext
from lti_tool.store.tables import (
    Attachment,
    Decision,
    Evidence,
    Framework,
    FrameworkItem,
    Mapping,
    ReturnedTie,
    ReturnedVersion,
)
from tests.store.pieces import a_piece
from tests.store.rows import NOW, World, a_world

EVERYTHING = QueueFilter(shown=QueueShown.ALL)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def place(world: World) -> ReviewedContext:
    return ReviewedContext(
        tenant_id=world.tenant.id, context_id=world.context.id, reader_id=world.person.id
    )


@pytest.fixture
def items(database: Database) -> dict[str, int]:
    """Two domains: their ids by their codes."""
    with database.transaction() as session:
        framework = Framework(code="f", title="F", version="1", document="", loaded_at=NOW)
        session.add(framework)
        session.flush()
        rows = [
            FrameworkItem(
                framework_id=framework.id,
                identifier=code,
                code=code,
                level="domain",
                statement=f"Domain {code}",
                is_current=True,
            )
            for code in ("d1", "d2")
        ]
        session.add_all(rows)
        session.flush()
        return {one.code: one.id for one in rows}


@pytest.fixture
def piece(database: Database, world: World, items: dict[str, int]) -> int:
    """Handed in twice under the first domain, returned twice, and now under the second."""
    here = {"tenant_id": world.tenant.id}
    shared = {"context_id": world.context.id, "audience": "submitted", "submitted_at": NOW}
    piece_id = a_piece(database, world, title="Typed since", review="returned", **shared)
    tied = {**here, "use": "filed", "state": "proposed"}
    with database.transaction() as session:
        session.add(
            Mapping(
                **tied,
                evidence_id=piece_id,
                framework_item_id=items["d2"],
                is_showcased=False,
            )
        )
        for number, (title, code) in enumerate((("First", "d2"), ("Second", "d1"))):
            decision = Decision(
                **here,
                evidence_id=piece_id,
                context_id=world.context.id,
                person_id=world.person.id,
                outcome="returned",
                verdicts=[],
                levels=[],
                comment="More",
                gradebook_comment="",
                at=NOW,
            )
            session.add(decision)
            session.flush()
            tie = ReturnedTie(**tied, framework_item_id=items[code], position=number)
            session.add(
                ReturnedVersion(
                    **here,
                    decision_id=decision.id,
                    evidence_id=piece_id,
                    submitted_at=NOW,
                    title=title,
                    content={"lines": [], "files": []},
                    ties=[tie],
                )
            )
    return piece_id


def test_what_was_handed_in_last_is_listed_and_counted(
    database: Database, place: ReviewedContext, piece: int
) -> None:
    here = {"tenant_id": place.tenant_id, "context_id": place.context_id}
    under = {code: QueueFilter(shown=QueueShown.ALL, domain=code) for code in ("d1", "d2")}

    with database.reading() as session:
        (line,) = review_queue.list_page(session, place, EVERYTHING, most=5)
        assert (line.evidence.id, line.title) == (piece, "Second")
        said = as_submitted.statements_of(session, [piece], **here)
        assert said == {piece: [("filed", "Domain d1")]}
        assert review_queue.list_domains(session, place) == (("d1", "Domain d1"),)
        counts = [review_queue.count(session, place, wanted) for wanted in under.values()]
        assert counts == [1, 0]
        assert contexts.count_shown(session, **here) == {("f", "d1"): Shown(accepted=0, proposed=1)}


def test_once_it_is_submitted_again_it_is_listed_and_counted_as_it_is(
    database: Database, place: ReviewedContext, piece: int
) -> None:
    here = {"tenant_id": place.tenant_id, "context_id": place.context_id}
    with database.transaction() as session:
        session.get_one(Evidence, piece).review = "awaiting"

    with database.reading() as session:
        row = session.get_one(Evidence, piece)
        assert as_submitted.returned_version(session, row) is None
        (line,) = review_queue.list_page(session, place, EVERYTHING, most=5)
        assert line.title == "Typed since"
        assert list(contexts.count_shown(session, **here)) == [("f", "d2")]


def test_a_file_that_was_taken_out_is_found_with_its_piece_until_it_is_forgotten(
    database: Database, place: ReviewedContext, piece: int
) -> None:
    here = {"tenant_id": place.tenant_id, "context_id": place.context_id}
    with database.transaction() as session:
        row = session.get_one(Evidence, piece)
        version = as_submitted.returned_version(session, row)
        assert version is not None
        file = Attachment(
            tenant_id=row.tenant_id,
            person_id=row.person_id,
            returned_with=version.decision_id,
            name="plan.pdf",
            stored_as="kept",
            type="pdf",
            size=10,
            added_at=NOW,
        )
        session.add(file)
        session.flush()
        number = file.id
        found = attachments.find_submitted(session, number, **here)
        assert found is not None
        assert found[1] is row
        assert attachments.forget_taken_out(session, row) == ("kept",)

    with database.transaction() as session:
        assert attachments.find_submitted(session, number, **here) is None
        row = session.get_one(Evidence, piece)
        again = Attachment(
            tenant_id=row.tenant_id,
            person_id=row.person_id,
            evidence_id=piece,
            name="other.pdf",
            stored_as="other",
            type="pdf",
            size=10,
            added_at=NOW,
        )
        session.add(again)
        session.flush()
        assert again.id != number
