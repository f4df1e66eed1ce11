"""Somebody else was first, or the learner: nothing is decided, and what was typed is kept."""

from dataclasses import replace

import pytest

from lti_tool.learning.refusals import (
    MissingError,
    OvertakenError,
    PassedError,
    WithdrawnError,
)
from lti_tool.learning.reviews import Outcome, ReviewSent
from lti_tool.services.attempts import Learner
from lti_tool.services.evidence import Author
from lti_tool.services.reviews import Reviewer
from lti_tool.store.tables import Decision, ReviewDraft
from tests.services.course import Course
from tests.services.reviewing import (
    OTHER_TEACHER,
    decide,
    filled,
    give_back,
    hand_in,
    look,
    reviewer,
    reviewing,
    states,
    undo,
)

pytestmark = pytest.mark.usefixtures("assessed")


def test_a_page_made_before_another_decision_decides_nothing_and_loses_nothing(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    old = look(course, priya, evidence_id)
    decide(course, priya, evidence_id)

    sent = filled(old, accepted=0, comment="All of it again")
    with pytest.raises(OvertakenError):
        reviewing(course).deciding.decide(priya, evidence_id, sent)

    assert course.how_many(Decision) == 1
    assert states(course, evidence_id)["D4.2"] == "accepted"
    page = look(course, priya, evidence_id, typed=sent)
    assert (page.comment, page.turn) == ("All of it again", old.turn + 1)
    assert look(course, priya, evidence_id).comment == "All of it again"
    sure = filled(page, accepted=0, comment=page.comment)
    reviewing(course).deciding.decide(priya, evidence_id, sure)
    assert states(course, evidence_id)["D4.2"] == "not_yet"
    assert course.how_many(ReviewDraft) == 0


def test_whoever_is_overtaken_is_told_by_what(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    old = filled(look(course, priya, evidence_id), comment="Mine")
    other = reviewer(course, OTHER_TEACHER)

    def told() -> str:
        with pytest.raises(OvertakenError) as error:
            reviewing(course).deciding.decide(priya, evidence_id, old)
        return str(error.value)

    made = decide(course, other, evidence_id)
    assert told() == "It has been decided since you opened it."
    undo(course, other, made)
    assert told() == "A decision about it has been taken back since you opened it."
    give_back(course, other, evidence_id)
    returned = "It has been returned to its learner, so it cannot be decided now."
    assert told() == returned
    with pytest.raises(PassedError, match=returned):
        decide(course, priya, evidence_id)
    hand_in(course, sam, "More.")
    assert told() == "Its learner has submitted it again since you opened it."


def test_a_form_sent_twice_is_decided_once_and_leaves_no_draft_that_comes_back(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    page = look(course, priya, evidence_id)
    sent = filled(
        page,
        accepted=1,
        comment="Well seen. ",
        whys={page.lines[0].item_id: "Hidden", page.lines[1].item_id: "Say how"},
    )
    made = reviewing(course).deciding.decide(priya, evidence_id, sent)
    assert reviewing(course).deciding.decide(priya, evidence_id, sent) == made
    reviewing(course).drafts.save(priya, evidence_id, sent)
    assert course.how_many(ReviewDraft) == 0
    assert len(look(course, priya, evidence_id).decisions) == 1
    others = (
        replace(sent, outcome=Outcome.RETURNED),
        replace(sent, comment="Other"),
        replace(sent, levels={}),
        replace(sent, comment=""),
    )
    for other in others:
        with pytest.raises(OvertakenError):
            reviewing(course).deciding.decide(priya, evidence_id, other)
    with pytest.raises(OvertakenError):
        reviewing(course).deciding.decide(reviewer(course, OTHER_TEACHER), evidence_id, sent)


def test_what_was_typed_of_a_piece_that_is_withdrawn_meanwhile_is_there_when_it_comes_back(
    course: Course, sam: Learner, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, sam)
    page = look(course, priya, evidence_id)
    typed = ReviewSent(turn=page.turn, comment="Well")
    reviewing(course).drafts.save(priya, evidence_id, typed)
    owner = Author(tenant_id=sam.tenant_id, person_id=sam.person_id)
    course.services.evidence.own.withdraw(owner, evidence_id)

    with pytest.raises(WithdrawnError):
        reviewing(course).deciding.decide(
            priya, evidence_id, filled(page, comment="Well seen, all of it")
        )
    with pytest.raises(MissingError) as error:
        reviewing(course).deciding.decide(reviewer(course, OTHER_TEACHER), evidence_id, typed)
    assert not isinstance(error.value, WithdrawnError), "what they typed is not kept"

    assert course.how_many(ReviewDraft) == 1
    course.services.evidence.own.submit(owner, evidence_id, priya.context_id)
    again = look(course, priya, evidence_id)
    assert (again.comment, again.lines[0].chosen) == ("Well seen, all of it", None)
