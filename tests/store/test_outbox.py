from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.scores import DeliveryState
from lti_tool.store import due_scores, outbox, platform_paces
from lti_tool.store.due_scores import DueScore
from lti_tool.store.tables import ScoreDelivery
from tests.store.rows import NOW, a_world, another_learner
from tests.store.scores import LEASE, TICK, claim, keep, look
from tests.store.threads import at_once


def list_due(database: Database, now: datetime = NOW, most: int = 10) -> list[DueScore]:
    with database.transaction() as session:
        return [
            each
            for platform in due_scores.list_due_platforms(session, now=now)
            for each in due_scores.list_due(session, platform.id, now=now, most=most)
        ]


def test_what_is_due_is_listed_with_all_that_sending_needs(database: Database) -> None:
    world = a_world(database)
    kept = keep(database, world, comment="Passed.")
    (due,) = list_due(database)
    assert (due.id, due.subject, due.url) == (kept, "4", world.line_item.url)
    assert due.scopes == tuple(world.line_item.scopes)
    assert (due.given, due.maximum, due.comment, due.tries) == (2, 8, "Passed.", 0)
    assert (due.timestamp, due.last_timestamp) == (None, None)
    assert (due.has_newer, due.has_points, due.left_out) == (False, False, None)


def test_what_is_taken_in_hand_is_under_a_lease_and_has_its_time(database: Database) -> None:
    kept = keep(database, a_world(database))
    assert claim(database, NOW, "mine") == kept
    row = look(database, kept)
    assert (row.state, row.tries, row.timestamp) == (DeliveryState.SENDING, 1, NOW)
    assert (row.lease, row.leased_until, row.changed_at) == ("mine", NOW + LEASE, NOW)


def test_what_has_been_due_longest_is_claimed_first(database: Database) -> None:
    world = a_world(database)
    learners = [another_learner(database, world, f"learner-{number}") for number in range(3)]
    due = [NOW - TICK, NOW - TICK * 3, NOW - TICK * 2]
    ids = [
        keep(database, world, learner, due_at=when)
        for learner, when in zip(learners, due, strict=True)
    ]
    assert [claim(database) for _ in range(4)] == [ids[1], ids[2], ids[0], None]


@pytest.mark.parametrize("state", DeliveryState)
def test_only_what_waits_or_is_to_be_tried_again_is_claimed(
    database: Database, state: DeliveryState
) -> None:
    kept = keep(database, a_world(database), state=state, leased_until=NOW + LEASE)
    claimed = state in {DeliveryState.WAITING, DeliveryState.RETRYING}
    assert claim(database) == (kept if claimed else None)


def test_nothing_is_claimed_before_it_is_due(database: Database) -> None:
    kept = keep(database, a_world(database), due_at=NOW + TICK)
    assert claim(database, NOW) is None
    assert claim(database, NOW + TICK) == kept


def test_what_a_dead_worker_held_is_claimed_again_once_its_lease_ran_out(
    database: Database,
) -> None:
    kept = keep(database, a_world(database))
    assert claim(database, NOW, "dead") == kept
    assert claim(database, NOW + LEASE) is None
    assert claim(database, NOW + LEASE + TICK, "heir") == kept
    assert look(database, kept).lease == "heir"


def test_a_worker_that_lost_its_lease_may_not_record_what_became_of_it(
    database: Database,
) -> None:
    kept = keep(database, a_world(database))
    claim(database, NOW, "slow")
    claim(database, NOW + LEASE + TICK, "heir")
    with database.transaction() as session:
        assert outbox.find_held(session, kept, lease="slow", tries=1) is None
        assert outbox.find_held(session, kept, lease="heir", tries=1) is None
        assert outbox.find_held(session, kept, lease="heir", tries=2) is not None
        outbox.note_delivered(session, {kept: 1}, lease="slow", now=NOW)
    assert look(database, kept).state == DeliveryState.SENDING


def test_while_a_score_is_being_sent_the_next_of_that_learner_and_column_waits(
    database: Database,
) -> None:
    world = a_world(database)
    first = keep(database, world)
    assert claim(database) == first
    second = keep(database, world)
    assert claim(database) is None
    with database.transaction() as session:
        session.get_one(ScoreDelivery, first).state = DeliveryState.DELIVERED
    assert claim(database) == second


def test_an_abandoned_score_goes_before_the_next_of_that_learner_and_column(
    database: Database,
) -> None:
    world = a_world(database)
    first = keep(database, world)
    claim(database)
    keep(database, world)
    assert claim(database, NOW + LEASE + TICK) == first
    assert claim(database, NOW + LEASE + TICK) is None


def test_other_learners_and_other_columns_do_not_wait(database: Database) -> None:
    world, other = a_world(database), a_world(database, "two")
    mei = another_learner(database, world, "5")
    kept = {keep(database, world), keep(database, world, mei), keep(database, other)}
    assert {claim(database) for _ in range(3)} == kept


