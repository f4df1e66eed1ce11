"""How scores are chosen for a platform some columns of which failed, and nothing arrived since."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.pacing import COLUMNS_TO_HOLD_ALL, FAILURES_TO_PAUSE, Trial
from lti_tool.store import due_scores, platform_paces
from tests.store.rows import NOW, World, a_world, another_learner
from tests.store.scores import TICK, another_column, keep

UNTIL = NOW + timedelta(minutes=2)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def other(database: Database, world: World) -> World:
    return another_column(database, world, "other")


def pause(database: Database, world: World, *columns: int, until: datetime = UNTIL) -> None:
    with database.transaction() as session:
        pace = platform_paces.hold(session, world.registration.id, now=NOW)
        failing = replace(pace, failures=FAILURES_TO_PAUSE, columns=columns, paused_until=until)
        platform_paces.keep(session, world.registration.id, failing)


def chosen(database: Database, world: World, *failed: int, spares_failed: bool = False) -> int:
    with database.transaction() as session:
        trial = Trial(failed=failed, spares_failed=spares_failed)
        key = world.registration.id
        found = due_scores.list_due(session, key, now=NOW, most=1, trial=trial)
        return found[0].id if found else 0


def due(database: Database) -> tuple[int, datetime | None]:
    """How many platforms have something due, and when something is due next."""
    with database.reading() as session:
        platforms = due_scores.list_due_platforms(session, now=NOW)
        return len(platforms), due_scores.next_due(session)


def test_what_was_tried_least_goes_first(database: Database, world: World) -> None:
    mei = another_learner(database, world, "5")
    keep(database, world, state="retrying", tries=4, due_at=NOW - TICK)
    fresh = keep(database, world, mei)
    assert chosen(database, world) == fresh
    assert chosen(database, world, world.line_item.id) == fresh


def test_a_column_that_did_not_fail_goes_first_and_then_the_one_that_failed_least_lately(
    database: Database, world: World, other: World
) -> None:
    this, that = world.line_item.id, other.line_item.id
    untried = keep(database, world, due_at=NOW - TICK)
    tried = keep(database, other, state="retrying", tries=4)
    assert chosen(database, world, this) == tried
    assert chosen(database, world, that, this) == tried
    assert chosen(database, world, this, that) == untried


def test_of_columns_that_did_not_fail_lately_one_that_nothing_was_tried_in_goes_first(
    database: Database, world: World, other: World
) -> None:
    keep(database, world, state="retrying", tries=4, due_at=NOW + TICK)
    keep(database, world, another_learner(database, world, "5"), due_at=NOW - TICK)
    untried = keep(database, other)
    assert chosen(database, world) == untried


def test_of_columns_that_are_left_alone_nothing_is_chosen(
    database: Database, world: World, other: World
) -> None:
    this = world.line_item.id
    keep(database, world)
    assert chosen(database, world, this, spares_failed=True) == 0
    healthy = keep(database, other)
    assert chosen(database, world, this, spares_failed=True) == healthy


def test_while_a_column_is_left_alone_what_waits_for_another_is_due(
    database: Database, world: World, other: World
) -> None:
    pause(database, world, world.line_item.id)
    keep(database, world)
    assert due(database) == (0, UNTIL)
    keep(database, other, due_at=NOW + TICK)
    assert due(database) == (0, NOW + TICK)
    keep(database, other, another_learner(database, world, "5"))
    assert due(database) == (1, NOW)


def test_while_a_column_is_left_alone_what_a_dead_worker_had_for_another_is_due(
    database: Database, world: World, other: World
) -> None:
    pause(database, world, world.line_item.id)
    dead = {"state": "sending", "lease": "dead", "leased_until": NOW - TICK}
    keep(database, world, **dead)
    assert due(database)[0] == 0
    keep(database, other, **dead)
    assert due(database)[0] == 1


@pytest.mark.parametrize("number", [0, COLUMNS_TO_HOLD_ALL])
def test_while_all_columns_are_left_alone_nothing_is_due(
    database: Database, world: World, other: World, number: int
) -> None:
    """Many columns failed, or nobody knows which."""
    pause(database, world, *range(1000, 1000 + number))
    keep(database, other)
    assert due(database) == (0, UNTIL)


def test_after_the_pause_the_column_that_failed_is_due_too(
    database: Database, world: World
) -> None:
    pause(database, world, world.line_item.id, until=NOW)
    keep(database, world)
    assert due(database) == (1, NOW)


def test_who_takes_no_scores_is_listed_with_the_columns_that_fail(
    database: Database, world: World
) -> None:
    key = world.registration.id
    pause(database, world, 7, 8)
    with database.reading() as session:
        assert platform_paces.list_failing(session) == {key: (7, 8)}
        assert platform_paces.list_paused(session, now=NOW)[key].is_of_columns
    pause(database, world)
    with database.reading() as session:
        assert platform_paces.list_failing(session) == {key: ()}
