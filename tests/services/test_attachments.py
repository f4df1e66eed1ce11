"""Files that learners hand in: who may add and remove them, and how much there may be."""

from pathlib import Path
from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool, build_tool
from lti_tool.exchange.scanning import HarmfulError, NotScannedError
from lti_tool.learning.refusals import FieldsError, MissingError, PassedError
from lti_tool.services.attachments import (
    FILE_FIELD,
    TICK_FIELD,
    Receiving,
)
from lti_tool.store.tables import Attachment
from tests.builders import MEI, SetClock, settings_for
from tests.exchange.uploaded import PDF, a_photo, a_picture
from tests.handing_in import PART
from tests.services.course import Course
from tests.services.handing import (
    Handing,
    brought,
    course_with_files,
    kept,
    owner_of,
    problems,
)
from tests.services.reviewing import evidence_of, give_back, reviewer
from tests.store.threads import at_once

MEGABYTE = 1024 * 1024


@pytest.fixture
def course(tool: Tool, platform: Platform, clock: SetClock, tmp_path: Path) -> Course:
    return course_with_files(tool, platform, clock, tmp_path)


@pytest.fixture
def folder(home: Path) -> Path:
    return home / "files"


@pytest.fixture
def sam(course: Course) -> Handing:
    return Handing(course)


def test_files_of_an_attempt_that_was_returned_can_be_changed(sam: Handing) -> None:
    sam.add()
    sam.submit()
    give_back(sam.course, reviewer(sam.course), evidence_of(sam.course, sam.attempt_id))

    sam.remove()
    sam.add(name="better.pdf")

    assert sam.files() == ["better.pdf"]
    sam.submit()
    with pytest.raises(PassedError, match="has been submitted"):
        sam.remove(2)


def test_a_file_is_kept_and_makes_the_part_done(sam: Handing, folder: Path) -> None:
    sam.add()
    assert sam.files() == ["plan.pdf"]
    row = sam.course.only(Attachment)
    assert (row.type, row.size, row.part_key) == ("pdf", len(PDF), PART)
    (file,) = kept(folder)
    assert file.read_bytes() == PDF
    assert file.parent.name == str(sam.owner.tenant_id)
    assert "plan" not in file.name
    check = sam.course.desk.check(sam.learner, sam.attempt_id)
    assert [part.key for part in check.unread] == ["p2"]


def test_a_photo_is_kept_without_what_its_camera_told(sam: Handing, folder: Path) -> None:
    sam.add(a_photo(), "C:\\Users\\sam\\IMG_1.JPEG")
    assert sam.files() == ["IMG_1.jpg"]
    (file,) = kept(folder)
    assert b"Camera of Sam" not in file.read_bytes()
    assert sam.course.only(Attachment).size == file.stat().st_size


def test_a_file_that_is_removed_leaves_nothing(sam: Handing, folder: Path) -> None:
    sam.add()
    sam.remove()
    sam.remove()
    assert sam.files() == []
    assert kept(folder) == []
    assert sam.course.how_many(Attachment) == 0


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"content": None}, FILE_FIELD, "Choose a file"),
        ({"content": b""}, FILE_FIELD, "is empty"),
        ({"content": b"<html>"}, FILE_FIELD, "has to be PDF, PNG or JPG"),
        ({"content": PDF + bytes(10 * MEGABYTE)}, FILE_FIELD, "larger than 10 MB"),
        ({"tick": False}, TICK_FIELD, "no patient can be recognised"),
    ],
)
def test_a_file_that_cannot_be_kept_leaves_nothing(
    sam: Handing, folder: Path, given: dict[str, Any], field: str, said: str
) -> None:
    found = problems(lambda: sam.add(**given))
    assert list(found) == [field]
    assert said in found[field]
    assert kept(folder) == []
    assert sam.course.how_many(Attachment) == 0


def test_all_that_is_wrong_is_said_at_once(sam: Handing) -> None:
    assert list(problems(lambda: sam.add(None, tick=False))) == [FILE_FIELD, TICK_FIELD]


def test_a_part_takes_no_more_files_than_it_says(sam: Handing, folder: Path) -> None:
    sam.add()
    sam.add(a_picture())
    assert "takes up to 2 files" in problems(sam.add)[FILE_FIELD]
    assert len(kept(folder)) == 2


def test_of_two_at_once_only_as_many_are_kept_as_the_part_takes(sam: Handing, folder: Path) -> None:
    def adding() -> bool:
        try:
            sam.add()
        except FieldsError:
            return False
        return True

    assert sorted(at_once(*[adding] * 5)) == [False, False, False, True, True]
    assert len(kept(folder)) == 2


