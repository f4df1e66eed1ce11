"""Scores that an instructor sends again, on both databases, also while a worker is busy."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.scores import DeliveryState
from lti_tool.services.deliveries import Asker, Resending
from lti_tool.store import launches
from lti_tool.store.tables import LineItem, Person, ScoreDelivery
from tests.store.rows import NOW, World, a_delivery, a_world, an_attempt, another_learner
from tests.store.scores import add, claim
from tests.store.threads import at_once

LATER = NOW + timedelta(days=1)
UNDER_WAY = ("waiting", "sending", "retrying")


@dataclass
class Outbox:
    """The outbox of one course, its instructor, and how often the worker's bell rang."""

    database: Database
    world: World
    teacher: Person
    rings: list[None] = field(default_factory=list)

    @property
    def asker(self) -> Asker:
        return Asker(
            tenant_id=self.world.tenant.id,
            person_id=self.teacher.id,
            context_id=self.world.context.id,
        )

    @property
    def resending(self) -> Resending:
        return Resending(
            transaction=self.database.transaction,
            clock=lambda: LATER,
            ring=lambda: self.rings.append(None),
        )

    def keep(self, state: str, person: Person | None = None, **given: object) -> int:
        with self.database.transaction() as session:
            number = session.query(ScoreDelivery).count() + 1
            who = (person or self.world.person).id
            attempt = an_attempt(session, self.world, number, person_id=who)
            row = a_delivery(self.world, attempt, state=state, **given)
            session.add(row)
            session.flush()
            return row.id

    def rows(self) -> list[ScoreDelivery]:
        with self.database.reading() as session:
            return list(session.query(ScoreDelivery).order_by(ScoreDelivery.id))

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]


@pytest.fixture
def outbox(database: Database) -> Outbox:
    world = a_world(database)
    return Outbox(database, world, another_learner(database, world, "teacher"))


def test_a_score_goes_out_again_as_it_was_with_a_time_of_its_own(outbox: Outbox) -> None:
    old = outbox.keep("refused", comment="Well argued.", tries=1, timestamp=NOW, reason="No.")

    assert outbox.resending.send_again(outbox.asker, old)

    before, again = outbox.rows()
    assert (before.state, before.reason, before.timestamp) == ("refused", "No.", NOW)
    assert (again.state, again.tries, again.timestamp, again.due_at) == ("waiting", 0, None, LATER)
    for name in ("given", "maximum", "comment", "activity_progress", "grading_progress"):
        assert getattr(again, name) == getattr(before, name)
    assert (again.attempt_id, again.person_id) == (before.attempt_id, before.person_id)
    assert (again.asked_by, again.created_at) == (outbox.teacher.id, LATER)
    assert outbox.rings == [None]


@pytest.mark.parametrize("state", ["delivered", "refused", "given_up", "superseded"])
def test_whatever_has_come_to_an_end_can_be_sent_again(outbox: Outbox, state: str) -> None:
    assert outbox.resending.send_again(outbox.asker, outbox.keep(state))
    assert outbox.states() == [state, "waiting"]


@pytest.mark.parametrize("state", UNDER_WAY)
def test_what_is_under_way_is_left_alone(outbox: Outbox, state: str) -> None:
    lease = {"lease": "a", "leased_until": LATER} if state == "sending" else {}
    assert not outbox.resending.send_again(outbox.asker, outbox.keep(state, **lease))
    assert outbox.states() == [state]
    assert outbox.rings == []


def test_an_older_score_never_goes_out_over_a_newer_one(outbox: Outbox) -> None:
    old = outbox.keep("refused", given=Decimal(2))
    outbox.keep("delivered", given=Decimal(7))

    assert not outbox.resending.send_again(outbox.asker, old)
    assert outbox.resending.send_stuck_again(outbox.asker) == 0
    assert outbox.states() == ["refused", "delivered"]


def test_a_second_press_sends_nothing_more(outbox: Outbox) -> None:
    old = outbox.keep("refused")
    assert outbox.resending.send_again(outbox.asker, old)
    assert not outbox.resending.send_again(outbox.asker, old)
    assert outbox.resending.send_stuck_again(outbox.asker) == 0
    assert outbox.states() == ["refused", "waiting"]


