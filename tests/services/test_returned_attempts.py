"""What an activity left and was returned: it is changed in its activity, and nowhere else."""

import pytest

from lti_tool.learning.refusals import PassedError
from lti_tool.services.evidence import Author, SubmittedPage
from lti_tool.store.tables import Evidence
from tests.builders import TEACHER
from tests.services.course import Course
from tests.services.own_evidence import author, context_of, deeds, instructor, page
from tests.services.reviewing import COMPLETED, give_back, hand_in, reviewer, use, write


@pytest.fixture
def sam(course: Course) -> Author:
    return author(course)


def submit(course: Course, sam: Author, evidence_id: int) -> None:
    course.services.evidence.own.submit(sam, evidence_id, context_of(course))


def opened(course: Course, evidence_id: int) -> SubmittedPage:
    return course.services.evidence.submitted.open(instructor(course, TEACHER), evidence_id)


@pytest.fixture
def left(course: Course) -> int:
    """What Sam wrote in an activity of the course, returned for more."""
    use(course, COMPLETED)
    evidence_id = hand_in(course, course.learner(), "Written at first.")
    give_back(course, reviewer(course), evidence_id)
    course.clock.advance(minutes=1)
    return evidence_id


def test_it_leads_to_its_activity(course: Course, sam: Author, left: int) -> None:
    found = page(course, sam, left)

    assert found.open_attempt is not None
    assert found.open_attempt.resource_link_id == course.learner().resource_link_id
    assert (found.may_edit, found.may_pick, found.may_submit) == (False, False, False)
    assert found.may_withdraw
    for change in (
        lambda: submit(course, sam, left),
        lambda: course.services.evidence.desk.edit(sam, left),
    ):
        with pytest.raises(PassedError, match="Change it in its activity"):
            change()


def test_it_is_read_as_it_was_while_its_author_writes_on(course: Course, left: int) -> None:
    learner = course.learner()
    attempt_id, _ = course.attempts.start(learner)
    write(course, learner, attempt_id, "Written since.")

    found = opened(course, left)

    assert found.piece.given is None
    assert found.returned is not None
    assert "Written at first." in {line.text for line in found.returned.handed.lines}
    assert "Written since." not in repr(found)


def test_it_shows_what_changed_once_it_is_submitted_again(course: Course, left: int) -> None:
    hand_in(course, course.learner(), "Written since.")

    found = opened(course, left)

    assert found.piece.given is not None
    assert found.changes is not None
    assert {"since", "first"} <= {
        one.text.split()[-1] for line in found.changes.lines for one in line.stretches
    }


def test_that_it_was_changed_is_noted_once_an_hour(course: Course, sam: Author, left: int) -> None:
    learner = course.learner()
    attempt_id, _ = course.attempts.start(learner)
    for text in ("Written since.", "Written later."):
        write(course, learner, attempt_id, text)
    course.clock.advance(hours=1)
    write(course, learner, attempt_id, "Written later.")
    assert deeds(course, sam, left) == ["submitted", "returned", "changed"]
    write(course, learner, attempt_id, "Written last.")

    assert deeds(course, sam, left) == ["submitted", "returned", "changed", "changed"]


def test_once_withdrawn_it_goes_to_no_course_but_from_its_activity(
    course: Course, sam: Author, left: int
) -> None:
    course.services.evidence.own.withdraw(sam, left)

    with pytest.raises(PassedError, match="Change it in its activity"):
        submit(course, sam, left)
    hand_in(course, course.learner(), "Written since.")
    row = course.only(Evidence)
    assert (row.audience, row.review) == ("submitted", "awaiting")


def test_whoever_read_it_a_moment_before_it_was_submitted_again_is_noted_anew(
    course: Course, sam: Author, left: int
) -> None:
    opened(course, left)
    course.clock.advance(minutes=1)
    hand_in(course, course.learner(), "Written since.")
    course.clock.advance(minutes=1)
    opened(course, left)
    opened(course, left)

    told = [one.action for one in page(course, sam, left).happened if one.by is not None]
    assert told == ["viewed", "viewed", "returned"]
