"""A portfolio as its owner reads it, and nobody else."""

from datetime import date, timedelta
from typing import Any

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.evidence import Audience, EvidenceSort, MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.learning.portfolio import Sought, Standing, tally
from lti_tool.store import begun, frameworks, portfolio
from lti_tool.store.portfolio import Owner
from lti_tool.store.tables import Evidence, Mapping
from tests.learning.sound import FRAMEWORK
from tests.store.rows import CODE, NOW, World, a_world, an_attempt, another_learner

D1, D2, O1, T1 = (item.identifier for item in FRAMEWORK.items)
USES = {"D1": Use.FILED, "D2": Use.FILED, "O1": Use.MAPPED, "T1": Use.TAGGED}


@pytest.fixture
def world(database: Database) -> World:
    with database.transaction() as session:
        frameworks.record(session, frameworks.Filing(framework=FRAMEWORK, document="x"), now=NOW)
    return a_world(database)


def owner(world: World) -> Owner:
    return Owner(tenant_id=world.tenant.id, person_id=world.person.id)


def a_piece(
    database: Database, world: World, title: str = "Piece", ties: Any = (), **given: Any
) -> int:
    """Keep a piece; each tie is the code of an item, or the code with its state."""
    values = {
        "tenant_id": world.tenant.id,
        "person_id": world.person.id,
        "sort": EvidenceSort.PROJECT,
        "title": title,
        "written": {},
        "happened_on": NOW.date(),
        "audience": Audience.SUBMITTED,
        "context_id": world.context.id,
        "revision": 0,
        "created_at": NOW,
        "changed_at": NOW,
    }
    with database.transaction() as session:
        ids = frameworks.item_ids(session, "sample", [*USES])
        row = Evidence(**{**values, **given})
        for tie in ties:
            code, state = tie if isinstance(tie, tuple) else (tie, MappingState.PROPOSED)
            row.mappings.append(
                Mapping(
                    tenant_id=world.tenant.id,
                    framework_item_id=ids[code.rstrip("*")],
                    use=USES[code.rstrip("*")],
                    state=state,
                    reason="Because.",
                    is_showcased=code.endswith("*"),
                )
            )
        session.add(row)
        session.flush()
        return row.id


def found(database: Database, world: World, **sought: Any) -> list[str]:
    with database.reading() as session:
        page = portfolio.search(session, Sought(**sought), owner(world), most=20)
        assert page.total == len(page.pieces)
        return [one.evidence.title for one in page.pieces]


def test_pieces_are_counted_by_item_audience_and_state(database: Database, world: World) -> None:
    a_piece(database, world, ties=["D1", ("O1", MappingState.ACCEPTED)])
    a_piece(database, world, ties=["D1"], audience=Audience.PRIVATE)
    a_piece(database, world, ties=["D1"], audience=Audience.WITHDRAWN)
    a_piece(database, world, audience=Audience.PRIVATE)

    with database.reading() as session:
        counts = portfolio.counts(session, owner(world))

    by_item = {
        one: tally(count for count in counts if count.identifier == one) for one in (D1, O1, D2, "")
    }
    assert (by_item[D1].only_you, by_item[D1].proposed, by_item[D1].pieces) == (1, 1, 2)
    assert (by_item[O1].accepted, by_item[O1].pieces) == (1, 1)
    assert by_item[D2].pieces == 0
    assert by_item[""].only_you == 1  # a piece that belongs to nothing is not lost


def test_the_timeline_begins_with_the_latest_and_goes_on_page_by_page(
    database: Database, world: World
) -> None:
    for number in range(5):
        day = NOW.date() - timedelta(days=number % 3)
        a_piece(database, world, f"Piece {number}", happened_on=day)

    assert found(database, world) == ["Piece 3", "Piece 0", "Piece 4", "Piece 1", "Piece 2"]
    with database.reading() as session:
        page = portfolio.search(session, Sought(), owner(world), most=2, skip=4)
        assert (len(page.pieces), page.total) == (1, 5)
        assert page.pieces[0].course_title == "Course"


