"""The same questions in two tabs, posts that come late, scripts that come late, cookies gone."""

import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.journeys.chromium import Complaints
from tests.journeys.servers import Lms
from tests.journeys.steps import (
    RIGHT,
    WRONG,
    given_an_activity_in_the_course,
    held_up,
    then_one_is_held,
    then_the_draft_is_saved,
    then_these_are_chosen,
    when_the_activity_is_opened_in_a_tab,
    when_the_learner_chooses,
    when_the_learner_goes_on,
    when_the_learner_reads_up_to_the_questions,
)

FIRST, SECOND, THIRD = ({key: RIGHT[key]} for key in ("p4-q1", "p4-q2", "p4-q4"))
POST = """([url, body]) => fetch(url, {method: "POST", body: new URLSearchParams(body)})
    .then(answer => answer.status)"""


@pytest.fixture
def view(page: Page, lms: Lms) -> Frame:
    """The questions, in a tab, with nothing answered yet."""
    tab = when_the_activity_is_opened_in_a_tab(page, lms, given_an_activity_in_the_course(lms))
    when_the_learner_reads_up_to_the_questions(tab)
    return tab


def when_it_is_opened_in_a_second_tab(view: Frame) -> Frame:
    second = view.page.context.new_page()
    second.goto(view.url)
    return second.main_frame


def when_the_questions_are_gone_back_to(view: Frame) -> None:
    expect(view.get_by_role("heading", name="Check and submit")).to_be_visible()
    view.get_by_role("link", name="Back", exact=True).click()


def test_an_older_tab_does_not_undo_what_a_newer_one_saved(view: Frame) -> None:
    newer = when_it_is_opened_in_a_second_tab(view)
    when_the_learner_chooses(newer, {**FIRST, **SECOND})
    then_the_draft_is_saved(newer)

    view.page.bring_to_front()
    when_the_learner_chooses(view, THIRD)
    then_the_draft_is_saved(view)
    when_the_learner_goes_on(view)

    when_the_questions_are_gone_back_to(view)
    then_these_are_chosen(view, {**FIRST, **SECOND, **THIRD})


def test_a_saved_answer_is_not_sent_again_over_a_newer_one(view: Frame) -> None:
    when_the_learner_chooses(view, {"p4-q1": WRONG["p4-q1"]})
    then_the_draft_is_saved(view)
    newer = when_it_is_opened_in_a_second_tab(view)
    when_the_learner_chooses(newer, FIRST)
    then_the_draft_is_saved(newer)

    view.page.bring_to_front()
    when_the_learner_goes_on(view)

    when_the_questions_are_gone_back_to(view)
    then_these_are_chosen(view, FIRST)


def test_a_draft_that_waits_is_given_up_by_saving_and_undoes_nothing_when_it_comes_late(
    view: Frame, context: BrowserContext
) -> None:
    with held_up(context, "**/draft") as held:
        when_the_learner_chooses(view, {"p4-q1": WRONG["p4-q1"]})
        expect(view.get_by_role("status")).to_have_text("Saving…")
        when_the_learner_chooses(view, {**FIRST, **SECOND})  # these wait for an answer to the first
        when_the_learner_goes_on(view)
        assert len(held) == 1

    late = held[0].request
    assert late.failure == "net::ERR_ABORTED"
    body = [[key, value] for key, each in parse_qs(late.post_data).items() for value in each]
    assert view.evaluate(POST, [late.url, body]) == 200

    when_the_questions_are_gone_back_to(view)
    then_these_are_chosen(view, {**FIRST, **SECOND})


def test_what_was_answered_before_the_script_had_arrived_is_saved(
    view: Frame, context: BrowserContext
) -> None:
    with held_up(context, "**/draft.js*") as held:
        view.goto(view.url, wait_until="commit")
        when_the_learner_chooses(view, FIRST)
        expect(view.locator("#draft-status[data-state]")).to_have_count(0)
        then_one_is_held(view.page, held).continue_()
        then_the_draft_is_saved(view)

    when_the_learner_goes_on(view)
    when_the_questions_are_gone_back_to(view)
    then_these_are_chosen(view, FIRST)


def test_a_script_that_arrives_after_htmx_counts_what_is_answered_from_then_on(
    view: Frame, context: BrowserContext
) -> None:
    with held_up(context, "**/draft.js*") as held:
        view.goto(view.url, wait_until="commit")
        when_the_learner_chooses(view, FIRST)
        view.page.wait_for_timeout(500)  # htmx has begun by then
        then_one_is_held(view.page, held).continue_()
        view.wait_for_load_state()
        when_the_learner_chooses(view, SECOND)
        then_the_draft_is_saved(view)

    view.goto(view.url)
    then_these_are_chosen(view, {**FIRST, **SECOND})


def test_without_the_cookie_of_the_visit_nobody_is_told_to_wait(
    view: Frame, context: BrowserContext, complaints: Complaints
) -> None:
    complaints.expect("status of 403")
    context.clear_cookies()

    when_the_learner_chooses(view, FIRST)
    expect(view.get_by_role("status")).to_have_text(
        re.compile(r"^Not saved\. This visit has ended")
    )

    view.get_by_role("button", name="Save and continue").click()
    expect(view.get_by_text("What you just sent was not saved")).to_be_visible()
