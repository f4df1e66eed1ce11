"""A browser that does not say that it is at the top of a tab may be showing a frame."""

import pytest

from demo.authentication import Launch
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import PendingLogin
from tests.builders import COURSE, DEEP_LINKING, TEACHER, Browser
from tests.web.initiations import (
    NOT_AT_THE_TOP,
    hand_over_of,
    initiation,
    link_of,
    opening_in,
    query,
)
from tests.web.refusals import kept

HAND_OVER = "h" * 43


@pytest.mark.parametrize("destination", NOT_AT_THE_TOP)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whatever_else_may_be_a_frame_so_a_browser_that_keeps_cookies_goes_on_without_a_click(
    browser: Browser, platform: Platform, link: Link, method: str, destination: str | None
) -> None:
    client = opening_in(browser.client, destination)
    sent = {**initiation(platform, link), "hand_over": HAND_OVER}
    where = "query_string" if method == "GET" else "data"

    first = client.open("/lti/login", method=method, **{where: sent})  # type: ignore[arg-type]  # one of the two
    back = client.get(first.location)

    assert (first.status_code, back.status_code) == (303, 302)
    assert query(first.location) == {**sent, "lti_tool_cookie_test": "1"}
    form = dict(platform.authenticate(query(back.location)).fields)
    assert browser.arrive(form).status_code == 303
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("destination", NOT_AT_THE_TOP)
def test_whatever_else_may_be_a_frame_so_without_cookies_there_is_a_link_to_a_new_tab(
    browser: Browser, platform: Platform, tool: Tool, link: Link, destination: str | None
) -> None:
    client = opening_in(tool.app.test_client(use_cookies=False), destination)
    first = client.post("/lti/login", data=initiation(platform, link))

    page = client.get(first.location)

    assert page.status_code == 200
    assert kept(tool, PendingLogin) == 0
    assert "keeps no cookies" not in page.text
    tab = browser.client.get(link_of(page))
    form = dict(platform.authenticate(query(tab.location)).fields)
    assert browser.arrive(form).status_code == 303


def test_a_tab_that_does_not_say_that_it_is_one_still_knows_the_frame_that_opened_it(
    browser: Browser, platform: Platform
) -> None:
    """Old browsers send no header there either, and are sent to themselves once more."""
    picking = Launch(person_id=TEACHER, course_id=COURSE, message_type=DEEP_LINKING, link_id=None)
    framed = opening_in(browser.another().client, None)
    first = framed.post("/lti/login", data=platform.begin(picking))
    page = opening_in(browser.another().client, None).get(first.location)
    tab = opening_in(browser.client, None)

    begun = tab.get(link_of(page), follow_redirects=False)
    asked = tab.get(begun.location)
    browser.arrive(dict(platform.authenticate(query(asked.location)).fields))

    browser.get("/")
    answer = browser.post("/picker", {"cancel": "1"}).text
    assert f'data-hand-over="{hand_over_of(page)}"' in answer


@pytest.mark.usefixtures("browser")
def test_where_the_page_comes_again_in_the_new_tab_it_says_that_cookies_have_to_be_allowed(
    platform: Platform, tool: Tool, link: Link
) -> None:
    client = opening_in(tool.app.test_client(use_cookies=False), None)
    first = client.post("/lti/login", data=initiation(platform, link))
    page = client.get(first.location)

    again = client.get(client.get(link_of(page)).location)

    assert "keeps no cookies" in again.text
    assert link_of(again)
    assert hand_over_of(again) != hand_over_of(page)
