"""An instructor reviews one piece after another without a mouse and without leaving the queue."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.pieces import COMMENT, given_pieces, when_the_queue_is_opened
from tests.journeys.servers import Lms
from tests.journeys.steps import given_an_activity_in_the_course
from tests.journeys.test_by_keyboard import when_pressed, when_tabbed_to

PIECES = 10
PRESSED_AT_ONCE = """addEventListener("DOMContentLoaded", () => {
  const pressed = { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new KeyboardEvent("keydown", pressed));
})"""
MOST_KEYS = 8
"""How many presses one piece takes at most where nothing is written."""


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)
            self.presses += 1


def then_the_heading_has_the_focus(page: Page, words: str) -> None:
    expect(page.locator("h1:focus")).to_contain_text(words)


def by_tab(keys: Keys) -> None:
    """From the heading to the form, accept all, decide."""
    keys.press("Tab", "Enter", "Tab", "Enter", "Control+Enter")


def by_single_keys(keys: Keys) -> None:
    keys.press("a", "Control+Enter")


@pytest.mark.parametrize("decides", [by_tab, pytest.param(by_single_keys, marks=pytest.mark.long)])
def test_ten_pieces_by_keyboard_alone(
    page: Page, lms: Lms, servers_folder: Path, decides: Callable[[Keys], None]
) -> None:
    link = given_an_activity_in_the_course(lms)
    given_pieces(page, lms, link, servers_folder, PIECES)
    when_the_queue_is_opened(page, lms, link)
    when_pressed(page, "Review what has waited longest")
    keys = Keys(page)

    for number in range(1, PIECES + 1):
        then_the_heading_has_the_focus(page, f"Piece {number:02}")
        if number > 1:
            expect(page.locator("#done")).to_contain_text(f"Decided: Piece {number - 1:02}")
        expect(page.get_by_role("button", name="Accept all")).to_be_visible()  # scripts are there
        decides(keys)

    then_the_heading_has_the_focus(page, "Review queue")
    expect(page.get_by_role("main")).to_contain_text("Nothing waits for a decision.")
    assert keys.presses <= PIECES * MOST_KEYS


@pytest.mark.long
def test_what_is_written_by_keyboard_goes_back_for_more_and_can_be_undone(
    page: Page, lms: Lms, servers_folder: Path
) -> None:
    link = given_an_activity_in_the_course(lms)
    given_pieces(page, lms, link, servers_folder, 2)
    when_the_queue_is_opened(page, lms, link)
    then_everybody_can_use_it(page.main_frame)
    when_pressed(page, "Review what has waited longest")
    then_the_heading_has_the_focus(page, "Piece 01")
    then_everybody_can_use_it(page.main_frame)

    page.keyboard.press("c")
    page.keyboard.type("Can you say what you would do next? a n p")  # no keys of ours while typing
    expect(page.get_by_label(COMMENT)).to_have_value(re.compile("a n p$"))
    expect(page.locator("#draft-status[data-state=saved]")).to_have_text(re.compile("^Saved"))
    page.keyboard.press("Control+Shift+Enter")

    then_the_heading_has_the_focus(page, "Piece 02")
    expect(page.locator("#done")).to_contain_text("Returned: Piece 01")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Undo the return about Piece 01")).to_be_focused()
    page.keyboard.press("Enter")
    then_the_heading_has_the_focus(page, "Piece 01")
    expect(page.locator("#done")).to_contain_text("Taken back: the return about Piece 01")
    then_everybody_can_use_it(page.main_frame)
    page.keyboard.press("n")
    then_the_heading_has_the_focus(page, "Piece 02")


def test_all_are_accepted_by_one_key_but_what_was_chosen_otherwise(
    page: Page, lms: Lms, servers_folder: Path
) -> None:
    link = given_an_activity_in_the_course(lms)
    given_pieces(page, lms, link, servers_folder, 1)
    when_the_queue_is_opened(page, lms, link)
    when_pressed(page, "Review what has waited longest")
    expect(page.get_by_role("button", name="Accept all")).to_be_visible()
    expect(page.get_by_role("button", name="Decide", exact=True)).to_be_visible()  # no next one
    page.get_by_label("Not yet").first.check()

    page.keyboard.press("a")

    expect(page.locator("#accepted")).to_have_text("1 accepted. 1 stays Not yet.")
    expect(page.get_by_label("Not yet").first).to_be_checked()
    expect(page.get_by_label("Accept", exact=True).last).to_be_checked()


@pytest.mark.long
def test_what_nobody_can_have_looked_at_yet_is_not_decided_by_a_key(
    page: Page, lms: Lms, servers_folder: Path
) -> None:
    link = given_an_activity_in_the_course(lms)
    given_pieces(page, lms, link, servers_folder, 1)
    when_the_queue_is_opened(page, lms, link)
    when_pressed(page, "Review what has waited longest")
    expect(page.get_by_role("button", name="Accept all")).to_be_visible()  # scripts are there
    page.keyboard.press("a")
    expect(page.locator("#draft-status[data-state=saved]")).to_have_text(re.compile("^Saved"))

    page.add_init_script(PRESSED_AT_ONCE)
    page.reload()
    page.wait_for_timeout(1500)  # longer than a key is not heard for

    expect(page.get_by_label("Accept", exact=True).first).to_be_checked()
    page.keyboard.press("Control+Enter")
    then_the_heading_has_the_focus(page, "Review queue")


@pytest.mark.long
def test_single_keys_can_be_turned_off_and_what_is_typed_stays(
    page: Page, lms: Lms, servers_folder: Path
) -> None:
    link = given_an_activity_in_the_course(lms)
    given_pieces(page, lms, link, servers_folder, 2)
    when_the_queue_is_opened(page, lms, link)
    when_pressed(page, "Review what has waited longest")
    expect(page.get_by_role("button", name="Accept all")).to_be_visible()  # scripts are there
    page.get_by_label(COMMENT).fill("Half a thought")
    page.get_by_role("heading", name="Your decision").focus()

    page.keyboard.press("?")
    when_tabbed_to(page, lambda focus: focus["words"] == "Turn single keys off")
    page.keyboard.press("Enter")

    expect(page.locator("[data-keys=off]")).to_be_visible()
    expect(page.get_by_label(COMMENT)).to_have_value("Half a thought")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Piece 01")
