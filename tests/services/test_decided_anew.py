"""What was decided counts no more once its author submits it again from their portfolio."""

from lti_tool.store.tables import Attempt, Evidence, Mapping
from tests.builders import SAM
from tests.services.course import Course
from tests.services.own_evidence import author, context_of, submitted
from tests.services.reviewing import ASSESSED, decide, give_back, hand_in, reviewer


def ties(course: Course) -> list[Mapping]:
    with course.tool.database.reading() as session:
        return list(session.query(Mapping))


def test_what_was_accepted_of_a_returned_piece_is_asked_anew(course: Course) -> None:
    sam = author(course)
    evidence_id = submitted(course, sam)
    line = next(one for one in ties(course) if one.use == "mapped")
    give_back(course, reviewer(course), evidence_id, verdicts={line.framework_item_id: "accepted"})
    assert "accepted" in {one.state for one in ties(course)}

    course.services.evidence.own.submit(sam, evidence_id, context_of(course))

    assert {one.state for one in ties(course)} == {"proposed"}


def test_what_was_assessed_and_withdrawn_is_assessed_anew(course: Course) -> None:
    evidence_id = hand_in(course, course.learner(SAM).unplaced(ASSESSED))
    sam, own, context = author(course), course.services.evidence.own, context_of(course)
    own.submit(sam, evidence_id, context)
    decide(course, reviewer(course), evidence_id)
    assert course.only(Attempt).state == "complete"
    own.withdraw(sam, evidence_id)

    own.submit(sam, evidence_id, context)

    assert course.only(Attempt).state == "awaiting_review"
    assert course.only(Evidence).review == "awaiting"
