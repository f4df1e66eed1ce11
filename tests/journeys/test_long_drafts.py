"""What is written at length is saved as it is typed; on leaving, as much as a browser lets go."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import Complaints
from tests.journeys.servers import Lms
from tests.journeys.steps import MOST_LOOKS, given_an_activity_in_the_course
from tests.journeys.test_own_evidence import (
    given_a_visit,
    then_it_is_saved,
    when_a_reflective_account_is_begun,
)

PROMPTS = 3
LAST_WORDS = "In the end her daughter came"
TYPE_AND_LOOK = """() => {
  const text = document.querySelectorAll("#account textarea")[1];
  text.value = "Nobody asked";
  text.dispatchEvent(new Event("input", { bubbles: true }));
  return document.getElementById("draft-status").dataset.state;
}"""
LONG = "He said, “it hurts”; nobody asked.\n" * 557  # nearly the 20,000 characters that are kept


@pytest.fixture
def account(page: Page, lms: Lms) -> Page:
    """The form of a reflective account, with nothing written yet."""
    visit = given_a_visit(page, lms, given_an_activity_in_the_course(lms))
    piece = when_a_reflective_account_is_begun(page, visit)
    assert page.url == f"{visit}{piece}/edit"
    return page


def when_it_is_written_at_length(page: Page, prompts: int = PROMPTS) -> None:
    for number in range(prompts):
        page.locator("#account textarea").nth(number).fill(f"{number} {LONG}")


def when_it_is_left_at_once_and_opened_again(page: Page) -> None:
    page.evaluate("address => { location.href = address }", page.url.removesuffix("/edit"))
    page.wait_for_url(lambda url: not url.endswith("/edit"))
    page.goto(f"{page.url}/edit")


def when_looked_at_until(page: Page, is_there: Callable[[], bool]) -> None:
    """What a page sends on leaving may come after the next one is asked."""
    for _ in range(MOST_LOOKS):
        if is_there():
            return
        page.wait_for_timeout(500)
        page.reload()


def written(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator("#account textarea").all()]


@pytest.mark.long
def test_three_long_texts_are_saved_as_they_are_typed(account: Page) -> None:
    when_it_is_written_at_length(account)
    then_it_is_saved(account)

    account.goto(account.url)

    assert written(account) == [f"{number} {LONG}" for number in range(PROMPTS)]


@pytest.mark.long
def test_one_more_word_in_a_long_form_is_kept_on_leaving(account: Page) -> None:
    when_it_is_written_at_length(account)
    then_it_is_saved(account)

    account.locator("#account textarea").last.fill(LAST_WORDS)
    when_it_is_left_at_once_and_opened_again(account)
    when_looked_at_until(account, lambda: written(account)[-1] == LAST_WORDS)

    assert written(account) == [f"0 {LONG}", f"1 {LONG}", LAST_WORDS]


def test_what_is_typed_after_a_save_is_not_taken_for_saved(account: Page) -> None:
    account.locator("#account textarea").first.fill("We used her son, who is nine")
    then_it_is_saved(account)

    said = account.evaluate(TYPE_AND_LOOK)

    assert said == "changed"
    then_it_is_saved(account)


def test_a_piece_that_was_deleted_in_another_tab_is_said_to_be_gone(
    account: Page, complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    account.route("**/draft", lambda route: route.fulfill(status=404, body="<h1>No</h1>"))

    account.locator("#title").fill("A night without an interpreter")

    expect(account.locator("#draft-status")).to_contain_text("no longer there: copy what you wrote")


def test_what_is_too_much_to_be_sent_stays_in_the_page_to_be_shortened(
    account: Page, complaints: Complaints
) -> None:
    complaints.expect("status of 413")
    text = account.locator("#account textarea").first
    text.fill("a" * 1_100_000)
    expect(account.locator("#draft-status")).to_contain_text("shorten it")

    account.get_by_role("button", name="Save", exact=True).click()
    text.fill("a")

    then_it_is_saved(account)


@pytest.mark.long
def test_on_leaving_at_once_as_much_is_kept_as_a_browser_lets_go(account: Page) -> None:
    account.locator("#title").fill("A night without an interpreter")
    when_it_is_written_at_length(account)
    when_it_is_left_at_once_and_opened_again(account)
    when_looked_at_until(account, lambda: sum(map(bool, written(account))) >= PROMPTS - 1)

    expect(account.locator("#title")).to_have_value("A night without an interpreter")
    kept = [text for text in written(account) if text]
    assert len(kept) >= PROMPTS - 1
    assert all(text.endswith(LONG) for text in kept)
