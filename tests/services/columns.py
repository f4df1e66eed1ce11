"""A course with activities whose columns launches do not name, and an instructor who minds."""

from datetime import timedelta
from typing import Any

import pytest

from demo.courses import LineItem
from lti_tool.learning.columns import ColumnState
from lti_tool.services.columns import Asker, ColumnRepair, Outcome
from lti_tool.services.columns.standing import ColumnLine
from lti_tool.store.tables import LineItem as Column
from lti_tool.store.tables import ResourceLink
from tests.builders import ACTIVITY, COURSE, TEACHER, take_column
from tests.services.course import Course

AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
BOTH_FAMILIES = pytest.mark.parametrize("family", ["default", "moodle"])


def lose_column(course: Course) -> None:
    """Let the activity of the course be one that was added without a column."""
    course.link = take_column(course.platform, course.link)


def add_column(course: Course, number: str = "900", **given: Any) -> LineItem:
    """A column in the gradebook that launches do not name."""
    values: dict[str, Any] = {"label": "Medicines", "score_maximum": 8}
    column = LineItem(id=number, course_id=COURSE, **{**values, **given})
    course.platform.line_items[number] = column
    return column


def of_link(course: Course) -> dict[str, Any]:
    return {"resource_link_id": course.link.id, "resource_id": ACTIVITY}


def look(course: Course) -> None:
    """Do what the worker's timetable does every minute."""
    course.tool.column_search.look_for_columns()


def teacher(course: Course) -> Asker:
    visitor = course.arrive(TEACHER)
    return Asker(tenant_id=visitor.tenant_id, context_id=visitor.context_id)


def repair(course: Course) -> ColumnRepair:
    return course.services.columns.repair


def create(course: Course, asker: Asker) -> Outcome:
    return repair(course).create(asker, link_row(course).id)


def look_again(course: Course, asker: Asker) -> Outcome:
    return repair(course).look_again(asker, link_row(course).id)


def lines(course: Course, asker: Asker) -> tuple[ColumnLine, ...]:
    return course.services.columns.course.lines(asker)


def state(course: Course, asker: Asker) -> ColumnState:
    (line,) = lines(course, asker)
    return line.state


def link_row(course: Course) -> ResourceLink:
    return course.only(ResourceLink)


def pass_time(course: Course, **by: float) -> None:
    """Let all that was written down of looks be so much older: the demo's tokens know one time."""
    names = ("column_due_at", "column_sought_at", "column_asking_until")
    with course.tool.database.transaction() as session:
        for link in session.query(ResourceLink):
            for name in names:
                at = getattr(link, name)
                if at is not None:
                    setattr(link, name, at - timedelta(**by))


def known(course: Course) -> list[tuple[str, str]]:
    """The columns that scores go to: the platform's number of each, and how it became known."""
    with course.tool.database.reading() as session:
        rows = session.query(Column).filter(Column.is_ended.is_(False)).order_by(Column.id)
        return [(row.url.split("/lineitems/")[1].split("/")[0], row.origin) for row in rows]


def asked_for(course: Course) -> list[str]:
    """The requests for columns that the platform got, without those for scores."""
    return [
        f"{seen.method} {seen.status}"
        for seen in course.platform.requests
        if "/lineitems" in seen.path and "/scores" not in seen.path and "/results" not in seen.path
    ]
