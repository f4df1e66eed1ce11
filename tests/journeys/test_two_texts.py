"""Somebody writes in two tabs at once: nothing is lost, and they say which text counts."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import Lms
from tests.journeys.steps import when_the_learner_begins
from tests.journeys.test_writing_and_logging import PHONE, given_the_week_in_the_course


def when_it_is_written(page: Page, words: str) -> None:
    page.locator("textarea").first.press_sequentially(words)
    expect(page.locator("#draft-status[data-state=saved]")).to_contain_text("Saved")


def test_two_tabs_keep_both_texts_until_one_is_chosen(page: Page, lms: Lms) -> None:
    page.set_viewport_size(PHONE)
    page.goto(given_the_week_in_the_course(lms))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    when_the_learner_begins(page.main_frame)
    page.goto(page.url.rpartition("/")[0] + "/p3")
    other = page.context.new_page()
    other.set_viewport_size(PHONE)
    other.goto(page.url)

    when_it_is_written(page, "On the train")
    when_it_is_written(other, "At the kitchen table")

    other.get_by_role("link", name="choose which one counts").click()
    expect(other.get_by_text("On the train")).to_have_count(2)  # in its field, and beside the other
    expect(other.get_by_text("At the kitchen table")).to_be_visible()
    then_everybody_can_use_it(other.main_frame)
    other.set_viewport_size(PHONE)
    expect(other.locator("strong").filter(has_text="Saved at")).to_be_visible()
    other.get_by_role("button", name=re.compile("Keep this text ?: Typed at")).press("Enter")

    expect(other.locator("textarea").first).to_have_value("At the kitchen table")
    expect(other.get_by_role("heading", name="Two texts were written here")).to_have_count(0)
