"""Several frames, courses and people in one browser keep apart."""

import pytest
from playwright.sync_api import Frame, Page

from tests.journeys.servers import COURSE, MEI, OTHER_COURSE, SAM, Lms
from tests.journeys.steps import (
    RIGHT,
    WRONG,
    frame_of,
    given_an_activity_in_the_course,
    then_it_is_the_visit_of,
    then_the_draft_is_saved,
    then_the_gradebook_shows,
    then_the_result_is,
    then_the_score_is_in_the_gradebook,
    then_these_are_chosen,
    when_the_activity_is_opened_in_a_tab,
    when_the_activity_is_opened_in_the_frame,
    when_the_learner_chooses,
    when_the_learner_goes_on,
    when_the_learner_reads_up_to_the_questions,
    when_the_learner_submits,
)

TWO_FRAMES = """addresses => document.body.replaceChildren(...addresses.map((address, number) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, {name: `frame${number}`, src: address, width: 600, height: 700});
    return frame;
}))"""


def given_two_frames_on_one_page(page: Page, lms: Lms, *addresses: str) -> list[Frame]:
    page.goto(lms.course(SAM))
    page.evaluate(TWO_FRAMES, list(addresses))
    return [frame_of(page, f"frame{number}") for number in range(len(addresses))]


def when_answers_are_given_in_turn(first: Frame, second: Frame) -> None:
    """The first gets the right answers, the second the wrong ones while the first is not done."""
    half = len(RIGHT) // 2
    for view, answers in (
        (first, list(RIGHT.items())[:half]),
        (second, WRONG.items()),
        (first, list(RIGHT.items())[half:]),
    ):
        view.page.bring_to_front()
        when_the_learner_chooses(view, dict(answers))
        then_the_draft_is_saved(view)


def when_both_are_submitted(first: Frame, second: Frame) -> None:
    for step in (when_the_learner_goes_on, when_the_learner_submits):
        for view in (first, second):
            view.page.bring_to_front()
            step(view)


def test_two_people_in_two_frames_of_one_page(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    sams, meis = given_two_frames_on_one_page(
        page, lms, lms.launch(SAM, link), lms.launch(MEI, link)
    )
    for view, person in ((sams, SAM), (meis, MEI)):
        then_it_is_the_visit_of(view, person)
        when_the_learner_reads_up_to_the_questions(view)

    when_answers_are_given_in_turn(sams, meis)
    when_both_are_submitted(sams, meis)

    then_the_result_is(sams, "8 of 8: passed")
    then_the_result_is(meis, "0 of 8: not passed yet")
    then_it_is_the_visit_of(sams, SAM)
    then_it_is_the_visit_of(meis, MEI)
    for view in (sams, meis):
        then_the_score_is_in_the_gradebook(view)
    then_the_gradebook_shows(page, lms, "8 / 8", person=SAM)
    then_the_gradebook_shows(page, lms, "0 / 8", person=MEI)


@pytest.mark.long
def test_one_activity_in_two_courses_is_two_pieces_of_work(page: Page, lms: Lms) -> None:
    here = given_an_activity_in_the_course(lms, COURSE)
    there = given_an_activity_in_the_course(lms, OTHER_COURSE)
    first = when_the_activity_is_opened_in_a_tab(page, lms, here)
    second = when_the_activity_is_opened_in_a_tab(page, lms, there)
    for view in (first, second):
        when_the_learner_reads_up_to_the_questions(view)

    when_answers_are_given_in_turn(first, second)

    for view, answers in ((first, RIGHT), (second, WRONG)):
        view.goto(view.url)
        then_these_are_chosen(view, answers)
    when_both_are_submitted(first, second)
    then_the_score_is_in_the_gradebook(first)
    then_the_score_is_in_the_gradebook(second)
    then_the_gradebook_shows(page, lms, "8 / 8", course=COURSE)
    then_the_gradebook_shows(page, lms, "0 / 8", course=OTHER_COURSE)


@pytest.mark.long
def test_somebody_else_who_opens_it_next_begins_afresh(page: Page, lms: Lms) -> None:
    """As on the computer of a ward: Mei opens the course in the tab that Sam has left."""
    link = given_an_activity_in_the_course(lms)
    sams = when_the_activity_is_opened_in_the_frame(page, lms, link, SAM)
    when_the_learner_reads_up_to_the_questions(sams)
    when_the_learner_chooses(sams, RIGHT)
    then_the_draft_is_saved(sams)

    meis = when_the_activity_is_opened_in_the_frame(page, lms, link, MEI)

    then_it_is_the_visit_of(meis, MEI)
    when_the_learner_reads_up_to_the_questions(meis)
    then_these_are_chosen(meis, {})
