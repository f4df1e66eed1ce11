"""Two instructors decide about one piece at once: one is told, and nothing typed is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.pieces import COMMENT, given_pieces, when_the_queue_is_opened
from tests.journeys.servers import PRIYA, Lms
from tests.journeys.steps import given_an_activity_in_the_course

ALEX = "2"
THOUGHTS = "I would rather see what you changed afterwards."


@pytest.mark.long
def test_who_is_second_is_told_and_decides_again(
    page: Page, lms: Lms, servers_folder: Path, complaints: Complaints
) -> None:
    link = given_an_activity_in_the_course(lms)
    given_pieces(page, lms, link, servers_folder, 1)
    late = page.context.new_page()
    for tab, person in ((page, PRIYA), (late, ALEX)):
        when_the_queue_is_opened(tab, lms, link, person)
        tab.get_by_role("button", name="Review what has waited longest").click()
    late.get_by_label(COMMENT).fill(THOUGHTS)
    late.get_by_label("Not yet").first.check()
    late.get_by_label("What is missing").first.fill("What came of it.")

    page.bring_to_front()
    page.get_by_role("button", name="Accept all").click()
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.locator("#done")).to_contain_text("Decided: Piece 01")
    late.bring_to_front()
    late.get_by_role("button", name="Accept all").click()
    complaints.expect("409")
    late.get_by_role("button", name="Decide", exact=True).click()

    expect(late.get_by_role("alert")).to_contain_text("Nothing was decided")
    expect(late.get_by_role("alert")).to_contain_text("Decided by Priya Raman on")
    expect(late.get_by_label(COMMENT)).to_have_value(THOUGHTS)
    expect(late.get_by_label("Not yet").first).to_be_checked()  # not accepted with the others
    then_everybody_can_use_it(late.main_frame)
    late.get_by_role("button", name="Replace the decision").click()
    expect(late.locator("#done")).to_contain_text("Decided: Piece 01")
