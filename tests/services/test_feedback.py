"""Feedback as its learner meets it: it waits to be read, and what was taken back is past."""

import pytest

from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.services.attempts import Learner
from lti_tool.store.portfolio import Owner
from lti_tool.store.tables import Attempt, EvidenceEvent
from tests.builders import SAM, SetClock
from tests.services.course import Course
from tests.services.own_evidence import author_of, page
from tests.services.reviewing import decide, give_back, hand_in, reviewer, states, undo

pytestmark = pytest.mark.usefixtures("assessed")


def owner_of(learner: Learner) -> Owner:
    return Owner(tenant_id=learner.tenant_id, person_id=learner.person_id)


def test_feedback_waits_to_be_read_until_its_learner_says_so(
    course: Course, sam: Learner, clock: SetClock
) -> None:
    owner, feedback = owner_of(sam), course.services.feedback
    evidence_id = hand_in(course, sam)
    assert feedback.waiting(owner) == ()
    made = decide(course, reviewer(course), evidence_id, accepted=1)
    (line,) = feedback.waiting(owner)
    assert (line.evidence_id, line.outcome) == (evidence_id, "decided")

    feedback.acknowledge(owner, evidence_id, made.decision_id)
    first = clock.now
    clock.advance(hours=1)
    feedback.acknowledge(owner, evidence_id, made.decision_id)

    assert feedback.waiting(owner) == ()
    kept = course.desk.result(sam, course.only(Attempt).id).evidence
    assert kept is not None
    assert kept.feedback.standing is not None
    assert kept.feedback.standing.acknowledged_at == first
    with course.tool.database.reading() as session:
        assert session.query(EvidenceEvent).filter_by(action="acknowledged").count() == 1


def test_what_was_returned_waits_until_it_is_submitted_again(course: Course, sam: Learner) -> None:
    owner, feedback = owner_of(sam), course.services.feedback
    evidence_id = hand_in(course, sam)
    made = give_back(course, reviewer(course), evidence_id)
    feedback.acknowledge(owner, evidence_id, made.decision_id)
    (line,) = feedback.waiting(owner)
    assert line.outcome == "returned"
    hand_in(course, sam, "I asked her.")
    assert feedback.waiting(owner) == ()


def test_what_was_accepted_counts_no_more_once_it_is_withdrawn(
    course: Course, sam: Learner
) -> None:
    evidence_id = hand_in(course, sam)
    made = decide(course, reviewer(course), evidence_id)
    assert {*states(course, evidence_id).values()} == {"accepted"}
    owner = author_of(course.arrive(SAM))

    course.services.evidence.own.withdraw(owner, evidence_id)

    assert {*states(course, evidence_id).values()} == {"proposed"}
    feedback = page(course, owner, evidence_id).feedback
    assert (feedback.standing, [one.id for one in feedback.earlier]) == (None, [made.decision_id])
    assert feedback.is_withdrawn


def test_what_is_asked_for_stays_while_its_learner_is_at_it_though_it_is_withdrawn(
    course: Course, sam: Learner
) -> None:
    evidence_id = hand_in(course, sam)
    give_back(course, reviewer(course), evidence_id, comment="How do you know?")
    course.services.evidence.own.withdraw(author_of(course.arrive(SAM)), evidence_id)

    asked = course.desk.check(sam, course.only(Attempt).id).asked

    assert asked is not None
    assert asked.comment == "How do you know?"


def test_nobody_says_for_somebody_else_that_feedback_was_read(course: Course, sam: Learner) -> None:
    evidence_id = hand_in(course, sam)
    made = decide(course, reviewer(course), evidence_id)
    feedback = course.services.feedback
    other = Owner(tenant_id=sam.tenant_id, person_id=reviewer(course).person_id)
    for owner, decision in ((other, made.decision_id), (owner_of(sam), 999)):
        with pytest.raises(MissingError, match="no such feedback"):
            feedback.acknowledge(owner, evidence_id, decision)


def test_feedback_that_was_taken_back_is_past(course: Course, sam: Learner) -> None:
    teacher = reviewer(course)
    made = decide(course, teacher, hand_in(course, sam))
    undo(course, teacher, made)

    kept = course.desk.result(sam, course.only(Attempt).id).evidence
    assert kept is not None
    assert kept.feedback.standing is None
    assert [one.stands for one in kept.feedback.earlier] == [False]
    assert course.only(Attempt).state == "awaiting_review"
    assert course.services.feedback.waiting(owner_of(sam)) == ()
    with pytest.raises(PassedError, match="taken back"):
        course.services.feedback.acknowledge(owner_of(sam), made.evidence_id, made.decision_id)
