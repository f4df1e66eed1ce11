"""Somebody whom the platform does not name opens an activity: it says so, and what to do."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demo import claims
from tests.journeys.looks import then_everybody_can_use_it
from tests.journeys.servers import SAM, Lms
from tests.journeys.steps import (
    given_an_activity_in_the_course,
    when_the_activity_is_opened_in_a_tab,
    when_the_activity_is_opened_in_the_frame,
)

NAMING = ("sub", "name", "given_name", "family_name", "email")


@pytest.fixture(autouse=True)
def _platform_that_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    write = claims.write

    def write_unnamed(message: claims.Message, *more: Any) -> dict[str, Any]:
        written = write(message, *more)
        return {name: value for name, value in written.items() if name not in NAMING}

    monkeypatch.setattr(claims, "write", write_unnamed)


def test_reads_it_and_is_told_why_no_more_in_the_frame_and_in_a_tab(page: Page, lms: Lms) -> None:
    link = given_an_activity_in_the_course(lms)
    for opening in (when_the_activity_is_opened_in_the_frame, when_the_activity_is_opened_in_a_tab):
        view = opening(page, lms, link, SAM)

        expect(view.get_by_text("Your learning platform did not say who you are")).to_be_visible()
        expect(view.get_by_role("heading", name="What learners do")).to_be_visible()
        expect(view.get_by_role("button", name="Start")).to_have_count(0)
        then_everybody_can_use_it(view)
