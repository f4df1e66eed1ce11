"""What every answer tells the browser: framing, scripts, forms, caching."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from demo.claims import DEEP_LINKING_SETTINGS
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import (
    ACTIVITY,
    DEEP_LINKING,
    SAM,
    TEACHER,
    Browser,
    a_registration,
)
from tests.web.initiations import a_launch, initiation

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action {forms}; frame-ancestors {frames}"
)


def policy(answer: TestResponse) -> str:
    (found,) = answer.headers.getlist("Content-Security-Policy")
    found.encode("ascii")
    return found


def expected(*, frames: str, forms: str = "'self'") -> str:
    return POLICY.format(frames=frames, forms=forms)


def test_pages_of_a_visit_may_be_framed_by_their_platform_and_nobody_else(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.launch(SAM, link)

    for path in ("/", "/activity", "/preview", "/scores", "/attempts/9/result"):
        assert policy(browser.get(path)) == expected(frames=platform.issuer)


def test_other_answers_may_not_be_framed(browser: Browser, platform: Platform, link: Link) -> None:
    client = browser.client
    answers = [
        client.post("/lti/login", data=initiation(platform, link)),
        browser.launch(SAM, link),
        client.get("/lti/jwks.json"),
        client.get("/healthz"),
        client.get("/readyz"),
        client.options("/lti/launch"),
    ]

    for answer in answers:
        assert policy(answer) == expected(frames="'none'")


def test_a_refusal_can_be_read_in_any_frame(browser: Browser) -> None:
    for answer in (
        browser.client.get("/nowhere"),
        browser.client.post("/lti/launch"),
        browser.client.get("/lti/launch"),
        browser.client.get("/v/aaaaaaaaaaaaaaaaaaaaaaaa/activity"),
    ):
        assert policy(answer) == expected(frames="*")
        assert not answer.headers.getlist("Set-Cookie")


def test_every_answer_has_the_headers_of_the_house(
    browser: Browser, platform: Platform, link: Link
) -> None:
    client = browser.client
    answers = [
        client.post("/lti/login", data=initiation(platform, link)),
        client.post("/lti/launch"),
        browser.launch(SAM, link),
        browser.get("/"),
        browser.do_activity(),
        client.get("/nowhere"),
        client.get("/healthz"),
        client.get("/v/aaaaaaaaaaaaaaaaaaaaaaaa"),
        client.post("/v/aaaaaaaaaaaaaaaaaaaaaaaa/attempts"),
    ]

    for answer in answers:
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert "X-Frame-Options" not in headers
        assert "Access-Control-Allow-Origin" not in headers


def test_our_key_set_may_be_kept_by_anybody_for_an_hour(browser: Browser) -> None:
    answer = browser.client.get("/lti/jwks.json")

    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Content-Type"] == "application/json"
    assert "Set-Cookie" not in answer.headers


def test_encrypted_answers_say_that_they_always_are(browser: Browser) -> None:
    assert "Strict-Transport-Security" not in browser.client.get("/healthz").headers
    answer = browser.client.get("/healthz", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_styles_and_scripts_may_be_kept_and_are_not_sniffed(browser: Browser) -> None:
    with browser.client.get("/static/js/page.js") as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" not in answer.headers["Cache-Control"]
        assert "javascript" in answer.headers["Content-Type"]
    for path in ("/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml"):
        assert browser.client.get(path).status_code == 404


def handed_over(browser: Browser, url: str) -> TestResponse:
    def change(claims: dict[str, Any]) -> None:
        claims[DEEP_LINKING_SETTINGS]["deep_link_return_url"] = url

    assert browser.launch(TEACHER, message_type=DEEP_LINKING, change=change).status_code == 303
    return browser.pick(ACTIVITY)


@pytest.mark.parametrize(
    ("url", "forms"),
    [
        ("https://lms.example/return?a=1", "'self' https://lms.example"),
        ("https://lms.example:8443/return", "'self' https://lms.example:8443"),
        ("https://例え.jp/return", "'self' https://xn--r8jz45g.jp"),
        ("https://lms.example;sandbox/return", "'self'"),
        ("https://lms.example,default-src/return", "'self'"),
        ("https://user@lms.example/return", "'self'"),
        ("https://*/return", "'self'"),
        ("https://*.lms.example/return", "'self'"),
    ],
)
def test_the_answer_of_the_picker_may_go_to_the_platform_and_nowhere_else(
    browser: Browser, platform: Platform, url: str, forms: str
) -> None:
    answer = handed_over(browser, url)

    assert answer.status_code == 200
    assert policy(answer) == expected(frames=platform.issuer, forms=forms)
    assert policy(browser.get("/picker")) == expected(frames=platform.issuer)


def test_a_registration_says_who_may_frame_its_pages(
    browser: Browser, tool: Tool, platform: Platform, link: Link
) -> None:
    origins = (
        "https://school.example",
        "https://canvas.example:8443",
        "https://*.instructure.com",
        "https://*.eu.instructure.com:8443",
    )
    tool.platforms.add(
        a_registration(platform, client_id="framed", deployment_ids=("1",), frame_origins=origins)
    )
    begin = {**platform.begin(a_launch(link)), "client_id": "framed"}
    location = browser.client.post("/lti/login", data=begin).location
    asked = dict(pair.split("=", 1) for pair in location.partition("?")[2].split("&"))
    claims = platform.claims(SAM, link, nonce=asked["nonce"], aud="framed")
    browser.arrive({"state": asked["state"], "id_token": platform.sign(claims)})

    assert policy(browser.get("/")) == expected(frames=" ".join(origins))
