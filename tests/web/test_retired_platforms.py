"""A platform that is retired while people are at work, and comes back: the whole over HTTP."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.test import TestResponse

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import SAM, Browser, a_registration, place
from tests.web.initiations import initiation
from tests.web.refusals import assert_refused


@pytest.fixture
def link(platform: Platform) -> Link:
    link: Link = place(platform)
    return link


def redirected_to(answer: TestResponse) -> dict[str, str]:
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.location).query))


def retire(tool: Tool, platform: Platform, **named: Any) -> None:
    names = {"issuer": platform.issuer, "client_id": platform.client_id, **named}
    tool.platforms.retire(**names)


def test_nobody_gets_in_or_goes_on_and_what_waits_is_still_sent(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    latecomer = browser.another()
    sent = initiation(platform, link)
    asked = redirected_to(latecomer.client.post("/lti/login", data=sent))

    retire(browser.tool, platform)

    gone = "no longer uses this tool"
    assert_refused(browser.another().client.post("/lti/login", data=sent), says=gone)
    assert_refused(latecomer.arrive(dict(platform.authenticate(asked).fields)), says=gone)
    assert browser.client.get(f"{browser.visit}/activity").status_code == 403
    assert browser.deliver() == 1
    assert [post.payload["userId"] for post in platform.scores] == [SAM]


def test_after_it_is_added_again_people_go_on_where_they_were(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.launch(SAM, link)
    result = browser.do_activity().request.path.removeprefix(browser.visit)
    retire(browser.tool, platform)
    browser.tool.platforms.add(a_registration(platform))

    assert browser.launch(SAM, link).status_code == 303
    assert browser.get(result).status_code == 200


def test_of_two_deployments_only_the_retired_one_is_refused(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.tool.platforms.add(a_registration(platform, deployment_ids=("1", "2")))
    retire(browser.tool, platform, deployment_id="2")

    assert browser.launch(SAM, link).status_code == 303
    platform.deployment_id = "2"
    assert_refused(browser.launch(SAM, link), says="This part of your learning platform")
    browser.tool.platforms.add(a_registration(platform, deployment_ids=("2",)))
    assert browser.launch(SAM, link).status_code == 303


def test_another_client_of_the_issuer_goes_on_and_is_meant_where_none_is_named(
    browser: Browser, platform: Platform, link: Link
) -> None:
    second = a_registration(platform, client_id="second", deployment_ids=("2",))
    browser.tool.platforms.add(second)
    retire(browser.tool, platform)

    def login(**named: str | None) -> Any:
        return browser.client.post("/lti/login", data=initiation(platform, link, **named))

    assert redirected_to(login(client_id="second"))["client_id"] == "second"
    unnamed = login(client_id=None, lti_deployment_id=None)
    assert redirected_to(unnamed)["client_id"] == "second"
    assert_refused(login(), says="no longer uses this tool")
    assert_refused(login(client_id=None, lti_deployment_id="1"), says="no longer uses this tool")