class TestARoomThatIsFull:
    @pytest.fixture
    def tool(self, home: Path, clock: SetClock, limit: dict[str, int]) -> Any:
        built = build_tool(settings_for(home, **limit), clock)
        yield built
        built.close()

    @pytest.mark.parametrize("limit", [{"person_files_mb": 1}])
    def test_of_a_person_takes_no_more(self, sam: Handing, folder: Path) -> None:
        large = PDF[:9] + bytes(600_000) + PDF[9:]
        sam.add(large)
        assert "together may have 1 MB" in problems(lambda: sam.add(large))[FILE_FIELD]
        assert len(kept(folder)) == 1
        mei = Handing.__new__(Handing)
        mei.course, mei.learner = sam.course, sam.course.learner(MEI)
        mei.owner = owner_of(mei.learner)
        mei.attempt_id, _ = sam.course.attempts.start(mei.learner)
        mei.add(large)

    @pytest.mark.parametrize("limit", [{"tenant_files_mb": 1}])
    def test_of_a_tenant_takes_no_more_from_anybody(self, sam: Handing, folder: Path) -> None:
        sam.add(PDF[:9] + bytes(1_000_000) + PDF[9:])
        learner = sam.course.learner(MEI)
        attempt_id, _ = sam.course.attempts.start(learner)
        large = brought(PDF[:9] + bytes(60_000) + PDF[9:])
        found = problems(
            lambda: sam.service.add_to_attempt(owner_of(learner), attempt_id, PART, large)
        )
        assert "no room for more files" in found[FILE_FIELD]
        assert len(kept(folder)) == 1

    @pytest.mark.parametrize("limit", [{"person_files_mb": 1}])
    def test_takes_one_of_two_at_once(self, sam: Handing, folder: Path) -> None:
        large = PDF[:9] + bytes(600_000) + PDF[9:]

        def adding() -> bool:
            try:
                sam.add(large)
            except FieldsError:
                return False
            return True

        assert sorted(at_once(adding, adding)) == [False, True]
        assert len(kept(folder)) == 1


class TestAScanner:
    def scanning(self, sam: Handing, error: type[Exception] | None) -> list[bytes]:
        seen = []

        class Scanner:
            def scan(self, content: bytes) -> None:
                seen.append(content)
                if error:
                    raise error

        service = sam.service
        service._receiving = Receiving(limits=service.limits, scanner=Scanner())  # noqa: SLF001
        return seen

    def test_sees_what_would_be_kept(self, sam: Handing) -> None:
        seen = self.scanning(sam, None)
        sam.add()
        assert seen == [PDF]
        assert sam.files() == ["plan.pdf"]

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (HarmfulError, "Something harmful was found"),
            (NotScannedError, "cannot be checked for harm just now"),
        ],
    )
    def test_that_does_not_agree_lets_nothing_in(
        self, sam: Handing, folder: Path, error: type[Exception], said: str
    ) -> None:
        self.scanning(sam, error)
        assert said in problems(sam.add)[FILE_FIELD]
        assert kept(folder) == []


class TestAnAttempt:
    def test_that_is_submitted_keeps_its_files_as_they_are(
        self, sam: Handing, folder: Path
    ) -> None:
        sam.add()
        sam.submit()
        with pytest.raises(PassedError, match="has been submitted"):
            sam.add()
        with pytest.raises(PassedError, match="has been submitted"):
            sam.remove()
        assert len(kept(folder)) == 1
        result = sam.course.desk.result(sam.learner, sam.attempt_id)
        assert [file.name for file in result.responses.files[PART]] == ["plan.pdf"]

    def test_cannot_be_submitted_without_its_files(self, sam: Handing) -> None:
        with pytest.raises(AssertionError):
            sam.submit()

    def test_takes_files_only_where_it_asks_for_them(self, sam: Handing) -> None:
        for part in ("p2", "p9"):
            with pytest.raises(MissingError):
                sam.service.add_to_attempt(sam.owner, sam.attempt_id, part, brought())

    def test_takes_no_files_of_others(self, sam: Handing, folder: Path) -> None:
        sam.add()
        mei = owner_of(sam.course.learner(MEI))
        with pytest.raises(MissingError):
            sam.service.add_to_attempt(mei, sam.attempt_id, PART, brought())
        with pytest.raises(MissingError):
            sam.service.remove_from_attempt(mei, sam.attempt_id, PART, 1)
        assert sam.files() == ["plan.pdf"]
        assert len(kept(folder)) == 1

    def test_lets_nobody_remove_what_is_in_another(self, sam: Handing, folder: Path) -> None:
        sam.add()
        mei = sam.course.learner(MEI)
        attempt_id, _ = sam.course.attempts.start(mei)
        sam.service.remove_from_attempt(owner_of(mei), attempt_id, PART, 1)
        assert len(kept(folder)) == 1
