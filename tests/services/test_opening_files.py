"""Files that were handed in: who may open them, those of own evidence, and what is tidied away."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.learning.evidence import Audience, EvidenceSort
from lti_tool.learning.files import FileLimits
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.services.attachments import (
    FILE_FIELD,
    FileReader,
    FileTidying,
)
from lti_tool.services.launch import Visitor
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.store.tables import Evidence, EvidenceEvent
from tests.builders import MEI, OTHER_COURSE, TEACHER, SetClock, place
from tests.exchange.uploaded import PDF
from tests.services.course import Course
from tests.services.handing import (
    Handing,
    brought,
    course_with_files,
    kept,
    owner_of,
    problems,
    read,
    reader_of,
)


@pytest.fixture
def course(tool: Tool, platform: Platform, clock: SetClock, tmp_path: Path) -> Course:
    return course_with_files(tool, platform, clock, tmp_path)


@pytest.fixture
def folder(home: Path) -> Path:
    return home / "files"


@pytest.fixture
def sam(course: Course) -> Handing:
    return Handing(course)


class TestOpening:
    @pytest.fixture
    def submitted(self, sam: Handing) -> Handing:
        sam.add()
        sam.submit()
        return sam

    def open(self, course: Course, visitor: Visitor) -> bytes:
        return read(course.services.open_files.open(reader_of(visitor), 1))

    def assert_closed(self, course: Course, visitor: Visitor) -> None:
        with pytest.raises(MissingError, match="no such file"):
            self.open(course, visitor)

    def test_is_for_the_author_at_any_time(self, sam: Handing) -> None:
        sam.add()
        assert self.open(sam.course, sam.visitor) == PDF
        sam.submit()
        assert self.open(sam.course, sam.visitor) == PDF
        assert sam.course.how_many(EvidenceEvent) == 1  # that it was submitted

    def test_is_for_whoever_teaches_the_course_once_submitted(self, sam: Handing) -> None:
        sam.add()
        teacher = sam.course.arrive(TEACHER)
        self.assert_closed(sam.course, teacher)
        sam.submit()
        assert self.open(sam.course, teacher) == PDF

    def test_is_told_to_the_author(self, submitted: Handing, clock: SetClock) -> None:
        teacher = submitted.course.arrive(TEACHER)
        self.open(submitted.course, teacher)
        with submitted.course.tool.database.reading() as session:
            event = session.query(EvidenceEvent).filter_by(action="file_opened").one()
        assert (event.person_id, event.at) == (teacher.person_id, clock())

    def test_is_not_for_other_learners(self, submitted: Handing) -> None:
        self.assert_closed(submitted.course, submitted.course.arrive(MEI))

    def test_is_not_for_teachers_of_another_course(self, submitted: Handing) -> None:
        course = submitted.course
        elsewhere = place(course.platform, course=OTHER_COURSE)
        visitor = course.arrive(TEACHER, course_id=elsewhere.course_id, link_id=elsewhere.id)
        assert visitor.may_teach
        self.assert_closed(course, visitor)

    def test_is_not_for_another_tenant(self, submitted: Handing) -> None:
        teacher = reader_of(submitted.course.arrive(TEACHER))
        for person_id in (teacher.person_id, submitted.owner.person_id):
            stranger = FileReader(
                tenant_id=teacher.tenant_id + 1,
                person_id=person_id,
                context_id=teacher.context_id,
                may_teach=True,
            )
            with pytest.raises(MissingError):
                submitted.course.services.open_files.open(stranger, 1)

    @pytest.mark.parametrize("audience", [Audience.WITHDRAWN, Audience.PRIVATE])
    def test_ends_when_the_evidence_is_withdrawn(
        self, submitted: Handing, audience: Audience
    ) -> None:
        with submitted.course.tool.database.transaction() as session:
            session.query(Evidence).one().audience = audience
        self.assert_closed(submitted.course, submitted.course.arrive(TEACHER))
        assert self.open(submitted.course, submitted.visitor) == PDF

    def test_says_so_when_the_file_was_lost(self, submitted: Handing, folder: Path) -> None:
        for file in kept(folder):
            file.unlink()
        with pytest.raises(MissingError, match="cannot be found any more"):
            self.open(submitted.course, submitted.visitor)


class TestOwnEvidence:
    @pytest.fixture
    def piece(self, sam: Handing) -> int:
        now = sam.course.clock()
        with sam.course.tool.database.transaction() as session:
            row = Evidence(
                tenant_id=sam.owner.tenant_id,
                person_id=sam.owner.person_id,
                context_id=sam.learner.context_id,
                sort=EvidenceSort.CERTIFICATE,
                title="A certificate",
                written={},
                happened_on=now.date(),
                audience=Audience.PRIVATE,
                revision=0,
                created_at=now,
                changed_at=now,
            )
            session.add(row)
            session.flush()
            return row.id

    def change(self, sam: Handing, audience: Audience) -> None:
        with sam.course.tool.database.transaction() as session:
            row = session.query(Evidence).one()
            row.audience, row.submitted_at = audience, sam.course.clock.now

    def test_takes_files_and_gives_them_back(self, sam: Handing, piece: int, folder: Path) -> None:
        sam.service.add_to_evidence(sam.owner, piece, brought())
        found = sam.service.of_evidence(sam.owner, piece)
        assert (found.title, [file.name for file in found.files]) == ("A certificate", ["plan.pdf"])
        self.change(sam, Audience.WITHDRAWN)
        sam.service.remove_from_evidence(sam.owner, piece, found.files[0].id)
        assert kept(folder) == []
        assert not sam.service.of_evidence(sam.owner, piece).files

    def test_takes_up_to_five(self, sam: Handing, piece: int, folder: Path) -> None:
        for _ in range(5):
            sam.service.add_to_evidence(sam.owner, piece, brought())
        found = problems(lambda: sam.service.add_to_evidence(sam.owner, piece, brought()))
        assert "takes up to 5 files" in found[FILE_FIELD]
        assert len(kept(folder)) == 5

    def test_stays_as_it_is_while_it_is_submitted(self, sam: Handing, piece: int) -> None:
        sam.service.add_to_evidence(sam.owner, piece, brought())
        self.change(sam, Audience.SUBMITTED)
        with pytest.raises(PassedError, match="Withdraw it first"):
            sam.service.add_to_evidence(sam.owner, piece, brought())
        with pytest.raises(PassedError, match="Withdraw it first"):
            sam.service.remove_from_evidence(sam.owner, piece, 1)
        teacher = reader_of(sam.course.arrive(TEACHER))
        assert read(sam.course.services.open_files.open(teacher, 1)) == PDF

    def test_is_nobody_elses(self, sam: Handing, piece: int) -> None:
        mei = owner_of(sam.course.learner(MEI))
        with pytest.raises(MissingError):
            sam.service.add_to_evidence(mei, piece, brought())
        with pytest.raises(MissingError):
            sam.service.of_evidence(mei, piece)

    def test_is_not_what_an_attempt_left(self, sam: Handing) -> None:
        sam.add()
        sam.submit()
        self.change(sam, Audience.PRIVATE)
        with pytest.raises(MissingError):
            sam.service.add_to_evidence(sam.owner, 1, brought())


def test_files_without_a_row_are_tidied_away_after_a_day(
    sam: Handing, folder: Path, clock: SetClock
) -> None:
    sam.add()
    kept_file = kept(folder)[0]
    (old, new) = (kept_file.parent / name for name in ("0" * 48, "1" * 48 + ".part"))
    for file in (old, new):
        file.write_bytes(b"left behind")
    yesterday = (clock() - timedelta(days=1, seconds=1)).timestamp()
    for file in (old, kept_file):
        os.utime(file, (yesterday, yesterday))
    tasks = sam.course.tool.engine._queue._registry.periodic_tasks  # noqa: SLF001
    (tidy,) = (task for task in tasks if type(task).__name__ == "tidy_files")
    tidy.execute()
    assert sorted(kept(folder)) == sorted([kept_file, new])


def test_there_is_nothing_to_tidy_where_nobody_handed_anything_in(
    tool: Tool, clock: SetClock, tmp_path: Path
) -> None:
    empty = AttachmentFolder(tmp_path / "not there")
    FileTidying(reading=tool.database.reading, clock=clock, folder=empty).tidy()


def test_limits_are_those_of_the_settings(tool: Tool) -> None:
    services = tool.app.extensions["lti_tool"]
    assert services.attachments.limits == FileLimits(file_mb=10, person_mb=200, tenant_mb=20_000)
