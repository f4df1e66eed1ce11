"""Files that their author takes out of returned evidence: open to instructors until it is sent."""

from dataclasses import replace
from pathlib import Path

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.services.attachments import FileOwner
from lti_tool.services.evidence import Author
from lti_tool.services.reviews import Reviewer
from lti_tool.store import attachments, evidence
from lti_tool.store.tables import Attachment
from tests.builders import TEACHER, SetClock
from tests.exchange.uploaded import PDF
from tests.services.course import Course
from tests.services.handing import (
    Handing,
    brought,
    course_with_files,
    kept,
    read,
    reader_of,
)
from tests.services.own_evidence import author, context_of, filled, instructor, page
from tests.services.reviewing import evidence_of, give_back, reviewer


@pytest.fixture
def sam(course: Course) -> Author:
    return author(course)


@pytest.fixture
def owner(sam: Author) -> FileOwner:
    return FileOwner(tenant_id=sam.tenant_id, person_id=sam.person_id, resource_link_id=None)


@pytest.fixture
def files(home: Path) -> Path:
    return home / "files"


@pytest.fixture
def back(course: Course, sam: Author, owner: FileOwner, priya: Reviewer) -> int:
    """A piece of Sam's with a file was returned, and Sam has put another file in its place."""
    evidence_id = filled(course, sam)
    files = course.services.attachments
    files.add_to_evidence(owner, evidence_id, brought(PDF, "cert.pdf"))
    submit(course, sam, evidence_id)
    give_back(course, priya, evidence_id)
    course.clock.advance(minutes=1)
    files.remove_from_evidence(owner, evidence_id, 1)
    files.add_to_evidence(owner, evidence_id, brought(PDF, "cert.pdf"))
    return evidence_id


def submit(course: Course, sam: Author, evidence_id: int) -> None:
    course.services.evidence.own.submit(sam, evidence_id, context_of(course))


def may_open(course: Course, attachment_id: int) -> bool:
    try:
        found = course.services.open_files.open(reader_of(course.arrive(TEACHER)), attachment_id)
    except MissingError:
        return False
    return read(found) == PDF


def listed(course: Course, evidence_id: int) -> list[int]:
    opened = course.services.evidence.submitted.open(instructor(course, TEACHER), evidence_id)
    return [one.id for one in opened.piece.files]


def test_instructors_open_what_was_handed_in_and_its_author_has_it_no_more(
    course: Course, sam: Author, back: int
) -> None:
    assert listed(course, back) == [1]
    assert (may_open(course, 1), may_open(course, 2)) == (True, False)
    assert [one.id for one in page(course, sam, back).piece.files] == [2]


def test_it_goes_once_the_piece_is_submitted_again(
    course: Course, sam: Author, back: int, files: Path
) -> None:
    submit(course, sam, back)

    assert listed(course, back) == [2]
    assert (may_open(course, 1), may_open(course, 2)) == (False, True)
    assert len(kept(files)) == course.how_many(Attachment) == 1


def test_it_goes_once_the_piece_is_withdrawn(
    course: Course, sam: Author, back: int, files: Path
) -> None:
    course.services.evidence.own.withdraw(sam, back)

    assert len(kept(files)) == course.how_many(Attachment) == 1
    assert not may_open(course, 1)


def test_what_was_added_since_goes_at_once(
    course: Course, back: int, owner: FileOwner, files: Path
) -> None:
    course.services.attachments.remove_from_evidence(owner, back, 2)

    assert len(kept(files)) == 1
    assert listed(course, back) == [1]


@pytest.mark.usefixtures("back")
def test_its_author_has_room_for_as_much_again(course: Course, sam: Author) -> None:
    with course.tool.database.reading() as session:
        size = attachments.size_of_person(session, tenant_id=sam.tenant_id, person_id=sam.person_id)

    assert size == len(PDF)
    assert course.how_many(Attachment) == 2


@pytest.mark.usefixtures("back")
def test_instructors_of_another_course_open_nothing_of_it(course: Course) -> None:
    reader = reader_of(course.arrive(TEACHER))

    with pytest.raises(MissingError):
        course.services.open_files.open(replace(reader, context_id=reader.context_id + 1), 1)


def test_files_of_an_activity_are_kept_so_too(
    tool: Tool, platform: Platform, clock: SetClock, tmp_path: Path, files: Path
) -> None:
    course = course_with_files(tool, platform, clock, tmp_path)
    handing = Handing(course)
    handing.add()
    handing.submit()
    evidence_id = evidence_of(course, handing.attempt_id)
    give_back(course, reviewer(course), evidence_id)
    clock.advance(minutes=1)
    handing.remove()
    handing.add(name="better.pdf")
    assert listed(course, evidence_id) == [1]
    assert (may_open(course, 1), may_open(course, 2)) == (True, False)

    clock.advance(minutes=1)
    handing.submit()

    assert (may_open(course, 1), may_open(course, 2)) == (False, True)
    assert len(kept(files)) == 1


def test_nothing_is_taken_out_while_an_instructor_returns_it(
    tool: Tool,
    platform: Platform,
    clock: SetClock,
    tmp_path: Path,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course = course_with_files(tool, platform, clock, tmp_path)
    handing = Handing(course)
    handing.add()
    handing.submit()
    give_back(course, reviewer(course), evidence_of(course, handing.attempt_id))
    # What was found just before the return was there for others.
    monkeypatch.setattr(evidence, "find_returned", lambda *_, **_of: None)

    with pytest.raises(PassedError, match="has been submitted"):
        handing.remove()

    assert len(kept(files)) == course.how_many(Attachment) == 1


def test_the_address_of_a_file_that_is_gone_is_no_other_files(
    course: Course, sam: Author, owner: FileOwner
) -> None:
    evidence_id = filled(course, sam)
    files = course.services.attachments
    files.add_to_evidence(owner, evidence_id, brought(PDF, "cert.pdf"))
    files.remove_from_evidence(owner, evidence_id, 1)
    files.add_to_evidence(owner, evidence_id, brought(PDF, "other.pdf"))

    with pytest.raises(MissingError):
        course.services.open_files.open(reader_of(course.arrive()), 1)
