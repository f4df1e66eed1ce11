"""The browser's Back button shows a page that makes sense, wherever it is pressed."""

import pytest
from playwright.sync_api import Error, Frame, Page, expect

from tests.journeys.chromium import LONGEST_WAIT_MS, Complaints
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import (
    RIGHT,
    given_an_activity_in_the_course,
    then_it_is_the_visit_of,
    then_the_result_is,
    then_these_are_chosen,
    when_the_activity_is_opened_in_a_tab,
    when_the_activity_is_opened_in_the_frame,
    when_the_learner_begins,
    when_the_learner_chooses,
    when_the_learner_does_everything,
    when_the_learner_goes_on,
    when_the_learner_reads_up_to_the_questions,
)


def when_back_is_pressed(page: Page) -> None:
    _when_going(page, "back")


def when_forward_is_pressed(page: Page) -> None:
    _when_going(page, "forward")


def _when_going(page: Page, direction: str) -> None:
    """A page from the past comes without an event to wait for, and may lead on by itself."""
    for frame in page.frames:
        frame.evaluate("window.isLeft = true")
    page.evaluate(f"() => {{ setTimeout(() => history.{direction}()) }}")  # answered before it goes
    for _ in range(LONGEST_WAIT_MS // 50):
        page.wait_for_timeout(50)
        if any(_is_another(frame) for frame in page.frames):
            break
    page.wait_for_load_state("networkidle")


def _is_another(frame: Frame) -> bool:
    """Whether the page that was left has made room."""
    try:
        return not frame.evaluate("window.isLeft === true")
    except Error:  # it is just making room
        return False


def then_the_tool_shows_no_error(page: Page, lms: Lms) -> None:
    for frame in page.frames:
        if frame.url.startswith(lms.tool_url):
            expect(frame.get_by_text("Reference:")).to_have_count(0)


def in_a_tab(page: Page, lms: Lms) -> Frame:
    return when_the_activity_is_opened_in_a_tab(page, lms, given_an_activity_in_the_course(lms))


def test_back_from_the_result_stays_at_the_result(page: Page, lms: Lms) -> None:
    view = in_a_tab(page, lms)
    when_the_learner_does_everything(view)
    then_the_result_is(view, "8 of 8: passed")

    for _ in range(2):
        when_back_is_pressed(view.page)

        then_the_result_is(view, "8 of 8: passed")


@pytest.mark.long
def test_back_from_the_last_page_shows_what_was_answered(page: Page, lms: Lms) -> None:
    view = in_a_tab(page, lms)
    when_the_learner_reads_up_to_the_questions(view)
    when_the_learner_chooses(view, RIGHT)
    when_the_learner_goes_on(view)

    when_back_is_pressed(view.page)

    then_these_are_chosen(view, RIGHT)


@pytest.mark.long
def test_back_from_the_first_part_leads_to_the_activity(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    view = when_the_activity_is_opened_in_the_frame(page, lms, link)
    when_the_learner_begins(view)
    expect(view.get_by_role("button", name="Save and continue")).to_be_visible()

    when_back_is_pressed(page)

    then_it_is_the_visit_of(view, SAM)
    expect(view.get_by_role("button", name="Continue", exact=True)).to_be_visible()


def test_back_past_the_launch_and_forward_again(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    """Which page lies there is the browser's matter: the course, or the platform's own in between.

    The platform takes each launch once, and refuses the second in its own words. Whichever it is,
    nothing of the tool's is broken by it, and Forward leads to the activity.
    """
    complaints.expect("status of 400 (BAD REQUEST) (http://127.0.0.1")
    link = given_an_activity_in_the_course(lms)
    page.goto(lms.course(SAM))
    page.goto(lms.launch(SAM, link))
    then_it_is_the_visit_of(page.main_frame, SAM)

    when_back_is_pressed(page)
    then_the_tool_shows_no_error(page, lms)
    when_forward_is_pressed(page)

    then_it_is_the_visit_of(page.main_frame, SAM)
    when_the_learner_does_everything(page.main_frame)
    then_the_result_is(page.main_frame, "8 of 8: passed")
