"""What the form of a decision begins with: what was decided, or what was just taken back."""

import pytest

from lti_tool.learning.reviews import ReviewSent
from lti_tool.services.attempts import Learner
from lti_tool.services.reviews import Reviewer
from tests.services.course import Course
from tests.services.reviewing import (
    OTHER_TEACHER,
    decide,
    give_back,
    hand_in,
    look,
    reviewer,
    reviewing,
    undo,
)

pytestmark = pytest.mark.usefixtures("assessed")


def test_what_was_decided_once_is_in_the_form_to_be_changed(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    decide(course, priya, evidence_id, accepted=1, comment="A clear chain", gradebook_comment="Yes")
    page = look(course, reviewer(course, OTHER_TEACHER), evidence_id)
    assert [line.chosen for line in page.lines] == ["accepted", "not_yet"]
    assert (page.comment, page.gradebook_comment) == ("A clear chain", "Yes")


def test_what_was_undone_is_in_the_form_of_everybody_to_be_mended(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    said = {"comment": "A clear chain", "gradebook_comment": "Clear"}
    made = decide(course, priya, evidence_id, accepted=1, level=1, **said)
    assert look(course, priya, evidence_id).taken_back is None
    other = reviewer(course, OTHER_TEACHER)
    undo(course, other, made)

    for who in (priya, other):
        page = look(course, who, evidence_id)
        assert [(line.chosen, line.comment) for line in page.lines] == [
            ("accepted", ""),
            ("not_yet", "Say how you know."),
        ]
        assert {line.chosen for line in page.criteria} == {1}
        assert (page.comment, page.gradebook_comment) == ("A clear chain", "Clear")
        assert page.taken_back is not None
        assert (page.taken_back.by, page.taken_back.id) == ("Priya Raman", made.decision_id)

    typed = ReviewSent(turn=page.turn, comment="", changed=frozenset({"comment"}))
    reviewing(course).drafts.save(other, evidence_id, typed)
    page = look(course, other, evidence_id)
    assert (page.comment, page.gradebook_comment) == ("", "Clear")


def test_a_return_undone_is_in_the_form_until_it_is_decided_or_submitted_again(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    undo(course, priya, give_back(course, priya, evidence_id, comment="Which link?"))
    assert look(course, priya, evidence_id).comment == "Which link?"

    give_back(course, priya, evidence_id)
    hand_in(course, sam, "More.")
    page = look(course, priya, evidence_id)
    assert (page.comment, page.taken_back) == ("", None)


def test_of_two_decisions_the_one_undone_is_in_the_form(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    decide(course, priya, evidence_id, comment="First", gradebook_comment="One")
    second = decide(course, priya, evidence_id, comment="Second", gradebook_comment="Two")
    undo(course, priya, second)
    page = look(course, priya, evidence_id)
    assert (page.comment, page.gradebook_comment) == ("Second", "Two")
