"""Where no script runs, the loop works in a tab: every step is a link or a button."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, Playwright, expect

from tests.journeys.chromium import Cookies, open_context
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import (
    ACTIVITY,
    RIGHT,
    SINCE,
    given_an_activity_in_the_course,
    then_it_is_the_visit_of,
    then_the_gradebook_shows,
    then_the_result_is,
    when_the_activity_is_opened_in_a_tab,
    when_the_learner_chooses,
    when_the_learner_goes_on,
    when_the_learner_reads_up_to_the_questions,
    when_the_learner_submits,
)

MOST_RELOADS = 120


@pytest.fixture
def context(started_playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser in which scripts are switched off."""
    folder = tmp_path / "profile"
    with open_context(
        started_playwright, folder, Cookies.PARTITIONED, java_script_enabled=False
    ) as opened:
        yield opened


def when_the_platform_lets_somebody_through(page: Page, tool_url: str) -> None:
    """The platform's two pages in between have a button each where no script presses it."""
    for _ in range(2):
        before = page.url
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(lambda url, before=before: url != before)
    page.wait_for_url(f"{tool_url}/v/**")


def then_the_score_has_arrived_after_a_reload(view: Frame) -> None:
    for _ in range(MOST_RELOADS):
        view.page.reload()
        if SINCE.search(view.locator("#score").inner_text()):
            return
        view.page.wait_for_timeout(500)
    raise AssertionError(view.locator("#score").inner_text())


def test_a_learner_gets_from_the_course_to_the_gradebook(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    view = when_the_activity_is_opened_in_a_tab(page, lms, link)
    when_the_platform_lets_somebody_through(view.page, lms.tool_url)
    then_it_is_the_visit_of(view, SAM)

    when_the_learner_reads_up_to_the_questions(view)
    when_the_learner_chooses(view, RIGHT)
    when_the_learner_goes_on(view)
    when_the_learner_submits(view)

    then_the_result_is(view, "8 of 8: passed")
    then_the_score_has_arrived_after_a_reload(view)
    then_the_gradebook_shows(page, lms, "8 / 8", "Completed")


def test_a_course_admin_adds_an_activity(page: Page, lms: Lms) -> None:
    page.goto(lms.picker())
    when_the_platform_lets_somebody_through(page, lms.tool_url)

    page.get_by_role("button", name=f"Add {ACTIVITY.title}").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Add to course").click()
    expect(page.get_by_text("One activity is being added.")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Back to the course").click()

    expect(page.get_by_role("status")).to_have_text("1 activity was added.")


def test_nothing_is_said_to_be_saved_by_itself(page: Page, lms: Lms) -> None:
    page.goto(lms.launch(SAM, given_an_activity_in_the_course(lms)))
    when_the_platform_lets_somebody_through(page, lms.tool_url)
    page.goto(page.url.replace("/activity", "/portfolio/evidence/new"))
    page.get_by_label("Reflective account").check()
    page.get_by_role("button", name="Continue").click()

    expect(page.locator("#draft-status")).to_have_text("", use_inner_text=True)
