"""Every page, for everybody: axe finds nothing, nothing is cut off, nothing lies out of reach."""

import re

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.journeys.chromium import Complaints, Cookies
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import LONG_ENOUGH_TO_BE_SEEN, PRIYA, SAM, Lms
from tests.journeys.steps import (
    ACTIVITY,
    RIGHT,
    WRONG,
    given_an_activity_in_the_course,
    then_the_result_is,
    then_the_score_is_in_the_gradebook,
    when_the_activity_is_opened_in_the_frame,
    when_the_learner_begins,
    when_the_learner_chooses,
    when_the_learner_does_everything,
    when_the_learner_goes_on,
    when_the_learner_reads_up_to_the_questions,
    when_the_learner_submits,
)


def arrive(page: Page, lms: Lms, person: str = SAM) -> Frame:
    """Launch so that the tool fills the tab."""
    [link] = lms.platform.links.values() or [given_an_activity_in_the_course(lms)]
    page.goto(lms.launch(person, link))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    return page.main_frame


def test_the_way_of_a_learner_up_to_the_questions(page: Page, lms: Lms) -> None:
    view = arrive(page, lms)
    then_everybody_can_use_it(view)  # nothing begun

    when_the_learner_begins(view)
    expect(view.get_by_role("button", name="Save and continue")).to_be_visible()
    then_everybody_can_use_it(view)  # a reading

    view = arrive(page, lms)
    when_the_learner_reads_up_to_the_questions(view, "Continue")
    then_everybody_can_use_it(view)  # questions
    when_the_learner_chooses(view, WRONG)
    then_everybody_can_use_it(view)

    view = arrive(page, lms)
    then_everybody_can_use_it(view)  # something begun


@pytest.mark.long
def test_checking_and_submitting(page: Page, lms: Lms, complaints: Complaints) -> None:
    complaints.expect("status of 422")
    view = arrive(page, lms)
    when_the_learner_reads_up_to_the_questions(view)
    when_the_learner_goes_on(view)
    then_everybody_can_use_it(view)  # all is left to answer

    when_the_learner_submits(view)
    expect(view.get_by_role("alert")).to_contain_text("Something is left to do")
    expect(page).to_have_title(re.compile("^Error: Check and submit"))
    then_everybody_can_use_it(view)  # the same as an error

    view.get_by_role("link", name="Answer question 5").click()
    expect(view.locator("#question-p4-q5")).to_be_in_viewport(ratio=0.9)
    when_the_learner_chooses(view, RIGHT)
    when_the_learner_goes_on(view)
    then_everybody_can_use_it(view)  # all is answered


@pytest.mark.long
def test_results(page: Page, lms: Lms) -> None:
    view = arrive(page, lms)
    when_the_learner_does_everything(view, WRONG)
    then_the_score_is_in_the_gradebook(view)
    then_everybody_can_use_it(view)  # not passed
    when_the_learner_does_everything(view, RIGHT, "Try again")
    then_the_score_is_in_the_gradebook(view)
    then_everybody_can_use_it(view)  # passed

    view.get_by_role("link", name="Back to the activity").click()
    expect(view.get_by_role("link", name="Try 2: 8 of 8")).to_be_visible()
    then_everybody_can_use_it(view)  # with results, and a try left


@pytest.mark.long
def test_a_score_on_its_way_and_one_refused(page: Page, lms: Lms) -> None:
    lms.break_scores(*LONG_ENOUGH_TO_BE_SEEN)
    lms.platform.faults.retry_after = "4"
    view = arrive(page, lms)
    when_the_learner_does_everything(view)

    expect(view.locator("#score")).to_contain_text("We keep trying")
    then_everybody_can_use_it(view)
    lms.break_scores(403)
    expect(view.locator("#score")).to_contain_text("Not in your gradebook.")
    then_everybody_can_use_it(view)


def test_the_pages_of_a_course_admin(page: Page, lms: Lms, complaints: Complaints) -> None:
    complaints.expect("status of 422")
    page.goto(lms.picker())
    page.wait_for_url(f"{lms.tool_url}/v/**")
    then_everybody_can_use_it(page.main_frame)  # the picker
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    then_everybody_can_use_it(page.main_frame)  # with its error
    page.get_by_role("button", name=f"Add {ACTIVITY.title}").click()
    expect(page.get_by_role("button", name=f"Remove {ACTIVITY.title}")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Points").fill("none")
    page.get_by_role("button", name="Add to course").click()
    expect(page.get_by_role("alert").filter(has_text="There is a problem")).to_be_visible()
    then_everybody_can_use_it(page.main_frame)  # the details, with an error


def test_the_pages_of_an_instructor(page: Page, lms: Lms) -> None:
    view = arrive(page, lms)
    when_the_learner_does_everything(view)
    then_the_result_is(view, "8 of 8: passed")

    view = arrive(page, lms, PRIYA)
    then_everybody_can_use_it(view)
    for part in ACTIVITY.parts[1:]:
        view.locator("summary").filter(has_text=part.title).click()
    then_everybody_can_use_it(view)  # the preview with all its parts open
    view.get_by_role("link", name="Scores", exact=True).click()
    expect(view.get_by_role("heading", name="Scores of this course")).to_be_visible()
    then_everybody_can_use_it(view)
    view.get_by_role("link", name="Course overview").click()
    expect(view.get_by_role("heading", name="What to do next")).to_be_visible()
    then_everybody_can_use_it(view)


def test_refusals(page: Page, lms: Lms, complaints: Complaints) -> None:
    complaints.expect("status of 403", "status of 404")
    view = arrive(page, lms)
    when_the_learner_begins(view)
    expect(view.get_by_role("button", name="Save and continue")).to_be_visible()
    visit = view.url.partition("/attempts/")[0]

    for address, words in (
        (f"{visit}/attempts/999999/result", "That is not possible"),
        (f"{visit}/scores", "This page is not for your role"),
        (f"{lms.tool_url}/v/{'n' * 32}/activity", "This visit has ended"),
        (f"{lms.tool_url}/nowhere", "Page not found"),
    ):
        view.goto(address)
        expect(view.get_by_role("heading", level=1)).to_have_text(words)
        expect(view.get_by_text("Reference:")).to_be_visible()
        then_everybody_can_use_it(view)


@pytest.mark.parametrize("cookies", [Cookies.NONE], ids=["none"])
def test_the_page_that_offers_a_tab_of_its_own(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, link)

    expect(frame.get_by_role("button", name="Open in a new tab")).to_be_visible()

    then_everybody_can_use_it(frame)
