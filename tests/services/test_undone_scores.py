"""A score whose decision was undone is not sent any more, whatever became of it until then."""

from collections.abc import Callable

import pytest

from demo.platform import Platform, Refused
from lti_tool.services.attempts import Learner
from lti_tool.services.deliveries import Asker
from lti_tool.services.deliveries.log import ScoreLine
from lti_tool.services.reviews import Reviewer
from lti_tool.store.score_log import ScoreShown, ScoresSought
from tests.builders import SetClock
from tests.services.course import Course
from tests.services.reviewing import decide, hand_in, undo

pytestmark = pytest.mark.usefixtures("assessed")
NOT_AGAIN = "The decision was undone, so this is not sent again."


def refusing(status: int) -> Callable[..., None]:
    def accept(*_: object) -> None:
        raise Refused(status, "not now")

    return accept


def asker(who: Reviewer) -> Asker:
    return Asker(tenant_id=who.tenant_id, person_id=who.person_id, context_id=who.context_id)


def lines(course: Course, who: Reviewer) -> tuple[ScoreLine, ...]:
    """The scores that arrived, the newest first, as the course's score log has them."""
    sought = ScoresSought(
        tenant_id=who.tenant_id, context_id=who.context_id, shown=ScoreShown.ARRIVED
    )
    return course.services.course_scores.page(sought).lines


def with_points(course: Course) -> list[tuple[str, str | None]]:
    """What became of the scores with points."""
    return [(one.state, one.reason) for one in course.rows() if one.given is not None]


@pytest.mark.parametrize("status", [403, 503])
def test_what_did_not_arrive_before_its_decision_was_undone_is_not_sent_by_anybody(
    course: Course, platform: Platform, clock: SetClock, sam: Learner, priya: Reviewer, status: int
) -> None:
    evidence_id = hand_in(course, sam)
    course.deliver_later()
    made = decide(course, priya, evidence_id)
    platform.faults.statuses = [status]
    course.deliver_later()

    undo(course, priya, made)

    assert with_points(course) == [("superseded", NOT_AGAIN)]
    clock.advance(days=1)
    assert course.services.resending.send_stuck_again(asker(priya)) == 0
    (newest,) = (one for one in course.rows() if one.given is not None)
    assert not course.services.resending.send_again(asker(priya), newest.id)
    course.deliver_later()
    assert course.shown() is None


@pytest.mark.parametrize("status", [403, 503])
def test_undone_while_it_is_sent_a_try_that_fails_is_the_last(
    course: Course,
    sam: Learner,
    priya: Reviewer,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
) -> None:
    evidence_id = hand_in(course, sam)
    course.deliver_later()
    made = decide(course, priya, evidence_id)
    monkeypatch.setattr(Platform, "accept_score", refusing(status))
    course.while_sending(monkeypatch, lambda: undo(course, priya, made))
    course.deliver_later()
    assert with_points(course) == [("superseded", NOT_AGAIN)]
    course.clock.advance(days=1)
    course.deliver_later()
    assert course.shown() is None


def test_undone_while_it_is_sent_a_score_that_arrives_has_arrived_and_the_log_says_so(
    course: Course, sam: Learner, priya: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence_id = hand_in(course, sam)
    course.deliver_later()
    made = decide(course, priya, evidence_id)
    course.while_sending(monkeypatch, lambda: undo(course, priya, made))
    course.deliver_later()
    assert with_points(course) == [("delivered", None)]
    assert course.shown() == 6

    (line, *_) = lines(course, priya)
    assert not line.may_send_again
    assert line.advice == (
        "Its decision was undone since. The gradebook keeps it until the work is decided again."
    )
    decide(course, priya, evidence_id, level=3)
    course.deliver_later()
    assert course.shown() == 9
    assert lines(course, priya)[0].may_send_again


def test_undone_before_it_was_sent_it_cannot_be_sent_from_the_log(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    course.deliver_later()
    undo(course, priya, decide(course, priya, evidence_id))
    (left_out,) = (one for one in course.rows() if one.given is not None)
    assert left_out.reason == "The decision was undone before this was sent."
    assert not course.services.resending.send_again(asker(priya), left_out.id)
