"""What an instructor just decided can be taken back; their own evidence waits for others."""

import pytest

from lti_tool.services.reviews import QueueFilter, QueueShown, Reviewer
from tests.builders import TEACHER
from tests.services.course import Course
from tests.services.reviewing import (
    OTHER_TEACHER,
    decide,
    hand_in,
    look,
    reviewer,
    reviewing,
    undo,
)

pytestmark = pytest.mark.usefixtures("assessed")


def test_what_a_colleague_decided_since_is_not_undone_from_the_page_after_ones_own(
    course: Course, priya: Reviewer
) -> None:
    evidence_id = hand_in(course, course.learner())
    mine, desk = decide(course, priya, evidence_id), reviewing(course).desk
    just = desk.decided(priya, mine.decision_id)
    assert just is not None
    assert just.may_undo

    other = reviewer(course, OTHER_TEACHER)
    theirs = decide(course, other, evidence_id, accepted=0)

    just = desk.decided(priya, mine.decision_id)
    assert just is not None
    assert not just.may_undo
    assert desk.decided(priya, theirs.decision_id) is None
    undo(course, other, theirs)
    just = desk.decided(priya, mine.decision_id)
    assert just is not None
    assert just.may_undo


def test_ones_own_evidence_waits_for_others_only(course: Course, priya: Reviewer) -> None:
    own = hand_in(course, course.learner(TEACHER))
    queue, waiting = reviewing(course).queue, QueueFilter()
    page = queue.page(priya, waiting, 1)
    assert (page.lines, page.counts[QueueShown.WAITING]) == ((), 0)
    assert page.counts[QueueShown.ALL] == 1
    assert queue.first_shown(priya, waiting) is QueueShown.ALL
    assert look(course, priya, own).is_own
    here = {"tenant_id": priya.tenant_id, "context_id": priya.context_id}
    count = course.services.contexts.count_awaiting
    assert count(**here, reader_id=priya.person_id) == 0

    other = reviewer(course, OTHER_TEACHER)
    assert queue.page(other, waiting, 1).counts[QueueShown.WAITING] == 1
    assert count(**here, reader_id=other.person_id) == 1
    theirs = hand_in(course, course.learner())
    assert look(course, priya, own).next_id == theirs
    assert queue.next_waiting(priya, waiting, theirs) is None
