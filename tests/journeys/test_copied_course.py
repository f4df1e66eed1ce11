"""A course is copied for the next cohort; a link whose activity is gone is given another."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from demo.courses import Link
from tests.builders import ACTIVITY as CODE
from tests.journeys.chromium import Complaints
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import COURSE, MEI, PRIYA, SAM, Lms
from tests.journeys.steps import (
    ACTIVITY,
    given_an_activity_in_the_course,
    then_the_gradebook_shows,
    then_the_result_is,
    then_the_score_is_in_the_gradebook,
    when_the_activity_is_opened_in_a_tab,
    when_the_activity_is_opened_in_the_frame,
    when_the_learner_does_everything,
)

OTHER = "What matters to you?"


@pytest.fixture
def retired(servers_folder: Path) -> Iterator[None]:
    """The activity has been retired, for as long as the journey takes."""
    _retire(servers_folder, is_retired=True)
    yield
    _retire(servers_folder, is_retired=False)


def _retire(folder: Path, *, is_retired: bool) -> None:
    with closing(sqlite3.connect(folder / "tool.sqlite", timeout=60)) as connection, connection:
        connection.execute(
            "UPDATE activity_listing SET is_retired = ? WHERE activity_code = ?", [is_retired, CODE]
        )


def when_the_course_is_copied(page: Page, lms: Lms, course: str) -> str:
    """By the button on its page; gives the copy."""
    page.goto(lms.course(PRIYA, course))
    page.get_by_role("button", name="Copy course").click()
    expect(page.get_by_role("status")).to_contain_text("The course was copied")
    found = re.search(r"/courses/(\w+)", page.url)
    assert found is not None
    return found[1]


def only_link_of(lms: Lms, course: str) -> Link:
    (link,) = [one for one in lms.platform.links.values() if one.course_id == course]
    return link


def when_the_overview_is_opened(view: Frame) -> None:
    view.get_by_role("link", name="Course overview").click()
    expect(view.get_by_role("heading", level=1)).to_have_text("Course overview")


def test_a_copied_course_works_at_its_first_launch_and_has_nobodys_work(
    page: Page, lms: Lms
) -> None:
    source = given_an_activity_in_the_course(lms)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, source)
    when_the_learner_does_everything(frame)
    then_the_score_is_in_the_gradebook(frame)

    copy = when_the_course_is_copied(page, lms, source.course_id)
    link = only_link_of(lms, copy)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, link, SAM)

    expect(frame.get_by_role("button", name="Start")).to_be_visible()
    expect(frame.get_by_text("Your results")).to_have_count(0)
    when_the_learner_does_everything(frame)
    then_the_score_is_in_the_gradebook(frame)
    then_the_gradebook_shows(page, lms, "8 / 8", course=copy)
    then_the_gradebook_shows(page, lms, "8 / 8", course=source.course_id)


@pytest.mark.long
def test_an_instructor_sees_what_is_in_each_course(page: Page, lms: Lms) -> None:
    nobodys = lms.platform.copy_course(COURSE)  # no other journey has left anything there
    source = given_an_activity_in_the_course(lms, nobodys.id)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, source)
    when_the_learner_does_everything(frame)
    link = only_link_of(lms, when_the_course_is_copied(page, lms, source.course_id))

    tab = when_the_activity_is_opened_in_a_tab(page, lms, link, PRIYA)
    when_the_overview_is_opened(tab)
    expect(tab.get_by_text("Nobody has submitted anything yet")).to_be_visible()
    expect(tab.get_by_text("Nothing waits for your review.")).to_be_visible()

    tab = when_the_activity_is_opened_in_a_tab(page, lms, source, PRIYA)
    when_the_overview_is_opened(tab)
    expect(tab.get_by_text("1 learner has submitted")).to_be_visible()
    for level in tab.get_by_role("group").all():
        level.locator("summary").click()
    then_everybody_can_use_it(tab)
    tab.get_by_role("link", name=ACTIVITY.title).last.click()
    expect(tab.get_by_role("banner")).to_contain_text("Priya Raman")


@pytest.mark.usefixtures("retired")
def test_a_link_whose_activity_was_retired_is_given_another_by_keyboard(
    page: Page, lms: Lms, complaints: Complaints
) -> None:
    complaints.expect("status of 404")  # what the learner is told first
    link = given_an_activity_in_the_course(lms)
    tab = when_the_activity_is_opened_in_a_tab(page, lms, link, SAM)
    expect(tab.get_by_role("heading", level=1)).to_have_text("This link opens no activity")
    then_everybody_can_use_it(tab)

    tab = when_the_activity_is_opened_in_a_tab(page, lms, link, PRIYA)
    expect(tab.get_by_role("main")).to_contain_text("has been retired")
    then_everybody_can_use_it(tab)
    tab.get_by_role("searchbox").focus()
    tab.page.keyboard.type("what matters")
    tab.page.keyboard.press("Enter")
    expect(tab.get_by_role("radio")).to_have_count(1)
    tab.get_by_role("searchbox").focus()
    for key in ("Tab", "Tab", "Space", "Enter"):
        tab.page.keyboard.press(key)
    expect(tab.get_by_role("heading", level=1)).to_have_text(OTHER)
    then_everybody_can_use_it(tab)

    frame = when_the_activity_is_opened_in_the_frame(page, lms, link, MEI)
    then_the_result_is(frame, OTHER)


@pytest.mark.long
@pytest.mark.parametrize("page_name", ["portfolio", "course_overview"])
def test_placed_pages_open_the_portfolio_and_the_course(
    page: Page, lms: Lms, page_name: str
) -> None:
    link = lms.place(title="Placed", custom={"page": page_name}, lineItem=None)

    tab = when_the_activity_is_opened_in_a_tab(page, lms, link, PRIYA)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Course overview")
    expect(tab.get_by_text("Learners who open this link see their own portfolio")).to_be_visible()

    tab = when_the_activity_is_opened_in_a_tab(page, lms, link, SAM)
    expect(tab.get_by_role("heading", level=1)).to_contain_text("portfolio")
