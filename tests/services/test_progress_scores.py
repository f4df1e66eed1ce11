"""Scores without points: the gradebook is told that work waits for an instructor to decide."""

from decimal import Decimal

import pytest

from demo.gradebook import Row
from demo.platform import Platform
from lti_tool.exchange.platforms import read_families
from lti_tool.learning.scores import ActivityProgress, DeliveryState, GradingProgress, ScoreDue
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.store import deliveries
from lti_tool.store.tables import Attempt, LineItem, Registration, ScoreDelivery
from tests.builders import CONTENT, SAM, SetClock
from tests.services.course import Course

WAITS = ScoreDue(
    given=None,
    maximum=Decimal(8),
    activity_progress=ActivityProgress.SUBMITTED,
    grading_progress=GradingProgress.PENDING_MANUAL,
    comment=None,
)
DECIDED = ScoreDue(
    given=Decimal(6),
    maximum=Decimal(8),
    activity_progress=ActivityProgress.COMPLETED,
    grading_progress=GradingProgress.FULLY_GRADED,
    comment="Well argued.",
)
both_families = pytest.mark.parametrize("family", ["default", "moodle"])


def tell(course: Course, due: ScoreDue = WAITS, *, by_the_rules: bool = True) -> bool:
    """Do what a use case does; gives whether something goes out."""
    families = read_families(CONTENT / "platforms")
    with course.tool.database.transaction() as session:
        attempt = session.query(Attempt).order_by(Attempt.id.desc()).first()
        assert attempt is not None
        asks = due.given is None and by_the_rules
        if asks and not deliveries.tells_progress(session, attempt, families):
            return False
        return deliveries.add_due(session, attempt, due, scope=SCORE_SCOPE, now=course.clock.now)


def begin(course: Course) -> None:
    course.attempts.start(course.learner())


def shown(course: Course) -> Row:
    rows = course.platform.gradebook(course.link.course_id)
    return next(one for one in rows if (one.person_id, one.link_id) == (SAM, course.link.id))


@both_families
def test_a_platform_is_told_that_work_waits_where_it_has_a_word_for_it(
    course: Course, family: str
) -> None:
    begin(course)
    is_told = tell(course)
    course.deliver()

    assert is_told is (family == "default")
    assert shown(course).score is None
    assert shown(course).progress == ("Submitted, waiting to be marked" if is_told else None)
    assert [row.state for row in course.rows()] == ["delivered"] * is_told


def test_the_decision_follows_what_waited_and_keeps_its_comment(
    course: Course, clock: SetClock
) -> None:
    begin(course)
    tell(course)
    course.deliver()
    assert tell(course, DECIDED)
    clock.advance(seconds=2)
    course.deliver()

    assert (shown(course).score, shown(course).comment) == (6, "Well argued.")
    assert shown(course).completed


def test_what_still_waits_gives_way_when_points_come(course: Course) -> None:
    begin(course)
    tell(course)
    tell(course, DECIDED)
    course.deliver()

    assert [row.state for row in course.rows()] == ["superseded", "delivered"]
    assert len(course.tried()) == 1


@both_families
def test_points_are_never_taken_away_by_what_waits(
    course: Course, clock: SetClock, family: str
) -> None:
    assert family
    begin(course)
    tell(course, DECIDED)
    course.deliver()
    clock.advance(seconds=2)

    assert not tell(course, by_the_rules=False)
    course.deliver()
    assert (shown(course).score, shown(course).comment) == (6, "Well argued.")


def test_what_came_into_the_outbox_after_points_all_the_same_is_not_sent(
    course: Course, clock: SetClock
) -> None:
    """As from two workers at the same moment, neither of which saw what the other did."""
    begin(course)
    tell(course)
    tell(course, DECIDED)
    with course.tool.database.transaction() as session:
        late, points = session.query(ScoreDelivery).order_by("id")
        late.given, points.given = points.given, late.given
        late.state, points.state = DeliveryState.DELIVERED, DeliveryState.WAITING
    clock.advance(seconds=2)
    course.deliver()

    last = course.rows()[-1]
    assert (last.state, last.reason) == ("superseded", "There is a score with points already.")
    assert course.tried() == []


def test_a_platform_that_turns_out_to_be_moodle_is_not_told(course: Course) -> None:
    begin(course)
    tell(course)
    with course.tool.database.transaction() as session:
        session.query(Registration).one().family = "moodle"
    course.deliver()

    (row,) = course.rows()
    assert row.state == "superseded"
    assert row.reason == "This platform is not told that work waits to be decided."
    assert course.tried() == []


def test_where_no_column_is_nothing_is_told(course: Course) -> None:
    begin(course)
    with course.tool.database.transaction() as session:
        session.query(LineItem).one().is_ended = True
    assert not tell(course)


def test_an_answer_that_was_lost_is_no_reason_to_tell_it_anew(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    """The second try is the same post with the same time: the platform may take it for old."""
    begin(course)
    tell(course)
    platform.faults.statuses = [500]
    course.deliver()
    key = (course.link.line_item_id or "", SAM)
    platform.faults.statuses = []
    clock.advance(seconds=5)
    (row,) = course.rows()
    assert row.timestamp is not None
    platform.accept_score(
        key[0],
        {
            "userId": SAM,
            "timestamp": clock.now.isoformat(),
            "activityProgress": "Submitted",
            "gradingProgress": "PendingManual",
        },
    )
    course.deliver()

    (row,) = course.rows()
    assert (row.state, row.tries) == ("delivered", 2)
    assert course.tried()[-1] == 409


def test_an_entry_of_another_leaves_what_waits_where_it_is(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    begin(course)
    tell(course)
    enter = {"userId": SAM, "activityProgress": "Completed", "gradingProgress": "FullyGraded"}
    platform.accept_score(
        course.link.line_item_id or "",
        {**enter, "timestamp": "2099-01-01T00:00:00Z", "scoreGiven": 3, "scoreMaximum": 8},
    )
    course.deliver()
    assert course.rows()[0].state == "retrying"
    clock.advance(seconds=5)
    course.deliver()

    assert course.rows()[0].state == "superseded"
    assert shown(course).score == 3
