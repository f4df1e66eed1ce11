"""What instructors see of submitted evidence, what its author sees of them, and from attempts."""

from dataclasses import replace

import pytest

from lti_tool.learning.parts import prompts_of
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.services.attempts import Sent
from lti_tool.services.evidence import Author
from lti_tool.store.tables import EvidenceEvent
from tests.builders import OTHER_COURSE, SAM, TEACHER, place
from tests.services.course import Course
from tests.services.own_evidence import (
    author,
    context_of,
    deeds,
    filled,
    instructor,
    page,
    readers,
    sent,
    submitted,
)

WRITTEN = "what-matters-to-you"
"""An activity that is complete when everything has been written."""


@pytest.fixture
def sam(course: Course) -> Author:
    return author(course)


def test_an_instructor_reads_it_and_its_author_sees_who_did(course: Course, sam: Author) -> None:
    evidence_id = submitted(course, sam)
    assert readers(course, sam, evidence_id) == []
    reader = instructor(course, TEACHER)

    found = course.services.evidence.submitted.open(reader, evidence_id)
    course.clock.advance(minutes=9)
    course.services.evidence.submitted.open(reader, evidence_id)

    assert found.author == "Sam Okafor"
    assert found.piece.told[0].text == "We had no interpreter"
    [seen] = readers(course, sam, evidence_id)
    assert (seen.by, seen.at, seen.times) == ("Priya Raman", seen.first, 1)


def test_a_reader_is_named_once_with_the_first_and_the_latest_time(
    course: Course, sam: Author
) -> None:
    evidence_id = submitted(course, sam)
    reader = instructor(course, TEACHER)
    began = course.clock.now
    for _ in range(3):
        course.services.evidence.submitted.open(reader, evidence_id)
        course.clock.advance(hours=1)

    [seen] = readers(course, sam, evidence_id)

    assert (seen.first, (seen.at - seen.first).seconds) == (began, 2 * 3600)


def test_what_is_private_or_withdrawn_is_no_instructors_to_read(
    course: Course, sam: Author
) -> None:
    private, withdrawn = filled(course, sam), submitted(course, sam)
    course.services.evidence.own.withdraw(sam, withdrawn)
    reader = instructor(course, TEACHER)

    for evidence_id in (private, withdrawn, 99):
        with pytest.raises(MissingError):
            course.services.evidence.submitted.open(reader, evidence_id)

    assert readers(course, sam, withdrawn) == []


def test_instructors_of_another_course_or_tenant_find_nothing(course: Course, sam: Author) -> None:
    evidence_id = submitted(course, sam)
    here = instructor(course, TEACHER)
    course.link = place(course.platform, course=OTHER_COURSE)
    elsewhere = instructor(course, TEACHER)

    for reader in (elsewhere, replace(here, tenant_id=here.tenant_id + 1)):
        with pytest.raises(MissingError):
            course.services.evidence.submitted.open(reader, evidence_id)


def test_reading_ones_own_is_no_reading_by_another(course: Course, sam: Author) -> None:
    evidence_id = submitted(course, sam)
    as_instructor = replace(instructor(course, TEACHER), person_id=sam.person_id)

    course.services.evidence.submitted.open(as_instructor, evidence_id)

    assert readers(course, sam, evidence_id) == []


