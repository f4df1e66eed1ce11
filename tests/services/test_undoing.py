"""A decision is undone: all stands where the one before it left it, in the gradebook as well."""

import pytest

from lti_tool.learning.attempts import AttemptState
from lti_tool.learning.refusals import MissingError, OvertakenError, PassedError
from lti_tool.services.attempts import Learner
from lti_tool.services.reviews import Reviewer
from lti_tool.store.tables import ReturnedVersion
from tests.builders import place
from tests.services.course import Course
from tests.services.own_evidence import author, save, submitted
from tests.services.reviewing import (
    OTHER_TEACHER,
    decide,
    evidence_of,
    evidence_row,
    give_back,
    hand_in,
    look,
    reviewer,
    reviewing,
    states,
    undo,
    write,
)

pytestmark = pytest.mark.usefixtures("assessed")
both_families = pytest.mark.parametrize("family", ["default", "moodle"])


def stands(course: Course, evidence_id: int) -> tuple[str | None, str | None]:
    """Where its review and its attempt stand."""
    row = evidence_row(course, evidence_id)
    return row.review, row.attempt.state if row.attempt else None


def progress(course: Course) -> list[tuple[str, str, float | None]]:
    """What the gradebook was told, post by post."""
    return [
        (
            post.payload["activityProgress"],
            post.payload["gradingProgress"],
            post.payload.get("scoreGiven"),
        )
        for post in course.platform.scores
    ]


