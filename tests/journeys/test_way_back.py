"""The way back to the course leads the whole tab there, also out of the course's frame."""

from playwright.sync_api import Page, expect

from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import (
    given_an_activity_in_the_course,
    then_it_is_the_visit_of,
    when_the_activity_is_opened_in_a_tab,
    when_the_activity_is_opened_in_the_frame,
)


def test_out_of_the_frame_and_out_of_a_tab(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    for opening in (when_the_activity_is_opened_in_the_frame, when_the_activity_is_opened_in_a_tab):
        view = opening(page, lms, link)
        then_it_is_the_visit_of(view, SAM)
        tab = view.page

        view.get_by_role("link", name="Back to your course").click()

        tab.wait_for_url(lms.course(SAM))
        expect(tab.locator("iframe")).to_have_count(0)
        tab.wait_for_load_state()
