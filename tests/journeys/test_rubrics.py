"""What an instructor decides by, seen by everybody before and beside the work."""

from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from lti_tool.exchange.activities import read_activity
from tests.builders import CONTENT
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import PRIYA, SAM, Lms
from tests.journeys.steps import when_the_learner_goes_on

JUDGED = read_activity(CONTENT / "activities" / "the-people-who-did-not-come.md")
PLACED: dict[str, Any] = {
    "title": JUDGED.title,
    "custom": {"activity": JUDGED.code},
    "lineItem": {"scoreMaximum": JUDGED.points, "label": JUDGED.title, "resourceId": JUDGED.code},
}


def then_all_levels_are_visible(view: Frame) -> None:
    for criterion in JUDGED.rubric:
        for level in criterion.levels:
            expect(view.get_by_text(level.text).filter(visible=True)).to_have_count(1)


@pytest.mark.long
def test_a_rubric_is_read_before_anything_begins_and_beside_the_work(page: Page, lms: Lms) -> None:
    link = lms.place(**PLACED)
    page.goto(lms.launch(SAM, link))
    view = page.main_frame
    expect(view.get_by_role("button", name="Start")).to_be_visible()
    then_all_levels_are_visible(view)
    then_everybody_can_use_it(view)

    view.get_by_role("button", name="Start").click()
    expect(view.get_by_role("heading", name="An empty chair")).to_be_visible()
    when_the_learner_goes_on(view)
    expect(view.get_by_role("heading", name="Your account")).to_be_visible()
    fold = view.locator("summary", has_text="How an instructor decides")
    fold.focus()
    page.keyboard.press("Enter")
    then_all_levels_are_visible(view)
    then_everybody_can_use_it(view)

    page.goto(lms.launch(PRIYA, link))
    expect(view.get_by_text("This is a preview for instructors")).to_be_visible()
    then_all_levels_are_visible(view)
    then_everybody_can_use_it(view)