@pytest.mark.parametrize(
    "press",
    [
        lambda outbox, old: outbox.resending.send_again(outbox.asker, old),
        lambda outbox, _: outbox.resending.send_stuck_again(outbox.asker),
    ],
    ids=["one", "all"],
)
def test_presses_at_the_same_moment_send_it_once(
    outbox: Outbox, press: Callable[[Outbox, int], object]
) -> None:
    old = outbox.keep("refused")
    sent = at_once(*[lambda: press(outbox, old)] * 4)
    assert sum(map(int, sent)) == 1
    assert outbox.states() == ["refused", "waiting"]


def test_a_new_score_at_the_same_moment_is_the_one_that_stays(outbox: Outbox) -> None:
    """Whichever comes first: what follows from an attempt is newer than what is sent again."""
    for _ in range(5):
        old = outbox.keep("refused", given=Decimal(2))
        fresh: list[int] = []

        def submit(fresh: list[int] = fresh) -> bool:
            with outbox.database.transaction() as session:
                number = session.query(ScoreDelivery).count() + 100
                attempt = an_attempt(session, outbox.world, number)
                row = a_delivery(outbox.world, attempt, given=Decimal(7), created_at=LATER)
                fresh.append(add(session, row))
            return True

        at_once(submit, lambda old=old: outbox.resending.send_again(outbox.asker, old))

        rows = outbox.rows()
        assert rows[-1].id == fresh[0]
        assert [row.id for row in rows if row.state == "waiting"] == fresh
        with outbox.database.transaction() as session:
            session.get_one(ScoreDelivery, fresh[0]).state = DeliveryState.DELIVERED


def test_a_worker_claims_what_was_sent_again_once(outbox: Outbox) -> None:
    for number in range(6):
        person = another_learner(outbox.database, outbox.world, f"learner-{number}")
        outbox.keep("refused", person)

    def work() -> list[int]:
        claimed = [claim(outbox.database, LATER) for _ in range(20)]
        return [each for each in claimed if each is not None]

    def press() -> list[int]:
        outbox.resending.send_stuck_again(outbox.asker)
        return []

    at_once(work, press, work, press)
    work()

    assert outbox.states() == ["refused"] * 6 + ["sending"] * 6


def test_all_that_did_not_arrive_goes_out_again_and_nothing_else(outbox: Outbox) -> None:
    mei, ann, bo = (another_learner(outbox.database, outbox.world, one) for one in "567")
    outbox.keep("refused")
    outbox.keep("given_up", mei)
    outbox.keep("delivered", ann)
    outbox.keep("retrying", bo)

    assert outbox.resending.send_stuck_again(outbox.asker) == 2

    sent = [row.person_id for row in outbox.rows() if row.asked_by]
    assert sent == [outbox.world.person.id, mei.id]
    assert outbox.rings == [None]


def test_nothing_goes_to_a_column_that_is_gone(outbox: Outbox) -> None:
    old = outbox.keep("refused")
    with outbox.database.transaction() as session:
        session.query(LineItem).one().is_ended = True

    assert not outbox.resending.send_again(outbox.asker, old)
    assert outbox.resending.send_stuck_again(outbox.asker) == 0
    assert outbox.states() == ["refused"]


def test_scores_of_other_courses_and_customers_are_not_there(outbox: Outbox) -> None:
    other = a_world(outbox.database, "two")
    strangers = Outbox(outbox.database, other, outbox.teacher)
    theirs = strangers.keep("refused")
    with outbox.database.transaction() as session:
        another = launches.record_context(
            session, outbox.world.place, kind="course", external_id="3", title="Another"
        )
        attempt = an_attempt(session, outbox.world, 50, context_id=another.id)
        row = a_delivery(outbox.world, attempt, state="refused")
        session.add(row)
        session.flush()
        elsewhere = row.id

    for made in (theirs, elsewhere):
        with pytest.raises(MissingError):
            outbox.resending.send_again(outbox.asker, made)
    assert outbox.resending.send_stuck_again(outbox.asker) == 0
    assert outbox.states() == ["refused", "refused"]