def test_pieces_are_found_by_what_they_belong_to_and_how_far_they_have_come(
    database: Database, world: World
) -> None:
    a_piece(database, world, "Filed", ties=["D1"])
    a_piece(database, world, "Mapped", ties=[("D2", MappingState.ACCEPTED), "O1*"])
    a_piece(database, world, "Passed", ties=[("O1", MappingState.RECOGNISED)])
    a_piece(database, world, "Missed", ties=[("O1", MappingState.NOT_YET)])
    a_piece(database, world, "Own", ties=["O1"], audience=Audience.PRIVATE)
    a_piece(database, world, "Gone", ties=["O1"], audience=Audience.WITHDRAWN)

    def of(**sought: Any) -> set[str]:
        return {*found(database, world, **sought)}

    assert of(item=D1) == {"Filed"}
    assert of(item=O1) == {"Mapped", "Passed", "Missed", "Own"}
    assert of(item=O1, standing=Standing.PROPOSED) == {"Mapped"}
    assert of(item=O1, standing=Standing.ACCEPTED) == {"Passed"}
    assert of(standing=Standing.ACCEPTED) == {"Mapped", "Passed"}
    assert of(item=O1, standing=Standing.NOT_YET) == {"Missed"}
    assert of(item=O1, standing=Standing.ONLY_YOU) == {"Own"}
    assert of(standing=Standing.WITHDRAWN) == {"Gone"}
    assert of(item=O1, standing=Standing.WITHDRAWN) == {"Gone"}
    assert of(is_showcased=True) == of(item=O1, is_showcased=True) == {"Mapped"}
    assert of(item=D2, is_showcased=True) == set()
    assert of(item="no such item") == set()


def test_every_number_of_the_coverage_is_the_number_of_pieces_found_by_it(
    database: Database, world: World
) -> None:
    for audience in Audience:
        for state in MappingState:
            a_piece(database, world, ties=[("D1", state), ("O1", state)], audience=audience)

    with database.reading() as session:
        counts = portfolio.counts(session, owner(world))
        for item in (D1, O1):
            counted = tally(one for one in counts if one.identifier == item)
            for standing in (one for one in Standing if one is not Standing.WITHDRAWN):
                sought = Sought(item=item, standing=standing)
                page = portfolio.search(session, sought, owner(world), most=1)
                assert page.total == getattr(counted, standing) > 0


def test_pieces_are_found_by_sort_and_by_every_word_of_their_title(
    database: Database, world: World
) -> None:
    a_piece(database, world, "A Ward round at 100%", sort=EvidenceSort.CERTIFICATE)
    a_piece(database, world, "A ward night")

    assert found(database, world, words="ROUND ward") == ["A Ward round at 100%"]
    assert found(database, world, words="%") == ["A Ward round at 100%"]
    assert found(database, world, words="_") == []
    assert found(database, world, sort=EvidenceSort.PROJECT) == ["A ward night"]


def test_what_is_shown_for_an_item_comes_with_the_latest_first(
    database: Database, world: World
) -> None:
    for day in (1, 3, 2):
        a_piece(database, world, f"Day {day}", ties=["O1*"], happened_on=date(2026, 3, day))
    a_piece(database, world, "Own", ties=["D1*"], audience=Audience.PRIVATE)
    a_piece(database, world, "Gone", ties=["D1*"], audience=Audience.WITHDRAWN)
    a_piece(database, world, "Not shown", ties=["O1"])

    with database.reading() as session:
        shown = portfolio.list_showcased(session, owner(world), most_each=2)

    assert [(one.identifier, one.title, one.total) for one in shown] == [
        (D1, "Own", 1),
        (O1, "Day 3", 3),
        (O1, "Day 2", 3),
    ]
    assert shown[1].reason == "Because."


def test_own_evidence_waits_until_it_is_submitted(database: Database, world: World) -> None:
    a_piece(database, world, "Own", audience=Audience.PRIVATE)
    a_piece(database, world, "Own too", audience=Audience.PRIVATE)
    a_piece(database, world, "Done here", audience=Audience.PRIVATE, sort=EvidenceSort.ACTIVITY)
    a_piece(database, world, "Submitted")

    with database.reading() as session:
        waiting = portfolio.list_unsubmitted(session, owner(world), most=1)

    assert [one.evidence.title for one in waiting.pieces] == ["Own too"]
    assert waiting.total == 2


