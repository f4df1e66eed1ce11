"""Whose turn it is to look for a column, on both databases, and what is kept of what was found."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lti_tool.app.database import Database
from lti_tool.learning.columns import Origin
from lti_tool.store import columns, launches, placed_columns
from lti_tool.store.launches import ListOfColumns
from lti_tool.store.tables import LineItem, PlatformPace, Registration, ResourceLink
from tests.store.rows import CODE, NOW, World, a_delivery, a_world, an_attempt, another_learner
from tests.store.threads import at_once

UNTIL = NOW + timedelta(minutes=1)


@pytest.fixture
def world(database: Database) -> World:
    """A link whose column is due, and has ended."""
    world = a_world(database)
    make_due(database, world.link.id)
    return world


def make_due(database: Database, link_id: int, **by: float) -> None:
    with database.transaction() as session:
        session.get_one(ResourceLink, link_id).column_due_at = NOW - timedelta(**by)


def another_link(session: Session, world: World, number: str = "8", **given: Any) -> ResourceLink:
    values = {"title": None, "activity_code": CODE, **given}
    return launches.record_resource_link(
        session, world.place, world.context, external_id=number, **values
    )


def claim(session: Session, world: World, **given: Any) -> columns.Turn | None:
    here = {"tenant_id": world.tenant.id, "context_id": world.context.id}
    times = {"now": NOW, "until": UNTIL}
    return columns.claim(session, world.link.id, **{**here, **times, **given})


def test_of_two_who_want_a_turn_at_once_one_gets_it(database: Database, world: World) -> None:
    def try_it() -> bool:
        with database.transaction() as session:
            return claim(session, world) is not None

    assert sorted(at_once(try_it, try_it)) == [False, True]


def test_a_turn_is_free_once_it_has_run_out(database: Database, world: World) -> None:
    with database.transaction() as session:
        assert claim(session, world) is not None
    with database.transaction() as session:
        assert claim(session, world) is None
        assert columns.claim_due(session, now=NOW, until=UNTIL) is None
        later = {"now": UNTIL, "until": UNTIL + timedelta(minutes=1)}
        assert claim(session, world, **later) is not None
    with database.transaction() as session:
        mine = {"tenant_id": world.tenant.id, "until": UNTIL}
        assert columns.end_turn(session, world.link.id, **mine) is None


def test_what_is_due_longest_is_claimed_first_and_by_one_worker(
    database: Database, world: World
) -> None:
    with database.transaction() as session:
        other = another_link(session, world).id
    make_due(database, other, hours=1)

    def work() -> int:
        with database.transaction() as session:
            turn = columns.claim_due(session, now=NOW, until=UNTIL)
            return turn.placed.link.id if turn else 0

    assert sorted(at_once(work, work, work)) == [0, *sorted([world.link.id, other])]


@pytest.mark.parametrize("why", ["later", "retired", "paused", "never"])
def test_what_is_not_due_or_not_to_be_asked_is_left(
    database: Database, world: World, why: str
) -> None:
    with database.transaction() as session:
        link = session.get_one(ResourceLink, world.link.id)
        if why == "later":
            link.column_due_at = NOW + timedelta(seconds=1)
        elif why == "never":
            link.column_due_at = None
        elif why == "retired":
            session.get_one(Registration, world.registration.id).retired_at = NOW
        else:
            session.add(paused(world))
    with database.transaction() as session:
        assert columns.claim_due(session, now=NOW, until=UNTIL) is None


def test_a_platform_a_column_of_which_is_left_alone_is_asked_for_others(
    database: Database, world: World
) -> None:
    make_due(database, world.link.id)
    with database.transaction() as session:
        session.add(paused(world, failures=9, columns=[world.line_item.id]))
        session.flush()
        assert columns.claim_due(session, now=NOW, until=UNTIL) is not None


def paused(world: World, **given: object) -> PlatformPace:
    known = {one.name: 0 for one in PlatformPace.__table__.columns if not one.nullable}
    told = {"registration_id": world.registration.id, "paused_until": UNTIL, "changed_at": NOW}
    return PlatformPace(**{**known, **told, **given})


def test_all_links_of_a_platform_are_postponed_and_those_of_no_other(
    database: Database, world: World
) -> None:
    other = a_world(database, "two")
    make_due(database, other.link.id)
    with database.transaction() as session:
        columns.postpone(session, world.registration.id, now=NOW, until=UNTIL)
    with database.reading() as session:
        due = {row.id: row.column_due_at for row in session.query(ResourceLink)}
    assert due == {world.link.id: UNTIL, other.link.id: NOW}


def test_columns_of_other_links_are_taken_and_those_without_share(
    database: Database, world: World
) -> None:
    with database.transaction() as session:
        other = another_link(session, world)
        assert columns.list_taken(session, other) == {world.line_item.url}
        assert columns.list_taken(session, world.link) == frozenset()
        assert not columns.is_shared(session, other, CODE)
        assert columns.is_shared(session, world.link, CODE)
        assert not columns.is_shared(session, world.link, "another")


def test_a_column_that_becomes_known_takes_the_place_of_one_that_ended(
    database: Database, world: World
) -> None:
    told = {"registration_id": world.registration.id, "scopes": ["score"], "origin": Origin.FOUND}
    with database.transaction() as session:
        link = session.get_one(ResourceLink, world.link.id)
        launches.end_line_item(session, world.place, link)
        assert columns.find_known(session, link) is None
        _, is_new = columns.take(session, link, url=world.line_item.url, **told)
        assert not is_new
        row, is_new = columns.take(session, link, url="https://one.example/9", **told)
        assert is_new
        assert (row.id, row.origin, row.is_ended) == (world.line_item.id, "found", False)
        _, is_new = columns.take(session, another_link(session, world), url=row.url, **told)
        assert is_new
        assert session.query(LineItem).count() == 2


def test_only_a_column_that_no_launch_named_outlasts_one_that_names_none(
    database: Database, world: World
) -> None:
    listed = ListOfColumns(url="https://one.example/all", scopes=("score",))
    with database.transaction() as session:
        link = session.get_one(ResourceLink, world.link.id)
        assert not columns.keeps_own(session, link, listed)
        session.get_one(LineItem, world.line_item.id).origin = Origin.MADE
        assert columns.keeps_own(session, link, listed)
        assert not columns.keeps_own(session, link, ListOfColumns())


@pytest.mark.parametrize(
    ("scores", "is_gone"),
    [
        ([], False),
        (["404 NOT FOUND"], True),
        (["403 FORBIDDEN"], False),
        (["410 GONE", ""], False),
    ],
)
def test_a_column_is_gone_where_the_last_word_on_a_newest_score_says_so(
    database: Database, world: World, scores: list[str], *, is_gone: bool
) -> None:
    """A score that says nothing arrived."""
    people = [another_learner(database, world, f"s{number}").id for number in range(len(scores))]
    with database.transaction() as session:
        for number, said in enumerate(scores):
            attempt = an_attempt(session, world, number + 1, person_id=people[number])
            row = a_delivery(world, attempt, state="refused" if said else "delivered")
            row.reason = f"The platform refused it ({said})." if said else None
            row.changed_at = NOW + timedelta(seconds=number)
            session.add(row)
    with database.reading() as session:
        (placed,) = placed_columns.list_placed(
            session, tenant_id=world.tenant.id, context_id=world.context.id
        )
        assert (placed.is_known, placed.is_gone) == (True, is_gone)
        found = placed_columns.find(session, session.get_one(ResourceLink, world.link.id))
        assert found.is_gone is is_gone
