"""A course admin adds five activities at once, with dates and points, in Moodle's small frame."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, Playwright, ViewportSize, expect

from demo import claims
from demo.claims import DEEP_LINKING_SETTINGS
from tests.journeys.chromium import Cookies, open_context
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import PRIYA, Lms
from tests.journeys.steps import frame_of
from tests.journeys.test_by_keyboard import Focus, when_pressed, when_tabbed_to
from tests.journeys.test_without_scripts import when_the_platform_lets_somebody_through

FRAME = ViewportSize(width=770, height=578)
FIVE = (
    "a-moment-for-prevention",
    "a-small-change-that-lasts",
    "a-week-with-another-team",
    "medicines-that-add-up",
    "the-work-of-being-ill",
)
POINTS = (10, 20, 30, 40, 50)
DUE = "due 31 May 2027 at 23:59"


@pytest.fixture
def takes_dates(lms: Lms) -> Iterator[Lms]:
    """A platform that keeps the dates it is handed, as Moodle does not."""
    family = lms.platform.family
    lms.platform.family = "default"
    yield lms
    lms.platform.family = family


def when_focused(page: Page, name: str, value: str | None = None) -> None:
    def is_it(focus: Focus) -> bool:
        return focus["name"] == name and value in {None, focus["value"]}

    when_tabbed_to(page, is_it)


def when_typed(page: Page, name: str, words: str) -> None:
    when_focused(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def then_five_are_in_the_course(page: Page, lms: Lms) -> None:
    links = [*lms.platform.links.values()]
    assert [link.custom["activity"] for link in links] == [FIVE[1], FIVE[0], *FIVE[2:]]
    columns = [lms.platform.line_items[link.line_item_id or ""] for link in links]
    assert [column.score_maximum for column in columns] == [20, 10, 30, 40, 50]
    expect(page.get_by_text(DUE)).to_have_count(5)


def test_by_keyboard_alone(page: Page, takes_dates: Lms) -> None:
    lms = takes_dates
    page.goto(lms.course(PRIYA))
    when_pressed(page, "Add activities")
    picker = frame_of(page)
    picker.wait_for_url("**/picker")
    assert picker.evaluate("[innerWidth, innerHeight]") == [FRAME["width"], FRAME["height"]]

    for number, code in enumerate(FIVE, start=1):
        when_focused(page, "add", code)
        page.keyboard.press("Enter")
        expect(picker.locator(".picker-bar__number")).to_have_text(f"{number} chosen")
    when_pressed(page, "Continue")
    picker.wait_for_url("**/picker/details")
    when_arranged_by_keyboard(page, picker)
    when_focused(page, "step", "add")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("5 activities were added.")
    then_five_are_in_the_course(page, lms)


def when_arranged_by_keyboard(page: Page, picker: Frame) -> None:
    """The second comes first; each gets points and the same day."""
    for code, points in zip(FIVE, POINTS, strict=True):
        when_typed(page, f"points-{code}", str(points))
        when_tabbed_to(page, lambda focus: str(focus["words"]).startswith("Dates"))
        page.keyboard.press("Enter")
        when_typed(page, f"due_on-{code}", "31/5/2027")
    with page.expect_event("framenavigated", lambda frame: frame == picker):
        page.keyboard.press("Enter")  # in a field: it keeps what was typed and adds nothing
    picker.wait_for_load_state()
    expect(picker.locator(f"[name='due_on-{FIVE[-1]}']")).to_have_value("31/5/2027")
    when_focused(page, "step", f"up:{FIVE[1]}")
    page.keyboard.press("Enter")
    expect(picker.locator("[name=item]").first).to_have_value(FIVE[1])
    expect(picker.locator(f"[id='up-{FIVE[1]}']")).to_be_focused()


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(FRAME, id="frame", marks=pytest.mark.long),
        pytest.param(ViewportSize(width=390, height=844), id="phone"),
    ],
)
def test_everybody_can_use_every_page_of_the_picker(
    page: Page, lms: Lms, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(lms.picker())
    page.wait_for_url("**/picker")
    page.get_by_text("Filter by domain").click()
    for code in FIVE:
        page.locator(f"[id='choose-{code}']").click()
        expect(page.locator(f"[id='choose-{code}'][name=remove]")).to_be_visible()
    then_everybody_can_use_it(page.main_frame)

    page.get_by_role("link", name="Preview").first.click()
    page.wait_for_url("**/picker/activities/**")
    then_everybody_can_use_it(page.main_frame)

    page.go_back()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/picker/details")
    for summary in page.locator("summary").all():
        summary.click()
    page.get_by_role("checkbox").first.uncheck()
    then_everybody_can_use_it(page.main_frame)


@pytest.mark.long
@pytest.mark.parametrize(
    ("setting", "heading"),
    [
        ({"accept_multiple": False}, "Add activities"),
        ({"accept_types": ["file"]}, "Your platform takes no activities from here"),
    ],
)
def test_everybody_can_use_the_picker_of_a_platform_that_takes_less(
    page: Page, lms: Lms, monkeypatch: pytest.MonkeyPatch, setting: dict[str, Any], heading: str
) -> None:
    asked = claims.write

    def ask_for_less(*given: Any, **named: Any) -> dict[str, Any]:
        found = asked(*given, **named)
        return {**found, DEEP_LINKING_SETTINGS: {**found[DEEP_LINKING_SETTINGS], **setting}}

    monkeypatch.setattr(claims, "write", ask_for_less)
    page.goto(lms.picker())
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    then_everybody_can_use_it(page.main_frame)


class TestWithoutScripts:
    """Every step is a page of its own, and each leads back to where one was."""

    @pytest.fixture
    def context(self, started_playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
        with open_context(
            started_playwright,
            tmp_path / "profile",
            Cookies.PARTITIONED,
            java_script_enabled=False,
            viewport=FRAME,
        ) as opened:
            yield opened

    def test_five_are_added(self, page: Page, takes_dates: Lms) -> None:
        lms = takes_dates
        page.goto(lms.picker())
        when_the_platform_lets_somebody_through(page, lms.tool_url)
        page.get_by_role("searchbox").fill("a")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**q=a&**")

        for code in FIVE:
            page.locator(f"[id='choose-{code}']").click()
            page.wait_for_url(f"**q=a*#choose-{code}")
            expect(page.locator(f"[id='choose-{code}']")).to_be_focused()
        page.get_by_role("button", name="Continue").click()
        for code, points in zip(FIVE, POINTS, strict=True):
            page.locator(f"[id='points-{code}']").fill(str(points))
            page.locator(f"[id='activity-{code}'] summary").click()
            page.locator(f"[id='due_on-{code}']").fill("31 May 2027")
        page.locator(f"[id='up-{FIVE[1]}']").click()
        page.wait_for_url(f"**#up-{FIVE[1]}")
        page.get_by_role("button", name="Add to course").click()
        expect(page.get_by_text("5 activities are being added.")).to_be_visible()
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("link", name="Back to the course").click()

        expect(page.get_by_role("status")).to_have_text("5 activities were added.")
        then_five_are_in_the_course(page, lms)
