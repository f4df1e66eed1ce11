"""Visits: how long they last, and that rights are read anew."""

from datetime import timedelta

from lti_tool.services.launch import Landing
from lti_tool.store.tables import (
    Visit,
)
from tests.builders import SAM, TEACHER, SetClock
from tests.services.course import Course

LTI = "https://purl.imsglobal.org/spec/lti/claim/"


def test_a_visit_ends_twelve_hours_after_it_was_last_used(course: Course, clock: SetClock) -> None:
    visit_id = course.arrive(SAM).visit_id
    clock.advance(hours=11)
    assert course.services.visits.enter(visit_id)
    clock.advance(hours=11)
    assert course.services.visits.enter(visit_id)
    clock.advance(hours=12, seconds=1)
    assert course.services.visits.enter(visit_id) is None


def test_a_visit_in_constant_use_is_not_written_at_each_page(
    course: Course, clock: SetClock
) -> None:
    begun = clock.now
    visit_id = course.arrive(SAM).visit_id
    clock.advance(minutes=5)
    course.visitor(visit_id)
    assert course.only(Visit).used_at == begun
    clock.advance(seconds=1)
    course.visitor(visit_id)
    assert course.only(Visit).used_at == clock.now
    assert course.only(Visit).ends_at == clock.now + timedelta(hours=12)


def test_a_role_that_was_lost_is_lost_in_visits_that_are_open(course: Course) -> None:
    before = course.arrive(TEACHER)
    assert before.may_teach
    course.arrive_with(TEACHER, **{f"{LTI}roles": []})
    after = course.visitor(before.visit_id)
    assert after.roles == frozenset()
    assert not after.may_teach
    assert after.landing is Landing.PREVIEW


def test_an_instructor_lands_at_the_preview(course: Course) -> None:
    visitor = course.arrive(TEACHER)
    assert visitor.landing is Landing.PREVIEW
    assert not visitor.may_pick


def test_a_visit_that_never_was_is_nobodys(course: Course) -> None:
    assert course.services.visits.enter("nothing") is None
