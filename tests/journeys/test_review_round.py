"""Assessed work goes to an instructor and back, until it is decided; the gradebook follows."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from demo.courses import Link
from lti_tool.app.building import HOME
from lti_tool.exchange.activities import read_activity
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import Lms
from tests.journeys.steps import (
    frame_of,
    then_the_gradebook_comes_to_show,
    then_the_result_is,
    when_the_activity_is_opened_in_a_tab,
    when_the_learner_begins,
    when_the_learner_goes_on,
)

CODE = "the-people-who-did-not-come"
ACTIVITY = read_activity(HOME / "config" / "activities" / f"{CODE}.md")
PROMPTS = [prompt.key for part in ACTIVITY.parts for prompt in getattr(part, "prompts", ())]
SEEN = ["InProgress", "Submitted", "Completed"]
"""The states of work that the gradebook leads to."""
ASKED = "Which link of the chain do you know, and from whom?"
SAID = {"moodle": ("No score yet", "No score yet"), "default": ("Submitted", "In progress")}
"""What the gradebook says before there are points: submitted, and returned."""


@pytest.fixture
def family(request: pytest.FixtureRequest, lms: Lms, servers_folder: Path) -> Iterator[str]:
    """Let platform and tool go by the rules of this family."""
    before = lms.platform.family
    go_by(lms, servers_folder, str(request.param))
    yield str(request.param)
    go_by(lms, servers_folder, before)


def go_by(lms: Lms, folder: Path, family: str) -> None:
    lms.platform.family = family
    with closing(sqlite3.connect(folder / "tool.sqlite", timeout=60)) as kept, kept:
        kept.execute("UPDATE registration SET family = ?", (family,))


def given_assessed_work_in_the_course(lms: Lms) -> Link:
    return lms.place(
        title=ACTIVITY.title,
        custom={"activity": CODE},
        lineItem={
            "scoreMaximum": ACTIVITY.points,
            "label": "Account",
            "resourceId": CODE,
            "submissionReview": {"label": "See the work", "reviewableStatus": SEEN},
        },
    )


def when_the_learner_writes_and_submits(view: Frame) -> None:
    when_the_learner_begins(view)
    when_the_learner_goes_on(view)
    for key in PROMPTS:
        view.locator(f"#{key}").fill("They were not reached, because of a letter. " * 20)
    when_the_learner_goes_on(view)
    for code, why in (("D4.2", "It is about housing"), ("D4.3", "It is about adjustments")):
        view.locator(f'input[name="mapped"][value="{code}"]').check()
        view.locator(f"[id='reason-{code}']").fill(why)
    view.get_by_role("button", name="Submit", exact=True).click()


def when_the_learner_changes_it_and_submits_again(view: Frame) -> None:
    view.get_by_role("button", name="Change it and submit again").click()
    expect(view.get_by_role("main")).to_contain_text(ASKED)
    view.get_by_role("link", name=re.compile("^Change what you gave to")).click()
    view.locator(f"#{PROMPTS[0]}").fill("She told me that the letter went elsewhere.")
    when_the_learner_goes_on(view)
    view.get_by_role("button", name="Submit again").click()


def when_the_instructor_opens_the_work(page: Page, lms: Lms) -> Frame:
    page.bring_to_front()  # the learner's tab is: clicks into frames of any other are dropped
    page.goto(lms.gradebook())
    page.get_by_role("link", name="See the work: Sam Okafor").click()
    return frame_of(page)


def when_the_instructor_returns_it(view: Frame) -> None:
    view.get_by_label("Comment for the learner").fill(ASKED)
    view.get_by_role("button", name="Return for more").click()
    expect(view.get_by_role("main")).to_contain_text("Returned")


def when_the_instructor_accepts_one_outcome_and_not_the_other(view: Frame) -> None:
    expect(view.get_by_role("button", name="Accept all")).to_be_visible()  # scripts have run
    accept, not_yet = view.get_by_label("Accept", exact=True), view.get_by_label("Not yet")
    accept.nth(0).check()
    not_yet.nth(1).check()
    view.get_by_label("What is missing").locator("visible=true").fill("Name an adjustment.")
    for criterion in ACTIVITY.rubric:
        view.locator(f'input[name="level-{criterion.key}"][value="2"]').check()
    view.get_by_label("Comment for the learner").fill("You found the weak link yourself.")
    view.get_by_label("Goes to the gradebook").fill("A clear chain.")
    view.get_by_role("button", name="Decide", exact=True).click()
    expect(view.get_by_role("main")).to_contain_text("Decided")


def then_the_learner_reads_what_was_decided(page: Page, lms: Lms, link: Link, points: str) -> None:
    learner = when_the_activity_is_opened_in_a_tab(page, lms, link)
    learner.get_by_role("link", name="Read the feedback").click()
    then_the_result_is(learner, f"{points.replace('/', 'of')} points")
    feedback = learner.get_by_role("region", name="Feedback")
    for words in ("Accepted", "Not yet", "Name an adjustment.", "A clear chain."):
        expect(feedback).to_contain_text(words)
    then_everybody_can_use_it(learner)
    learner.get_by_role("button", name="I have read this").click()
    expect(feedback).to_contain_text("that you have read this")


@pytest.mark.parametrize(
    "family", ["moodle", pytest.param("default", marks=pytest.mark.long)], indirect=True
)
def test_work_is_returned_submitted_again_and_decided(page: Page, lms: Lms, family: str) -> None:
    submitted, returned = SAID[family]
    points = f"{2 * len(ACTIVITY.rubric)} / {ACTIVITY.points}"
    link = given_assessed_work_in_the_course(lms)
    learner = when_the_activity_is_opened_in_a_tab(page, lms, link)
    when_the_learner_writes_and_submits(learner)
    then_the_result_is(learner, "Submitted")
    expect(learner.get_by_role("main")).to_contain_text("Waiting for an instructor")
    then_the_gradebook_comes_to_show(page, lms, submitted)

    when_the_instructor_returns_it(when_the_instructor_opens_the_work(page, lms))
    then_the_gradebook_comes_to_show(page, lms, returned)

    learner = when_the_activity_is_opened_in_a_tab(page, lms, link)
    expect(learner.get_by_role("main")).to_contain_text(f"Priya Raman asks for more: {ASKED}")
    when_the_learner_changes_it_and_submits_again(learner)
    then_the_result_is(learner, "Submitted")
    then_the_gradebook_comes_to_show(page, lms, submitted)

    review = when_the_instructor_opens_the_work(page, lms)
    when_the_instructor_accepts_one_outcome_and_not_the_other(review)

    then_the_learner_reads_what_was_decided(page, lms, link, points)
    then_the_gradebook_comes_to_show(page, lms, points, "Completed", "A clear chain.")
