"""A gradebook column that takes no scores holds up no other column of the platform."""

import re
from datetime import timedelta

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.pacing import COLUMNS_TO_HOLD_ALL, FAILURES_TO_PAUSE, START_AT_ONCE
from lti_tool.lti.errors import TryAgainError
from tests.builders import SetClock
from tests.services.wires import Outbox
from tests.store.rows import World, a_world
from tests.store.scores import another_column

LOCKED = TryAgainError("The platform could not take it just now (500).")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def outbox(database: Database, clock: SetClock) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def locked(outbox: Outbox) -> World:
    """A column with more scores than are tried before it is left alone."""
    world = a_world(outbox.database)
    lock(outbox, world)
    outbox.fill(world, 25)
    return world


def refuse() -> None:
    raise LOCKED


def lock(outbox: Outbox, world: World) -> None:
    outbox.wire.does_in[world.line_item.url] = refuse


def beside(world: World, outbox: Outbox, name: str = "healthy") -> World:
    return another_column(outbox.database, world, name)


def pass_pauses(outbox: Outbox, world: World, number: int) -> None:
    for _ in range(number):
        outbox.after_the_pause(world)
        outbox.deliveries.deliver_due()


def test_another_columns_scores_leave_at_once_while_one_is_left_alone(
    outbox: Outbox, locked: World
) -> None:
    outbox.deliveries.deliver_due()
    pass_pauses(outbox, locked, 7)
    assert outbox.pace(locked).is_paused(outbox.clock.now)

    healthy = beside(locked, outbox)
    outbox.fill(healthy, 15)
    outbox.deliveries.deliver_due()
    assert outbox.states_in(healthy) == {"delivered": 15}


def test_a_column_that_fails_for_ever_gets_few_calls_and_its_scores_lose_few_tries(
    outbox: Outbox, locked: World
) -> None:
    outbox.deliveries.deliver_due()
    asked = outbox.wire.asked_in[locked.line_item.url]
    assert FAILURES_TO_PAUSE <= asked <= 2 * START_AT_ONCE
    pass_pauses(outbox, locked, 7)
    assert outbox.wire.asked_in[locked.line_item.url] == asked + 7


def test_several_columns_that_fail_hold_up_no_other(outbox: Outbox, locked: World) -> None:
    for number in range(COLUMNS_TO_HOLD_ALL - 2):
        more = beside(locked, outbox, f"locked-{number}")
        lock(outbox, more)
        outbox.fill(more, 2)
    outbox.deliveries.deliver_due()
    pass_pauses(outbox, locked, 7)

    healthy = beside(locked, outbox)
    outbox.fill(healthy, 5)
    outbox.deliveries.deliver_due()
    assert outbox.states_in(healthy) == {"delivered": 5}


def test_where_many_columns_fail_one_that_works_is_the_next_to_be_tried(
    outbox: Outbox, locked: World
) -> None:
    for number in range(COLUMNS_TO_HOLD_ALL + 2):
        more = beside(locked, outbox, f"locked-{number}")
        lock(outbox, more)
        outbox.fill(more, 2)
    outbox.deliveries.deliver_due()
    pass_pauses(outbox, locked, 7)

    healthy = beside(locked, outbox)
    outbox.fill(healthy, 3)
    outbox.deliveries.deliver_due()
    assert outbox.states_in(healthy) == {"waiting": 3}
    pass_pauses(outbox, locked, 1)
    assert outbox.states_in(healthy) == {"delivered": 3}


def test_a_dead_platform_is_asked_once_more_for_each_of_a_few_columns_and_then_left_alone(
    outbox: Outbox, locked: World
) -> None:
    outbox.deliveries.deliver_due()
    outbox.wire.does[locked.registration.id] = refuse
    columns = [beside(locked, outbox, f"other-{number}") for number in range(20)]
    asked = outbox.wire.asked[locked.registration.id]
    for column in columns:
        outbox.fill(column, 1)
        outbox.deliveries.deliver_due()
    assert outbox.wire.asked[locked.registration.id] == asked + COLUMNS_TO_HOLD_ALL - 1

    outbox.wire.does.clear()
    outbox.wire.does_in.clear()
    pass_pauses(outbox, locked, 1)
    outbox.clock.now += MINUTE
    outbox.deliveries.deliver_due()
    assert outbox.states(locked) == {"delivered": 45}


def test_a_score_that_failed_in_a_column_that_works_is_tried_before_the_locked_ones(
    outbox: Outbox, locked: World
) -> None:
    """It did not arrive just once, while the locked column failed."""
    healthy = beside(locked, outbox)
    outbox.deliveries.deliver_due()
    lock(outbox, healthy)
    outbox.fill(healthy, 1)
    outbox.deliveries.deliver_due()
    assert outbox.states_in(healthy) == {"retrying": 1}

    outbox.wire.does_in.pop(healthy.line_item.url)
    outbox.clock.now += MINUTE
    outbox.deliveries.deliver_due()
    outbox.clock.now += MINUTE
    outbox.deliveries.deliver_due()
    assert outbox.states_in(healthy) == {"delivered": 1}


def test_the_log_says_which_column_it_is(
    outbox: Outbox, locked: World, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.deliveries.deliver_due()
    key, column = locked.registration.id, locked.line_item.id
    said = rf"platform\.paused platform={key} until=\S+ failures=8 columns={column} reason=.*500"
    assert re.match(said, caplog.messages[0])
