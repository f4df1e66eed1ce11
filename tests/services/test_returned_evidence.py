"""Evidence that was returned: what instructors read meanwhile, and how it is submitted again."""

import pytest

from lti_tool.learning.refusals import FieldsError, MissingError, PassedError
from lti_tool.services.attachments import FileOwner
from lti_tool.services.evidence import Author, SubmittedPage
from lti_tool.store.tables import Evidence, Mapping
from tests.builders import OTHER_COURSE, TEACHER, place
from tests.services.course import Course
from tests.services.handing import PDF, brought, read, reader_of
from tests.services.own_evidence import (
    author,
    context_of,
    deeds,
    filled,
    instructor,
    page,
    readers,
    save,
    submitted,
)
from tests.services.reviewing import decide, give_back, reviewer, undo

CHANGED = {"title": ["A second night"], "happened-w1": ["We had no interpreter until midnight"]}


@pytest.fixture
def sam(course: Course) -> Author:
    return author(course)


@pytest.fixture
def piece(course: Course, sam: Author) -> int:
    """A piece of Sam's that was returned for more."""
    evidence_id = submitted(course, sam)
    course.clock.advance(hours=1)
    returned(course, evidence_id)
    course.clock.advance(hours=1)
    return evidence_id


def returned(course: Course, evidence_id: int, comment: str = "Say more") -> None:
    give_back(course, reviewer(course), evidence_id, comment=comment)


def opened(course: Course, evidence_id: int) -> SubmittedPage:
    return course.services.evidence.submitted.open(instructor(course, TEACHER), evidence_id)


def submit(course: Course, sam: Author, evidence_id: int) -> None:
    course.services.evidence.own.submit(sam, evidence_id, context_of(course))


def row_of(course: Course) -> Evidence:
    return course.only(Evidence)


def mappings_of(course: Course) -> list[Mapping]:
    with course.tool.database.reading() as session:
        return list(session.query(Mapping))


