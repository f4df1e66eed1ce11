"""Behind a reverse proxy that ends TLS, however it was told to pass things on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool, build_tool
from tests.builders import ACTIVITY, DEEP_LINKING, SAM, TEACHER, Browser, SetClock, settings_for
from tests.web.cookies import given
from tests.web.refusals import assert_refused

PASSED_ON = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
"""What a plain nginx adds when it was told to, and the host it names by itself."""


@pytest.fixture
def tool(home: Path, clock: SetClock) -> Iterator[Tool]:
    """A tool behind one proxy."""
    built = build_tool(settings_for(home, trusted_proxies=1), clock)
    yield built
    built.close()


@pytest.fixture(params=["127.0.0.1:8000", "localhost"], ids=["its own host", "the browser's host"])
def host(request: pytest.FixtureRequest) -> str:
    """What the proxy sends as Host: the address it calls, or what the browser asked for."""
    return str(request.param)


@pytest.fixture
def proxied(browser: Browser, host: str) -> Browser:
    """A browser whose requests reach the tool by way of the proxy."""
    send = browser.client.open
    headers = {**PASSED_ON, "Host": host}

    def pass_on(*args: Any, **kwargs: Any) -> Any:
        kwargs["headers"] = {**headers, **(kwargs.get("headers") or {})}
        return send(*args, **kwargs)

    browser.client.open = pass_on  # type: ignore[method-assign]  # the proxy stands in between
    return browser


@pytest.mark.parametrize("referer", ["https://localhost/v/x/activity", "https://localhost/", None])
def test_forms_are_taken_whatever_host_and_referer_arrive(
    proxied: Browser, link: Link, referer: str | None
) -> None:
    proxied.launch(SAM, link)
    proxied.get("/activity")
    headers = {} if referer is None else {"Referer": referer}

    page = proxied.post("/attempts", headers=headers)

    assert page.status_code == 200
    assert "/parts/p1" in page.request.path


def test_the_whole_loop_works(proxied: Browser, platform: Platform, link: Link) -> None:
    assert proxied.launch(SAM, link).status_code == 303
    assert "8 of 8: passed" in proxied.do_activity().text
    proxied.deliver()
    assert len(platform.scores) == 1

    proxied.launch(TEACHER, message_type=DEEP_LINKING)
    assert proxied.pick(ACTIVITY).status_code == 200


def test_a_form_still_needs_its_token(proxied: Browser, link: Link) -> None:
    proxied.launch(SAM, link)
    proxied.get("/activity")

    answer = proxied.client.post(
        f"{proxied.visit}/attempts",
        data={"csrf_token": "x"},
        headers={"Referer": "https://localhost/"},
    )

    assert_refused(answer, 400, says="did not prove that it came from your visit")


def test_the_token_is_bound_to_a_cookie_that_no_neighbour_can_set(
    proxied: Browser, link: Link
) -> None:
    (name,) = (cookies := given(proxied.launch(SAM, link), "__Host-visit-"))
    assert {"secure", "httponly", "path=/"} <= cookies[name].attributes
    assert not any(one.startswith("domain") for one in cookies[name].attributes)
