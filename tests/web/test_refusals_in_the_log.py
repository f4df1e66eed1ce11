"""What an operator finds in the log when a launch was refused: which platform, and why."""

from typing import Any

import pytest

from demo.claims import LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store import registrations
from tests.builders import SAM, Browser
from tests.web.initiations import a_launch, initiation
from tests.web.refusals import assert_refused


def line(caplog: pytest.LogCaptureFixture, event: str = "request.refused") -> str:
    """The one line of an event."""
    (found,) = [r.getMessage() for r in caplog.records if r.getMessage().startswith(event)]
    assert found.isascii()
    assert found.isprintable()
    return found


def test_a_refused_launch_names_its_platform_and_nobody(
    browser: Browser, platform: Platform, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(browser.launch(SAM, link, change=lambda c: c.pop(LTI + "roles") and None))

    told = line(caplog)
    assert "reason=roles-missing " in told
    assert f"issuer='{platform.issuer}' client_id='{platform.client_id}'" in told
    for personal in ("Sam", "Okafor", "trust.example", "sub"):
        assert personal not in told


def test_a_browser_without_proof_is_told_of_with_its_platform(
    browser: Browser, platform: Platform, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    asked = browser.begin_login(a_launch(link))

    browser.another().arrive(dict(platform.authenticate(asked).fields))

    assert f"reason=browser-without-proof endpoint=launch.launch issuer='{platform.issuer}'" in (
        line(caplog)
    )


def test_a_platform_that_nobody_registered_is_named_as_it_names_itself(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    sent = {"iss": "https://new.example", "client_id": "c-1", "login_hint": "sam@trust.example"}

    assert_refused(browser.client.post("/lti/login", data=sent))

    told = line(caplog)
    assert told.endswith("issuer='https://new.example' client_id='c-1'")
    assert "reason=registration-unknown " in told


def test_an_initiation_that_is_incomplete_says_what_there_was(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(browser.client.post("/lti/login", data={"iss": "https://new.example"}))

    assert line(caplog).endswith("issuer='https://new.example'")


def test_the_known_code_by_which_a_platform_refuses_is_in_the_log_and_its_words_are_not(
    browser: Browser, platform: Platform, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    said = {"error": "login_required", "error_description": "The session\r\nhas ended."}
    state = browser.begin_login(a_launch(link))["state"]

    assert_refused(browser.arrive({"state": state, **said}))

    told = line(caplog)
    assert "reason=platform-refused " in told
    assert f"issuer='{platform.issuer}'" in told
    assert told.endswith("error='login_required'")


def test_a_platform_that_refuses_without_a_state_is_told_of_all_the_same(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(browser.client.post("/lti/launch", data={"error": "access_denied"}))

    assert line(caplog).endswith("error='access_denied'")


def test_a_deployment_that_waits_is_named_as_the_command_to_approve_it_wants(
    browser: Browser,
    tool: Tool,
    platform: Platform,
    link: Link,
    caplog: pytest.LogCaptureFixture,
) -> None:
    new: dict[str, Any] = {LTI + "deployment_id": "new:7"}

    assert_refused(browser.launch(SAM, link, change=lambda c: c.update(new)))

    names = f"issuer='{platform.issuer}' client_id='{platform.client_id}' deployment_id='new:7'"
    assert line(caplog, "deployment.waiting").endswith(names)
    assert line(caplog).endswith(names)
    tool.platforms.approve(
        issuer=platform.issuer,
        client_id=platform.client_id,
        deployment_id="new:7",
        new_tenant=None,
    )
    assert browser.launch(SAM, link, change=lambda c: c.update(new)).status_code == 303


def test_a_platform_that_makes_deployments_up_fills_no_list(
    browser: Browser,
    tool: Tool,
    link: Link,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registrations, "MOST_WAITING", 2)
    for number in range(4):
        caplog.clear()
        new = {LTI + "deployment_id": f"made-up-{number}"}
        page = browser.launch(SAM, link, change=lambda c, new=new: c.update(new))
        assert_refused(page, says="this part of it has not been approved yet")
        assert "reason=deployment-waiting " in line(caplog)
        is_full = any("deployment.list-full" in each.getMessage() for each in caplog.records)
        assert is_full is (number > 1)

    (listed,) = tool.platforms.list_all()
    assert [one.deployment_id for one in listed.deployments][1:] == ["made-up-0", "made-up-1"]
    assert browser.launch(SAM, link).status_code == 303


@pytest.mark.parametrize(
    "hostile",
    ["a\nCRITICAL root: all is lost", "a\r\nb", "\x1b[2J", "é" * 20, "x" * 1_999, "'; drop", "\\"],
)
def test_whatever_a_stranger_sends_makes_one_short_plain_line(
    browser: Browser,
    platform: Platform,
    link: Link,
    caplog: pytest.LogCaptureFixture,
    hostile: str,
) -> None:
    for name in ("iss", "client_id", "lti_deployment_id"):
        caplog.clear()
        sent = initiation(platform, link, **{"client_id": "unknown", name: hostile})

        assert_refused(browser.client.post("/lti/login", data=sent))

        assert len(line(caplog)) < 1_000
