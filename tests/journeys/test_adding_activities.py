"""A course admin chooses activities inside the course."""

import re

import pytest
from playwright.sync_api import Frame, Page, Route, expect

from tests.journeys.chromium import Complaints, Cookies
from tests.journeys.servers import PRIYA, Lms
from tests.journeys.steps import (
    ACTIVITY,
    held_up,
    then_one_is_held,
    when_the_course_admin_opens_the_picker,
)

ANOTHER = "The work of being ill"

ALL_FOUND = re.compile(r"^1\d activities found$")  # other journeys may publish one more


def when_added(picker: Frame, title: str) -> None:
    picker.get_by_role("button", name=f"Add {title}").click()
    expect(picker.get_by_role("button", name=f"Remove {title}")).to_be_focused()
    # It stays where it was pressed, also far down.
    expect(picker.get_by_role("button", name=f"Remove {title}")).to_be_in_viewport()


def when_handed_over(picker: Frame) -> None:
    picker.get_by_role("button", name="Continue").click()
    picker.get_by_role("button", name="Add to course").click()


@pytest.mark.parametrize(
    "cookies",
    [Cookies.PARTITIONED, pytest.param(Cookies.ALLOWED, marks=pytest.mark.long)],
)
def test_a_chosen_activity_is_in_the_course_with_its_points(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)

    when_added(picker, ACTIVITY.title)
    when_handed_over(picker)

    expect(page.get_by_role("status")).to_have_text("1 activity was added.")
    card = page.get_by_role("listitem").filter(has_text=ACTIVITY.title)
    expect(card).to_contain_text(f"{ACTIVITY.points} points")
    expect(card).to_contain_text(ACTIVITY.summary)


def test_what_the_picker_says_helps_to_choose(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)

    row = picker.get_by_role("listitem").filter(has_text=ACTIVITY.title)

    expect(row).to_contain_text(f"{ACTIVITY.minutes} minutes · {ACTIVITY.points} points")
    expect(row).to_contain_text("Person-centred practice")
    expect(row).to_contain_text("not yet reviewed by a clinician")


def test_a_search_finds_as_one_types_and_says_how_many(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)
    expect(picker.get_by_role("status").first).to_have_text(ALL_FOUND)

    picker.get_by_role("searchbox").press_sequentially("medicines that")

    expect(picker.get_by_role("status").first).to_have_text("1 activity found")
    expect(picker.get_by_role("searchbox")).to_be_focused()
    when_added(picker, ACTIVITY.title)
    said = re.compile("With your choice this course would cover [2-6] of 6 domains")
    expect(picker.get_by_text(said)).to_be_visible()
    picker.get_by_role("link", name=f"Preview {ACTIVITY.title}").click()
    picker.get_by_role("link", name="Back to the activities").first.click()
    expect(picker.get_by_role("searchbox")).to_have_value("medicines that")
    picker.get_by_role("link", name="Clear").click()
    expect(picker.get_by_role("status").first).to_have_text(ALL_FOUND)
    expect(picker.get_by_text("1 chosen").last).to_be_visible()


def test_filters_narrow_what_is_found(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)

    picker.get_by_text("Filter by domain").click()
    picker.get_by_label("Length").select_option("Up to 30 minutes")
    expect(picker.get_by_text("1 set")).to_be_visible()
    picker.get_by_label("Domain").select_option("Environmental sustainability")

    expect(picker.get_by_text("2 set")).to_be_visible()
    facts = picker.locator(".picker-choice__facts").all_inner_texts()
    assert facts
    assert all(int(re.findall(r"^\d+", one)[0]) <= 30 for one in facts)


def test_a_filter_that_is_set_before_the_scripts_have_arrived_counts_when_they_have(
    page: Page, lms: Lms
) -> None:
    with held_up(page.context, "**/htmx.min.js*") as held:
        page.goto(lms.picker(), wait_until="commit")
        page.get_by_text("Filter by domain").click()
        page.get_by_label("Length").select_option("Up to 30 minutes")
        then_one_is_held(page, held).continue_()

        expect(page.get_by_text("1 set")).to_be_visible()


def test_what_the_course_has_already_is_marked(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)
    when_added(picker, ACTIVITY.title)
    when_handed_over(picker)
    expect(page.get_by_role("status")).to_have_text("1 activity was added.")

    picker = when_the_course_admin_opens_the_picker(page, lms)

    row = picker.get_by_role("listitem").filter(has_text=ACTIVITY.title)
    expect(row).to_contain_text(re.compile("Sent to your course on|In this course"))


def test_choosing_nothing_is_said_where_the_choice_is(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    picker = when_the_course_admin_opens_the_picker(page, lms)

    picker.get_by_role("button", name="Continue").click()
    picker.get_by_role("link", name="Choose an activity, or cancel").click()

    expect(picker.get_by_role("button", name=re.compile("^Add ")).first).to_be_focused()
    expect(picker.get_by_role("alert")).to_contain_text("There is a problem")


def test_cancelling_leaves_the_course_as_it_was(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)

    when_added(picker, ANOTHER)
    picker.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("status")).to_have_text("Nothing was added.")
    assert not lms.platform.links


def test_a_visit_that_ended_is_said_and_not_passed_over(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 4")
    picker = when_the_course_admin_opens_the_picker(page, lms)
    page.context.clear_cookies()

    picker.get_by_role("button", name=f"Add {ACTIVITY.title}").click()

    expect(picker.get_by_role("heading", name="This visit has ended")).to_be_visible()
    assert lms.course(PRIYA) in page.url


def test_what_was_typed_stays_where_a_step_could_not_be_done(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 4")
    picker = when_the_course_admin_opens_the_picker(page, lms)
    for title in (ANOTHER, ACTIVITY.title):
        when_added(picker, title)
    picker.get_by_role("button", name="Continue").click()
    picker.get_by_label("Title in the course").first.fill("Week 1")
    picker.wait_for_load_state()  # its scripts are there then
    page.context.clear_cookies()

    picker.get_by_role("button", name="Move down").first.click()

    expect(picker.get_by_role("alert")).to_contain_text("What you typed is still here")
    expect(picker.get_by_label("Title in the course").first).to_have_value("Week 1")


def test_on_a_slow_line_nothing_that_was_pressed_is_lost(page: Page, lms: Lms) -> None:
    picker = when_the_course_admin_opens_the_picker(page, lms)
    held: list[Route] = []
    is_slow = True

    def wait(route: Route) -> None:
        if is_slow:
            held.append(route)
        else:
            route.continue_()

    page.context.route("**/picker/choice", wait)

    for title in (ANOTHER, ACTIVITY.title):
        picker.get_by_role("button", name=f"Add {title}").click()
    picker.get_by_role("button", name="Continue").click()
    page.wait_for_timeout(300)
    expect(picker.get_by_role("heading", name="Add activities")).to_be_visible()
    is_slow = False
    for route in held:
        route.continue_()

    expect(picker.get_by_role("heading", name="Check the 2 items that you add")).to_be_visible()
    picker.get_by_role("button", name="Add to course").click()
    expect(page.get_by_role("status")).to_have_text("2 activities were added.")
