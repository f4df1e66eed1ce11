"""Finding activities for a course: searches, filters, marks, and what they would cover."""

from typing import Any

import pytest

from lti_tool.learning.activities import Kind
from lti_tool.services.launch import Visitor
from lti_tool.store.tables import ContextActivity, Visit
from tests.builders import ACTIVITY, DEEP_LINKING, TEACHER
from tests.services.course import Course
from tests.services.picking import (
    ANOTHER,
    OVERVIEW,
    PORTFOLIO,
    choose,
    codes,
    details,
    picking,
    place,
    retire,
    shown,
    two_activities,
)

__all__ = ["picking", "two_activities"]


def test_the_picker_shows_every_activity_and_what_it_counts_for(
    course: Course, picking: Visitor
) -> None:
    page = shown(course, picking)
    assert {ANOTHER, ACTIVITY, "the-work-of-being-ill"} <= {*codes(page)}
    (one,) = [one for one in page.found if one.listing.code == ANOTHER]
    assert one.domains == ("Person-centred practice", "Complex multimorbidity")
    assert one.themes
    assert (page.several, page.takes_columns, page.takes_links) == (True, True, True)
    assert [one.page.code for one in page.placeable] == [PORTFOLIO, OVERVIEW]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"words": "KETTLE medicines"}, [ANOTHER]),
        ({"words": "kettle nothing"}, []),
        ({"words": "kettle", "kind": Kind.DELIVERED}, [ANOTHER]),
        ({"words": "kettle", "kind": Kind.EXPERIENCED}, []),
        ({"words": "kettle", "longest": 30}, [ANOTHER]),
        ({"words": "kettle", "longest": 15}, []),
        ({"words": "kettle", "domain": "enhance/D1", "theme": "enhance/T3"}, [ANOTHER]),
        ({"words": "kettle", "domain": "enhance/D2"}, []),
        ({"words": "kettle", "outcome": "enhance/PO2"}, [ANOTHER]),
        ({"words": "kettle", "domain": "no/such"}, [ANOTHER]),
        ({"words": "kettle", "framework": "enhance"}, [ANOTHER]),
        ({"framework": "other"}, []),
        ({"words": "100%_"}, []),
    ],
)
def test_a_search_finds_what_fits_all_of_it(
    course: Course, picking: Visitor, search: dict[str, Any], found: list[str]
) -> None:
    page = shown(course, picking, **search)
    assert codes(page) == found
    assert page.total == len(found)


def test_a_page_is_found_by_its_words_and_not_where_filters_are_set(
    course: Course, picking: Visitor
) -> None:
    page = shown(course, picking, words="portfolio")
    assert [one.page.code for one in page.placeable] == [PORTFOLIO]
    assert shown(course, picking, longest=120).placeable == ()


def test_beyond_the_last_page_is_the_last(course: Course, picking: Visitor) -> None:
    page = shown(course, picking, number=9)
    assert (page.number, page.pages) == (1, 1)
    assert page.total == len(page.found) > 2


def test_what_is_in_the_course_already_is_marked(course: Course, picking: Visitor) -> None:
    course.learner()  # opens the activity that is placed
    place(course, picking, ANOTHER, PORTFOLIO)
    again = course.arrive(TEACHER, message_type=DEEP_LINKING, link_id=None)

    marks = {one.listing.code: one for one in shown(course, again).found}

    assert marks[ACTIVITY].is_placed
    assert not marks[ACTIVITY].is_sent
    assert not marks[ANOTHER].is_placed
    assert marks[ANOTHER].is_sent
    assert marks[ANOTHER].sent_at == course.clock.now
    assert not marks["the-work-of-being-ill"].is_sent
    assert course.how_many(ContextActivity) == 1


def test_what_another_course_has_is_not_marked(course: Course, picking: Visitor) -> None:
    place(course, picking, ANOTHER)
    elsewhere = course.arrive(TEACHER, message_type=DEEP_LINKING, link_id=None, course_id="3")
    assert not any(one.is_sent for one in shown(course, elsewhere).found)


def test_how_much_of_the_framework_is_covered_follows_the_choice(
    course: Course, picking: Visitor
) -> None:
    (cover,) = shown(course, picking).covers
    assert (cover.covered, cover.total, len(cover.missing)) == (0, 6, 6)

    choose(course, picking, ANOTHER, PORTFOLIO)

    (cover,) = shown(course, picking).covers
    assert (cover.opened, cover.sent, cover.covered, cover.total) == (0, 0, 2, 6)
    assert "Person-centred practice" not in cover.missing
    assert details(course, picking).covers == (cover,)


def test_what_was_sent_is_counted_apart_until_somebody_has_opened_it(
    course: Course, picking: Visitor
) -> None:
    """The platform may have refused it, or its admin closed the tab before it arrived."""
    place(course, picking, ACTIVITY)
    again = course.arrive(TEACHER, message_type=DEEP_LINKING, link_id=None)
    (cover,) = shown(course, again).covers
    assert (cover.opened, cover.sent, cover.covered) == (0, 2, 2)

    course.learner()  # opens the activity that is placed
    (cover,) = shown(course, again).covers
    assert (cover.opened, cover.sent, cover.covered) == (2, 2, 2)


def test_what_came_with_the_copy_of_a_course_was_not_sent_on_any_day(
    course: Course, picking: Visitor
) -> None:
    with course.tool.database.transaction() as session:
        visit = session.get_one(Visit, picking.visit_id)
        session.add(
            ContextActivity(
                tenant_id=visit.tenant_id, context_id=visit.context_id, activity_code=ANOTHER
            )
        )
    (one,) = [one for one in shown(course, picking).found if one.listing.code == ANOTHER]
    assert (one.is_sent, one.sent_at) == (True, None)


def test_a_retired_activity_covers_nothing(course: Course, picking: Visitor) -> None:
    course.learner()  # opens the activity that is placed
    retire(course, ACTIVITY)
    (cover,) = shown(course, picking).covers
    assert cover.covered == 0


def test_a_preview_shows_the_activity_and_whether_it_is_chosen(
    course: Course, picking: Visitor
) -> None:
    def preview() -> Any:
        return course.services.deep_linking.preview(
            picking.visit_id, ANOTHER, tenant_id=picking.tenant_id
        )

    assert not preview().is_chosen
    choose(course, picking, ANOTHER)
    assert preview().is_chosen
    assert preview().activity.code == ANOTHER
    assert [item.code for item in preview().towards.filed] == ["D1", "D3"]
