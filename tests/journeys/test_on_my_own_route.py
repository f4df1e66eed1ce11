"""A learner does an activity that is not in the course, on a phone: evidence, and no score."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Response, ViewportSize, expect

from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import MEI, SAM, Lms
from tests.journeys.steps import (
    MOST_LOOKS,
    given_an_activity_in_the_course,
    then_the_draft_is_saved,
    when_the_learner_begins,
    when_the_learner_goes_on,
)

PHONE = ViewportSize(width=390, height=844)
CODE = "what-matters-to-you"
WHY = "I asked what a day is like before I looked at the tablets."
OUTCOME = "Person-centred approach"


def given_a_visit(page: Page, lms: Lms, person: str) -> str:
    """A visit that began with another activity, on a phone.

    What is in no course is not emptied with the courses: each story is somebody else's.
    """
    page.set_viewport_size(PHONE)
    page.goto(lms.launch(person, given_an_activity_in_the_course(lms)))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    return "/".join(page.url.split("/")[:5])


def when_the_learner_opens_it(page: Page, visit: str) -> None:
    page.goto(f"{visit}/activities/{CODE}")
    expect(page.get_by_text("No score is sent.")).to_be_visible()


def when_the_learner_does_it(page: Page) -> None:
    when_the_learner_begins(page.main_frame)
    for _ in range(2):
        when_the_learner_goes_on(page.main_frame)
    texts = page.locator("textarea")
    for number in range(texts.count()):
        texts.nth(number).fill("I went along to the clinic, and waited too.")
    when_the_learner_goes_on(page.main_frame)
    expect(page.get_by_role("heading", name="Check and submit")).to_be_visible()


def then_it_looks_right(page: Page) -> None:
    then_everybody_can_use_it(page.main_frame)
    page.set_viewport_size(PHONE)


def saves_picks(answer: Response) -> bool:
    """Whether it answers a draft, and not a look for patients' identifiers."""
    return answer.request.method == "POST" and not answer.url.endswith("/identifiers")


@pytest.mark.long
def test_an_activity_that_is_not_in_the_course(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    when_the_learner_opens_it(page, given_a_visit(page, lms, SAM))
    then_it_looks_right(page)
    when_the_learner_does_it(page)

    expect(page.get_by_label("Why?")).to_be_hidden()
    page.get_by_role("checkbox", name=OUTCOME).check()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in one sentence why")
    then_it_looks_right(page)
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#reason-PO1")).to_be_focused()
    with page.expect_response(saves_picks):
        page.keyboard.insert_text(WHY)  # the page says of what was saved before that it is saved
    then_the_draft_is_saved(page.main_frame)

    page.goto(page.url)
    expect(page.get_by_role("checkbox", name=OUTCOME)).to_be_checked()
    expect(page.get_by_label("Why?")).to_have_value(WHY)
    page.get_by_role("button", name="Submit").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Complete")
    for words in ("no score was sent", "It is private: only you see it", WHY):
        expect(page.get_by_text(words)).to_be_visible()
    then_it_looks_right(page)
    assert lms.platform.scores == []
    page.get_by_role("link", name="See it in your portfolio").click()
    expect(page).to_have_url(re.compile(r"/portfolio/evidence/\d+$"))
    expect(page.get_by_text(WHY)).to_be_visible()


def test_what_was_picked_is_there_after_leaving_at_once(
    page: Page, lms: Lms, context: BrowserContext
) -> None:
    visit = given_a_visit(page, lms, MEI)
    when_the_learner_opens_it(page, visit)
    when_the_learner_does_it(page)
    page.get_by_role("checkbox", name=OUTCOME).check()
    page.get_by_label("Why?").fill(WHY)
    checking = page.url

    page.goto(f"{visit}/activity")
    again = context.new_page()
    again.goto(checking)

    outcome = again.get_by_role("checkbox", name=OUTCOME)
    why = again.get_by_label("Why?")
    for _ in range(MOST_LOOKS):  # what a page sends on leaving may come after the next one is asked
        expect(outcome).to_be_visible()
        if outcome.is_checked() and why.input_value() == WHY:
            break
        again.wait_for_timeout(500)
        again.reload()
    expect(outcome).to_be_checked()
    expect(why).to_have_value(WHY)
