"""Choosing activities for a course, and saying how each is to be there."""

from typing import Any

import pytest

from lti_tool.learning.choices import Chosen, Step
from lti_tool.learning.refusals import FieldsError, MissingError
from lti_tool.services.deep_linking import Search
from lti_tool.services.launch import Visitor
from lti_tool.store import visits
from lti_tool.store.tables import ContextActivity, Framework, Visit
from tests.builders import ACTIVITY, TEACHER
from tests.services.course import Course
from tests.services.picking import (
    ANOTHER,
    PORTFOLIO,
    choose,
    codes,
    details,
    order,
    picking,
    place,
    retire,
    shown,
    two_activities,
    type_in,
)

__all__ = ["picking", "two_activities"]


def test_what_is_chosen_is_kept_in_order_and_each_once(course: Course, picking: Visitor) -> None:
    choose(course, picking, ACTIVITY, PORTFOLIO, ANOTHER, ACTIVITY)
    assert order(course, picking) == [ACTIVITY, PORTFOLIO, ANOTHER]
    assert shown(course, picking).chosen == 3

    picker, visit = course.services.deep_linking, picking.visit_id
    picker.arrange(visit, (), step=Step.UP, code=ANOTHER, tenant_id=picking.tenant_id)
    picker.remove(visit, ACTIVITY, tenant_id=picking.tenant_id)

    assert order(course, picking) == [ANOTHER, PORTFOLIO]


def test_nobody_chooses_for_another_tenant(course: Course, picking: Visitor) -> None:
    """Not even with the id of the visit."""
    picker, stranger = course.services.deep_linking, picking.tenant_id + 1
    for what in (
        lambda: picker.picker(picking.visit_id, Search(), tenant_id=stranger),
        lambda: picker.choose(picking.visit_id, ACTIVITY, tenant_id=stranger),
        lambda: picker.details(picking.visit_id, tenant_id=stranger),
        lambda: picker.answer(picking.visit_id, tenant_id=stranger),
        lambda: picker.cancel(picking.visit_id, tenant_id=stranger),
    ):
        with pytest.raises(MissingError, match="visit has ended"):
            what()
    assert shown(course, picking).chosen == 0


def test_a_visit_that_is_not_for_choosing_has_no_picker(course: Course) -> None:
    visitor = course.arrive(TEACHER)
    for what in (lambda: shown(course, visitor), lambda: place(course, visitor, ACTIVITY)):
        with pytest.raises(MissingError, match="not such a visit"):
            what()


@pytest.mark.parametrize("code", ["no-such-activity", "", "page.", "page.other"])
def test_an_activity_that_is_not_in_the_library_cannot_be_chosen(
    course: Course, picking: Visitor, code: str
) -> None:
    with pytest.raises(MissingError, match="no longer in the library"):
        choose(course, picking, code)
    with pytest.raises(MissingError, match="no longer in the library"):
        course.services.deep_linking.preview(picking.visit_id, code, tenant_id=picking.tenant_id)


def test_an_activity_whose_framework_is_gone_cannot_be_chosen(
    course: Course, picking: Visitor
) -> None:
    with course.tool.database.transaction() as session:
        session.query(Framework).one().code = "renamed"
    assert shown(course, picking).found == ()
    with pytest.raises(MissingError, match="no longer in the library"):
        choose(course, picking, ACTIVITY)


def test_a_retired_activity_is_neither_found_nor_chosen(course: Course, picking: Visitor) -> None:
    retire(course, ANOTHER)
    assert ANOTHER not in codes(shown(course, picking))
    with pytest.raises(MissingError, match="no longer in the library"):
        choose(course, picking, ANOTHER)


# ---- how it is to be there


def test_an_activity_comes_with_its_own_title_and_points(course: Course, picking: Visitor) -> None:
    choose(course, picking, ACTIVITY, PORTFOLIO)
    first, page = details(course, picking).details
    assert (first.own_title, first.own_points, first.is_gone) == ("Medicines that add up", 8, False)
    assert (page.own_title, page.is_gone) == ("My portfolio", False)


def test_what_was_typed_is_kept_however_wrong_it_is(course: Course, picking: Visitor) -> None:
    choose(course, picking, ACTIVITY)
    typed: dict[str, Any] = {"title": "x" * 300, "points": "many", "due_on": "soon"}
    type_in(course, picking, ACTIVITY, **typed, column=False)

    (one,) = details(course, picking).details
    assert one.chosen == Chosen(code=ACTIVITY, **typed, column=False)
    with pytest.raises(FieldsError):
        place(course, picking)
    (one,) = details(course, picking).details
    assert one.chosen.points == "many"
    assert course.how_many(ContextActivity) == 0


@pytest.mark.parametrize(
    ("family", "most", "words"), [("moodle", 100, "Moodle"), ("default", 1000, "")]
)
def test_a_family_says_what_it_takes_and_how_completion_is_set(
    course: Course, picking: Visitor, most: int, words: str
) -> None:
    choose(course, picking, ACTIVITY)
    one = details(course, picking)
    choose(course, picking, ANOTHER)
    several = details(course, picking)

    assert several.limits.most_points == most
    assert words in several.advice.dates
    assert words in one.on_completion[0]
    assert one.on_completion != several.on_completion


def test_a_platform_of_no_known_family_goes_by_the_careful_rules(
    course: Course, picking: Visitor
) -> None:
    with course.tool.database.transaction() as session:
        visit = session.get_one(Visit, picking.visit_id)
        registration = visits.find_with_deployment(session, visit.id, tenant_id=visit.tenant_id)
        assert registration is not None
        registration[2].family = None
    assert details(course, picking).limits.most_points == 1000