def test_workers_at_the_same_moment_claim_each_score_once(database: Database) -> None:
    world = a_world(database)
    ids = [
        keep(database, world, another_learner(database, world, f"learner-{number}"))
        for number in range(24)
    ]

    def work(worker: int) -> Sequence[int]:
        claimed = []
        while (found := claim(database, lease=f"worker {worker}")) is not None:
            claimed.append(found)
        return claimed

    claimed = at_once(*[lambda worker=worker: work(worker) for worker in range(4)])

    times = Counter(each for worker in claimed for each in worker)
    assert times == dict.fromkeys(ids, 1)


def test_workers_at_the_same_moment_never_hold_two_scores_of_one_learner_and_column(
    database: Database,
) -> None:
    """However the outbox came to hold several: normally a newer one takes the place of the rest."""
    world = a_world(database)
    for _ in range(6):
        keep(database, world)

    for _ in range(6):
        claimed = at_once(*[lambda: claim(database)] * 4)
        held = [each for each in claimed if each is not None]
        assert len(held) == 1
        with database.transaction() as session:
            session.get_one(ScoreDelivery, held[0]).state = DeliveryState.DELIVERED

    assert claim(database) is None


def test_the_last_timestamp_is_that_of_the_same_learner_and_column(database: Database) -> None:
    world, other = a_world(database), a_world(database, "two")
    mei = another_learner(database, world, "5")
    newest = keep(database, world)
    assert [each.last_timestamp for each in list_due(database)] == [None]
    keep(database, world, timestamp=NOW - TICK, state="delivered")
    keep(database, world, timestamp=NOW, state="superseded")
    keep(database, world, mei, timestamp=NOW + TICK, state="delivered")
    keep(database, other, timestamp=NOW + TICK, state="delivered")
    assert [(each.id, each.last_timestamp) for each in list_due(database)] == [(newest, NOW)]


def test_a_score_that_says_only_that_work_waits_knows_of_points_and_one_with_points_does_not_ask(
    database: Database,
) -> None:
    world = a_world(database)
    keep(database, world, state="superseded")
    asks = keep(database, world, given=None)
    assert [(each.id, each.has_points) for each in list_due(database)] == [(asks, False)]
    keep(database, world, state="delivered", tries=1)
    assert [each.has_points for each in list_due(database)] == [True]


def test_a_worker_that_lives_keeps_what_it_has_in_hand_and_nothing_else(
    database: Database,
) -> None:
    world = a_world(database)
    mine, lost = keep(database, world), keep(database, world, another_learner(database, world, "5"))
    assert claim(database, NOW, "mine") == mine
    assert claim(database, NOW, "dead") == lost
    later = NOW + LEASE + TICK
    with database.transaction() as session:
        outbox.renew(session, [mine, lost], lease="mine", until=later + LEASE)
    assert claim(database, later, "heir") == lost
    assert claim(database, later, "heir") is None


def test_what_a_worker_could_not_record_is_not_in_its_hands_any_more(database: Database) -> None:
    world = a_world(database)
    posted = keep(database, world)
    under_way = keep(database, world, another_learner(database, world, "5"))
    assert {claim(database, NOW, "mine"), claim(database, NOW, "mine")} == {posted, under_way}
    later = NOW + LEASE + TICK
    with database.transaction() as session:
        outbox.renew(session, [under_way], lease="mine", until=later + LEASE)
    assert claim(database, later, "heir") == posted
    assert claim(database, later, "heir") is None


def test_scores_on_their_way_are_counted_for_each_platform_while_their_workers_live(
    database: Database,
) -> None:
    world, other = a_world(database), a_world(database, "two")
    keep(database, world)
    keep(database, other)
    claim(database)
    claim(database)

    def count(now: datetime) -> int:
        with database.reading() as session:
            return due_scores.count_in_hand(session, world.registration.id, now=now)[0]

    assert (count(NOW + LEASE), count(NOW + LEASE + TICK)) == (1, 0)


def test_a_platform_that_is_left_alone_has_nothing_due_until_its_pause_ends(
    database: Database,
) -> None:
    world = a_world(database)
    keep(database, world)
    pause = NOW + timedelta(minutes=2)
    with database.transaction() as session:
        pace = platform_paces.hold(session, world.registration.id, now=NOW)
        platform_paces.keep(session, world.registration.id, replace(pace, paused_until=pause))
    assert list_due(database) == []
    with database.reading() as session:
        assert due_scores.next_due(session) == pause
        assert [*platform_paces.list_paused(session, now=NOW)] == [world.registration.id]
    assert len(list_due(database, pause)) == 1


def test_the_next_thing_to_do_is_what_becomes_due_or_whose_worker_may_have_died(
    database: Database,
) -> None:
    world = a_world(database)
    with database.reading() as session:
        assert due_scores.next_due(session) is None
    keep(database, world, due_at=NOW + TICK * 9)
    held = keep(database, world, another_learner(database, world, "5"), due_at=NOW)
    assert claim(database) == held
    with database.reading() as session:
        assert due_scores.next_due(session) == NOW + TICK * 9
    with database.transaction() as session:
        outbox.renew(session, [held], lease="lease", until=NOW + TICK * 3)
    with database.reading() as session:
        assert due_scores.next_due(session) == NOW + TICK * 3
