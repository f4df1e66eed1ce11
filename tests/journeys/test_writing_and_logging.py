"""A learner keeps a log and writes a reflection on a phone: saved as it is typed, for everybody."""

import re

from playwright.sync_api import Frame, Page, ViewportSize, expect

from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import when_the_learner_begins, when_the_learner_goes_on

PHONE = ViewportSize(width=375, height=667)
CODE = "a-week-with-another-team"


def given_the_week_in_the_course(lms: Lms) -> str:
    column = {"scoreMaximum": 1, "label": "A week", "resourceId": CODE}
    return lms.launch(SAM, lms.place(custom={"activity": CODE}, lineItem=column))


def when_the_learner_adds_entries(view: Frame, most: int) -> None:
    for number in range(1, most + 1):
        for field, text in (("day", str(number)), ("month", "3"), ("year", "2026")):
            view.locator(f"#entry-{field}").fill(text)
        view.get_by_label("Setting").fill("A kitchen")
        view.get_by_label("Your role").fill("Visitor")
        view.get_by_label("Hours").fill("3")
        view.get_by_label("What you did").fill("Peeled, listened")
        view.get_by_role("button", name="Add this entry").click()
        expect(view.get_by_text(f"{number} of 4 entries")).to_be_visible()


def when_the_learner_writes(view: Frame, words: str) -> None:
    texts = view.locator("textarea")
    texts.first.press_sequentially(words)
    expect(view.locator(".tool-words").first).to_contain_text("you have 4")
    expect(view.locator("#draft-status[data-state=saved]")).to_have_text(re.compile("Saved"))
    view.goto(view.url)
    expect(texts.first).to_have_value(words)


def test_a_log_and_a_reflection_on_a_phone(page: Page, lms: Lms) -> None:
    page.set_viewport_size(PHONE)
    page.goto(given_the_week_in_the_course(lms))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    view = page.main_frame
    when_the_learner_begins(view)
    when_the_learner_goes_on(view)

    when_the_learner_adds_entries(view, 4)
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)
    view.get_by_label("I have finished this log").check()
    expect(view.locator("#draft-status[data-state=saved]")).to_have_text(re.compile("Saved"))
    when_the_learner_goes_on(view)

    when_the_learner_writes(view, "They know every name")
    texts = view.locator("textarea")
    for number in range(1, texts.count()):
        texts.nth(number).fill("More")
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)
    when_the_learner_goes_on(view)
    then_everybody_can_use_it(view)
    view.get_by_role("button", name="Submit").click()
    expect(view.get_by_role("heading", level=1)).to_contain_text("Complete")
    expect(view.get_by_text("They know every name")).to_be_visible()
    then_everybody_can_use_it(view)
