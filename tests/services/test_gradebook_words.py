"""What somebody writes for the gradebook is never lost by a page that did not know of it."""

import pytest

from lti_tool.learning.refusals import OtherWordsError, OvertakenError
from lti_tool.learning.reviews import ReviewSent
from lti_tool.services.reviews import Reviewer
from lti_tool.store.tables import Attempt
from tests.builders import OTHER_COURSE, place
from tests.services.course import Course
from tests.services.own_evidence import author, submitted
from tests.services.reviewing import (
    OTHER_TEACHER,
    decide,
    evidence_of,
    filled,
    give_back,
    hand_in,
    look,
    reviewer,
    reviewing,
)

pytestmark = pytest.mark.usefixtures("assessed")


@pytest.fixture
def other(course: Course) -> Reviewer:
    return reviewer(course, OTHER_TEACHER)


def decide_with(course: Course, who: Reviewer, evidence_id: int, sent: ReviewSent) -> None:
    reviewing(course).deciding.decide(who, evidence_id, sent)


def in_the_gradebook(course: Course) -> str:
    course.deliver_later()
    return str(course.platform.scores[-1].payload["comment"])


def test_words_that_came_meanwhile_stay_where_the_page_did_not_touch_them(
    course: Course, priya: Reviewer, other: Reviewer
) -> None:
    evidence_id = hand_in(course, course.learner())
    old = filled(look(course, other, evidence_id))
    decide(course, priya, evidence_id, gradebook_comment="Convincing")
    with pytest.raises(OvertakenError):
        decide_with(course, other, evidence_id, old)

    page = look(course, other, evidence_id, old)
    assert (page.gradebook_comment, page.gradebook_words) == ("Convincing", "Convincing")
    assert look(course, other, evidence_id).gradebook_comment == "Convincing"
    decide_with(course, other, evidence_id, filled(page, level=3))
    assert in_the_gradebook(course) == "Convincing"


def test_words_about_another_try_stay_where_the_page_did_not_touch_them(
    course: Course, priya: Reviewer, other: Reviewer
) -> None:
    first, second = two_tries(course)
    old = filled(look(course, other, second))
    decide(course, priya, first, gradebook_comment="Read about sepsis")
    decide_with(course, other, second, old)
    assert in_the_gradebook(course) == "Read about sepsis"
    assert look(course, other, second).gradebook_comment == "Read about sepsis"


def test_who_changed_words_while_others_came_is_shown_them_and_replaces_them_knowingly(
    course: Course, priya: Reviewer, other: Reviewer
) -> None:
    first, second = two_tries(course)
    mine = filled(look(course, other, second), gradebook_comment="Well done")
    decide(course, priya, first, gradebook_comment="Read about sepsis")

    with pytest.raises(OtherWordsError) as error:
        decide_with(course, other, second, mine)

    assert "“Read about sepsis”" in error.value.problems["gradebook_comment"]
    assert in_the_gradebook(course) == "Read about sepsis"
    page = look(course, other, second, mine)
    assert page.gradebook_comment == "Well done"
    assert page.gradebook_words == "Read about sepsis"
    decide_with(course, other, second, filled(page))
    assert in_the_gradebook(course) == "Well done"


def test_words_that_are_emptied_are_gone(course: Course, priya: Reviewer) -> None:
    evidence_id = hand_in(course, course.learner())
    decide(course, priya, evidence_id, gradebook_comment="Convincing")
    decide(course, priya, evidence_id, gradebook_comment="")
    assert in_the_gradebook(course) != "Convincing"
    assert look(course, priya, evidence_id).gradebook_comment == ""


def test_a_form_that_says_nothing_about_words_changes_none(course: Course, priya: Reviewer) -> None:
    evidence_id = hand_in(course, course.learner())
    decide(course, priya, evidence_id, gradebook_comment="Convincing")
    give_back(course, priya, evidence_id)
    assert look(course, priya, evidence_id).gradebook_comment == "Convincing"


def test_a_draft_without_a_script_keeps_no_words_that_were_there_before(
    course: Course, priya: Reviewer, other: Reviewer
) -> None:
    evidence_id = hand_in(course, course.learner())
    decide(course, priya, evidence_id, gradebook_comment="Convincing")
    reviewing(course).drafts.save(other, evidence_id, filled(look(course, other, evidence_id)))
    decide(course, priya, evidence_id, gradebook_comment="Very convincing")
    assert look(course, other, evidence_id).gradebook_comment == "Very convincing"


def test_where_there_is_no_column_no_words_for_one_are_kept(
    course: Course, priya: Reviewer
) -> None:
    evidence_id = submitted(course, author(course))
    decide(course, priya, evidence_id, gradebook_comment="For nobody")
    (decision,) = look(course, priya, evidence_id).decisions
    assert decision.gradebook_comment == ""


def test_work_that_another_course_decides_about_is_elsewhere_for_its_own(
    course: Course, priya: Reviewer
) -> None:
    learner = course.learner()
    evidence_id = hand_in(course, learner)
    attempt_id = course.only(Attempt).id
    assert not course.desk.result(learner, attempt_id).is_elsewhere
    assert look(course, priya, evidence_id).resource_link_id == learner.resource_link_id

    owner, own = author(course), course.services.evidence.own
    own.withdraw(owner, evidence_id)
    course.link = place(course.platform, course=OTHER_COURSE)
    course.arrive()
    there = reviewer(course)
    own.submit(owner, evidence_id, there.context_id)
    assert course.desk.result(learner, attempt_id).is_elsewhere
    assert look(course, there, evidence_id).resource_link_id is None


def two_tries(course: Course) -> tuple[int, int]:
    """The evidence of two tries of one learner at a check, of which both are passed."""
    course.link = place(course.platform)
    learner = course.learner()
    first = evidence_of(course, course.submit(learner, right=6))
    return first, evidence_of(course, course.submit(learner, right=7))
