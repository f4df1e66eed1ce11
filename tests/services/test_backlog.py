"""What has not arrived, told to the operator; and put on its way again once the cause is mended."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from demo.platform import Platform
from lti_tool.app.database import Database
from lti_tool.learning.scores import DeliveryState
from lti_tool.services.deliveries import Backlog, BacklogWatch, StuckScores
from lti_tool.store.tables import LineItem, PlatformPace, ScoreDelivery
from tests.builders import MEI, SAM
from tests.services.course import Course
from tests.store.rows import NOW, World, a_delivery, a_world, an_attempt, another_learner
from tests.store.scores import another_column

LATER = NOW + timedelta(hours=2)
MINUTE = timedelta(minutes=1)


@dataclass
class Outbox:
    """The outbox of a tool with some customers, as its operator meets it."""

    database: Database
    now: datetime = LATER
    rings: list[None] = field(default_factory=list)

    @property
    def backlog(self) -> Backlog:
        return Backlog(reading=self.database.reading, clock=lambda: self.now)

    @property
    def stuck(self) -> StuckScores:
        return StuckScores(
            transaction=self.database.transaction,
            reading=self.database.reading,
            clock=lambda: self.now,
            ring=lambda: self.rings.append(None),
        )

    def keep(self, world: World, state: str, **given: object) -> int:
        """Keep the score of one learner more."""
        with self.database.reading() as session:
            number = session.query(ScoreDelivery).count() + 1
        person = another_learner(self.database, world, f"learner-{number}")
        with self.database.transaction() as session:
            attempt = an_attempt(session, world, person_id=person.id)
            row = a_delivery(world, attempt, state=state, **given)
            session.add(row)
            session.flush()
            return row.id

    def pause(self, world: World, until: datetime, **given: object) -> None:
        values = {"at_once": 1, "allowance": 0, "rate": 0, "strain": 0, "failures": 0, **given}
        with self.database.transaction() as session:
            key = world.registration.id
            session.add(
                PlatformPace(
                    registration_id=key, paused_until=until, reason="503", changed_at=NOW, **values
                )
            )

    def states(self) -> list[str]:
        with self.database.reading() as session:
            return [row.state for row in session.query(ScoreDelivery).order_by(ScoreDelivery.id)]


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def test_the_operator_sees_what_has_not_arrived_and_nobodys_name(
    course: Course, platform: Platform
) -> None:
    platform.faults.statuses = [503]
    course.submit(course.learner(MEI))
    course.deliver()
    course.submit(course.learner(SAM))
    course.deliver()
    page = course.tool.backlog.show()
    (one,), (row,) = page.platforms, page.scores
    assert (one.platform, one.counts[DeliveryState.RETRYING]) == ("Demo LMS", 1)
    assert (row.platform_id, row.resource_link, row.state) == (one.id, course.link.id, "retrying")
    assert (row.tries, page.more) == (1, 0)
    assert row.due_at > row.changed_at >= row.since == one.oldest_since
    assert "Mei" not in repr(page)


def test_all_is_counted_and_as_much_listed_as_was_asked_for(outbox: Outbox) -> None:
    one, two = a_world(outbox.database), a_world(outbox.database, "two")
    ids = [outbox.keep(one, "waiting") for _ in range(3)]
    outbox.keep(two, "refused", created_at=LATER - MINUTE)

    page = outbox.backlog.show(most=2)

    assert [row.id for row in page.scores] == ids[:2]
    assert page.more == 2
    assert [row.platform for row in page.platforms] == ["one", "two"]
    assert outbox.backlog.show(older_than=timedelta(minutes=5)).more == 0
    assert [row.platform for row in outbox.backlog.show(most=0).platforms] == ["one", "two"]
    (only,) = outbox.backlog.show(platform_id=two.registration.id).scores
    assert only.state == "refused"
    assert [row.id for row in outbox.backlog.show(state=DeliveryState.WAITING).scores] == ids


def test_a_platform_that_is_left_alone_is_shown_with_its_reason(outbox: Outbox) -> None:
    one, two, three = (a_world(outbox.database, name) for name in ("one", "two", "three"))
    for world in (one, two, three):
        outbox.keep(world, "waiting")
    outbox.pause(one, LATER + MINUTE)
    outbox.pause(two, LATER - MINUTE, failures=9)
    outbox.pause(three, LATER - MINUTE)

    paused, probed, free = outbox.backlog.show().platforms

    assert (paused.is_left_alone, paused.paused_until) == (True, LATER + MINUTE)
    assert paused.reason == "503"
    assert (probed.is_left_alone, probed.paused_until, probed.reason) == (True, None, "503")
    assert (free.is_left_alone, free.paused_until, free.reason) == (False, None, None)


def test_of_a_platform_that_takes_no_scores_of_some_columns_their_links_are_named(
    outbox: Outbox,
) -> None:
    few, many = a_world(outbox.database), a_world(outbox.database, "two")
    for world in (few, many):
        outbox.keep(world, "waiting")
    other = another_column(outbox.database, few, "other")
    outbox.pause(few, LATER + MINUTE, failures=9, columns=[other.line_item.id, few.line_item.id])
    outbox.pause(many, LATER + MINUTE, failures=9, columns=[*range(1, 10)])

    some, all_of_it = outbox.backlog.show().platforms

    assert (some.is_left_alone, some.links) == (True, ("7", "other"))
    assert (all_of_it.is_left_alone, all_of_it.links) == (True, ())


def test_what_is_stuck_goes_out_again_for_all_customers_at_once(outbox: Outbox) -> None:
    one, two = a_world(outbox.database), a_world(outbox.database, "two")
    kept = ((one, "refused"), (one, "given_up"), (two, "refused"), (two, "waiting"))
    first, second, third, _ = (outbox.keep(world, state) for world, state in kept)
    named = {
        f"one (platform {one.registration.id})": (first, second),
        f"two (platform {two.registration.id})": (third,),
    }

    trial = outbox.stuck.send_again(is_trial=True)
    assert trial.platforms == named
    assert (len(outbox.states()), outbox.rings) == (4, [])

    assert outbox.stuck.send_again().platforms == named
    assert outbox.states() == ["refused", "given_up", "refused", *["waiting"] * 4]
    assert outbox.rings
    assert outbox.stuck.send_again().platforms == {}


def test_only_what_was_asked_for_goes_out_again(outbox: Outbox) -> None:
    one, two = a_world(outbox.database), a_world(outbox.database, "two")
    refused, given_up = outbox.keep(one, "refused"), outbox.keep(one, "given_up")
    other = outbox.keep(two, "refused")

    asked = outbox.stuck.send_again([given_up, 99])
    assert (asked.left, asked.unknown) == ((), (99,))
    sent = outbox.stuck.send_again(platform_id=two.registration.id)
    assert [*sent.platforms] == [f"two (platform {two.registration.id})"]
    assert outbox.stuck.send_again(state=DeliveryState.GIVEN_UP).platforms == {}
    assert outbox.stuck.send_again([refused, other]).left == (other,)


def test_what_cannot_go_out_again_stays_where_it_is(outbox: Outbox) -> None:
    world = a_world(outbox.database)
    refused = outbox.keep(world, "refused")
    with outbox.database.transaction() as session:
        session.get_one(LineItem, world.line_item.id).is_ended = True

    assert outbox.stuck.send_again().platforms == {}
    assert outbox.stuck.send_again([refused]).left == (refused,)
    assert outbox.states() == ["refused"]


def test_a_backlog_of_any_size_goes_out_in_small_transactions(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_tool.services.deliveries.stuck.MOST_AT_ONCE", 2)
    world = a_world(outbox.database)
    for _ in range(5):
        outbox.keep(world, "refused")

    (sent,) = outbox.stuck.send_again().platforms.values()
    assert len(sent) == 5
    assert outbox.states().count("waiting") == 5
    assert len(outbox.rings) == 3, "workers begin while the rest is put in"


# ---- overdue scores ------------------------------------------------------------------------------


def test_the_log_says_that_scores_are_overdue_and_when_none_is_any_more(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = a_world(outbox.database), a_world(outbox.database, "two")
    watch = BacklogWatch(
        reading=outbox.database.reading,
        clock=lambda: outbox.now,
        patience=timedelta(hours=1),
    )
    outbox.now = NOW + timedelta(minutes=60)
    outbox.keep(one, "retrying")
    outbox.keep(two, "waiting", created_at=NOW + MINUTE)
    outbox.keep(two, "refused", created_at=NOW - timedelta(days=1))
    watch.look_at_backlog()
    assert not caplog.messages, "an hour is not over yet; what is stuck does not wait"
    for minutes in (61, 62, 75, 76):
        outbox.now = NOW + timedelta(minutes=minutes)
        watch.look_at_backlog()
    key, other = one.registration.id, two.registration.id
    assert caplog.messages == [
        f"scores.overdue oldest=2026-03-02T09:00:00+00:00 waiting=1 platforms={key}",
        f"scores.overdue oldest=2026-03-02T09:00:00+00:00 waiting=2 platforms={key},{other}",
    ]
    with outbox.database.transaction() as session:
        session.query(ScoreDelivery).update({"state": "delivered"})
    watch.look_at_backlog()
    watch.look_at_backlog()
    assert caplog.messages[2:] == ["scores.caught-up"]
