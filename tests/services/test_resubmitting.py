"""What an instructor's decision does to an attempt, and how its learner submits it again."""

import pytest

from lti_tool.learning.evidence import MappingState
from lti_tool.learning.refusals import PassedError
from lti_tool.learning.reviews import ReviewState
from lti_tool.services.attempts import Learner, Sent
from lti_tool.store.tables import Attempt, Evidence, EvidenceEvent
from tests.builders import SAM, SetClock
from tests.services.course import Course
from tests.services.own_evidence import author_of, context_of, sent
from tests.services.reviewing import (
    ASSESSED,
    COMPLETED,
    decide,
    evidence_of,
    evidence_row,
    give_back,
    hand_in,
    reviewer,
    states,
    use,
    write,
)

BOTH = pytest.mark.parametrize("activity", [ASSESSED, COMPLETED])


@pytest.fixture
def activity() -> str:
    return ASSESSED


@pytest.fixture
def sam(course: Course, activity: str) -> Learner:
    use(course, activity)
    return course.learner(SAM)


def attempt_of(course: Course) -> Attempt:
    return course.only(Attempt)


def actions(course: Course) -> list[tuple[str, object]]:
    """What was noted of the evidence but for views, in order."""
    with course.tool.database.reading() as session:
        rows = session.query(EvidenceEvent).order_by(EvidenceEvent.id)
        return [(one.action, one.about) for one in rows if one.action != "viewed"]


def scores(course: Course) -> list[tuple[object, str, str | None]]:
    return [(row.given, row.activity_progress, row.comment) for row in course.rows()]


# ---- submitting for the first time -----------------------------------------------------------


def test_assessed_work_waits_for_an_instructor(course: Course, sam: Learner) -> None:
    evidence_id = hand_in(course, sam)

    assert attempt_of(course).state == "awaiting_review"
    row = evidence_row(course, evidence_id)
    assert (row.review, row.audience, row.turn) == ("awaiting", "submitted", 1)
    result = course.desk.result(sam, attempt_of(course).id)
    assert result.evidence is not None
    assert result.evidence.review is ReviewState.AWAITING
    assert result.evidence.submitted_at == row.submitted_at
    assert result.evidence.feedback.standing is None
    with pytest.raises(PassedError, match="submitted this activity already"):
        course.attempts.start(sam)


@pytest.mark.parametrize("activity", [COMPLETED])
def test_completed_work_is_complete_and_what_it_shows_waits(course: Course, sam: Learner) -> None:
    evidence_id = hand_in(course, sam)

    assert attempt_of(course).state == "complete"
    assert evidence_row(course, evidence_id).review == "awaiting"


def test_of_a_marked_check_nobody_has_to_decide_anything(course: Course) -> None:
    sam = course.learner(SAM)
    attempt = course.submit(sam)
    assert evidence_row(course, evidence_of(course, attempt)).review is None
    assert course.desk.home(sam).evidence is None


@pytest.mark.parametrize(
    ("family", "told"),
    [("default", [(None, "Submitted", "Submitted: an instructor has to decide.")]), ("moodle", [])],
)
def test_a_platform_that_has_a_word_for_it_is_told_that_work_waits(
    course: Course, sam: Learner, told: list[object]
) -> None:
    hand_in(course, sam)
    assert scores(course) == told
    course.deliver()
    assert course.shown() is None


# ---- returned --------------------------------------------------------------------------------


@BOTH
def test_a_returned_attempt_can_be_changed_on_every_page(course: Course, sam: Learner) -> None:
    teacher = reviewer(course)
    give_back(course, teacher, hand_in(course, sam), comment="Which link do you know?")
    attempt = attempt_of(course)
    assert attempt.state == "returned"

    assert course.attempts.start(sam) == (attempt.id, None)
    home = course.desk.home(sam)
    assert home.open is not None
    assert home.evidence is not None
    assert home.evidence.feedback.standing is not None
    assert home.evidence.feedback.standing.comment == "Which link do you know?"
    for part in home.activity.parts:
        page = course.desk.page(sam, attempt.id, part.key)
        assert page.asked is not None
        assert page.asked.comment == "Which link do you know?"
    check = course.desk.check(sam, attempt.id)
    assert check.is_returned
    assert check.asked is not None
    write(course, sam, attempt.id, "I asked her.")
    assert "I asked her." in course.desk.result(sam, attempt.id).responses.written.values()


@BOTH
def test_submitting_again_keeps_one_piece_of_evidence_and_asks_anew(
    course: Course, sam: Learner, activity: str, clock: SetClock
) -> None:
    teacher = reviewer(course)
    evidence_id = hand_in(course, sam)
    before = evidence_row(course, evidence_id)
    give_back(course, teacher, evidence_id)
    clock.advance(days=2)

    assert hand_in(course, sam, "I asked her.") == evidence_id

    after = evidence_row(course, evidence_id)
    assert course.how_many(Evidence) == 1
    assert (after.review, after.audience, after.context_id) == (
        "awaiting",
        "submitted",
        before.context_id,
    )
    assert (after.submitted_at, after.turn) == (clock.now, before.turn + 2)
    assert after.changed_at == clock.now
    assert attempt_of(course).submitted_at == clock.now
    assert attempt_of(course).state == ("awaiting_review" if activity == ASSESSED else "complete")
    assert {*states(course, evidence_id).values()} == {"proposed"}
    feedback = course.desk.result(sam, attempt_of(course).id).evidence
    assert feedback is not None
    assert feedback.feedback.standing is None
    assert [one.outcome for one in feedback.feedback.earlier] == ["returned"]
    assert [(action, about) for action, about in actions(course) if action == "submitted"] == [
        ("submitted", None),
        ("submitted", {"again": True}),
    ]


