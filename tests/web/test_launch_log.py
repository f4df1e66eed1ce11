"""What the operator's log has of launches: each that opened a visit, each that was refused."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from demo.claims import LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.services.launch import NotedLaunch, noting
from lti_tool.services.launch.tidying import Tidying
from lti_tool.store import launch_entries
from tests.builders import DEEP_LINKING, SAM, TEACHER, Browser, SetClock
from tests.web.initiations import a_launch, initiation
from tests.web.refusals import REFERENCE, assert_refused, words


def noted(tool: Tool, **wanted: Any) -> tuple[NotedLaunch, ...]:
    return tool.launch_log.read(**{"last": 1_000, **wanted})


def spoil(claims: dict[str, Any]) -> None:
    claims[LTI + "roles"] = None


def test_each_launch_that_opens_a_visit_is_an_entry(
    browser: Browser, tool: Tool, platform: Platform, link: Link, clock: SetClock
) -> None:
    browser.launch(SAM, link)
    clock.advance(seconds=1)
    browser.launch(TEACHER, message_type=DEEP_LINKING)

    first, second = noted(tool)
    assert first.opened
    assert (first.platform, first.issuer, first.client_id) == (
        "Demo LMS",
        platform.issuer,
        platform.client_id,
    )
    assert (first.message_type, second.message_type) == ("LtiResourceLinkRequest", DEEP_LINKING)
    assert first.about == {"deployment_id": platform.deployment_id}
    assert (first.reference, first.reason, first.note) == (None, None, None)
    assert second.at - first.at == timedelta(seconds=1)


def test_a_refused_launch_is_an_entry_with_the_reference_of_its_page(
    browser: Browser, tool: Tool, platform: Platform, link: Link
) -> None:
    page = browser.launch(SAM, link, change=spoil)

    (entry,) = noted(tool)
    assert not entry.opened
    assert f"Reference: {entry.reference}" in words(page)
    assert (entry.reason, entry.message_type) == ("roles-missing", "LtiResourceLinkRequest")
    assert entry.issuer == platform.issuer
    assert entry.says
    assert entry.to_do
    assert noted(tool, reference=str(entry.reference).lower()) == (entry,)
    assert noted(tool, reference="00000000") == ()


def test_a_refused_login_of_a_stranger_is_an_entry_too(browser: Browser, tool: Tool) -> None:
    stranger = {"iss": "https://stranger.example", "client_id": "x\u202ey", "login_hint": "4"}
    browser.client.post("/lti/login", data=stranger)

    (entry,) = noted(tool)
    assert entry.reason == "registration-unknown"
    assert entry.platform is None
    assert (entry.issuer, entry.client_id) == ("https://stranger.example", "[3 characters]")
    assert noted(tool, issuer="https://stranger.example") == (entry,)
    assert noted(tool, issuer="https://nobody.example") == ()


def test_what_is_refused_behind_a_launch_is_none(browser: Browser, tool: Tool, link: Link) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")
    before = noted(tool)

    assert_refused(browser.another().client.get(f"{browser.visit}/activity"))
    assert_refused(browser.client.post(f"{browser.visit}/attempts"), 400)
    assert_refused(browser.get("/scores"))
    assert_refused(browser.client.get("/nowhere"), 404)

    assert noted(tool) == before


def test_the_log_names_nobody_and_holds_no_secret(
    browser: Browser, tool: Tool, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    asked = browser.begin_login(a_launch(link))
    claims = browser.platform.claims(SAM, link, nonce=asked["nonce"])
    spoil(claims)
    token = browser.platform.sign(claims)
    pages = [
        browser.arrive({"state": asked["state"], "id_token": token}),
        browser.arrive({"state": asked["state"], "id_token": token[:-9] + "AAAAAAAAA"}),
        browser.arrive({"state": "another", "id_token": token}),
        browser.arrive({"state": asked["state"], "error": "x", "error_description": token}),
        browser.arrive({"error": asked["state"], "error_description": f"no {asked['state']}"}),
    ]
    browser.launch(SAM, link)

    kept = json.dumps([asdict(one) for one in noted(tool)], default=str)
    shown = "".join(page.text for page in pages)
    for secret in (token, token[:60], asked["state"], asked["nonce"], "Okafor", claims["email"]):
        assert secret not in kept
        assert secret not in caplog.text
        assert secret not in shown
    assert len(noted(tool)) == len(pages) + 1


PERSONAL = "User Sam Okafor (NHS 943 476 5919, login sokafor, sam@trust.example) is not enrolled"


def test_no_log_repeats_what_a_platform_or_a_stranger_says_of_a_person(
    browser: Browser, tool: Tool, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    said = {"error_description": PERSONAL}
    for error in ("access_denied", PERSONAL, "sokafor"):
        state = browser.begin_login(a_launch(link))["state"]
        page = browser.arrive({"state": state, "error": error, **said})
        if error != "access_denied":
            assert "943 476 5919, login sokafor, [...] is not enrolled" in words(page)
    for name in ("iss", "client_id", "lti_deployment_id", "target_link_uri", "login_hint"):
        for personal in (PERSONAL, "sam@trust.example", "943 476 5919", "Sam Okafor"):
            sent = initiation(browser.platform, link, **{"client_id": "new", name: personal})
            assert_refused(browser.client.post("/lti/login", data=sent))

    kept = json.dumps([asdict(one) for one in noted(tool)], default=str)
    for personal in ("Okafor", "943 476", "sokafor", "enrolled", "sam@"):
        assert personal not in kept
        assert personal not in caplog.text
    first, second, *_ = noted(tool)
    assert first.about["error"] == "access_denied"
    assert second.about["error"] == f"unknown ({len(PERSONAL)} characters)"


@pytest.mark.parametrize("hint", ["lti_message_hint", "login_hint"])
def test_no_hint_is_in_page_or_log(
    browser: Browser,
    tool: Tool,
    platform: Platform,
    link: Link,
    caplog: pytest.LogCaptureFixture,
    hint: str,
) -> None:
    secret = "a-hint-that-opens-something"
    sent = initiation(platform, link, client_id="unknown", **{hint: secret})

    for headers in ({}, {"Sec-Fetch-Dest": "iframe"}):
        answer = browser.client.post("/lti/login", data=sent, headers=headers)
        assert_refused(answer)
        assert secret not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    good = browser.client.post(
        "/lti/login", data=initiation(platform, link, **{hint: secret + "\x00"})
    )
    assert_refused(good)
    assert secret not in good.text + caplog.text + str(noted(tool))


def test_the_answer_to_a_login_is_kept_by_nobody(
    browser: Browser, platform: Platform, link: Link
) -> None:
    for headers in ({}, {"Sec-Fetch-Dest": "iframe"}):
        answer = browser.client.post("/lti/login", data=initiation(platform, link), headers=headers)
        assert answer.location
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_comes_though_the_log_cannot_be_written(
    browser: Browser,
    tool: Tool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("", {}, Exception("the disk is full"))

    monkeypatch.setattr(launch_entries, "add", fail)

    page = browser.client.post("/lti/login", data={"iss": "https://stranger.example"})

    assert_refused(page)
    reference = REFERENCE.search(page.text)
    assert reference is not None
    assert "launch-log.failed" in caplog.text
    assert noted(tool) == ()


def test_the_page_comes_though_there_is_no_database(
    browser: Browser, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing() -> Any:
        raise OperationalError("", {}, Exception("no connection"))

    limit = tool.app.extensions["lti_tool"].refusal_limit
    log = tool.app.extensions["lti_tool"].launch_log
    monkeypatch.setattr(limit, "_transaction", nothing)
    monkeypatch.setattr(log, "_transaction", nothing)

    assert_refused(browser.client.post("/lti/login", data={"iss": "x"}), says="login_hint")


def test_no_more_is_noted_in_an_hour_than_a_disk_holds(
    browser: Browser,
    tool: Tool,
    link: Link,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(noting, "MOST_REFUSED_AN_HOUR", 3)
    for _ in range(5):
        assert_refused(browser.client.post("/lti/login", data={"iss": "x"}))
    browser.launch(SAM, link)

    assert len(noted(tool, only_refused=True)) == 3
    assert len(noted(tool)) == 4
    assert caplog.text.count("launch-log.full") == 1
    assert caplog.text.count("request.refused") == 5
    clock.advance(hours=1)
    browser.client.post("/lti/login", data={"iss": "x"})
    assert len(noted(tool, only_refused=True)) == 4


def test_entries_are_forgotten_after_thirty_days(
    browser: Browser, tool: Tool, link: Link, clock: SetClock
) -> None:
    tidying = Tidying(transaction=tool.database.transaction, clock=clock)
    browser.launch(SAM, link)
    browser.launch(SAM, link, change=spoil)

    clock.advance(days=30)
    tidying.tidy()
    assert len(noted(tool)) == 2

    clock.advance(seconds=1)
    tidying.tidy()
    assert noted(tool) == ()
