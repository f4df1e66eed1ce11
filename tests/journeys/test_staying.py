"""A visit does not end without a warning, and one key keeps it."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import given_an_activity_in_the_course

BEFORE_THE_WARNING = 11 * 60 * 60 * 1000
UNTIL_THE_WARNING = 50 * 60 * 1000
TEN_MINUTES = 10 * 60 * 1000


@pytest.fixture
def visit(page: Page, lms: Lms) -> Page:
    page.clock.install()
    page.goto(lms.launch(SAM, given_an_activity_in_the_course(lms)))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    page.clock.fast_forward(BEFORE_THE_WARNING)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.clock.fast_forward(UNTIL_THE_WARNING)
    return page


def test_a_visit_is_kept_with_one_button(visit: Page) -> None:
    warning = visit.get_by_role("alert")
    expect(warning).to_contain_text("Your visit ends at")
    then_everybody_can_use_it(visit.main_frame)

    visit.get_by_role("button", name="Stay").press("Enter")
    expect(warning).to_have_count(0)

    visit.clock.fast_forward(2 * TEN_MINUTES)
    expect(warning).to_have_count(0)


def test_an_ended_visit_says_what_to_do(visit: Page, complaints: Complaints) -> None:
    visit.clock.fast_forward(TEN_MINUTES)

    expect(visit.get_by_role("alert")).to_contain_text("Your visit may have ended")
    expect(visit.get_by_role("alert")).to_contain_text("open it again from your course")
    visit.context.clear_cookies()
    complaints.expect("status of 403")
    visit.get_by_role("button", name="Stay").press("Enter")

    expect(visit.get_by_role("alert")).to_contain_text("Your visit has ended")
    expect(visit.get_by_role("button", name="Stay")).to_have_count(0)


def test_a_tab_that_is_used_keeps_the_others_from_saying_that_the_visit_ends(visit: Page) -> None:
    expect(visit.get_by_role("alert")).to_contain_text("Your visit ends at")

    other = visit.context.new_page()
    other.goto(visit.url)

    expect(visit.get_by_role("alert")).to_have_count(0)