class TestItsAuthor:
    """Reads what is asked, changes it, and submits it again or withdraws it."""

    def test_is_told_once_an_hour_that_they_changed_it(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        save(course, sam, piece, **CHANGED)
        save(course, sam, piece, title=["A third night"])
        course.clock.advance(hours=1)
        owner = FileOwner(tenant_id=sam.tenant_id, person_id=sam.person_id, resource_link_id=None)
        course.services.attachments.add_to_evidence(owner, piece, brought())
        course.services.attachments.remove_from_evidence(owner, piece, 1)
        course.clock.advance(hours=1)
        save(course, sam, piece, title=["A third night"])  # as it was

        assert deeds(course, sam, piece) == ["submitted", "returned", "changed", "changed"]

    def test_may_change_it_submit_it_again_or_withdraw_it(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        found = page(course, sam, piece)

        assert (found.may_edit, found.may_submit, found.may_withdraw) == (True, True, True)
        assert (found.may_delete, found.open_attempt) == (False, None)
        assert found.review == "returned"
        assert found.feedback.standing is not None
        assert found.feedback.standing.comment == "Say more"

    def test_submits_it_again_to_the_course_that_returned_it(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        save(course, sam, piece, **CHANGED)
        submit(course, sam, piece)

        row = row_of(course)
        assert (row.audience, row.review, row.turn) == ("submitted", "awaiting", 3)
        assert row.submitted_at == course.clock.now
        assert {one.state for one in mappings_of(course)} == {"proposed"}
        assert page(course, sam, piece).feedback.standing is None

    def test_submits_it_once_however_often_the_button_is_pressed(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        submit(course, sam, piece)
        submit(course, sam, piece)

        assert deeds(course, sam, piece) == ["submitted", "returned", "submitted"]
        assert row_of(course).turn == 3

    def test_cannot_submit_what_lacks_something(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        save(course, sam, piece, title=[""])

        with pytest.raises(FieldsError) as refused:
            submit(course, sam, piece)

        assert list(refused.value.problems) == ["title"]
        assert row_of(course).review == "returned"

    def test_cannot_choose_another_course(self, course: Course, sam: Author, piece: int) -> None:
        course.link = place(course.platform, course=OTHER_COURSE)
        elsewhere = context_of(course)

        offered = course.services.evidence.desk.submitting(sam, piece)
        course.services.evidence.own.submit(sam, piece, elsewhere)

        assert offered.is_returned
        assert elsewhere not in {one.id for one in offered.courses}
        assert row_of(course).context_id == offered.courses[0].id

    def test_cannot_submit_it_to_a_course_that_they_have_left(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        to = row_of(course).context_id
        course.arrive_with(roles=["http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"])

        with pytest.raises(FieldsError) as refused:
            course.services.evidence.own.submit(sam, piece, to)

        assert "not a learner in that course any more" in refused.value.problems["course"]
        assert course.services.evidence.desk.submitting(sam, piece).courses == ()

    def test_withdraws_it_changes_it_and_submits_it_again(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        course.services.evidence.own.withdraw(sam, piece)
        row = row_of(course)
        assert (row.audience, row.review, row.turn) == ("withdrawn", None, 3)
        save(course, sam, piece, **CHANGED)
        submit(course, sam, piece)

        row = row_of(course)
        assert (row.audience, row.review, row.turn) == ("submitted", "awaiting", 4)
        assert opened(course, piece).changes is not None

    def test_cannot_change_it_any_more_once_it_is_submitted_again(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        submit(course, sam, piece)

        with pytest.raises(PassedError, match="Withdraw it first"):
            save(course, sam, piece)


class TestInstructors:
    """Read what was handed in, never what its author is changing."""

    def test_read_it_as_it_was_returned(self, course: Course, sam: Author, piece: int) -> None:
        save(course, sam, piece, **CHANGED, mapped=[], filed=["enhance:D2"], day=["2"])

        found = opened(course, piece)

        assert found.returned is not None
        assert found.returned.handed.text_of("happened-w1") == "We had no interpreter"
        assert (found.returned.by, found.changes, found.earlier) == ("Priya Raman", None, ())
        assert found.piece.title == "A night on call"
        assert found.piece.happened_on is not None
        assert found.piece.happened_on.day == 1
        assert (found.piece.told, found.piece.filed, found.piece.mapped) == ((), (), ())
        assert "midnight" not in repr(found)

    def test_open_no_file_that_was_added_since(self, course: Course, sam: Author) -> None:
        owner = FileOwner(tenant_id=sam.tenant_id, person_id=sam.person_id, resource_link_id=None)
        evidence_id = filled(course, sam)
        attachments = course.services.attachments
        attachments.add_to_evidence(owner, evidence_id, brought(PDF, "before.pdf"))
        submit(course, sam, evidence_id)
        returned(course, evidence_id)
        course.clock.advance(minutes=1)
        attachments.add_to_evidence(owner, evidence_id, brought(PDF, "since.pdf"))
        teacher = reader_of(course.arrive(TEACHER))

        found = opened(course, evidence_id)

        assert [one.name for one in found.piece.files] == ["before.pdf"]
        assert read(course.services.open_files.open(teacher, 1)) == PDF
        with pytest.raises(MissingError):
            course.services.open_files.open(teacher, 2)
        submit(course, sam, evidence_id)
        assert read(course.services.open_files.open(teacher, 2)) == PDF
        changes = opened(course, evidence_id).changes
        assert changes is not None
        assert changes.files_added == ("since.pdf",)

    def test_see_that_another_file_has_the_name_of_the_first(
        self, course: Course, sam: Author
    ) -> None:
        owner = FileOwner(tenant_id=sam.tenant_id, person_id=sam.person_id, resource_link_id=None)
        evidence_id = filled(course, sam)
        attachments = course.services.attachments
        attachments.add_to_evidence(owner, evidence_id, brought(PDF, "cert.pdf"))
        submit(course, sam, evidence_id)
        made = give_back(course, reviewer(course), evidence_id)
        attachments.remove_from_evidence(owner, evidence_id, 1)
        attachments.add_to_evidence(owner, evidence_id, brought(PDF, "cert.pdf"))

        with pytest.raises(PassedError, match="has changed it since"):
            undo(course, reviewer(course), made)
        submit(course, sam, evidence_id)

        changes = opened(course, evidence_id).changes
        assert changes is not None
        assert (changes.files_added, changes.files_removed) == (("cert.pdf",), ("cert.pdf",))

    def test_see_what_changed_once_it_is_submitted_again(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        save(course, sam, piece, **CHANGED)
        submit(course, sam, piece)

        found = opened(course, piece)

        assert found.returned is None
        assert found.piece.title == "A second night"
        assert found.changes is not None
        assert [line.heading for line in found.changes.lines] == ["Title", "What happened?"]
        assert [kept.handed.text_of("title") for kept in found.earlier] == ["A night on call"]

    def test_read_each_version_that_was_returned_the_newest_first(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        save(course, sam, piece, **CHANGED)
        submit(course, sam, piece)
        returned(course, piece, "And now?")

        found = opened(course, piece)

        assert found.returned is not None
        assert found.returned.handed.text_of("title") == "A second night"
        assert [kept.handed.text_of("title") for kept in found.earlier] == ["A night on call"]

    def test_of_another_course_see_nothing_of_what_the_first_returned(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        course.services.evidence.own.withdraw(sam, piece)
        course.link = place(course.platform, course=OTHER_COURSE)
        submit(course, sam, piece)

        found = opened(course, piece)

        assert (found.returned, found.changes, found.earlier) == (None, None, ())

    def test_have_a_view_of_it_noted_while_it_is_returned(
        self, course: Course, sam: Author, piece: int
    ) -> None:
        opened(course, piece)

        assert [one.by for one in readers(course, sam, piece)] == ["Priya Raman"]


def test_its_author_is_told_who_did_what_the_latest_first(
    course: Course, sam: Author, piece: int
) -> None:
    submit(course, sam, piece)
    course.clock.advance(minutes=1)
    decide(course, reviewer(course), piece)
    course.clock.advance(minutes=1)
    opened(course, piece)

    happened = page(course, sam, piece).happened

    assert [(one.action.value, one.by) for one in happened] == [
        ("viewed", "Priya Raman"),
        ("decided", "Priya Raman"),
        ("submitted", None),
        ("returned", "Priya Raman"),
        ("submitted", None),
    ]
    assert page(course, sam, piece).review == "decided"
