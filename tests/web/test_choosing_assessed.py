"""An activity that an instructor decides about, where it is chosen, placed and read."""

from html import unescape

import pytest
from werkzeug.test import TestResponse

from demo.platform import Platform
from lti_tool.learning.activities import Scoring
from lti_tool.store import listings
from tests.builders import ACTIVITY, COURSE, DEEP_LINKING, TEACHER, Browser, place
from tests.web.refusals import words
from tests.web.test_deep_linking import ITEMS, open_picker, said
from tests.web.walker import activity_of

ASSESSED = "the-people-who-did-not-come"


@pytest.fixture
def picking(browser: Browser) -> Browser:
    browser.launch(TEACHER, message_type=DEEP_LINKING)
    browser.get("/picker")
    return browser


def read(page: TestResponse) -> str:
    return unescape(words(page))


def test_it_is_listed_with_its_points_and_who_decides(picking: Browser) -> None:
    with picking.tool.database.reading() as session:
        listing = listings.find_all(session, [ASSESSED])[ASSESSED]
    assert (listing.scoring, listing.points) == (Scoring.ASSESSED, 9)
    found = read(picking.get("/picker?q=did+not+come"))
    assert "2 hours · an instructor decides, 9 points · Evidenced against" in found


def test_its_rubric_is_in_the_preview_of_the_picker(picking: Browser) -> None:
    page = read(picking.get(f"/picker/activities/{ASSESSED}"))
    assert "9 points An instructor decides, by these criteria" in page
    assert "per cent" not in page
    for criterion in activity_of(picking, ASSESSED).rubric:
        assert f"{criterion.title} (up to {criterion.best} points)" in page
        assert all(
            f"{level.points} {'point' if level.points == 1 else 'points'} : {level.text}" in page
            for level in criterion.levels
        )


def test_whoever_adds_it_is_told_that_somebody_has_to_decide(picking: Browser) -> None:
    told = "An instructor of the course decides about each piece of work"
    picking.post("/picker/choice", {"add": ACTIVITY})
    assert told not in read(picking.get("/picker/details"))
    picking.post("/picker/choice", {"add": ASSESSED})
    assert read(picking.get("/picker/details")).count(told) == 1


@pytest.mark.parametrize("family", ["default", "moodle"])
def test_its_column_has_the_points_of_its_rubric(
    browser: Browser, platform: Platform, family: str
) -> None:
    platform.family = family
    open_picker(browser)
    answer = browser.pick(ASSESSED)
    (item,) = said(browser, answer)[ITEMS]
    assert item["lineItem"]["scoreMaximum"] == 9
    assert platform.place(COURSE, item).line_item_id in platform.line_items


def test_nothing_of_a_rubric_is_said_of_other_activities(
    browser: Browser, platform: Platform
) -> None:
    browser.launch(TEACHER, place(platform))
    assert "How an instructor decides" not in words(browser.get("/"))
