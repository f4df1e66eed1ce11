"""The loop inside Open edX: an activity is picked, done, marked, and its score is in the gradebook.

Every message between the two travels over HTTP between two processes, and everything on the
platform's side of it is checked and kept by Open edX's own code.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lti_tool.exchange.activities import read_activity
from lti_tool.learning.activities import Activity
from tests.platforms.browser import Browser
from tests.platforms.conftest import Component, OpenEdx, Tool
from tests.platforms.pages import Page

pytestmark = pytest.mark.long

ACTIVITIES = Path(__file__).parents[2] / "config" / "activities"
MOST_PAGES = 40
LONGEST_DELIVERY = 120.0  # seconds; one is usual

Answers = Mapping[str, Sequence[str]]


@pytest.fixture(scope="module")
def activity() -> Activity:
    """A shipped activity of readings and a check whose questions are all choices."""
    return read_activity(ACTIVITIES / "medicines-that-add-up.md")


@pytest.fixture
def component(openedx: OpenEdx, tool_server: Tool) -> Component:
    """An LTI component of a course, known to the tool."""
    component = openedx.add_component(tool_server.url)
    tool_server.register(component)
    return component


@pytest.fixture
def instructor(openedx: OpenEdx) -> Browser:
    return Browser(top=openedx.url)


@pytest.fixture
def learner(openedx: OpenEdx) -> Browser:
    return Browser(top=openedx.url)


def test_a_picked_activity_is_saved_in_open_edx(
    component: Component, instructor: Browser, activity: Activity, tool_server: Tool
) -> None:
    saved = when_the_instructor_picks(instructor, component, activity)

    assert "successfully saved in the LMS" in saved.text
    [item] = component.held()["content_items"]
    assert item["content_type"] == "ltiResourceLink"
    assert item["attributes"]["title"] == activity.title
    assert item["attributes"]["url"].startswith(tool_server.url)
    assert item["attributes"]["custom"]["activity"] == activity.code


def test_an_activity_picked_again_takes_the_place_of_the_first(
    component: Component, instructor: Browser, activity: Activity
) -> None:
    when_the_instructor_picks(instructor, component, activity)
    when_the_instructor_picks(instructor, component, activity)

    assert len(component.held()["content_items"]) == 1


def test_the_score_of_an_activity_reaches_open_edx_gradebook(
    component: Component, instructor: Browser, learner: Browser, activity: Activity
) -> None:
    when_the_instructor_picks(instructor, component, activity)
    home = learner.open(f"{component.launch_url}?user=3")
    assert activity.title in home.text

    result = when_the_learner_does(learner, home, with_one_wrong_answer(activity))

    then_the_score_arrives(component, user="user-3", earned=activity.points - 1, activity=activity)
    then_the_learner_is_told(learner, result.url)


def test_a_score_of_nothing_reaches_open_edx_gradebook_too(
    component: Component, instructor: Browser, learner: Browser, activity: Activity
) -> None:
    when_the_instructor_picks(instructor, component, activity)
    home = learner.open(f"{component.launch_url}?user=4")

    result = when_the_learner_does(learner, home, with_wrong_answers(activity))

    then_the_score_arrives(component, user="user-4", earned=0, activity=activity)
    then_the_learner_is_told(learner, result.url)


def test_a_better_try_takes_the_place_of_the_first(
    component: Component, instructor: Browser, learner: Browser, activity: Activity
) -> None:
    """Open edX refuses a score that is not later than the one before."""
    when_the_instructor_picks(instructor, component, activity)
    home = learner.open(f"{component.launch_url}?user=7")

    result = when_the_learner_does(learner, home, with_wrong_answers(activity))
    then_the_score_arrives(component, user="user-7", earned=0, activity=activity)
    when_the_learner_does(learner, result, right_answers(activity), begin="Try again")

    then_the_score_arrives(
        component, user="user-7", earned=activity.points, activity=activity, tries=2
    )


def test_two_learners_of_a_course_get_a_score_each(
    component: Component, instructor: Browser, activity: Activity, openedx: OpenEdx
) -> None:
    when_the_instructor_picks(instructor, component, activity)
    for user, answers in (
        ("5", right_answers(activity)),
        ("6", with_one_wrong_answer(activity)),
    ):
        browser = Browser(top=openedx.url)
        home = browser.open(f"{component.launch_url}?user={user}")
        when_the_learner_does(browser, home, answers)

    then_the_score_arrives(component, user="user-5", earned=activity.points, activity=activity)
    then_the_score_arrives(component, user="user-6", earned=activity.points - 1, activity=activity)


def test_somebody_of_another_component_is_not_let_in(
    component: Component, openedx: OpenEdx, tool_server: Tool, learner: Browser
) -> None:
    """One that the tool was never told of, though issuer and deployment id are the same."""
    stranger = openedx.add_component(tool_server.url)
    assert stranger.client_id != component.client_id

    page = learner.open(f"{stranger.launch_url}?user=3")

    assert 400 <= page.status < 500
    assert "/v/" not in page.url


def when_the_instructor_picks(browser: Browser, component: Component, activity: Activity) -> Page:
    picker = browser.open(f"{component.deep_linking_url}?user=1")
    picker = browser.press(picker, f"Add {activity.title}")
    return browser.press(browser.press(picker, "Continue"), "Add to course")


def when_the_learner_does(
    browser: Browser, home: Page, answers: Answers, *, begin: str = "Start"
) -> Page:
    """Go through the whole activity, and return the page with its result."""
    page = browser.press(home, begin)
    for _ in range(MOST_PAGES):
        if page.has_button("Submit answers"):
            return browser.press(page, "Submit answers")
        asked = page.form_with_button("Save and continue").options
        chosen = {key: answers[key] for key in asked if key in answers}
        page = browser.press(page, "Save and continue", chosen)
    raise AssertionError(f"no end after {MOST_PAGES} pages: {page}")


def then_the_score_arrives(
    component: Component, *, user: str, earned: int, activity: Activity, tries: int = 1
) -> None:
    held = held_once_graded(component, user, tries)
    [score] = [one for one in held["scores"] if one["user_id"] == user]
    assert (score["score_given"], score["score_maximum"]) == (earned, activity.points)
    assert score["grading_progress"] == "FullyGraded"
    # Whoever has not passed and has a try left is not finished.
    is_over = earned * 100 >= activity.pass_mark * activity.points or activity.tries == tries
    assert score["activity_progress"] == ("Completed" if is_over else "Submitted")
    newest = [grade for grade in held["gradebook"] if grade["user"] == user][-1]
    assert newest["score"] == pytest.approx(earned / activity.points)


def held_once_graded(component: Component, user: str, times: int) -> dict[str, Any]:
    deadline = time.monotonic() + LONGEST_DELIVERY
    while True:
        held = component.held()
        if len([grade for grade in held["gradebook"] if grade["user"] == user]) == times:
            return held
        assert time.monotonic() < deadline, f"no score of {user} arrived: {held}"
        time.sleep(0.2)


def then_the_learner_is_told(browser: Browser, result: str) -> None:
    deadline = time.monotonic() + LONGEST_DELIVERY
    while "In your gradebook since" not in (page := browser.open(result)).text:
        assert time.monotonic() < deadline, f"the learner is not told: {page}"
        time.sleep(0.2)


def right_answers(activity: Activity) -> Answers:
    return {
        question.key: [option.key for option in question.options if option.is_right]
        for question in activity.questions
    }


def with_one_wrong_answer(activity: Activity) -> Answers:
    first = activity.questions[0].key
    return {**right_answers(activity), first: with_wrong_answers(activity)[first]}


def with_wrong_answers(activity: Activity) -> Answers:
    return {
        question.key: [next(option.key for option in question.options if not option.is_right)]
        for question in activity.questions
    }
