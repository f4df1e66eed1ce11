"""A learner on a phone sees the portfolio fill, opens what is missing, and prints what there is."""

import re

from playwright.sync_api import Frame, Page, ViewportSize, expect

from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import (
    given_an_activity_in_the_course,
    then_the_result_is,
    when_the_learner_begins,
    when_the_learner_does_everything,
)

PHONE = ViewportSize(width=390, height=844)
PAPER = ViewportSize(width=680, height=960)  # what A4 leaves between its margins
MISSING = "A moment for prevention"
_CUT_OFF = """() => [...document.querySelectorAll("table, th, td, caption, h1, h2, h3")]
    .filter(one => one.checkVisibility())
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        || one.scrollWidth > one.clientWidth + 1)
    .map(one => one.outerHTML.slice(0, 100))"""
_LINKS_SPELT_OUT = """() => [...document.querySelectorAll("main a")]
    .filter(one => one.checkVisibility())
    .map(one => getComputedStyle(one, "::after").content)
    .filter(said => !["none", "normal"].includes(said))"""


def given_a_learner_on_a_phone(page: Page, lms: Lms) -> Frame:
    page.set_viewport_size(PHONE)
    page.goto(lms.launch(SAM, given_an_activity_in_the_course(lms)))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    return page.main_frame


def when_the_portfolio_is_opened(view: Frame) -> None:
    view.get_by_role("banner").get_by_role("link", name="My portfolio").click()
    expect(view.get_by_role("heading", level=1, name="My portfolio")).to_be_visible()


def when_what_is_missing_is_begun(view: Frame) -> None:
    when_the_portfolio_is_opened(view)
    view.get_by_role("link", name=MISSING).click()
    expect(view.get_by_role("heading", level=1)).to_contain_text(MISSING)
    when_the_learner_begins(view)


def then_coverage_says(view: Frame, domain: str, *numbers: str) -> None:
    row = view.get_by_role("row").filter(has=view.get_by_role("rowheader", name=domain, exact=True))
    cells = row.get_by_role("cell")
    expect(cells).to_have_count(len(numbers))
    for place, number in enumerate(numbers):
        expect(cells.nth(place)).to_have_text(re.compile(rf"^\s*\D*{number}\b"))


def then_it_fits_on_paper(page: Page) -> None:
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    expect(page.get_by_text("Sam Okafor, as it was on")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Accepted").first).to_be_visible()
    for hidden in ("Portfolio", "Pages"):
        expect(page.get_by_role("navigation", name=hidden)).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    assert page.evaluate(_CUT_OFF) == []
    assert page.evaluate(_LINKS_SPELT_OUT) == []
    page.emulate_media(media="screen")
    page.set_viewport_size(PHONE)


def test_a_portfolio_fills_and_leads_to_what_is_missing(page: Page, lms: Lms) -> None:
    view = given_a_learner_on_a_phone(page, lms)
    when_the_portfolio_is_opened(view)
    then_coverage_says(view, "Complex multimorbidity", "0", "0", "0")
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)

    view.get_by_role("button", name="Open the activity of this course").click()
    when_the_learner_does_everything(view)
    then_the_result_is(view, "8 of 8: passed")
    when_the_portfolio_is_opened(view)
    then_coverage_says(view, "Complex multimorbidity", "0", "0", "1")
    then_coverage_says(view, "System working", "0", "0", "0")
    then_it_fits_on_paper(page)
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)

    view.get_by_role("link", name="1 piece: Accepted, Complex multimorbidity").click()
    expect(view.get_by_role("heading", level=2, name="1 piece")).to_be_visible()
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)
    view.get_by_role("link", name="Medicines that add up").click()
    expect(view.get_by_role("heading", level=1)).to_contain_text("Medicines that add up")

    when_what_is_missing_is_begun(view)
    when_the_portfolio_is_opened(view)
    expect(view.get_by_role("link", name=f"Go on with {MISSING}")).to_be_visible()


def test_an_activity_is_found_by_keyboard_and_by_its_words(page: Page, lms: Lms) -> None:
    view = given_a_learner_on_a_phone(page, lms)
    when_the_portfolio_is_opened(view)
    view.get_by_role("link", name="Find an activity", exact=True).press("Enter")
    then_everybody_can_use_it(view)
    page.set_viewport_size(PHONE)
    view.locator("summary").press("Enter")
    view.get_by_label("Kind").select_option("Experienced")
    view.get_by_label("Words").fill("team")
    view.get_by_label("Words").press("Enter")
    expect(view.get_by_role("link", name="Show all activities")).to_be_visible()
    expect(view.get_by_role("heading", name="A week with another team")).to_be_visible()
    then_everybody_can_use_it(view)


def test_the_button_that_prints_is_there_only_where_it_works(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("print.js")
    view = given_a_learner_on_a_phone(page, lms)
    when_the_portfolio_is_opened(view)
    view.evaluate("window.print = () => { window.hasPrinted = true; }")
    view.get_by_role("button", name="Print this page").click()
    assert view.evaluate("window.hasPrinted")
    page.route("**/print.js", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("button", name="Print this page")).to_be_hidden()