class TestWhatAnActivityLeft:
    """Evidence of an attempt: opened from the portfolio it is private until it is submitted."""

    @pytest.fixture
    def checked(self, course: Course, sam: Author) -> int:
        """A passed knowledge check, on Sam's own route."""
        learner = course.learner().unplaced(course.learner().activity_code or "")
        attempt_id, _ = course.attempts.start(learner)
        course.answer(learner, attempt_id)
        assert course.attempts.submit(learner, attempt_id)
        assert learner.person_id == sam.person_id
        return 1

    @pytest.fixture
    def reflected(self, course: Course, sam: Author) -> int:
        """An activity for completion, on Sam's own route."""
        learner = course.learner().unplaced(WRITTEN)
        attempt_id, _ = course.attempts.start(learner)
        for part in course.tool.library.preview(WRITTEN).activity.parts:
            chosen = {prompt.key: [f"To {prompt.key}"] for prompt in prompts_of(part)}
            course.attempts.save(
                learner, attempt_id, part.key, Sent(chosen=chosen), to_the_end=True
            )
        assert course.attempts.submit(learner, attempt_id)
        assert learner.person_id == sam.person_id
        return 1

    def test_is_private_and_shows_its_answers(
        self, course: Course, sam: Author, checked: int
    ) -> None:
        found = page(course, sam, checked)

        assert found.piece.audience == "private"
        assert found.piece.given is not None
        assert found.piece.given.mark.passed
        assert (found.may_edit, found.may_pick, found.may_delete) == (False, False, False)

    def test_is_submitted_as_the_check_has_decided(
        self, course: Course, sam: Author, checked: int
    ) -> None:
        course.services.evidence.own.submit(sam, checked, context_of(course))

        found = page(course, sam, checked)
        assert found.piece.audience == "submitted"
        assert {tie.state for tie in found.piece.mapped} == {"recognised"}

    def test_keeps_the_outcomes_of_a_marked_check(
        self, course: Course, sam: Author, checked: int
    ) -> None:
        with pytest.raises(PassedError, match="marked"):
            course.services.evidence.own.save(sam, checked, sent())

    def test_is_not_deleted(self, course: Course, sam: Author, checked: int) -> None:
        with pytest.raises(PassedError):
            course.services.evidence.own.delete(sam, checked)

    def test_lets_outcomes_be_picked_of_its_own_activity_only(
        self, course: Course, sam: Author, reflected: int
    ) -> None:
        shown = course.services.evidence.desk.edit(sam, reflected)
        refs = [c.ref for f in shown.frameworks for level in f.mapped for c in level.choices]
        fields = {
            "title": ["Not mine to change"],
            "filed": [],
            "mapped": [refs[0], "enhance:PO1", "enhance:PO2", "enhance:PO3", "enhance:PO4"],
            f"reason-{refs[0]}": ["Because"],
        }
        before = page(course, sam, reflected).piece

        saved = course.services.evidence.own.save(sam, reflected, sent(fields, seen=shown.revision))

        after = page(course, sam, reflected).piece
        assert page(course, sam, reflected).may_pick
        assert (after.title, after.filed) == (before.title, before.filed)
        assert len(after.mapped) <= len(refs)
        assert saved.at == course.clock.now

    def test_needs_a_reason_for_what_was_picked(
        self, course: Course, sam: Author, reflected: int
    ) -> None:
        shown = course.services.evidence.desk.edit(sam, reflected)
        ref = shown.frameworks[0].mapped[0].choices[0].ref
        course.services.evidence.own.save(
            sam, reflected, sent({"mapped": [ref]}, seen=shown.revision)
        )

        checked = course.services.evidence.desk.edit(sam, reflected, check=True)

        assert list(checked.problems) == [f"reason-{ref}"]

    def test_of_a_placement_was_submitted_with_its_answers(
        self, course: Course, sam: Author
    ) -> None:
        course.submit(course.learner())

        found = page(course, sam, 1)

        assert (found.piece.audience, found.may_be_in_gradebook) == ("submitted", True)
        assert [(one.action, one.at) for one in found.happened] == [("submitted", course.clock.now)]
        course.services.evidence.own.withdraw(sam, 1)
        assert deeds(course, sam, 1) == ["submitted", "withdrawn"]
        course.services.evidence.own.submit(sam, 1, context_of(course, SAM))
        assert deeds(course, sam, 1) == ["submitted", "withdrawn", "submitted"]
        assert course.how_many(EvidenceEvent) == 3
