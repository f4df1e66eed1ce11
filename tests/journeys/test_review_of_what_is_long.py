"""Reviewing what is long: titles and names without a blank, a comment that is more than fits."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lti_tool.app.building import build_tool
from lti_tool.store.tables import Evidence, Person
from tests.builders import settings_for
from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.pieces import COMMENT, given_pieces, when_the_queue_is_opened
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import given_an_activity_in_the_course
from tests.journeys.test_by_keyboard import when_pressed

LONG = "W" * 180


def given_long_names(folder: Path, lms: Lms) -> None:
    tool = build_tool(settings_for(folder, base_url=lms.tool_url))
    with tool.database.transaction() as session:
        session.query(Evidence).update({Evidence.title: LONG})
        session.query(Person).update({Person.name: LONG})
    tool.close()


@pytest.mark.long
def test_a_title_without_a_blank_makes_no_page_of_review_wider(
    page: Page, lms: Lms, servers_folder: Path
) -> None:
    link = given_an_activity_in_the_course(lms)
    given_pieces(page, lms, link, servers_folder, 2)
    given_long_names(servers_folder, lms)
    visit = when_the_queue_is_opened(page, lms, link)
    then_everybody_can_use_it(page.main_frame)

    when_pressed(page, "Review what has waited longest")
    accept_all = page.get_by_role("button", name="Accept all")
    expect(accept_all).to_be_visible()  # the page has come, and its scripts are there
    then_everybody_can_use_it(page.main_frame)
    accept_all.click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#done")).to_contain_text(LONG)
    then_everybody_can_use_it(page.main_frame)
    page.goto(f"{visit}/review/queue?shown=all")
    then_everybody_can_use_it(page.main_frame)

    page.goto(lms.launch(SAM, link))
    expect(page.get_by_role("main")).to_contain_text("Feedback for you")
    then_everybody_can_use_it(page.main_frame)
    page.get_by_role("link", name="My portfolio").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My portfolio")
    expect(page.get_by_role("main")).to_contain_text("Feedback for you")
    then_everybody_can_use_it(page.main_frame)


def test_keys_decide_once_a_comment_that_was_too_much_is_shorter(
    page: Page, lms: Lms, servers_folder: Path, complaints: Complaints
) -> None:
    complaints.expect("status of 413")
    link = given_an_activity_in_the_course(lms)
    given_pieces(page, lms, link, servers_folder, 2)
    when_the_queue_is_opened(page, lms, link)
    when_pressed(page, "Review what has waited longest")
    page.get_by_role("button", name="Accept all").click()
    expect(page.locator("#draft-status[data-state=saved]")).to_contain_text("Saved")
    page.route("**/draft", lambda route: route.fulfill(status=413, body="Too much"))
    page.get_by_label(COMMENT).fill("Far too much")
    expect(page.locator("#draft-status")).to_contain_text("There is more here than can be kept")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("Piece 01")

    page.unroute("**/draft")
    page.get_by_label(COMMENT).fill("Enough")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#done")).to_contain_text("Decided")
