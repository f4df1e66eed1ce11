"""What was chosen is handed to the platform, checked once more."""

import pytest

from lti_tool.learning.refusals import FieldsError, RefusalError
from lti_tool.services.launch import Visitor
from lti_tool.store.tables import ContextActivity
from tests.builders import ACTIVITY
from tests.services.course import Course
from tests.services.picking import (
    ANOTHER,
    OVERVIEW,
    PORTFOLIO,
    asked_with,
    choose,
    details,
    picking,
    place,
    placed,
    put,
    retire,
    shown,
    two_activities,
    type_in,
)

__all__ = ["picking", "two_activities"]


def test_a_chosen_activity_is_placed_with_a_column_for_its_points(
    course: Course, picking: Visitor
) -> None:
    (link,) = place(course, picking, ACTIVITY)
    assert link.title == "Medicines that add up"
    assert dict(link.custom) == {
        "activity": ACTIVITY,
        "link_history": "$ResourceLink.id.history",
        "context_history": "$Context.id.history",
    }
    assert link.url == "http://localhost/lti/launch"
    assert len(link.url) <= 500
    assert link.text.startswith("A structured medication review")
    column = course.platform.line_items[link.line_item_id]
    assert (column.score_maximum, column.resource_id, column.tag) == (8, ACTIVITY, "activity")


def test_title_points_and_dates_are_placed_as_they_were_typed(
    course: Course, picking: Visitor
) -> None:
    choose(course, picking, ACTIVITY)
    dates = {"opens_on": "2027-05-03", "opens_at": "09:00", "due_on": "2027-12-01"}
    type_in(course, picking, ACTIVITY, title="Week 1", points="20", **dates)

    (link,) = place(course, picking)

    assert link.title == "Week 1"
    assert course.platform.line_items[link.line_item_id].score_maximum == 20
    assert link.opens == "2027-05-03T09:00:00+01:00"
    assert link.due == "2027-12-01T23:59:00+00:00"


def test_several_are_placed_in_the_order_they_were_chosen_and_each_once(
    course: Course, picking: Visitor
) -> None:
    found = place(course, picking, ACTIVITY, ANOTHER, ACTIVITY)
    assert [link.custom["activity"] for link in found] == [ACTIVITY, ANOTHER]


def test_a_page_is_placed_without_a_column(course: Course, picking: Visitor) -> None:
    found = place(course, picking, PORTFOLIO, OVERVIEW)
    assert [link.custom["page"] for link in found] == ["portfolio", "course_overview"]
    assert not [link for link in found if "activity" in link.custom]
    assert [link.title for link in found] == ["My portfolio", "Course overview"]
    assert [link.line_item_id for link in found] == [None, None]
    assert course.how_many(ContextActivity) == 0


def test_cancelling_leaves_the_course_as_it_is(course: Course, picking: Visitor) -> None:
    choose(course, picking, ACTIVITY)
    signed = course.services.deep_linking.cancel(picking.visit_id, tenant_id=picking.tenant_id)
    assert signed.number == 0
    assert placed(course, signed.return_url, signed.token) == []
    assert course.how_many(ContextActivity) == 0


def test_nothing_chosen_is_no_answer(course: Course, picking: Visitor) -> None:
    with pytest.raises(FieldsError, match="Choose an activity, or cancel"):
        place(course, picking)


def test_what_was_placed_can_be_launched_and_done(course: Course, picking: Visitor) -> None:
    (link,) = place(course, picking, ANOTHER)
    there = Course(course.tool, course.platform, course.clock, link)
    sam = there.learner()
    assert sam.activity_code == ANOTHER
    there.submit(sam, right=7)
    there.deliver()
    assert there.shown() == 7


@pytest.mark.parametrize("code", ["no-such-activity", ANOTHER])
def test_what_is_gone_since_it_was_chosen_is_not_placed(
    course: Course, picking: Visitor, code: str
) -> None:
    put(course, picking, ACTIVITY, code)
    retire(course, ANOTHER)
    assert [one.is_gone for one in details(course, picking).details] == [False, True]
    with pytest.raises(FieldsError, match="no longer in the library"):
        place(course, picking)


def test_a_platform_that_takes_one_gets_one(course: Course) -> None:
    for several in (False, None):
        visitor = asked_with(course, accept_multiple=several)
        assert not shown(course, visitor).several
        (link,) = place(course, visitor, ACTIVITY, ANOTHER)
        assert link.custom["activity"] == ANOTHER


def test_several_are_never_handed_to_a_platform_that_takes_one(course: Course) -> None:
    visitor = asked_with(course, accept_multiple=False)
    put(course, visitor, ACTIVITY, ANOTHER)
    with pytest.raises(RefusalError, match="one activity at a time"):
        place(course, visitor)


def test_a_platform_that_takes_no_columns_is_offered_none(course: Course) -> None:
    visitor = asked_with(course, accept_lineitem=False)
    assert not shown(course, visitor).takes_columns
    (link,) = place(course, visitor, ACTIVITY)
    assert link.line_item_id is None


def test_a_column_can_be_switched_off(course: Course, picking: Visitor) -> None:
    choose(course, picking, ACTIVITY)
    type_in(course, picking, ACTIVITY, column=False)
    (link,) = place(course, picking)
    assert link.line_item_id is None


def test_a_platform_that_takes_no_links_gets_none(course: Course) -> None:
    visitor = asked_with(course, accept_types=["file"])
    assert not shown(course, visitor).takes_links
    with pytest.raises(RefusalError, match="takes no activities"):
        place(course, visitor, ACTIVITY)
    signed = course.services.deep_linking.cancel(visitor.visit_id, tenant_id=visitor.tenant_id)
    assert placed(course, signed.return_url, signed.token) == []
