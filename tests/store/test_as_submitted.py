"""Returned evidence is listed and counted as it was handed in, on every database."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

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
    """Handed in twice, returned twice, and being changed: its title, and the domain it is under."""
    shared = {"context_id": world.context.id, "audience": "submitted", "submitted_at": NOW}
    piece_id = a_piece(database, world, title="Typed since", review="returned", **shared)
    with database.transaction() as session:
        row = session.get_one(Evidence, piece_id)
        for title, code in (("First", "d2"), ("Second", "d1")):
            give_back(session, row, title, items[code])
        now = Mapping(**tied(row, items["d2"]), evidence_id=piece_id, is_showcased=False)
        session.add(now)
    return piece_id


def tied(row: Evidence, item_id: int) -> dict[str, Any]:
    return {
        "tenant_id": row.tenant_id,
        "framework_item_id": item_id,
        "use": "filed",
        "state": "proposed",
    }


def give_back(session: Session, row: Evidence, title: str, item_id: int) -> None:
    about = {"tenant_id": row.tenant_id, "evidence_id": row.id}
    decision = Decision(
        **about,
        context_id=row.context_id,
        person_id=row.person_id,
        outcome="returned",
        verdicts=[],
        levels=[],
        comment="More",
        gradebook_comment="",
        at=NOW,
    )
    session.add(decision)
    session.flush()
    session.add(
        ReturnedVersion(
            **about,
            decision_id=decision.id,
            submitted_at=NOW,
            title=title,
            content={"lines": [], "files": []},
            ties=[ReturnedTie(**tied(row, item_id), position=0)],
        )
    )


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


def add_file(session: Session, row: Evidence, name: str, **where: int) -> int:
    file = Attachment(
        tenant_id=row.tenant_id,
        person_id=row.person_id,
        name=name,
        stored_as=name,
        type="pdf",
        size=10,
        added_at=NOW,
        **where,
    )
    session.add(file)
    session.flush()
    return file.id


def test_a_file_that_was_taken_out_is_found_with_its_piece_until_it_is_forgotten(
    database: Database, place: ReviewedContext, piece: int
) -> None:
    here = {"tenant_id": place.tenant_id, "context_id": place.context_id}
    with database.transaction() as session:
        row = session.get_one(Evidence, piece)
        version = as_submitted.returned_version(session, row)
        assert version is not None
        number = add_file(session, row, "plan.pdf", returned_with=version.decision_id)
        found = attachments.find_submitted(session, number, **here)
        assert found is not None
        assert found[1] is row
        assert attachments.forget_taken_out(session, row) == ("plan.pdf",)

    with database.reading() as session:
        assert attachments.find_submitted(session, number, **here) is None


def test_the_number_of_a_file_that_is_gone_is_no_other_files(
    database: Database, piece: int
) -> None:
    with database.transaction() as session:
        number = add_file(session, session.get_one(Evidence, piece), "a", evidence_id=piece)
    with database.transaction() as session:
        session.delete(session.get_one(Attachment, number))

    with database.transaction() as session:
        again = add_file(session, session.get_one(Evidence, piece), "b", evidence_id=piece)

    assert again != number
