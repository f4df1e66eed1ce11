"""From the gradebook to the work in it, and from the LMS to what is kept about a person."""

import re

import pytest
from playwright.sync_api import Frame, Page, expect

from demo.courses import Link
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import (
    WRONG,
    frame_of,
    given_an_activity_in_the_course,
    then_the_result_is,
    then_the_score_is_in_the_gradebook,
    when_the_activity_is_opened_in_a_tab,
    when_the_learner_does_everything,
)

ALEX = "2"


def given_work_of_sam_in_the_gradebook(page: Page, lms: Lms) -> Link:
    link = given_an_activity_in_the_course(lms)
    view = when_the_activity_is_opened_in_a_tab(page, lms, link)
    when_the_learner_does_everything(view, WRONG)
    then_the_score_is_in_the_gradebook(view)
    return link


def when_the_instructor_sees_the_work(page: Page, lms: Lms, whose: str) -> Frame:
    page.bring_to_front()  # the learner's tab is: clicks into frames of any other are dropped
    page.goto(lms.gradebook())
    page.get_by_role("link", name=f"See the work: {whose}").click()
    return frame_of(page)


def test_the_gradebook_leads_to_one_learners_work(page: Page, lms: Lms) -> None:
    given_work_of_sam_in_the_gradebook(page, lms)

    view = when_the_instructor_sees_the_work(page, lms, "Sam Okafor")

    expect(view.get_by_role("heading", level=1)).to_contain_text("Sam Okafor")
    expect(view.get_by_role("main")).to_contain_text("Try 1: 0 of 8, not passed.")
    expect(view.get_by_role("main")).to_contain_text("Reached the gradebook")
    view.get_by_text("Questions and answers").click()
    expect(view.get_by_role("main")).to_contain_text("Question 8")
    then_everybody_can_use_it(view)


@pytest.mark.long
def test_the_heading_of_a_column_leads_to_everybody_and_from_there_to_each(
    page: Page, lms: Lms
) -> None:
    given_work_of_sam_in_the_gradebook(page, lms)

    view = when_the_instructor_sees_the_work(page, lms, "everybody")

    expect(view.get_by_role("heading", level=1)).to_contain_text("Review queue")
    then_everybody_can_use_it(view)
    view.get_by_role("link", name="Everybody on this activity").click()
    expect(view.get_by_role("heading", level=1)).to_contain_text("Everybody")
    expect(view.get_by_role("main")).to_contain_text("1 learner has begun")
    then_everybody_can_use_it(view)
    view.get_by_role("link", name="Sam Okafor").click()
    expect(view.get_by_role("main")).to_contain_text("Try 1: 0 of 8, not passed.")
    back = view.get_by_role("link", name="Everybody on this activity")
    expect(back).to_have_attribute("href", re.compile(r"/review/learners$"))


@pytest.mark.long
def test_who_has_not_begun_is_said_to_have_not(page: Page, lms: Lms) -> None:
    given_an_activity_in_the_course(lms)

    view = when_the_instructor_sees_the_work(page, lms, "Mei Lin")

    expect(view.get_by_role("main")).to_contain_text("This learner has not begun")
    then_everybody_can_use_it(view)


@pytest.mark.long
def test_learners_open_their_own_work_from_their_grades(page: Page, lms: Lms) -> None:
    given_work_of_sam_in_the_gradebook(page, lms)

    page.goto(lms.my_grades(SAM))
    page.get_by_role("link", name="See the work").click()

    then_the_result_is(frame_of(page), "0 of 8: not passed yet")


def test_people_read_what_is_kept_about_them(page: Page, lms: Lms) -> None:
    given_work_of_sam_in_the_gradebook(page, lms)
    seen = when_the_instructor_sees_the_work(page, lms, "Sam Okafor")
    expect(seen.get_by_role("main")).to_contain_text("can see that you have opened it")

    page.goto(f"{lms.platform.issuer}/as/{SAM}")
    page.get_by_role("link", name="What the tool keeps about you").click()
    view = frame_of(page)

    main = view.get_by_role("main")
    expect(main).to_contain_text("1 try")
    expect(main).to_contain_text("Others have opened your evidence or its files 1 time")
    expect(main).to_contain_text("Reference: tenant 1, person")
    then_everybody_can_use_it(view)


@pytest.mark.long
def test_an_admin_learns_only_whether_anything_is_kept(page: Page, lms: Lms) -> None:
    given_work_of_sam_in_the_gradebook(page, lms)

    page.goto(f"{lms.platform.issuer}/as/{ALEX}")
    page.get_by_role("link", name="What the tool keeps about").click()
    page.get_by_role("link", name="Sam Okafor").click()
    view = frame_of(page)

    expect(view.get_by_role("main")).to_contain_text("Something is kept")
    expect(view.get_by_role("main")).not_to_contain_text("Sam Okafor")
    then_everybody_can_use_it(view)
