"""A piece of evidence that an instructor returned to its author, or decided about."""

from collections.abc import Mapping

from lti_tool.learning.evidence import MappingState
from lti_tool.learning.reviews import Outcome, ReviewSent
from lti_tool.services.reviews import QueueFilter, Reviewer
from tests.builders import TEACHER
from tests.services.course import Course


def reviewer(course: Course, person: str = TEACHER) -> Reviewer:
    visitor = course.arrive(person)
    return Reviewer(
        tenant_id=visitor.tenant_id,
        person_id=visitor.person_id,
        context_id=visitor.context_id,
    )


def returned(course: Course, evidence_id: int, comment: str = "Say more") -> int:
    """Return a piece to its author for more; gives the decision."""
    return _sent(course, evidence_id, Outcome.RETURNED, comment, {})


def accepted(course: Course, evidence_id: int) -> int:
    """Accept a piece for all that it shows; gives the decision."""
    by = reviewer(course)
    lines = course.services.reviewing.desk.page(by, evidence_id, QueueFilter()).lines
    verdicts = {line.item_id: MappingState.ACCEPTED.value for line in lines}
    return _sent(course, evidence_id, Outcome.DECIDED, "Well done", verdicts)


def _sent(
    course: Course, evidence_id: int, outcome: Outcome, comment: str, verdicts: Mapping[int, str]
) -> int:
    by = reviewer(course)
    reviewing = course.services.reviewing
    turn = reviewing.desk.page(by, evidence_id, QueueFilter()).turn
    sent = ReviewSent(turn=turn, outcome=outcome, comment=comment, verdicts=verdicts)
    return reviewing.deciding.decide(by, evidence_id, sent).decision_id
