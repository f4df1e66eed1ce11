from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from lti_tool.app.database import Database
from lti_tool.learning.scores import DeliveryState
from lti_tool.store import deliveries
from lti_tool.store.tables import Person, ScoreDelivery
from tests.store.rows import NOW, World, a_delivery, a_world, an_attempt, another_learner
from tests.store.threads import at_once

LEASE = timedelta(minutes=3)
TICK = timedelta(seconds=1)


def keep(database: Database, world: World, person: Person | None = None, **given: object) -> int:
    """Keep a delivery as it is, whatever else is in the outbox."""
    with database.transaction() as session:
        who = (person or world.person).id
        number = len(session.scalars(select(ScoreDelivery.id)).all()) + 1
        row = a_delivery(world, an_attempt(session, world, number, person_id=who), **given)
        session.add(row)
        session.flush()
        return row.id


def add(database: Database, world: World, **given: object) -> int:
    """Put a delivery in the outbox as a use case does."""
    with database.transaction() as session:
        number = len(session.scalars(select(ScoreDelivery.id)).all()) + 1
        row = a_delivery(world, an_attempt(session, world, number), **given)
        deliveries.add(session, row)
        session.flush()
        return row.id


def claim(database: Database, now: datetime = NOW, lease: str = "lease") -> int | None:
    with database.transaction() as session:
        claimed = deliveries.claim_next(session, now=now, lease=lease, leased_until=now + LEASE)
        return None if claimed is None else claimed[0].id


def look(database: Database, delivery_id: int) -> ScoreDelivery:
    with database.reading() as session:
        return session.get_one(ScoreDelivery, delivery_id)


def test_what_is_due_is_claimed_under_a_lease_with_all_that_sending_needs(
    database: Database,
) -> None:
    world = a_world(database)
    kept = keep(database, world)
    with database.transaction() as session:
        claimed = deliveries.claim_next(session, now=NOW, lease="mine", leased_until=NOW + LEASE)
        assert claimed is not None
        delivery, line_item, registration, person = claimed
        assert (line_item.id, registration.id) == (world.line_item.id, world.registration.id)
        assert person.subject == "4"
    row = look(database, kept)
    assert (row.id, row.state) == (delivery.id, DeliveryState.SENDING)
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
        assert deliveries.find_leased(session, kept, "slow") is None
        found = deliveries.find_leased(session, kept, "heir")
        assert found is not None
        assert found.id == kept


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


def test_a_newer_score_takes_the_place_of_those_still_queued(database: Database) -> None:
    world = a_world(database)
    waiting = keep(database, world)
    retrying = keep(database, world, state=DeliveryState.RETRYING)
    newest = add(database, world, created_at=NOW + TICK)
    for each in (waiting, retrying):
        row = look(database, each)
        assert (row.state, row.reason) == ("superseded", "A newer score took its place.")
        assert row.changed_at == NOW + TICK
    assert claim(database) == newest


def test_a_newer_score_leaves_alone_what_is_settled_or_being_sent(database: Database) -> None:
    world = a_world(database)
    states = ["sending", "delivered", "refused", "given_up"]
    ids = [keep(database, world, state=state) for state in states]
    add(database, world)
    assert [look(database, each).state for each in ids] == states


def test_a_newer_score_leaves_those_of_other_learners_and_columns_alone(
    database: Database,
) -> None:
    world, other = a_world(database), a_world(database, "two")
    mei = another_learner(database, world, "5")
    ids = [keep(database, world, mei), keep(database, other)]
    add(database, world)
    assert [look(database, each).state for each in ids] == ["waiting", "waiting"]


def test_the_last_timestamp_is_that_of_the_same_learner_and_column(database: Database) -> None:
    world, other = a_world(database), a_world(database, "two")
    mei = another_learner(database, world, "5")
    newest = keep(database, world)
    with database.reading() as session:
        row = session.get_one(ScoreDelivery, newest)
        assert deliveries.last_timestamp(session, row) is None
    keep(database, world, timestamp=NOW - TICK)
    keep(database, world, timestamp=NOW, state="superseded")
    keep(database, world, mei, timestamp=NOW + TICK)
    keep(database, other, timestamp=NOW + TICK)
    with database.reading() as session:
        row = session.get_one(ScoreDelivery, newest)
        assert deliveries.last_timestamp(session, row) == NOW


def test_a_score_knows_whether_a_newer_one_of_the_same_learner_and_column_is_there(
    database: Database,
) -> None:
    world = a_world(database)
    first = keep(database, world)
    keep(database, world, another_learner(database, world, "5"))
    with database.reading() as session:
        assert not deliveries.has_newer(session, session.get_one(ScoreDelivery, first))
    second = keep(database, world)
    with database.reading() as session:
        assert deliveries.has_newer(session, session.get_one(ScoreDelivery, first))
        assert not deliveries.has_newer(session, session.get_one(ScoreDelivery, second))


def test_the_backlog_lists_what_has_not_arrived(database: Database) -> None:
    world = a_world(database)
    states = ["waiting", "retrying", "refused", "given_up", "delivered", "superseded", "sending"]
    for number, state in enumerate(states):
        keep(database, world, another_learner(database, world, f"l-{number}"), state=state)
    with database.reading() as session:
        rows = deliveries.list_backlog(session)
        assert [row.state for row, _, _ in rows] == [
            "waiting",
            "retrying",
            "refused",
            "given_up",
            "sending",
        ]
        assert {(link.id, registration.id) for _, link, registration in rows} == {
            (world.link.id, world.registration.id)
        }


def test_the_backlog_leaves_out_what_was_sent_again(database: Database) -> None:
    world = a_world(database)
    keep(database, world, state="refused")
    again = keep(database, world, state="waiting")
    with database.reading() as session:
        assert [row.id for row, _, _ in deliveries.list_backlog(session)] == [again]
