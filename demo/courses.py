"""Courses, the activities placed in them, and the columns of their gradebooks."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Course:
    """One course: what LTI calls a context."""

    id: str
    label: str
    title: str
    history: tuple[str, ...] = ()
    """The ids of the courses it was copied from, the newest first."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """An activity of the tool, placed in a course: what LTI calls a resource link."""

    id: str
    course_id: str
    title: str
    url: str | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
    line_item_id: str | None = None
    text: str = ""
    opens: str = ""
    """From when it is open, as the tool proposed it (ISO 8601); empty: always."""
    due: str = ""
    history: tuple[str, ...] = ()
    """The ids of the activities it was copied from, the newest first."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a tool asked for: that the work in a column can be opened from the gradebook."""

    label: str = "See the work"
    url: str | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
    statuses: tuple[str, ...] = ()
    """How far a learner must be, in AGS's words; none: it does not matter."""


@dataclass(frozen=True, kw_only=True)
class LineItem:
    """One column of a course's gradebook."""

    id: str
    course_id: str
    label: str
    score_maximum: float
    resource_link_id: str | None = None
    resource_id: str = ""
    tag: str = ""
    review: Review | None = None


def all_courses() -> dict[str, Course]:
    """Return the courses of a new platform by their ids."""
    courses = (
        Course(id="2", label="GEN-A", title="Generalist skills, autumn cohort"),
        Course(id="3", label="FTP-1", title="Foundation pharmacy, year 1"),
    )
    return {course.id: course for course in courses}
