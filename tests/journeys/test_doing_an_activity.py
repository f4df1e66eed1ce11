"""A learner does an activity: in the course's frame or in a tab, whatever the browser keeps."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Frame, Page, expect

from demo.courses import Link
from tests.journeys.chromium import Cookies
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import (
    QUESTIONS,
    RIGHT,
    WRONG,
    given_an_activity_in_the_course,
    then_it_is_the_visit_of,
    then_my_grades_show,
    then_the_draft_is_saved,
    then_the_gradebook_shows,
    then_the_result_is,
    then_the_score_is_in_the_gradebook,
    then_these_are_chosen,
    when_its_own_tab_is_opened,
    when_the_activity_is_opened_in_a_tab,
    when_the_activity_is_opened_in_the_frame,
    when_the_learner_begins,
    when_the_learner_chooses,
    when_the_learner_does_everything,
    when_the_learner_goes_on,
    when_the_learner_reads_up_to_the_questions,
    when_the_learner_submits,
)

Opening = Callable[[Page, Lms, Link], Frame]
SOME = {key: RIGHT[key] for key in list(RIGHT)[:3]}
REST = {key: RIGHT[key] for key in list(RIGHT)[3:]}
WAYS = pytest.mark.parametrize(
    "opening",
    [
        pytest.param(when_the_activity_is_opened_in_the_frame, id="in the frame"),
        pytest.param(when_the_activity_is_opened_in_a_tab, id="in a tab"),
    ],
)


@WAYS
def test_from_reading_to_the_gradebook(page: Page, lms: Lms, opening: Opening) -> None:
    link = given_an_activity_in_the_course(lms)
    view = opening(page, lms, link)
    then_it_is_the_visit_of(view, SAM)

    when_the_learner_reads_up_to_the_questions(view)
    when_the_learner_chooses(view, SOME)
    then_the_draft_is_saved(view)
    view.goto(view.url)
    then_these_are_chosen(view, SOME)

    view = opening(page, lms, link)
    expect(view.get_by_text("Your answers were saved on")).to_be_visible()
    when_the_learner_begins(view, "Continue")
    then_these_are_chosen(view, SOME)

    when_the_learner_chooses(view, REST)
    when_the_learner_goes_on(view)
    when_the_learner_submits(view)
    then_the_result_is(view, "8 of 8: passed")
    then_the_score_is_in_the_gradebook(view)

    then_my_grades_show(page, lms, "8 out of 8", "Completed", "Passed")
    then_the_gradebook_shows(page, lms, "8 / 8", "Completed", "Passed")


def test_the_result_says_what_each_answer_was_worth_and_counts_for(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    view = when_the_activity_is_opened_in_a_tab(page, lms, link)
    first = QUESTIONS[0]
    feedback = {option.key: option.feedback.split(". ")[0] for option in first.options}
    only_the_first_wrong = {**RIGHT, first.key: WRONG[first.key]}

    when_the_learner_does_everything(view, only_the_first_wrong)

    then_the_result_is(view, "7 of 8: passed")
    answers = view.locator(".tool-answers > li")
    expect(answers).to_have_count(8)
    expect(answers.nth(0)).to_contain_text("Not right")
    for option in WRONG[first.key]:
        expect(answers.nth(0)).to_contain_text(feedback[option])
    for option in RIGHT[first.key]:
        expect(answers.nth(0)).not_to_contain_text(feedback[option])
    expect(answers.nth(1).get_by_role("heading")).to_have_text("Question 2 Right")
    for words in ("Person-centred practice", "Champion a person-centred approach", "Leadership"):
        expect(view.locator(".tool-towards")).to_contain_text(words)


@pytest.mark.long
def test_a_second_try_that_is_better_counts(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    view = when_the_activity_is_opened_in_the_frame(page, lms, link)

    when_the_learner_does_everything(view, WRONG)
    then_the_result_is(view, "0 of 8: not passed yet")
    then_the_score_is_in_the_gradebook(view)
    expect(view.locator(".tool-answer--missed")).to_have_count(0)
    when_the_learner_does_everything(view, RIGHT, "Try again")

    then_the_result_is(view, "8 of 8: passed")
    then_the_score_is_in_the_gradebook(view)
    then_the_gradebook_shows(page, lms, "8 / 8", "Completed")


@pytest.mark.parametrize(
    "cookies",
    [pytest.param(Cookies.ALLOWED, id="allowed"), pytest.param(Cookies.PARTITIONED, id="apart")],
)
def test_where_the_frame_keeps_cookies_the_learner_arrives_in_it(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)

    view = when_the_activity_is_opened_in_the_frame(page, lms, link)
    when_the_learner_begins(view)

    then_it_is_the_visit_of(view, SAM)
    assert view.url.startswith(f"{lms.tool_url}/v/")
    assert all(kept.get("partitionKey") for kept in page.context.cookies(lms.tool_url))


@pytest.mark.parametrize("cookies", [Cookies.NONE], ids=["none"])
def test_where_the_frame_keeps_no_cookies_one_button_opens_a_tab(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    frame = when_the_activity_is_opened_in_the_frame(page, lms, link)
    expect(frame.get_by_role("heading", name="Open in a new tab")).to_be_visible()

    view = when_its_own_tab_is_opened(page, frame).main_frame

    expect(frame.get_by_role("status")).to_contain_text("It is open in another tab")
    expect(frame.get_by_role("button")).to_have_count(0)
    then_it_is_the_visit_of(view, SAM)
    when_the_learner_does_everything(view)
    then_the_score_is_in_the_gradebook(view)
    then_the_gradebook_shows(page, lms, "8 / 8", "Completed")


@pytest.mark.long
@pytest.mark.parametrize("cookies", list(Cookies), ids=lambda one: one.value)
def test_in_a_tab_cookies_of_frames_do_not_matter(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    view = when_the_activity_is_opened_in_a_tab(page, lms, link)

    when_the_learner_does_everything(view)

    then_the_score_is_in_the_gradebook(view)


@pytest.mark.long
@pytest.mark.parametrize("cookies", [Cookies.ALLOWED], ids=["allowed"])
def test_everything_works_where_the_frame_shares_its_cookies(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    view = when_the_activity_is_opened_in_the_frame(page, lms, link)

    when_the_learner_does_everything(view)

    then_the_score_is_in_the_gradebook(view)
    then_the_gradebook_shows(page, lms, "8 / 8", "Completed")
