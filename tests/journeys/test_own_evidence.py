"""On a phone: evidence of one's own, from a first thought to a reader, and back again."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from demo.courses import Link
from tests.exchange.uploaded import PDF
from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import PRIYA, SAM, Lms
from tests.journeys.steps import given_an_activity_in_the_course

PHONE = ViewportSize(width=375, height=667)
SAVED = re.compile(r"^Saved \d\d:\d\d$")
TITLE = "A night without an interpreter"


def given_a_visit(page: Page, lms: Lms, link: Link, person: str = SAM) -> str:
    """The address of a new visit that fills the phone."""
    page.set_viewport_size(PHONE)
    page.goto(lms.launch(person, link))
    page.wait_for_url(f"{lms.tool_url}/v/**")
    found = re.match(r".*/v/[^/]+", page.url)
    assert found
    return found.group()


def when_a_reflective_account_is_begun(page: Page, visit: str) -> str:
    page.goto(f"{visit}/portfolio/evidence/new")
    then_everybody_can_use_it(page.main_frame)
    page.get_by_label("Reflective account").check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/edit")
    return page.url.removeprefix(visit).removesuffix("/edit")


def when_it_is_begun_to_be_written(page: Page) -> None:
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What happened?").press_sequentially("We used her son, who is nine")
    page.get_by_label("Person-centred practice").check()
    then_it_is_saved(page)


def then_it_is_saved(page: Page) -> None:
    expect(page.locator("#draft-status[data-state=saved]")).to_have_text(SAVED)


def then_the_draft_is_there(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_label("What happened?")).to_have_value("We used her son, who is nine")
    expect(page.get_by_label("Person-centred practice")).to_be_checked()


def when_the_rest_is_filled_in(page: Page) -> None:
    for name, value in (("Day", "1"), ("Month", "3"), ("Year", "2026")):
        page.get_by_label(name, exact=True).fill(value)
    page.get_by_label("Person-centred approach", exact=True).check()
    why = page.get_by_label("In one sentence: why does it show this?")
    why.locator("visible=true").fill("I asked what mattered, in her language")
    page.get_by_label("Wellbeing").check()
    then_it_is_saved(page)


def when_a_file_is_added(page: Page) -> None:
    page.get_by_role("button", name="Save and add files").click()
    page.wait_for_url("**/files")
    page.get_by_label("Add a file").set_input_files(
        {"name": "poster.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_label("No patient can be recognised in this file").check()
    page.get_by_role("button", name="Add this file").click()
    expect(page.get_by_role("link", name="poster.pdf")).to_be_visible()


def when_it_is_submitted(page: Page, visit: str, piece: str) -> None:
    page.goto(f"{visit}{piece}")
    then_everybody_can_use_it(page.main_frame)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Submit to a course").click()
    expect(page.get_by_text("can read it and its files").first).to_be_visible()
    then_everybody_can_use_it(page.main_frame)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("Waiting for review")).to_be_visible()


def then_it_can_be_read(reader: Page, address: str) -> None:
    reader.goto(address)
    expect(reader.get_by_text("We used her son, who is nine")).to_be_visible()
    expect(reader.get_by_role("link", name="poster.pdf")).to_be_visible()
    then_everybody_can_use_it(reader.main_frame)
    reader.get_by_role("link", name="Review queue").click()
    expect(reader.get_by_role("link", name=TITLE)).to_be_visible()
    then_everybody_can_use_it(reader.main_frame)


def when_it_is_withdrawn(page: Page) -> None:
    page.get_by_role("link", name="Withdraw it").click()
    then_everybody_can_use_it(page.main_frame)
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("Nobody but you can see it now")).to_be_visible()


@pytest.mark.long
def test_evidence_from_a_first_thought_to_a_reader_and_back(
    page: Page, context: BrowserContext, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    link = given_an_activity_in_the_course(lms)
    visit = given_a_visit(page, lms, link)
    piece = when_a_reflective_account_is_begun(page, visit)
    when_it_is_begun_to_be_written(page)

    context.clear_cookies()  # the next day
    visit = given_a_visit(page, lms, link)
    then_the_draft_is_there(page, f"{visit}{piece}/edit")
    when_the_rest_is_filled_in(page)
    then_everybody_can_use_it(page.main_frame)
    when_a_file_is_added(page)
    when_it_is_submitted(page, visit, piece)
    expect(page.get_by_text("Nobody but you has opened it.")).to_be_visible()

    reader = context.new_page()
    address = given_a_visit(reader, lms, link, PRIYA) + piece.replace("portfolio", "review")
    then_it_can_be_read(reader, address)

    page.goto(f"{visit}{piece}")
    expect(page.get_by_text("Priya Raman opened it")).to_be_visible()
    then_everybody_can_use_it(page.main_frame)
    when_it_is_withdrawn(page)
    reader.goto(address)
    expect(reader.get_by_text("There is no such evidence in this course")).to_be_visible()


@pytest.mark.long
def test_two_tabs_with_the_same_evidence_are_shown_side_by_side(
    page: Page, context: BrowserContext, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 409", "status of 422", "Response Status Error")
    visit = given_a_visit(page, lms, given_an_activity_in_the_course(lms))
    piece = when_a_reflective_account_is_begun(page, visit)
    other = context.new_page()
    other.goto(f"{visit}{piece}/edit")
    when_it_is_begun_to_be_written(page)

    other.get_by_label("What happened?").fill("Nobody had booked one")
    expect(other.locator("#draft-status")).to_contain_text("changed in another tab")
    other.get_by_role("button", name="Save", exact=True).click()

    expect(other.get_by_role("alert")).to_contain_text("choose which to keep")
    expect(other.get_by_text("We used her son, who is nine")).to_be_visible()
    expect(other.get_by_label("What happened?")).to_have_value("Nobody had booked one")
    then_everybody_can_use_it(other.main_frame)
    other.get_by_label("What is in this page").check()
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Nobody had booked one")).to_be_visible()
    expect(other.get_by_role("heading", level=1)).to_contain_text(TITLE)


def test_what_is_lacking_is_said_beside_its_field(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    visit = given_a_visit(page, lms, given_an_activity_in_the_course(lms))
    when_a_reflective_account_is_begun(page, visit)

    page.get_by_role("button", name="Save and go on to submit").click()

    summary = page.get_by_role("alert")
    for words in (
        "Title: give",
        "Date: enter",
        "happened: write something",
        "Domains: choose at least one",
    ):
        expect(summary).to_contain_text(words)
    then_everybody_can_use_it(page.main_frame)
    summary.get_by_role("link", name="Domains: choose at least one domain").click()
    expect(page.get_by_label("Person-centred practice")).to_be_focused()


def test_other_prompts_keep_what_was_written_to_these(page: Page, lms: Lms) -> None:
    visit = given_a_visit(page, lms, given_an_activity_in_the_course(lms))
    when_a_reflective_account_is_begun(page, visit)
    page.get_by_label("What happened?").fill("A silence")

    page.get_by_role("button", name="Use the transformative prompts instead").click()
    expect(page.get_by_label("What did not fit?")).to_have_value("")
    expect(page.get_by_text("What you wrote to those prompts is kept.")).to_be_visible()
    page.get_by_label("What did not fit?").fill("Nobody asked")
    page.get_by_role("button", name="Use “What happened").click()

    expect(page.get_by_label("What happened?")).to_have_value("A silence")


def test_enter_in_a_field_saves_and_nothing_else(page: Page, lms: Lms) -> None:
    visit = given_a_visit(page, lms, given_an_activity_in_the_course(lms))
    piece = when_a_reflective_account_is_begun(page, visit)

    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Title").press("Enter")

    page.wait_for_url(f"{visit}{piece}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.get_by_text("Private.")).to_be_visible()


def test_what_was_never_submitted_is_deleted(page: Page, lms: Lms, complaints: Complaints) -> None:
    complaints.expect("status of 422")
    visit = given_a_visit(page, lms, given_an_activity_in_the_course(lms))
    page.goto(f"{visit}/portfolio/evidence/new")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what you want to add")
    then_everybody_can_use_it(page.main_frame)
    piece = when_a_reflective_account_is_begun(page, visit)
    page.goto(f"{visit}{piece}")
    page.get_by_role("link", name="Delete it").click()
    then_everybody_can_use_it(page.main_frame)

    page.get_by_role("button", name="Delete it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("My portfolio")
