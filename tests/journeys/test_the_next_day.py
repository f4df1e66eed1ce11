"""A learner comes back next day, on another device: the draft is where it was."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import Lms
from tests.journeys.steps import when_the_learner_begins
from tests.journeys.test_writing_and_logging import PHONE, given_the_week_in_the_course

A_DAY_AGO = "2020-01-01 00:00:00"


def when_a_night_has_passed(folder: Path) -> None:
    """No visit lasts as long as a night."""
    with closing(sqlite3.connect(folder / "tool.sqlite", timeout=60)) as database:
        database.execute("UPDATE visit SET ends_at = ?", (A_DAY_AGO,))
        database.commit()


def when_the_part_is_opened(page: Page, part: str) -> None:
    page.goto(f"{page.url.rpartition('/')[0]}/{part}")


def when_it_is_typed(page: Page, part: str, field: str, words: str) -> None:
    when_the_part_is_opened(page, part)
    page.locator(field).first.press_sequentially(words)
    expect(page.locator("#draft-status[data-state=saved]")).to_contain_text("Saved")


@pytest.mark.long
def test_a_draft_of_yesterday_is_gone_on_with(
    page: Page, lms: Lms, servers_folder: Path, complaints: Complaints
) -> None:
    page.set_viewport_size(PHONE)
    address = given_the_week_in_the_course(lms)
    page.goto(address)
    page.wait_for_url(f"{lms.tool_url}/v/**")
    when_the_learner_begins(page.main_frame)
    when_it_is_typed(page, "p2", "input[name=entry-setting]", "A kitch")
    when_it_is_typed(page, "p3", "textarea", "Half a thought")

    when_a_night_has_passed(servers_folder)
    complaints.expect("403")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ended")
    then_everybody_can_use_it(page.main_frame)
    page.context.clear_cookies()

    page.set_viewport_size(PHONE)
    page.goto(address)
    page.wait_for_url(f"{lms.tool_url}/v/**")
    expect(page.get_by_text("Your answers were saved on")).to_be_visible()
    when_the_learner_begins(page.main_frame, "Continue")
    when_the_part_is_opened(page, "p3")
    expect(page.locator("textarea").first).to_have_value("Half a thought")
    when_the_part_is_opened(page, "p2")
    expect(page.get_by_label("Setting")).to_have_value("A kitch")