def test_the_only_decision_undone_leaves_all_as_it_was_submitted(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    made = decide(course, priya, evidence_id, comment="Well seen")

    undo(course, priya, made)

    assert set(states(course, evidence_id).values()) == {"proposed"}
    assert stands(course, evidence_id) == ("awaiting", "awaiting_review")
    page = look(course, priya, evidence_id)
    assert [(one.stands, one.undone_by) for one in page.decisions] == [(False, "Priya Raman")]
    assert page.may_undo is None
    assert page.gradebook_comment == ""
    course.deliver_later()
    assert course.shown() is None


def test_a_score_that_has_arrived_stays_when_nothing_was_decided_before(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    made = decide(course, priya, evidence_id)
    course.deliver_later()
    undo(course, priya, made)
    course.deliver_later()
    assert course.shown() == 6


@both_families
def test_the_decision_before_counts_again_with_its_score(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    decide(course, priya, evidence_id, level=3, gradebook_comment="Convincing")
    course.deliver_later()
    course.clock.advance(seconds=2)
    second = decide(course, priya, evidence_id, accepted=0, level=1, gradebook_comment="Weak")
    course.deliver_later()
    assert course.shown() == 3

    undo(course, priya, second)
    course.deliver_later()

    assert course.shown() == 9
    assert course.platform.scores[-1].payload["comment"] == "Convincing"
    assert set(states(course, evidence_id).values()) == {"accepted"}
    assert stands(course, evidence_id) == ("decided", "complete")


def test_any_instructor_of_the_course_undoes_it_once(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    made = decide(course, priya, evidence_id)
    undo(course, reviewer(course, OTHER_TEACHER), made)
    with pytest.raises(OvertakenError):
        undo(course, priya, made)
    with pytest.raises(MissingError):
        reviewing(course).undoing.undo(priya, evidence_id, 99, 3)


def test_only_the_latest_can_be_undone(course: Course, sam: Learner, priya: Reviewer) -> None:
    evidence_id = hand_in(course, sam)
    first = decide(course, priya, evidence_id)
    second = decide(course, priya, evidence_id, accepted=1)
    assert look(course, priya, evidence_id).may_undo == second.decision_id
    with pytest.raises(OvertakenError):
        reviewing(course).undoing.undo(priya, evidence_id, first.decision_id, second.turn)


@both_families
def test_returned_submitted_again_and_decided_the_gradebook_says_each_time_what_is_so(
    course: Course, sam: Learner, priya: Reviewer, family: str
) -> None:
    evidence_id = hand_in(course, sam)
    course.deliver_later()
    page = look(course, priya, evidence_id)
    one = page.lines[0].item_id
    give_back(course, priya, evidence_id, verdicts={one: "accepted"}, gradebook_comment="Soon")
    course.deliver_later()
    assert stands(course, evidence_id) == ("returned", "returned")
    assert states(course, evidence_id)["D4.3"] == "proposed"
    assert not look(course, priya, evidence_id).may_decide
    with pytest.raises(PassedError):
        decide(course, priya, evidence_id)

    assert hand_in(course, sam, "They could not come.") == evidence_id
    course.deliver_later()
    assert stands(course, evidence_id) == ("awaiting", "awaiting_review")
    assert set(states(course, evidence_id).values()) == {"proposed"}
    assert [line.chosen for line in look(course, priya, evidence_id).lines] == [None, None]
    assert course.how_many(ReturnedVersion) == 1

    decide(course, priya, evidence_id, accepted=1)
    course.deliver_later()
    assert course.shown() == 6
    told = [] if family == "moodle" else [("Submitted", "PendingManual", None)]
    between = [] if family == "moodle" else [("InProgress", "PendingManual", None)]
    final = ("Completed", "FullyGraded", 6)
    assert progress(course) == [*told, *between, *told, final]


def test_a_return_is_undone_until_its_learner_has_changed_something(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    made = give_back(course, priya, evidence_id)
    undo(course, priya, made)
    assert stands(course, evidence_id) == ("awaiting", "awaiting_review")

    made = give_back(course, priya, evidence_id)
    assert look(course, priya, evidence_id).may_undo == made.decision_id
    row = evidence_row(course, evidence_id)
    assert row.attempt_id is not None
    write(course, sam, row.attempt_id, "Better.")
    assert look(course, priya, evidence_id).may_undo is None
    with pytest.raises(PassedError):
        undo(course, priya, made)
    assert stands(course, evidence_id) == ("returned", AttemptState.RETURNED)


def test_a_return_after_a_decision_undone_leaves_that_decision(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    decide(course, priya, evidence_id, accepted=1)
    made = give_back(course, priya, evidence_id)
    assert set(states(course, evidence_id).values()) == {"proposed"}
    undo(course, priya, made)
    assert states(course, evidence_id)["D4.2"] == "accepted"
    assert stands(course, evidence_id) == ("decided", "complete")


def test_what_was_decided_before_it_was_submitted_again_cannot_be_undone(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    made = give_back(course, priya, evidence_id)
    hand_in(course, sam, "More.")
    page = look(course, priya, evidence_id)
    assert page.may_undo is None
    with pytest.raises(OvertakenError):
        reviewing(course).undoing.undo(priya, evidence_id, made.decision_id, page.turn)


def test_own_evidence_is_returned_and_its_change_stops_the_undoing(
    course: Course, priya: Reviewer
) -> None:
    owner = author(course)
    evidence_id = submitted(course, owner)
    made = give_back(course, priya, evidence_id)
    undo(course, priya, made)
    made = give_back(course, priya, evidence_id)
    save(course, owner, evidence_id, **{"happened-w1": ["We had one on the phone"]})
    with pytest.raises(PassedError):
        undo(course, priya, made)


def test_words_for_the_gradebook_are_undone_with_the_mark_as_it_was(course: Course) -> None:
    course.link = place(course.platform)
    learner, who = course.learner(), reviewer(course)
    evidence_id = evidence_of(course, course.submit(learner, right=6))
    made = decide(course, who, evidence_id, gradebook_comment="Look at question 3 again")
    undo(course, who, made)
    course.deliver_later()
    assert course.shown() == 6
    assert course.platform.scores[-1].payload["comment"] == "Passed: 6 of 8 answers right."


@both_families
def test_undone_before_its_score_was_sent_the_gradebook_is_told_again_that_it_waits(
    course: Course, sam: Learner, priya: Reviewer, family: str
) -> None:
    evidence_id = hand_in(course, sam)
    made = decide(course, priya, evidence_id)
    undo(course, priya, made)
    course.deliver_later()
    told = [] if family == "moodle" else [("Submitted", "PendingManual", None)]
    assert progress(course) == told

    give_back(course, priya, evidence_id)
    course.deliver_later()
    goes_on = [] if family == "moodle" else [("InProgress", "PendingManual", None)]
    assert progress(course) == [*told, *goes_on]
