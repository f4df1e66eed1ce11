"""An instructor gives an activity a column that it came without."""

import re

import pytest
from playwright.sync_api import Frame, Page, expect

from demo.courses import LineItem, Link
from tests.builders import ACTIVITY, take_column
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import COURSE, PRIYA, Lms
from tests.journeys.steps import (
    then_the_gradebook_comes_to_show,
    when_the_activity_is_opened_in_a_tab,
    when_the_learner_does_everything,
)


def given_an_activity_without_a_column(lms: Lms) -> Link:
    return take_column(lms.platform, lms.place())


def given_a_column_that_launches_do_not_name(lms: Lms, link: Link, number: str) -> None:
    lms.platform.line_items[number] = LineItem(
        id=number,
        course_id=COURSE,
        label=f"Column {number}",
        score_maximum=8,
        resource_link_id=link.id,
        resource_id=ACTIVITY,
    )


def when_the_instructor_looks_at_the_columns(page: Page, lms: Lms, link: Link) -> Frame:
    view = when_the_activity_is_opened_in_a_tab(page, lms, link, PRIYA)
    view.get_by_role("link", name="Gradebook columns").click()
    expect(view.get_by_role("heading", level=1)).to_have_text("Gradebook columns")
    return view


@pytest.mark.long
def test_an_activity_is_given_its_column_and_what_waited_arrives(page: Page, lms: Lms) -> None:
    link = given_an_activity_without_a_column(lms)
    when_the_learner_does_everything(when_the_activity_is_opened_in_a_tab(page, lms, link))

    view = when_the_instructor_looks_at_the_columns(page, lms, link)
    then_everybody_can_use_it(view)
    for number in ("900", "901"):
        given_a_column_that_launches_do_not_name(lms, link, number)
    view.get_by_role("button", name="Create a column").click()
    expect(view.get_by_role("heading", level=1)).to_contain_text("Which column is for")
    then_everybody_can_use_it(view)
    lms.platform.line_items.clear()
    view.get_by_role("button", name=re.compile("Use this one.*Column 901")).click()
    expect(view.get_by_role("status")).to_contain_text("There is no column for it")

    view.get_by_role("button", name="Create a column").click()
    expect(view.get_by_role("status")).to_contain_text("1 score was sent on its way.")
    then_everybody_can_use_it(view)
    then_the_gradebook_comes_to_show(page, lms, "8 / 8")