def test_open_attempts_are_listed_wherever_they_were_begun(
    database: Database, world: World
) -> None:
    with database.transaction() as session:
        an_attempt(session, world, 1)
        an_attempt(session, world, 2, state="in_progress")
        an_attempt(
            session,
            world,
            1,
            state="in_progress",
            resource_link_id=None,
            context_id=None,
            saved_at=NOW + timedelta(hours=1),
        )

    with database.reading() as session:
        rows = begun.list_begun(session, owner(world), most=5)

    assert [(one.resource_link_id, one.course_title) for one in rows] == [
        (None, None),
        (world.link.id, "Course"),
    ]


def test_an_activity_was_last_submitted_wherever_that_was(database: Database, world: World) -> None:
    later = NOW + timedelta(hours=1)
    with database.transaction() as session:
        an_attempt(session, world, 1, submitted_at=NOW)
        an_attempt(session, world, 1, submitted_at=later, resource_link_id=None, context_id=None)
        an_attempt(session, world, 2, state="in_progress")

    with database.reading() as session:
        assert begun.last_submitted(session, owner(world), [CODE, "another"]) == {CODE: later}


def test_of_several_tries_of_one_activity_the_one_that_has_come_furthest_counts(
    database: Database, world: World
) -> None:
    with database.transaction() as session:
        tries = [an_attempt(session, world, number).id for number in (1, 2, 3)]
        alone = {"resource_link_id": None, "context_id": None}
        apart = [an_attempt(session, world, number, **alone).id for number in (1, 2)]
    states = (MappingState.NOT_YET, MappingState.RECOGNISED, MappingState.RECOGNISED)
    for number, (attempt, state) in enumerate(zip(tries, states, strict=True)):
        a_piece(database, world, f"Try {number}", ties=[("O1", state)], attempt_id=attempt)
    for attempt in apart:
        private = {"audience": Audience.PRIVATE, "attempt_id": attempt}
        a_piece(database, world, f"Apart {attempt}", ties=[("O1", MappingState.NOT_YET)], **private)
    a_piece(database, world, "Own", ties=["O1*"])
    a_piece(database, world, "Own too", ties=["O1"])

    with database.reading() as session:
        counts = portfolio.counts(session, owner(world))

    counted = tally(one for one in counts if one.identifier == O1)
    assert (counted.accepted, counted.only_you, counted.proposed, counted.not_yet) == (1, 1, 2, 0)
    assert found(database, world, item=O1, standing=Standing.ACCEPTED) == ["Try 2"]
    assert found(database, world, item=O1, standing=Standing.NOT_YET) == []
    assert found(database, world, item=O1) == ["Own too", "Own", f"Apart {apart[1]}", "Try 2"]
    assert found(database, world, standing=Standing.NOT_YET) == ["Try 0"]
    assert len(found(database, world)) == 7


def test_what_was_only_opened_to_be_filled_in_is_in_no_portfolio_yet(
    database: Database, world: World
) -> None:
    private = {"audience": Audience.PRIVATE}
    a_piece(database, world, "", **private)
    a_piece(database, world, "", revision=1, **private)

    with database.reading() as session:
        assert portfolio.list_unsubmitted(session, owner(world), most=5).total == 1
        assert sum(one.pieces for one in portfolio.counts(session, owner(world))) == 1
    assert found(database, world) == [""]


def test_nobody_finds_anything_in_the_portfolio_of_another(
    database: Database, world: World
) -> None:
    a_piece(database, world, ties=["O1*"])
    a_piece(database, world, audience=Audience.PRIVATE)
    with database.transaction() as session:
        an_attempt(session, world, state="in_progress", resource_link_id=None, context_id=None)
    two = a_world(database, "two")
    mei = another_learner(database, world, "5")
    strangers = [
        owner(two),
        Owner(tenant_id=world.tenant.id, person_id=mei.id),
        Owner(tenant_id=two.tenant.id, person_id=world.person.id),
    ]

    with database.reading() as session:
        for stranger in strangers:
            assert portfolio.counts(session, stranger) == ()
            assert portfolio.search(session, Sought(), stranger, most=9).total == 0
            assert portfolio.list_showcased(session, stranger, most_each=9) == ()
            assert portfolio.list_unsubmitted(session, stranger, most=9).total == 0
            assert begun.list_begun(session, stranger, most=9) == ()
            assert begun.last_submitted(session, stranger, [CODE]) == {}
