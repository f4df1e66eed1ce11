"""From the pages where something begins or ends, a link leads back to the course."""

import html
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from demo.claims import LTI
from demo.courses import Link
from tests.builders import DEEP_LINKING, SAM, TEACHER, Browser

COURSE_PAGE = "https://lms.example/course?id=2&sesskey=a'b#activity"


def returning_to(url: object) -> Any:
    return lambda claims: claims.update({LTI + "launch_presentation": {"return_url": url}})


def way_back(page: TestResponse) -> str | None:
    tags = re.findall(r"<a ([^>]*)>Back to your course</a>", page.text)
    if not tags:
        return None
    (tag,) = tags
    assert 'target="_top"' in tag
    assert 'rel="noopener"' in tag
    (address,) = re.findall(r'href="([^"]*)"', tag)
    return html.unescape(address)


def test_a_learner_finds_the_way_back_where_an_activity_begins_and_ends(
    browser: Browser, link: Link
) -> None:
    browser.launch(SAM, link, change=returning_to(COURSE_PAGE))

    assert way_back(browser.get("/activity")) == COURSE_PAGE
    page = browser.post("/attempts")
    assert way_back(page) is None  # what was not saved yet would be left behind
    assert way_back(browser.get("/attempts/1/check")) is None
    assert way_back(browser.do_activity()) == COURSE_PAGE
    assert way_back(browser.get("/portfolio")) == COURSE_PAGE


def test_an_instructor_finds_it_too(browser: Browser, link: Link) -> None:
    browser.launch(TEACHER, link, change=returning_to(COURSE_PAGE))

    assert way_back(browser.get("/preview")) == COURSE_PAGE
    assert way_back(browser.get("/scores")) == COURSE_PAGE


def test_the_picker_has_an_answer_of_its_own_to_go_back_with(browser: Browser) -> None:
    browser.launch(TEACHER, message_type=DEEP_LINKING, change=returning_to(COURSE_PAGE))

    for path in ("/picker", "/scores"):
        assert way_back(browser.get(path)) is None


@pytest.mark.parametrize("url", [None, "", 5, "javascript:alert(1)", "ftp://lms.example/", "/x"])
def test_where_the_platform_names_no_page_there_is_no_link(
    browser: Browser, link: Link, url: object
) -> None:
    browser.launch(SAM, link, change=returning_to(url))

    page = browser.get("/activity")

    assert page.status_code == 200
    assert way_back(page) is None
