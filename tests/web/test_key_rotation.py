"""Our key changes while people work: a platform that keeps our key set notices nothing of it."""

import html
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool, build_tool
from tests.builders import (
    ACTIVITY,
    COURSE,
    DEEP_LINKING,
    MEI,
    SAM,
    TEACHER,
    Browser,
    SetClock,
    place,
    settings_for,
)

MORE_THAN_A_DAY = 25 * 3600


@pytest.fixture
def elsewhere(home: Path, clock: SetClock) -> Iterator[Tool]:
    """The same tool in another process: where the operator's command or a worker rotates."""
    other = build_tool(settings_for(home), clock)
    yield other
    other.close()


def kid_of(tool: Tool, state: str) -> str:
    (kid,) = [row.kid for row in tool.key_rotation.listing() if row.state == state]
    return kid


def let_the_next_key_be_known(tool: Tool) -> None:
    tool.key_rotation.look_after()
    file = tool.keys.folder.path / "next.pem"
    then = file.stat().st_mtime - MORE_THAN_A_DAY
    os.utime(file, (then, then))


def no_fetching(_url: str) -> dict[str, Any]:
    raise AssertionError("the platform had to fetch our key set once more")


def a_score_arrives(browser: Browser, link: Any, person: str) -> None:
    """One that needs a new token, and so a signature."""
    browser.platform.revoke_tokens()
    somebody = browser.another()
    somebody.launch(person, link)
    somebody.do_activity()
    somebody.deliver()
    rows = browser.platform.gradebook(COURSE)
    assert [row.score for row in rows if (row.person_id, row.link_id) == (person, link.id)] == [8]


def an_answer_is_verified(browser: Browser) -> str:
    """Hand over a choice from the picker: gives the id of the key that signed it."""
    browser.launch(TEACHER, message_type=DEEP_LINKING)
    page = browser.pick(ACTIVITY).text
    token = html.unescape(re.findall(r'name="JWT" value="([^"]*)"', page)[0])
    assert browser.platform.tool_keys.verify(token, audience=browser.platform.issuer)
    return str(jwt.get_unverified_header(token)["kid"])


def test_scores_and_answers_arrive_before_during_and_after_a_rotation(
    browser: Browser, platform: Platform, elsewhere: Tool
) -> None:
    link = place(platform)
    let_the_next_key_be_known(elsewhere)
    first, second = kid_of(elsewhere, "current"), kid_of(elsewhere, "next")
    a_score_arrives(browser, link, SAM)
    platform.tool_keys.cached = browser.client.get("/lti/jwks.json").get_json()
    platform.tool_keys.fetch = no_fetching
    assert an_answer_is_verified(browser) == first
    under_way = browser.tool.keys.sign({"aud": platform.issuer, "iat": 1, "exp": 9_999_999_999})

    elsewhere.key_rotation.rotate()

    assert an_answer_is_verified(browser) == second
    a_score_arrives(browser, link, MEI)
    assert platform.tool_keys.verify(under_way, audience=platform.issuer)
    platform.tool_keys.cached = browser.client.get("/lti/jwks.json").get_json()
    assert platform.tool_keys.verify(under_way, audience=platform.issuer), "it was signed in time"


def test_a_rotation_that_does_not_wait_costs_a_platform_another_look(
    browser: Browser, platform: Platform, elsewhere: Tool
) -> None:
    platform.tool_keys.cached = browser.client.get("/lti/jwks.json").get_json()
    elsewhere.key_rotation.rotate(at_once=True)
    assert an_answer_is_verified(browser) == kid_of(elsewhere, "current")
    a_score_arrives(browser, place(platform), SAM)


def test_the_key_set_has_the_next_key_as_soon_as_it_is_there(
    browser: Browser, elsewhere: Tool
) -> None:
    def published() -> list[str]:
        return [key["kid"] for key in browser.client.get("/lti/jwks.json").get_json()["keys"]]

    assert len(published()) == 1
    elsewhere.key_rotation.look_after()
    assert published() == [kid_of(elsewhere, "current"), kid_of(elsewhere, "next")]
