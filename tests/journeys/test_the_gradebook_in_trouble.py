"""The platform's gradebook is down, or says no: learner and instructor see where the score is."""

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.journeys.chromium import Complaints
from tests.journeys.servers import LONG_ENOUGH_TO_BE_SEEN, NAMES, PRIYA, SAM, Lms
from tests.journeys.steps import (
    given_an_activity_in_the_course,
    then_the_gradebook_shows,
    then_the_score_is_in_the_gradebook,
    when_the_activity_is_opened_in_a_tab,
    when_the_learner_does_everything,
)
from tests.worker.workers import held


def given_a_submitted_try(page: Page, lms: Lms) -> Frame:
    link = given_an_activity_in_the_course(lms)
    view = when_the_activity_is_opened_in_a_tab(page, lms, link)
    when_the_learner_does_everything(view)
    return view


def when_the_instructor_looks_at_the_scores(page: Page, lms: Lms) -> Frame:
    [link] = lms.platform.links.values()
    view = when_the_activity_is_opened_in_a_tab(page, lms, link, PRIYA)
    view.get_by_role("link", name="Scores", exact=True).click()
    return view


@pytest.mark.long
def test_a_gradebook_that_is_down_for_a_while_gets_the_score_later(page: Page, lms: Lms) -> None:
    lms.break_scores(*LONG_ENOUGH_TO_BE_SEEN)
    lms.platform.faults.retry_after = "8"

    view = given_a_submitted_try(page, lms)

    expect(view.locator("#score")).to_contain_text("On its way to your gradebook.")
    expect(view.locator("#score")).to_contain_text("It has not been taken yet.")
    lms.break_scores()  # it works again
    then_the_score_is_in_the_gradebook(view)
    then_the_gradebook_shows(page, lms, "8 / 8", "Completed")


def test_a_score_that_the_platform_refuses_is_shown_as_such(page: Page, lms: Lms) -> None:
    lms.break_scores(403)

    view = given_a_submitted_try(page, lms)

    expect(view.locator("#score")).to_contain_text("Not in your gradebook.")
    expect(view.locator("#score")).to_contain_text("Your result and your evidence are kept here")
    scores = when_the_instructor_looks_at_the_scores(page, lms)
    row = scores.get_by_role("listitem").filter(has_text=NAMES[SAM]).first
    expect(row).to_contain_text("Refused")
    expect(row).to_contain_text("does not let this tool write into that column.")
    expect(row).to_contain_text("Your learning platform answered: 403")

    row.get_by_role("button", name="Send again").click()
    expect(scores.get_by_role("status")).to_have_text("1 score was sent on its way again.")
    view.goto(view.url)
    then_the_score_is_in_the_gradebook(view)  # its page asks until it is there
    then_the_gradebook_shows(page, lms, "8 / 8", "Completed")


@pytest.mark.long
def test_the_line_of_the_score_survives_a_lost_network(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page.context.route("**/score?*", lambda route: route.abort("internetdisconnected"))
    with held(lms.platform, "accept_score", after=False):
        view = given_a_submitted_try(page, lms)
        then_the_gradebook_shows(page, lms, "No score yet")
        expect(view.locator("#score")).to_contain_text("On its way to your gradebook.")

    page.context.unroute("**/score?*")

    then_the_score_is_in_the_gradebook(view)
