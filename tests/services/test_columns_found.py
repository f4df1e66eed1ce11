"""Columns that launches do not name: looked for in the background, found, and never made there."""

from dataclasses import replace
from typing import Any

import pytest

from lti_tool.learning.columns import NONE, SEVERAL, SHARED
from lti_tool.lti.line_items import LINE_ITEM_SCOPE, READING_SCOPE
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.store.tables import LineItem, ResourceLink
from tests.builders import ACTIVITY, MEI, SAM, place
from tests.services.columns import (
    AGS_ENDPOINT,
    BOTH_FAMILIES,
    add_column,
    asked_for,
    known,
    link_row,
    look,
    lose_column,
    of_link,
    pass_time,
)
from tests.services.course import Course

pytestmark = pytest.mark.usefixtures("without_column")


@BOTH_FAMILIES
def test_the_column_of_a_link_is_found_and_gets_what_was_done_without_it(course: Course) -> None:
    sam, mei = course.learner(SAM), course.learner(MEI)
    course.submit(sam, right=6)
    course.submit(mei, right=3)
    assert course.rows() == []
    add_column(course, "901", resource_id=ACTIVITY, resource_link_id="another link")
    add_column(course, **of_link(course))

    look(course)

    assert known(course) == [("900", "found")]
    assert sorted(row.given for row in course.rows()) == [3, 6]
    assert course.desk.home(sam).sends_score
    course.deliver()
    assert {post.line_item_id for post in course.platform.scores} == {"900"}


@BOTH_FAMILIES
@pytest.mark.parametrize("how", ["resource_id", "tag"])
def test_a_column_of_no_link_is_found_by_the_activity_it_was_made_for(
    course: Course, how: str
) -> None:
    """As the copy of a course brings it along on some platforms."""
    course.arrive()
    add_column(course, "901", **{how: "another-activity"})
    add_column(course, **{how: ACTIVITY})

    look(course)

    assert known(course) == [("900", "found")]


def test_a_column_on_a_later_page_is_found(course: Course) -> None:
    course.platform.family = "moodle"
    course.platform.page_size = 1
    course.arrive()
    add_column(course, "901", tag=ACTIVITY, resource_link_id="another link")
    add_column(course, tag=ACTIVITY)
    look(course)
    assert known(course) == [("900", "found")]


def test_several_columns_are_trouble_for_an_instructor(course: Course) -> None:
    course.arrive()
    add_column(course, **of_link(course))
    add_column(course, "901", **of_link(course))
    look(course)
    assert known(course) == []
    assert link_row(course).column_trouble == SEVERAL


def test_where_none_is_found_none_is_made(course: Course) -> None:
    course.arrive()
    look(course)
    assert asked_for(course) == ["GET 200"] * 3
    assert course.platform.line_items == {}
    assert link_row(course).column_trouble == NONE
    assert not course.desk.home(course.learner()).sends_score


def test_a_column_is_not_taken_that_could_be_for_either_of_two_links(course: Course) -> None:
    course.arrive()
    first = course.link
    course.link = place(course.platform)
    lose_column(course)
    course.arrive()
    add_column(course, resource_id=ACTIVITY)
    look(course)
    assert known(course) == []
    with course.tool.database.reading() as session:
        assert [row.column_trouble for row in session.query(ResourceLink)] == [SHARED, SHARED]
    assert first.id != course.link.id


def test_nothing_is_looked_for_more_than_once_a_day(course: Course) -> None:
    for _ in range(3):
        course.arrive()
        look(course)
        pass_time(course, hours=7)
    assert len(asked_for(course)) == 3
    pass_time(course, hours=4)
    course.arrive()
    look(course)
    assert len(asked_for(course)) == 6


LISTS = "http://127.0.0.1/columns"


@pytest.mark.parametrize(
    "endpoint",
    [
        None,
        {"scope": [SCORE_SCOPE, READING_SCOPE]},
        {"scope": [SCORE_SCOPE], "lineitems": LISTS},
        {"scope": [READING_SCOPE, LINE_ITEM_SCOPE], "lineitems": LISTS},
        {"scope": [SCORE_SCOPE, READING_SCOPE], "lineitems": "columns"},
        {"scope": [SCORE_SCOPE, READING_SCOPE], "lineitems": 7},
    ],
)
def test_nothing_is_looked_for_where_the_platform_lets_nobody_look_or_send(
    course: Course, endpoint: dict[str, Any] | None
) -> None:
    course.arrive_with(**{AGS_ENDPOINT: endpoint})
    assert link_row(course).column_due_at is None


@pytest.mark.parametrize("opens", [{"activity": "gone"}, {"page": "portfolio"}, {}])
def test_nothing_is_looked_for_where_nothing_gives_a_score(
    course: Course, opens: dict[str, str]
) -> None:
    course.link = course.platform.links[course.link.id] = replace(course.link, custom=opens)
    course.arrive()
    assert link_row(course).column_due_at is None


def test_the_column_that_a_launch_names_is_not_looked_for(course: Course) -> None:
    course.link = place(course.platform)
    course.arrive()
    look(course)
    assert asked_for(course) == []


# ---- found, and then


def found(course: Course) -> None:
    course.arrive()
    add_column(course, **of_link(course))
    look(course)
    assert known(course) == [("900", "found")]


def test_a_launch_that_names_no_column_does_not_end_one_that_was_found(course: Course) -> None:
    found(course)
    course.arrive()
    assert known(course) == [("900", "found")]
    course.arrive_with(**{AGS_ENDPOINT: {"scope": [SCORE_SCOPE], "lineitems": LISTS}})
    assert known(course) == [("900", "found")]
    assert course.only(LineItem).scopes == [SCORE_SCOPE]


def test_it_ends_where_the_platform_has_no_gradebook_for_us_any_more(course: Course) -> None:
    found(course)
    course.arrive_with(**{AGS_ENDPOINT: None})
    assert known(course) == []


def test_the_column_that_a_launch_names_takes_its_place(course: Course) -> None:
    found(course)
    named = add_column(course, "902", resource_link_id="named")
    course.link = course.platform.links[course.link.id] = replace(
        course.link, line_item_id=named.id
    )
    del course.platform.line_items["900"]
    course.arrive()
    assert known(course) == [("902", "launch")]


def test_what_was_done_before_a_launch_named_a_column_goes_there(course: Course) -> None:
    sam = course.learner()
    course.submit(sam, right=5)
    column = add_column(course, **of_link(course))
    course.link = course.platform.links[course.link.id] = replace(
        course.link, line_item_id=column.id
    )
    course.arrive()
    look(course)
    course.deliver()
    assert course.shown() == 5
    look(course)
    assert len(course.rows()) == 1


def test_a_column_that_says_nothing_of_itself_is_marked_and_keeps_all_else(course: Course) -> None:
    course.arrive()
    before = add_column(course, resource_link_id=course.link.id, label="Our own words")
    look(course)
    after = course.platform.line_items["900"]
    assert after == replace(before, resource_id=ACTIVITY, tag="activity")
    assert asked_for(course) == ["GET 200", "GET 200", "PUT 200"]


def test_what_somebody_noted_on_a_column_is_left(course: Course) -> None:
    course.arrive()
    before = add_column(course, resource_link_id=course.link.id, tag="mine")
    look(course)
    assert course.platform.line_items["900"] == before
    assert known(course) == [("900", "found")]
