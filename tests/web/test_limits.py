"""Whoever is refused again and again gets a short page; whoever is let in notices nothing of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool, build_tool
from lti_tool.services.launch.limits import MOST_REFUSED
from lti_tool.store import tallies
from lti_tool.store.tables import LaunchEntry, Tally
from tests.builders import SAM, Browser, SetClock, settings_for
from tests.web.refusals import REFERENCE, assert_refused, kept, words

BEHIND_ONE_ADDRESS = 500


def refused(browser: Browser, **more: Any) -> TestResponse:
    """A login that no platform sends."""
    return browser.client.post("/lti/login", data={"iss": "https://nobody.example"}, **more)


def from_address(address: str) -> dict[str, Any]:
    return {"environ_base": {"REMOTE_ADDR": address}}


def go_over(browser: Browser, **more: Any) -> TestResponse:
    for _ in range(MOST_REFUSED):
        assert_refused(refused(browser, **more))
    return refused(browser, **more)


def test_over_the_limit_a_refusal_is_a_short_page_that_says_when_to_come_back(
    browser: Browser,
) -> None:
    answer = go_over(browser)

    assert_refused(answer, 429, says="Wait a minute, then go back to your course")
    assert answer.headers["Retry-After"] == "60"
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_log_and_the_launch_log_have_one_line_for_all_of_them(
    browser: Browser, tool: Tool, caplog: pytest.LogCaptureFixture
) -> None:
    go_over(browser)
    caplog.clear()
    answers = [refused(browser) for _ in range(20)]

    assert {answer.status_code for answer in answers} == {429}
    assert "request.refused" not in caplog.text
    assert kept(tool, LaunchEntry) == MOST_REFUSED + 1
    (reference,) = {REFERENCE.search(answer.text)[0][-17:-9] for answer in answers}  # type: ignore[index]  # all have one
    (noted,) = tool.launch_log.read(reference=reference, last=10)
    assert noted.reason == "too-many-refusals"


def test_the_reference_of_the_short_page_is_in_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    page = go_over(browser)

    (line,) = [r.getMessage() for r in caplog.records if "limit.reached" in r.getMessage()]
    assert line.split("reference=")[1][:8] in words(page)
    assert "127.0.0.1" not in caplog.text


def test_after_a_minute_the_page_says_its_own_reason_again(
    browser: Browser, clock: SetClock
) -> None:
    go_over(browser)
    clock.advance(seconds=61)

    assert_refused(refused(browser), says="login_hint")


@pytest.mark.long
def test_a_whole_hospital_launches_from_an_address_whose_refusals_rain(
    browser: Browser, link: Link
) -> None:
    assert go_over(browser).status_code == 429

    for _ in range(BEHIND_ONE_ADDRESS):
        one = browser.another()
        assert one.launch(SAM, link).status_code == 303
        assert refused(one).status_code == 429

    assert one.get("/activity").status_code == 200


def test_everything_behind_a_visit_is_as_ever(browser: Browser, link: Link) -> None:
    go_over(browser)
    browser.launch(SAM, link)

    assert "8 of 8: passed" in browser.do_activity().text
    assert_refused(browser.get("/attempts/99/parts/p1"), 404)
    assert_refused(browser.client.post(f"{browser.visit}/attempts"), 400, says="did not prove")


def test_guessing_at_visits_is_counted(browser: Browser) -> None:
    for number in range(MOST_REFUSED):
        path = f"/v/{number:024}/activity"
        assert_refused(browser.client.get(path), says="This visit has ended")

    assert_refused(browser.client.get(f"/v/{'x' * 24}/"), 429)
    assert_refused(refused(browser), 429)


def test_what_somebody_wrote_is_shown_to_them_over_the_limit_too(browser: Browser) -> None:
    go_over(browser)

    answer = browser.client.post(f"/v/{'x' * 24}/attempts/1/parts/p1", data={"p1-1": "Two words"})

    assert_refused(answer, says="has to be given again")
    assert "Two words" in answer.text


def test_a_visit_that_has_ended_is_not_counted_where_its_cookie_is_held(
    browser: Browser, tool: Tool, link: Link, clock: SetClock
) -> None:
    browser.launch(SAM, link)
    clock.advance(hours=13)

    assert_refused(browser.get("/activity"), says="This visit has ended")

    assert kept(tool, Tally) == 0


def test_health_and_files_are_never_counted_or_limited(browser: Browser) -> None:
    go_over(browser)

    for path, status in {"/healthz": 200, "/readyz": 200, "/lti/jwks.json": 200}.items():
        assert browser.client.get(path).status_code == status
    with browser.client.get("/static/js/page.js") as answer:
        assert answer.status_code == 200
    assert browser.client.get("/static/js/none.js").status_code == 404


def test_each_address_is_counted_apart(browser: Browser) -> None:
    assert go_over(browser, **from_address("192.0.2.1")).status_code == 429

    assert_refused(refused(browser, **from_address("192.0.2.2")))


def test_the_addresses_of_one_ipv6_network_are_one(browser: Browser) -> None:
    assert go_over(browser, **from_address("2001:db8:0:7::1")).status_code == 429

    assert refused(browser, **from_address("2001:db8:0:7:ffff::2")).status_code == 429
    assert_refused(refused(browser, **from_address("2001:db8:0:8::1")))


def test_without_a_trusted_proxy_nobody_chooses_their_own_address(browser: Browser) -> None:
    for number in range(MOST_REFUSED):
        refused(browser, headers={"X-Forwarded-For": f"192.0.2.{number}"})

    assert refused(browser, headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429


def test_no_address_is_kept(browser: Browser, tool: Tool) -> None:
    go_over(browser, **from_address("192.0.2.1"))

    with tool.database.reading() as session:
        rows = session.scalars(select(Tally)).all()
        entries = session.scalars(select(LaunchEntry)).all()
    assert not [row for row in rows if "192.0" in row.whose]
    assert not [entry for entry in entries if "192.0.2" in str(entry.about)]


def test_counts_that_have_ended_do_not_pile_up(
    browser: Browser, tool: Tool, clock: SetClock
) -> None:
    for number in range(5):
        refused(browser, **from_address(f"192.0.2.{number}"))
    clock.advance(minutes=2)

    refused(browser)

    with tool.database.reading() as session:
        addresses = select(func.count()).where(Tally.what == "refused-requests")
        assert session.scalar(addresses) == 1


def test_who_cannot_be_counted_is_not_limited_and_that_is_logged(
    browser: Browser,
    link: Link,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OperationalError("", {}, Exception("the disk is full"))

    monkeypatch.setattr(tallies, "count", fail)

    for _ in range(MOST_REFUSED + 5):
        assert_refused(refused(browser))
    assert "limit.uncounted error=OperationalError" in caplog.text
    assert browser.launch(SAM, link).status_code == 303


class TestTurnedOff:
    @pytest.fixture
    def tool(self, home: Path, clock: SetClock) -> Iterator[Tool]:
        built = build_tool(settings_for(home, rate_limits=False), clock)
        yield built
        built.close()

    def test_nobody_is_counted(self, browser: Browser, tool: Tool) -> None:
        for _ in range(MOST_REFUSED + 5):
            assert_refused(refused(browser))

        with tool.database.reading() as session:
            addresses = select(func.count()).where(Tally.what == "refused-requests")
            assert session.scalar(addresses) == 0


class TestBehindAProxy:
    @pytest.fixture
    def tool(self, home: Path, clock: SetClock) -> Iterator[Tool]:
        built = build_tool(settings_for(home, trusted_proxies=1), clock)
        yield built
        built.close()

    def test_the_address_is_the_one_that_the_proxy_saw(
        self, tool: Tool, platform: Platform
    ) -> None:
        browser = Browser.at(tool, platform)
        told = {"headers": {"X-Forwarded-For": "203.0.113.9, 192.0.2.1"}}
        assert go_over(browser, **told).status_code == 429

        assert refused(browser, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 429
        assert_refused(refused(browser, headers={"X-Forwarded-For": "192.0.2.1, 203.0.113.9"}))
