"""A patient's name is noticed while it is typed, and once more before a course reads it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import Lms
from tests.journeys.steps import given_an_activity_in_the_course
from tests.journeys.test_own_evidence import (
    given_a_visit,
    then_it_is_saved,
    when_a_reflective_account_is_begun,
    when_it_is_begun_to_be_written,
    when_the_rest_is_filled_in,
)

WARNED = "“Mrs Oakes” looks like a name"


def when_a_name_is_typed(page: Page) -> None:
    text = page.get_by_label("What happened?")
    text.press_sequentially(". Mrs Oakes wept")
    warning = page.locator("#happened-w1-identifiers")
    expect(warning).to_contain_text(WARNED)
    expect(warning).to_have_role("status")
    expect(text).to_be_focused()
    expect(text).to_have_accessible_description(re.compile(WARNED))


def then_the_same_warning_is_not_said_again(page: Page) -> None:
    page.evaluate(
        """() => {
          const region = document.getElementById("happened-w1-identifiers");
          window.changes = 0;
          new MutationObserver((all) => { window.changes += all.length; })
            .observe(region, { childList: true, subtree: true, characterData: true });
        }"""
    )
    with page.expect_response("**/identifiers"):
        page.get_by_label("What happened?").press_sequentially(" and we")
    then_it_is_saved(page)
    assert page.evaluate("window.changes") == 0


def test_a_name_is_noticed_while_it_is_typed_and_before_a_course_reads_it(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 422")
    visit = given_a_visit(page, lms, given_an_activity_in_the_course(lms))
    piece = when_a_reflective_account_is_begun(page, visit)
    when_it_is_begun_to_be_written(page)
    when_the_rest_is_filled_in(page)
    when_a_name_is_typed(page)
    then_the_same_warning_is_not_said_again(page)
    then_everybody_can_use_it(page.main_frame)

    page.get_by_role("button", name="Save and go on to submit").click()
    page.get_by_role("button", name="Submit", exact=True).click()

    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("“Mrs Oakes” in “What happened?” looks like a name")
    then_everybody_can_use_it(page.main_frame)
    summary.get_by_role("link", name="Mrs Oakes").click()
    page.wait_for_url("**/edit#happened-w1")
    text = page.get_by_label("What happened?")
    text.focus()
    expect(page.locator("#happened-w1-identifiers")).to_contain_text(WARNED)
    text.fill("She wept")
    expect(page.locator("#happened-w1-identifiers")).to_be_empty()
    then_it_is_saved(page)
    page.goto(f"{visit}{piece}/submit")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.wait_for_url(f"{visit}{piece}")


@pytest.mark.long
def test_the_name_of_a_file_is_noticed_before_it_is_added(page: Page, lms: Lms) -> None:
    visit = given_a_visit(page, lms, given_an_activity_in_the_course(lms))
    when_a_reflective_account_is_begun(page, visit)
    page.get_by_role("button", name="Save and add files").click()
    page.wait_for_url("**/files")

    page.get_by_label("Add a file").set_input_files(
        {"name": "Mrs_Oakes.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )

    expect(page.locator("#upload-file-identifiers")).to_contain_text(
        "“Mrs_Oakes” looks like a name"
    )
    then_everybody_can_use_it(page.main_frame)