def test_other_outcomes_can_be_named_when_it_is_submitted_again(
    course: Course, sam: Learner
) -> None:
    teacher = reviewer(course)
    evidence_id = hand_in(course, sam)
    give_back(course, teacher, evidence_id)
    others = {"mapped": ["D4.2", "D4.5"], "reason-D4.2": ["Housing"], "reason-D4.5": ["Mine"]}

    assert course.attempts.submit(sam, attempt_of(course).id, Sent(chosen=others))

    assert {*states(course, evidence_id)} == {"D4", "D4.2", "D4.5", "T4"}
    row = evidence_row(course, evidence_id)
    assert sorted(one.reason for one in row.mappings if one.reason) == ["Housing", "Mine"]


def test_what_was_accepted_while_it_was_returned_is_asked_anew(
    course: Course, sam: Learner
) -> None:
    teacher = reviewer(course)
    evidence_id = hand_in(course, sam)
    line = next(one for one in evidence_row(course, evidence_id).mappings if one.use == "mapped")
    give_back(course, teacher, evidence_id, verdicts={line.framework_item_id: "accepted"})
    assert MappingState.ACCEPTED in states(course, evidence_id).values()

    hand_in(course, sam, "I asked her.")

    assert {*states(course, evidence_id).values()} == {"proposed"}


def test_a_returned_attempt_is_submitted_once_and_no_second_time(
    course: Course, sam: Learner
) -> None:
    give_back(course, reviewer(course), hand_in(course, sam))
    attempt = attempt_of(course).id
    assert course.attempts.submit(sam, attempt)
    turn = course.only(Evidence).turn
    assert course.attempts.submit(sam, attempt)
    assert course.only(Evidence).turn == turn


def test_on_ones_own_route_it_goes_back_to_the_course_that_it_was_submitted_to(
    course: Course,
) -> None:
    sam = course.learner(SAM).unplaced(ASSESSED)
    evidence_id = hand_in(course, sam)
    assert evidence_row(course, evidence_id).review is None
    author = author_of(course.arrive(SAM))
    context = context_of(course)
    course.services.evidence.own.submit(author, evidence_id, context)
    give_back(course, reviewer(course), evidence_id)
    assert course.desk.check(sam, attempt_of(course).id).is_for_course

    hand_in(course, sam, "I asked her.")

    row = evidence_row(course, evidence_id)
    assert (row.audience, row.context_id, row.review) == ("submitted", context, "awaiting")
    assert course.rows() == []


def test_picks_made_with_the_evidence_are_there_when_it_is_returned(course: Course) -> None:
    sam = course.learner(SAM).unplaced(COMPLETED)
    attempt, _ = course.attempts.start(sam)
    write(course, sam, attempt, "Mine")
    assert course.attempts.submit(sam, attempt)
    evidence_id = evidence_of(course, attempt)
    code = course.tool.library.preview(COMPLETED).activity.mapped[0]
    author, own = author_of(course.arrive(SAM)), course.services.evidence.own
    fields = {"mapped": [f"enhance:{code}"], f"reason-enhance:{code}": ["Chosen later"]}
    assert not own.save(author, evidence_id, sent(fields)).problems
    own.submit(author, evidence_id, context_of(course))
    give_back(course, reviewer(course), evidence_id)

    check = course.desk.check(sam, attempt)
    assert [(one.item.code, one.reason) for one in check.picks if one.is_picked] == [
        (code, "Chosen later")
    ]
    assert course.attempts.submit(sam, attempt)

    kept = next(one for one in evidence_row(course, evidence_id).mappings if one.use == "mapped")
    assert kept.reason == "Chosen later"


# ---- what goes to the gradebook --------------------------------------------------------------


@pytest.mark.parametrize("activity", [COMPLETED])
def test_a_comment_for_the_gradebook_goes_there_with_the_next_score_too(
    course: Course, sam: Learner
) -> None:
    evidence_id = hand_in(course, sam)
    give_back(course, reviewer(course), evidence_id, gradebook_comment="A good start.")
    hand_in(course, sam, "I asked her.")

    assert scores(course) == [
        (1, "Completed", "Complete: every part is done."),
        (1, "Completed", "A good start."),
        (1, "Completed", "A good start."),
    ]


def test_a_comment_on_a_try_is_not_lost_with_the_next_one(course: Course, clock: SetClock) -> None:
    sam = course.learner(SAM)
    first = course.submit(sam, right=5)
    decide(
        course, reviewer(course), evidence_of(course, first), gradebook_comment="Look at dosing."
    )
    course.deliver()
    clock.advance(minutes=1)
    course.submit(sam, right=7)
    course.deliver()
    given, _, comment = scores(course)[-1]
    assert (given, comment) == (7, "Look at dosing.")
    assert course.shown() == 7
    assert None not in [given for given, _ in course.posts()]


@pytest.mark.parametrize("family", ["default", "moodle"])
def test_work_that_is_submitted_again_blanks_no_score(
    course: Course, sam: Learner, clock: SetClock
) -> None:
    teacher = reviewer(course)
    evidence_id = hand_in(course, sam)
    decide(course, teacher, evidence_id)
    course.deliver()
    shown = course.shown()
    assert shown is not None
    give_back(course, teacher, evidence_id)
    clock.advance(minutes=1)
    hand_in(course, sam, "I asked her.")
    clock.advance(minutes=1)
    course.deliver()
    assert course.shown() == shown
