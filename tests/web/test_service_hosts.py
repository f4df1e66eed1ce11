"""Gradebooks on another host than the platform: nobody is called there before it is allowed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import TEACHER, Browser, a_registration, place

ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


@pytest.fixture
def elsewhere(platform: Platform) -> str:
    """The demo platform under another name: the same server, and another host."""
    origin = f"http://localhost:{urlsplit(platform.addresses.token).port}"
    assert origin not in platform.addresses.token
    return origin


@pytest.fixture
def moved(elsewhere: str) -> Callable[[dict[str, Any]], None]:
    """Let a launch say that its column is there."""

    def change(claims: dict[str, Any]) -> None:
        path = urlsplit(claims[ENDPOINT]["lineitem"])._replace(scheme="", netloc="").geturl()
        claims[ENDPOINT]["lineitem"] = f"{elsewhere}{path}"

    return change


def test_a_gradebook_on_another_host_is_not_called_and_everybody_can_read_why(
    browser: Browser, platform: Platform, elsewhere: str, moved: Callable[[dict[str, Any]], None]
) -> None:
    link = place(platform)
    assert browser.launch(link=link, change=moved).status_code == 303, "the launch goes on"
    platform.requests.clear()
    result = browser.do_activity()
    assert browser.deliver() == 1

    assert not [seen for seen in platform.requests if "token" in seen.path], (
        "no token was asked for"
    )
    assert platform.scores == []
    host = elsewhere.removeprefix("http://")
    path = result.request.path.removeprefix(browser.visit)
    shown = browser.get(path).text
    assert "Not in your gradebook." in shown
    assert host not in shown
    teacher = browser.another()
    teacher.launch(TEACHER, link)
    scores = teacher.get("/scores").text
    assert f"The gradebook is at {host}, which nobody has registered" in scores
    assert "platforms add --service-origin" in scores
    (row,) = browser.tool.backlog.show().scores
    assert (row.state, host in (row.reason or "")) == ("refused", True)


def test_a_gradebook_on_a_host_that_was_named_gets_its_scores(
    tool: Tool,
    browser: Browser,
    platform: Platform,
    elsewhere: str,
    moved: Callable[[dict[str, Any]], None],
) -> None:
    tool.platforms.add(a_registration(platform, service_origins=(elsewhere,)))
    browser.launch(link=place(platform), change=moved)
    browser.do_activity()
    browser.deliver()

    assert len(platform.scores) == 1
    assert browser.tool.backlog.show().scores == ()
