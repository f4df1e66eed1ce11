"""Lines 98 to 100 and 106: the columns of a platform's gradebook, found, made and listed."""

import json
from typing import Any

import pytest

from demo.claims import AGS_ENDPOINT, LINE_ITEM_READ, SCORE
from lti_tool.services.columns import Done
from tests.builders import ACTIVITY
from tests.services.columns import (
    add_column,
    asked_for,
    create,
    known,
    look,
    lose_column,
    of_link,
    teacher,
)
from tests.services.course import Course


@pytest.fixture
def course(course: Course) -> Course:
    """A course whose activity was added without a column."""
    lose_column(course)
    return course


def endpoint(course: Course, *scopes: str, **more: Any) -> dict[str, Any]:
    lists = course.platform.addresses.line_items(course.link.course_id)
    return {AGS_ENDPOINT: {"scope": [SCORE, *scopes], "lineitems": lists, **more}}


def queries(course: Course) -> list[str]:
    """The queries that the list of columns was asked with."""
    paths = [seen.path for seen in course.platform.requests if seen.method == "GET"]
    return [path.partition("?")[2] for path in paths if path.split("?")[0].endswith("/lineitems")]


@pytest.mark.parametrize("column", [{}, {"lineitem": ""}, {"lineitem": None}])
def test_line_98_a_column_that_no_launch_names_is_looked_for_by_link_then_by_activity(
    course: Course, column: dict[str, Any]
) -> None:
    course.arrive_with(**endpoint(course, LINE_ITEM_READ, **column))
    look(course)

    by_activity = [f"resource_id={ACTIVITY}", f"tag={ACTIVITY}"]
    assert queries(course) == [f"resource_link_id={course.link.id}", *by_activity]
    assert course.platform.line_items == {}
    assert create(course, teacher(course)).done is Done.MADE
    assert create(course, teacher(course)).done is Done.KNOWN
    assert len(course.platform.line_items) == 1


def test_line_98_without_the_scope_for_columns_none_is_made(course: Course) -> None:
    priya = teacher(course)
    course.arrive_with(**endpoint(course, LINE_ITEM_READ))

    assert create(course, priya).done is Done.FAILED
    assert {call.split(" ")[0] for call in asked_for(course)} == {"GET"}
    assert course.platform.line_items == {}


def test_line_99_a_column_has_a_name_and_a_maximum_and_is_where_the_answer_says(
    course: Course,
) -> None:
    create(course, teacher(course))

    (asked,) = [json.loads(seen.body) for seen in posted(course, "POST")]
    assert asked["label"].strip()
    assert asked["scoreMaximum"] == 8
    assert known(course) == [(number, "made") for number in course.platform.line_items]


def test_line_99_a_column_is_read_before_it_is_replaced_and_keeps_its_id_and_link(
    course: Course,
) -> None:
    course.arrive()
    add_column(course, resource_link_id=course.link.id, label="Our own words")
    look(course)

    assert asked_for(course) == ["GET 200", "GET 200", "PUT 200"]
    ((read,), (written,)) = (
        [each for each in course.platform.requests if each.path == put.path and each.method == how]
        for put in posted(course, "PUT")
        for how in ("GET", "PUT")
    )
    assert json.loads(written.body) == {
        **json.loads(read.answer),
        "resourceId": ACTIVITY,
        "tag": "activity",
    }


def posted(course: Course, method: str) -> list[Any]:
    paths = "/lineitems", "/lineitem"
    seen = [each for each in course.platform.requests if each.method == method]
    return [each for each in seen if each.path.split("?")[0].endswith(paths)]


@pytest.mark.parametrize("family", ["default", "moodle"])
def test_line_100_the_next_page_is_asked_for_as_the_platform_names_it(course: Course) -> None:
    course.platform.page_size = 1
    course.arrive()
    add_column(course, "899", resource_link_id=course.link.id, resource_id="another")
    add_column(course, **of_link(course))
    look(course)

    first, second = queries(course)
    assert second == f"{first}&limit=1&from=1"
    assert "limit" not in first


def test_line_106_when_learners_see_a_score_is_left_to_the_platform(course: Course) -> None:
    create(course, teacher(course))

    (made,) = [json.loads(seen.body) for seen in posted(course, "POST")]
    in_the_standard = {"label", "scoreMaximum", "resourceLinkId", "resourceId", "tag"}
    assert made.keys() == {*in_the_standard, "submissionReview"}  # Submission Review 1.0
