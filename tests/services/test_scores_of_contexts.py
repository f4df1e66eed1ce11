"""The score log of a course: what arrived, what did not, and what to do about it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.families import FamilyRules
from lti_tool.services.deliveries import ContextScores, ScoreShown, ScoresSought
from lti_tool.services.deliveries.log import ScoreLine
from lti_tool.store.tables import LineItem, Person, Registration, ResourceLink, ScoreDelivery
from tests.store.many import counted
from tests.store.rows import NOW, World, a_delivery, a_world, an_attempt, another_learner

MOST_STATEMENTS = 6
PLAIN = FamilyRules(
    family="default", name="Any", clock_step=timedelta(seconds=1), whole_seconds=False
)
SHY = replace(
    PLAIN, family="shy", zero_note="It may show no 0.", zero_after_note="It keeps the one before."
)
FAMILIES = {"default": PLAIN, "shy": SHY}


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def keep(
    database: Database, world: World, state: str, who: Person | None = None, **given: object
) -> int:
    with database.transaction() as session:
        number = session.query(ScoreDelivery).count() + 1
        attempt = an_attempt(session, world, number, person_id=(who or world.person).id)
        row = a_delivery(world, attempt, state=state, **given)
        session.add(row)
        session.flush()
        return row.id


def named(database: Database, world: World, name: str) -> Person:
    found = another_learner(database, world, name)
    with database.transaction() as session:
        session.get_one(Person, found.id).name = name
    return found


def sought(world: World, **given: object) -> ScoresSought:
    here = ScoresSought(tenant_id=world.tenant.id, context_id=world.context.id)
    return replace(here, **given)  # type: ignore[arg-type]  # as the test says


def score_log(database: Database) -> ContextScores:
    return ContextScores(reading=database.reading, families=FAMILIES)


def lines(database: Database, wanted: ScoresSought) -> tuple[ScoreLine, ...]:
    return score_log(database).page(wanted).lines


def test_what_did_not_arrive_is_what_somebody_has_to_look_at(
    database: Database, world: World
) -> None:
    mei, ann = named(database, world, "Mei Lin"), named(database, world, "Ann Bell")
    settled = keep(database, world, "refused")
    arrived = keep(database, world, "delivered")
    refused = keep(database, world, "refused", mei)
    waiting = keep(database, world, "waiting", ann)

    page = score_log(database).page(sought(world))
    assert [line.id for line in page.lines] == [waiting, refused, arrived, settled]
    assert page.counts == {
        "all": 4,
        "not_arrived": 1,
        "under_way": 1,
        "arrived": 1,
        "left_out": 1,
        "different": 0,
        "agreed": 0,
    }
    for shown, ids in {
        "not_arrived": [refused],
        "under_way": [waiting],
        "arrived": [arrived],
        "left_out": [settled],
    }.items():
        found = lines(database, sought(world, shown=ScoreShown(shown)))
        assert [line.id for line in found] == ids
    assert [line.is_newest for line in page.lines] == [True, True, True, False]
    assert [line.may_send_again for line in page.lines] == [False, True, True, False]


def test_scores_are_found_by_the_name_of_a_learner_and_the_activity(
    database: Database, world: World
) -> None:
    mei = keep(database, world, "delivered", named(database, world, "Mei Lin"))
    keep(database, world, "delivered", named(database, world, "100% Bo_b"))

    assert [line.id for line in lines(database, sought(world, learner="mei l"))] == [mei]
    assert not lines(database, sought(world, learner="%i"))
    assert len(lines(database, sought(world, activity_code="small"))) == 2
    assert not lines(database, sought(world, activity_code="other"))
    assert score_log(database).page(sought(world)).activities == (("small", "Small"),)


@pytest.mark.parametrize(
    ("state", "reason", "advice"),
    [
        ("refused", "The platform refused it (404 NOT FOUND).", "under “Gradebook columns”"),
        ("refused", "The platform refused it (403 FORBIDDEN).", "does not let this tool write"),
        ("refused", "The platform does not allow sending scores for this column.", "allow that"),
        ("refused", "The platform refused it (400 BAD REQUEST).", "still a learner"),
        ("refused", "The platform takes no score for this person (422 NO).", "tries left"),
        ("refused", "The platform refused it, or holds something newer (400 NO).", "Look at this"),
        (
            "refused",
            "The gradebook is at x, which nobody has registered.",
            "whoever runs this tool",
        ),
        ("refused", "The platform's address cannot be used.", "looks after your learning platform"),
        ("given_up", "The platform could not be reached.", "once your learning platform works"),
        ("retrying", "The platform could not be reached.", "tried again by itself"),
        ("superseded", "The gradebook holds a newer entry; it was left alone.", "send it again"),
    ],
)
def test_each_trouble_comes_with_what_to_do_about_it(
    database: Database, world: World, state: str, reason: str, advice: str
) -> None:
    keep(database, world, state, reason=reason)
    (line,) = lines(database, sought(world))
    assert line.status.reason == reason
    assert advice in line.advice


@pytest.mark.parametrize(("family", "note"), [("shy", "It may show no 0."), (None, "")])
def test_a_platform_that_may_show_no_zero_is_told_of_beside_one_that_arrived(
    database: Database, world: World, family: str | None, note: str
) -> None:
    with database.transaction() as session:
        session.query(Registration).one().family = family
    keep(database, world, "delivered", given=Decimal(0))
    (line,) = lines(database, sought(world))
    assert line.advice == note
    keep(database, world, "delivered", given=Decimal(3))
    assert [line.advice for line in lines(database, sought(world))] == ["", ""]


@pytest.mark.parametrize(
    ("before", "state", "told"),
    [
        (Decimal(5), "delivered", "It keeps the one before. That was 5 of 8. If yours does, set"),
        (Decimal(0), "delivered", "It may show no 0."),
        (Decimal(5), "refused", "It may show no 0."),
        (None, "delivered", "It may show no 0."),
    ],
)
def test_after_a_score_that_arrived_a_0_may_not_be_seen(
    database: Database, world: World, before: Decimal | None, state: str, told: str
) -> None:
    with database.transaction() as session:
        session.query(Registration).one().family = "shy"
    keep(database, world, state, given=before)
    keep(database, world, "delivered", given=Decimal(0))
    keep(database, world, "delivered", named(database, world, "Another"), given=Decimal(0))

    other, line, _ = lines(database, sought(world))

    assert line.advice.startswith(told)
    assert other.advice == "It may show no 0."


def test_nothing_is_to_be_done_about_what_arrived_or_was_followed(
    database: Database, world: World
) -> None:
    keep(database, world, "refused", reason="The platform refused it (404 NOT FOUND).")
    keep(database, world, "delivered")
    assert [line.advice for line in lines(database, sought(world))] == ["", ""]


def test_where_the_column_is_gone_nothing_can_be_sent(database: Database, world: World) -> None:
    keep(database, world, "refused", reason="The platform refused it (404 NOT FOUND).")
    with database.transaction() as session:
        session.query(LineItem).one().is_ended = True
    (line,) = lines(database, sought(world))
    assert not line.may_send_again
    assert "no gradebook column any more" in line.advice


def test_what_only_says_that_work_waits_has_no_points(database: Database, world: World) -> None:
    keep(database, world, "superseded", given=None, reason="A newer score took its place.")
    (line,) = lines(database, sought(world))
    assert line.status.given is None
    assert not line.may_send_again
    assert not line.advice


def test_an_activity_is_called_what_the_course_calls_it(database: Database, world: World) -> None:
    keep(database, world, "delivered")
    for title, shown in ((None, "Small"), ("Small again", "Small again")):
        with database.transaction() as session:
            session.query(ResourceLink).one().title = title
        (line,) = lines(database, sought(world))
        assert line.activity_title == shown


def test_who_had_it_sent_again_and_when_is_told(database: Database, world: World) -> None:
    teacher = named(database, world, "Prof Ada")
    keep(database, world, "waiting", asked_by=teacher.id, created_at=NOW)
    (line,) = lines(database, sought(world))
    assert (line.asked_by, line.asked_at) == ("Prof Ada", NOW)


def test_scores_come_in_pages_with_as_many_statements_however_many_there_are(
    database: Database, world: World
) -> None:
    ids = [keep(database, world, "delivered", given=Decimal(3)) for _ in range(52)]
    log = score_log(database)
    with counted(database.engine) as said:
        first = log.page(sought(world))
    assert len(said) <= MOST_STATEMENTS, said
    assert not [one for one in said if "activity_version.document" in one]
    assert [line.id for line in first.lines] == ids[:1:-1]
    assert [line.id for line in log.page(sought(world), 2).lines] == ids[1::-1]
    assert log.page(sought(world), 99).paging.number == 2


def test_the_scores_of_a_course_are_those_of_its_tenant(database: Database, world: World) -> None:
    other = a_world(database, "two")
    keep(database, other, "refused")
    mixed = ScoresSought(tenant_id=world.tenant.id, context_id=other.context.id)
    for wanted in (sought(world), mixed):
        page = score_log(database).page(wanted)
        assert page.lines == ()
        assert page.counts["all"] == 0
        assert page.activities == ()
