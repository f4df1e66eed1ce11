"""Somebody who hands files in, by the use cases alone."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.learning.refusals import FieldsError
from lti_tool.services.attachments import Attachments, Brought, FileOwner, FileReader, OpenedFile
from lti_tool.services.attempts import Learner, Sent
from lti_tool.services.launch import Visitor
from tests.builders import SAM, SetClock, place
from tests.exchange.uploaded import PDF
from tests.handing_in import CODE, PART, load_activity
from tests.services.course import Course


def course_with_files(tool: Tool, platform: Platform, clock: SetClock, folder: Path) -> Course:
    """A course whose activity asks for files."""
    load_activity(tool, folder)
    course = Course.at(tool, platform, clock)
    course.link = place(platform, activity=CODE, points=1)
    return course


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def brought(content: bytes | None = PDF, name: str = "plan.pdf", *, tick: bool = True) -> Brought:
    file = None if content is None else BytesIO(content)
    return Brought(name=name, file=file, is_anonymous=tick)


def owner_of(person: Learner | Visitor) -> FileOwner:
    return FileOwner(
        tenant_id=person.tenant_id,
        person_id=person.person_id,
        resource_link_id=person.resource_link_id,
    )


def reader_of(visitor: Visitor) -> FileReader:
    return FileReader(
        tenant_id=visitor.tenant_id,
        person_id=visitor.person_id,
        context_id=visitor.context_id,
        may_teach=visitor.may_teach,
    )


def files_of(course: Course, learner: Learner, attempt_id: int) -> list[str]:
    page = course.desk.page(learner, attempt_id, PART)
    return [file.name for file in page.responses.files.get(PART, ())]


def read(opened: OpenedFile) -> bytes:
    with opened.content:
        return opened.content.read()


def problems(what: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(FieldsError) as error:
        what()
    return dict(error.value.problems)


class Handing:
    """Sam, with an attempt open."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.visitor = course.arrive(SAM)
        self.learner = course.learner(SAM)
        self.owner = owner_of(self.learner)
        self.attempt_id, _ = course.attempts.start(self.learner)

    @property
    def service(self) -> Attachments:
        return self.course.services.attachments

    def add(self, content: bytes | None = PDF, name: str = "plan.pdf", **given: Any) -> None:
        self.service.add_to_attempt(
            self.owner, self.attempt_id, PART, brought(content, name, **given)
        )

    def remove(self, attachment_id: int = 1) -> None:
        self.service.remove_from_attempt(self.owner, self.attempt_id, PART, attachment_id)

    def submit(self) -> None:
        self.course.attempts.save(
            self.learner, self.attempt_id, "p2", Sent(chosen={}), to_the_end=True
        )
        assert self.course.attempts.submit(self.learner, self.attempt_id)

    def files(self) -> list[str]:
        return files_of(self.course, self.learner, self.attempt_id)
