"""What a learner has answered is not lost: on a bad line, in a hurry, by an error page."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, Route, expect

from tests.journeys.chromium import Complaints
from tests.journeys.servers import Lms
from tests.journeys.steps import (
    MOST_LOOKS,
    RIGHT,
    chosen_in,
    frame_of,
    given_an_activity_in_the_course,
    then_the_draft_is_saved,
    then_these_are_chosen,
    when_the_activity_is_opened_in_the_frame,
    when_the_learner_begins,
    when_the_learner_chooses,
    when_the_learner_reads_up_to_the_questions,
)

DRAFTS = "**/draft"
ENDED = (
    "Not saved. This visit has ended: "
    "open the activity from your course in another tab, and answer there."
)
FIRST, SECOND, THIRD = ({key: RIGHT[key]} for key in ("p4-q1", "p4-q2", "p4-q4"))


@pytest.fixture
def view(page: Page, lms: Lms) -> Frame:
    """The questions, in the course's frame, with nothing answered yet."""
    link = given_an_activity_in_the_course(lms)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, link)
    when_the_learner_reads_up_to_the_questions(frame)
    return frame


@contextmanager
def a_lost_network(context: BrowserContext, complaints: Complaints) -> Iterator[None]:
    complaints.expect("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "htmx:error")
    context.route(DRAFTS, lambda route: route.abort("internetdisconnected"))
    yield
    context.unroute(DRAFTS)


def when_the_learner_leaves_at_once_and_comes_back(view: Frame) -> None:
    page = view.page
    page.get_by_role("navigation").get_by_role("link").last.click()
    page.get_by_role("link", name="Open", exact=True).click()


def test_a_lost_network_is_said_and_made_good(
    view: Frame, context: BrowserContext, complaints: Complaints
) -> None:
    with a_lost_network(context, complaints):
        when_the_learner_chooses(view, FIRST)
        expect(view.get_by_role("status")).to_have_text("Not saved yet. Trying again…")

    then_the_draft_is_saved(view)
    view.goto(view.url)
    then_these_are_chosen(view, FIRST)


def test_an_answer_is_kept_when_the_course_is_left_at_once(view: Frame) -> None:
    when_the_learner_chooses(view, FIRST)
    when_the_learner_leaves_at_once_and_comes_back(view)

    frame = frame_of(view.page)
    when_the_learner_begins(frame, "Continue")
    for _ in range(MOST_LOOKS):  # what a page sends on leaving may come after the next one is asked
        if chosen_in(frame):
            break
        frame.page.wait_for_timeout(500)
        frame.goto(frame.url)
    then_these_are_chosen(frame, FIRST)


def test_answers_given_while_the_line_is_slow_are_all_saved(
    view: Frame, context: BrowserContext
) -> None:
    held: list[Route] = []
    context.route(DRAFTS, lambda route: route.continue_() if held else held.append(route))
    when_the_learner_chooses(view, FIRST)
    expect(view.get_by_role("status")).to_have_text("Saving…")
    when_the_learner_chooses(view, {**SECOND, **THIRD})
    held[0].continue_()

    then_the_draft_is_saved(view)
    view.goto(view.url)
    then_these_are_chosen(view, {**FIRST, **SECOND, **THIRD})


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Not saved. Reload this page, then give your last answers again."),
        (404, "Not saved. This page is no longer there: open the activity again from your course."),
        (403, ENDED),
        (409, "Not saved. This try has been submitted already."),
        (413, "Not saved. There is more here than can be kept: shorten it, then go on."),
        (500, "Not saved yet. Trying again…"),
    ],
)
def test_an_error_page_is_not_mistaken_for_a_saved_draft(
    view: Frame, context: BrowserContext, complaints: Complaints, status: int, words: str
) -> None:
    complaints.expect(f"status of {status}")
    context.route(DRAFTS, lambda route: route.fulfill(status=status, body="<h1>No</h1>"))

    when_the_learner_chooses(view, FIRST)

    expect(view.get_by_role("status")).to_have_text(words)
