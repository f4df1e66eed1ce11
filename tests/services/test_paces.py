"""Platforms that fail or ask for less, and what becomes of the scores for them and for others."""

import re
import threading
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.pacing import FAILURES_TO_PAUSE, START_AT_ONCE
from lti_tool.lti.errors import RefusedError, TooManyError
from lti_tool.services.deliveries import Claiming, Recording
from tests.builders import SetClock
from tests.services.wires import DOWN, Outbox
from tests.store.rows import World, a_world


@pytest.fixture
def outbox(database: Database, clock: SetClock) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def fail() -> None:
    raise DOWN


def test_a_platform_that_fails_is_left_alone_and_what_waits_for_it_burns_no_tries(
    outbox: Outbox, world: World
) -> None:
    outbox.wire.does[world.registration.id] = fail
    outbox.fill(world, 40)
    outbox.deliveries.deliver_due()
    asked = outbox.wire.asked[world.registration.id]
    assert FAILURES_TO_PAUSE <= asked <= 2 * START_AT_ONCE
    assert outbox.pace(world).reason == DOWN.reason
    assert outbox.states(world) == {"retrying": asked, "waiting": 40 - asked}
    assert outbox.deliveries.deliver_due() == 0


def test_after_the_pause_one_score_finds_out_and_when_it_arrives_all_follow_and_the_log_says_so(
    outbox: Outbox, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.wire.does[world.registration.id] = fail
    outbox.fill(world, 40)
    outbox.deliveries.deliver_due()
    outbox.after_the_pause(world)
    asked = outbox.wire.asked[world.registration.id]
    outbox.deliveries.deliver_due()
    assert outbox.wire.asked[world.registration.id] == asked + 1

    outbox.wire.does.clear()
    outbox.clock.advance(minutes=2)
    outbox.deliveries.deliver_due()
    assert outbox.states(world) == {"delivered": 40}
    assert outbox.pace(world).reason is None
    paused, again, resumed = caplog.messages
    key = world.registration.id
    assert re.match(rf"platform\.paused platform={key} until=\S+\+00:00 failures=8 ", paused)
    assert re.match(rf"platform\.paused platform={key} until=\S+\+00:00 failures=9 ", again)
    assert resumed == f"platform.resumed platform={key} failures=9"


def test_a_score_that_is_refused_without_asking_the_platform_says_nothing_of_it(
    outbox: Outbox, world: World
) -> None:
    """Its column is on a host that nobody registered, and the platform still fails."""
    outbox.wire.does[world.registration.id] = fail
    outbox.fill(world, 20)
    outbox.deliveries.deliver_due()
    outbox.after_the_pause(world)
    outbox.wire.does[world.registration.id] = refuse_here
    outbox.deliveries.deliver_due()
    assert outbox.pace(world).is_probing
    assert outbox.pace(world).reason == DOWN.reason


def refuse_here() -> None:
    raise RefusedError("The gradebook is somewhere else.")


@pytest.mark.parametrize("does", ["fails", "hangs"])
def test_one_dead_platform_delays_no_other(
    outbox: Outbox, world: World, database: Database, does: str
) -> None:
    other = a_world(database, "two")
    others_are_done = threading.Event()

    def hang() -> None:
        assert others_are_done.wait(timeout=60), "the other platform's scores wait"
        raise DOWN

    def arrive() -> None:
        if outbox.wire.asked[other.registration.id] == 30:
            others_are_done.set()

    outbox.wire.does = {
        world.registration.id: hang if does == "hangs" else fail,
        other.registration.id: arrive,
    }
    outbox.fill(world, 60)
    outbox.fill(other, 30)
    outbox.deliveries.deliver_due()
    assert outbox.states(other) == {"delivered": 30}
    assert "delivered" not in outbox.states(world)


def test_no_more_are_on_their_way_at_once_than_the_platform_may_get(
    outbox: Outbox, world: World
) -> None:
    outbox.fill(world, 3 * START_AT_ONCE)
    all_there = threading.Barrier(START_AT_ONCE)
    outbox.wire.does[world.registration.id] = lambda: meet(all_there)
    outbox.deliveries.deliver_due()
    assert START_AT_ONCE <= outbox.wire.most_at_once <= START_AT_ONCE + 3
    assert outbox.states(world) == {"delivered": 3 * START_AT_ONCE}


def meet(all_there: threading.Barrier) -> None:
    """Wait for as many as may be there together, once."""
    if not all_there.broken:
        try:
            all_there.wait(timeout=60)
        except threading.BrokenBarrierError:
            return
        all_there.abort()


def test_a_platform_that_asks_for_less_gets_less_and_everything_in_the_end(
    outbox: Outbox, world: World
) -> None:
    answers = iter([TooManyError("Too many (429).", 30.0)] * 6)

    def ask_for_less() -> None:
        if error := next(answers, None):
            raise error

    outbox.wire.does[world.registration.id] = ask_for_less
    outbox.fill(world, 20)
    outbox.deliveries.deliver_due()
    pace = outbox.pace(world)
    assert pace.paused_until == outbox.clock.now + timedelta(seconds=30)
    assert pace.at_once < START_AT_ONCE
    assert outbox.states(world)["retrying"] == 6
    for _ in range(40):
        outbox.clock.advance(seconds=30)
        outbox.deliveries.deliver_due()
    assert outbox.states(world) == {"delivered": 20}


def test_the_bell_rings_again_for_when_the_platform_may_be_tried(
    outbox: Outbox, world: World
) -> None:
    outbox.wire.does[world.registration.id] = fail
    outbox.fill(world, 10)
    outbox.deliveries.deliver_due()
    assert outbox.rings
    assert 1 <= outbox.rings[-1] < 60


# ---- what cannot be recorded -----------------------------------------------------------------


def test_what_was_sent_is_recorded_once_the_database_answers_again(
    outbox: Outbox, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, failures = Recording.record, iter([True, True])

    def record_later(self: Recording, *given: Any) -> None:
        if next(failures, False):
            raise ConnectionError("no database")
        record(self, *given)

    monkeypatch.setattr(Recording, "record", record_later)
    monkeypatch.setattr("lti_tool.services.deliveries.sending._RECORDS_AGAIN", 0.01)
    outbox.fill(world, 3)
    outbox.deliveries.deliver_due()
    assert outbox.states(world) == {"delivered": 3}
    assert outbox.wire.asked[world.registration.id] == 3


def test_one_score_that_cannot_be_recorded_is_in_the_way_of_no_other(
    outbox: Outbox, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Recording.record

    def record_most(self: Recording, posted: Any, lease: str) -> None:
        if any(claimed.subject == "learner-1" for claimed, _ in posted):
            raise ValueError("an odd row")
        record(self, posted, lease)

    monkeypatch.setattr(Recording, "record", record_most)
    monkeypatch.setattr("lti_tool.services.deliveries.sending._RECORDS_AGAIN", 0.01)
    outbox.fill(world, 3)
    outbox.deliveries.deliver_due()
    assert outbox.states(world) == {"delivered": 2, "sending": 1}
    monkeypatch.setattr(Recording, "record", record)
    outbox.clock.advance(minutes=1)
    outbox.deliveries.deliver_due()
    assert outbox.states(world) == {"delivered": 3}


def test_asked_to_stop_a_worker_finishes_what_is_on_its_way_and_begins_nothing(
    outbox: Outbox, world: World
) -> None:
    stopping = threading.Event()
    outbox.wire.does[world.registration.id] = stopping.set
    outbox.fill(world, 30)
    outbox.deliveries.deliver_due(stopping.is_set)
    states = outbox.states(world)
    assert states["delivered"] >= 1
    assert states["waiting"] >= 30 - 2 * START_AT_ONCE
    assert states["sending"] == 0


def test_asked_to_stop_a_worker_goes_on_saying_that_it_lives(
    outbox: Outbox, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_tool.services.deliveries.sending._HEARTBEAT", 0.02)
    stopping, beaten = threading.Event(), threading.Event()
    keep_in_hand = Claiming.keep_in_hand

    def beat(self: Claiming, ids: Collection[int], lease: str) -> None:
        keep_in_hand(self, ids, lease)
        if stopping.is_set():
            beaten.set()

    def take_long() -> None:
        stopping.set()
        assert beaten.wait(timeout=60), "others think that it died"

    monkeypatch.setattr(Claiming, "keep_in_hand", beat)
    outbox.wire.does[world.registration.id] = take_long
    outbox.fill(world, 1)
    outbox.deliveries.deliver_due(stopping.is_set)
    assert outbox.states(world) == {"delivered": 1}
