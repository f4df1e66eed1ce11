"""A course admin chooses activities inside the course."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import Complaints, Cookies
from tests.journeys.servers import Lms
from tests.journeys.steps import ACTIVITY, when_the_course_admin_opens_the_picker


@pytest.mark.parametrize(
    "cookies",
    [Cookies.PARTITIONED, pytest.param(Cookies.ALLOWED, marks=pytest.mark.long)],
)
def test_a_chosen_activity_is_in_the_course_with_its_points(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)

    picker.get_by_role("checkbox", name=ACTIVITY.title).check()
    picker.get_by_role("button", name="Add to course").click()

    expect(page.get_by_role("status")).to_have_text("1 activity was added.")
    card = page.get_by_role("listitem").filter(has_text=ACTIVITY.title)
    expect(card).to_contain_text(f"{ACTIVITY.points} points")
    expect(card).to_contain_text(ACTIVITY.summary)


def test_what_the_picker_says_helps_to_choose(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)

    hint = picker.get_by_role("checkbox", name=ACTIVITY.title)

    expect(hint).to_have_accessible_description(re.compile(f"About {ACTIVITY.minutes} minutes"))
    expect(hint).to_have_accessible_description(re.compile("Person-centred practice"))
    expect(hint).to_have_accessible_description(re.compile("not yet reviewed by a clinician"))


def test_choosing_nothing_is_said_where_the_choice_is(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    picker = when_the_course_admin_opens_the_picker(page, lms)

    picker.get_by_role("button", name="Add to course").click()
    picker.get_by_role("link", name="Choose an activity, or cancel").click()

    expect(picker.get_by_role("checkbox").first).to_be_focused()
    expect(picker.get_by_role("alert")).to_contain_text("There is a problem")


def test_cancelling_leaves_the_course_as_it_was(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)

    picker.get_by_role("checkbox").first.check()
    picker.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("status")).to_have_text("Nothing was added.")
    assert not lms.platform.links
