"""What is told of the files of work that was returned."""

from pathlib import Path

import pytest
from sqlalchemy import delete

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Attachment
from tests.builders import SAM, TEACHER, Browser, SetClock
from tests.services.course import Course
from tests.services.handing import Handing, course_with_files
from tests.services.own_evidence import author
from tests.services.reviewing import give_back, reviewer
from tests.web.refusals import words

PATH = "/attempts/1/parts/p1"


@pytest.fixture
def course(tool: Tool, platform: Platform, clock: SetClock, tmp_path: Path) -> Course:
    """One where Sam has handed in two files, which were returned."""
    course = course_with_files(tool, platform, clock, tmp_path)
    handing = Handing(course)
    handing.add(name="First.pdf")
    handing.add(name="Second.pdf")
    handing.submit()
    give_back(course, reviewer(course), 1)
    return course


@pytest.fixture
def sam(browser: Browser, course: Course) -> Browser:
    browser.launch(SAM, course.link)
    return browser


def test_only_while_it_is_submitted_do_instructors_open_the_files_of_returned_work(
    sam: Browser, course: Course
) -> None:
    files, reads = "instructors can open the files", "instructors read what you submitted"
    assert files in words(sam.get(PATH))
    assert reads in words(sam.get("/attempts/1/check"))

    course.services.evidence.own.withdraw(author(course), 1)

    assert files not in words(sam.get(PATH))
    page = words(sam.get("/attempts/1/check"))
    assert "Change what was asked for, then submit again." in page
    assert reads not in page


def test_instructors_read_the_name_of_a_handed_in_file_that_is_no_longer_kept(
    sam: Browser, course: Course
) -> None:
    with sam.tool.database.transaction() as session:  # as it went while nothing was kept
        session.execute(delete(Attachment).where(Attachment.id == 1))
    teacher = sam.another()
    teacher.launch(TEACHER, course.link)

    page = teacher.get("/review/evidence/1")

    assert "First.pdf (no longer there)" in words(page)
    assert "Second.pdf (no longer" not in words(page)
    assert ">Second.pdf</a>" in page.text
