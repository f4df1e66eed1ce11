"""What the browser is told with every answer, whatever was asked; and that every form is proved."""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.web.furnishing import MOST_BYTES
from tests.builders import ACTIVITY, Browser, a_registration, place
from tests.handing_in import load_activity
from tests.web.cookies import given
from tests.web.initiations import initiation
from tests.web.tenants import MADE_UP, ROWS, Tenant, addresses, asked, token_of

ELSEWHERE = "https://another-customer.example"
GUARDED = {"secure", "httponly", "samesite=none", "partitioned", "path=/"}
PUBLIC = ("/static/", "/lti/jwks.json")
"""What may be kept by anybody: it is the same for everybody."""


@pytest.fixture
def rate_limits() -> bool:
    """Off: hundreds of refusals come from the one address of this test."""
    return False


@pytest.fixture
def tenant(browser: Browser, tool: Tool, platform: Platform, tmp_path: Path) -> Tenant:
    """A customer with work of every sort, beside another one whose pages are framed elsewhere."""
    load_activity(tool, tmp_path)
    tool.platforms.add(
        a_registration(
            platform, client_id="second", deployment_ids=("1",), frame_origins=(ELSEWHERE,)
        )
    )
    return Tenant.settle(browser, platform.client_id, "Wallaby")


def assert_guarded(answer: TestResponse, platform: Platform) -> None:
    """All headers of the house, and no cookie that a neighbouring site could touch."""
    headers, path = answer.headers, answer.request.path
    (policy,) = headers.getlist("Content-Security-Policy")
    directives = dict(one.partition(" ")[::2] for one in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy
    framed_by = directives["frame-ancestors"]
    may_be_read_anywhere = answer.status_code >= 400
    assert framed_by in {"'none'", platform.issuer} | ({"*"} if may_be_read_anywhere else set())
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"]
    assert "X-Frame-Options" not in headers
    assert "Access-Control-Allow-Origin" not in headers
    if answer.status_code >= 400 or not path.startswith(PUBLIC):
        assert headers["Cache-Control"] == "no-store"
    for name, cookie in given(answer).items():
        assert name.startswith("__Host-")
        assert cookie.attributes >= GUARDED
        assert not any(one.startswith("domain") for one in cookie.attributes)


def outside() -> Iterator[tuple[str, str]]:
    """Every address that belongs to no visit, and some that belong to nothing."""
    for path in (
        *("/healthz", "/readyz", "/metrics", "/lti/jwks.json", "/lti/login", "/lti/launch"),
        *("/static/js/page.js", "/static/nothing", "/static/../wsgi.py", "/", "/nowhere"),
        *("/v", "/v/", f"/v/{'a' * 32}", f"/v/{'a' * 32}/", f"/v/{'a' * 32}/activity"),
    ):
        for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT"):
            yield method, path


def test_every_answer_outside_a_visit_is_guarded(browser: Browser, tool: Tool) -> None:
    seen = set()
    for method, path in outside():
        with tool.app.test_client().open(path, method=method) as answer:
            assert_guarded(answer, browser.platform)
            seen.add(answer.status_code)
    page = browser.client.get("/static/js/page.js")
    page.close()
    known = {"If-None-Match": page.headers["ETag"]}
    with browser.client.get("/static/js/page.js", headers=known) as answer:
        assert_guarded(answer, browser.platform)
        seen.add(answer.status_code)
    framed = {"Sec-Fetch-Dest": "iframe"}
    begin = initiation(browser.platform, place(browser.platform))
    for sent in (begin, {**begin, "lti_tool_cookie_test": "1"}):
        answer = tool.app.test_client().get("/lti/login", query_string=sent, headers=framed)
        assert_guarded(answer, browser.platform)
        seen.add(answer.status_code)

    assert seen >= {200, 303, 304, 308, 403, 404, 405}


def test_every_answer_of_a_visit_is_guarded(tenant: Tenant, tool: Tool) -> None:
    """Pages, files, redirects, refusals: by every address, for each of the roles."""
    own = tenant.ids(tool)
    walk = list(addresses(tool.app, {name: [own[name][-1], MADE_UP[-1]] for name in ROWS}))
    seen = set()
    for visitor in tenant.visits.values():
        token = token_of(visitor)
        for address in walk:
            with asked(visitor, address, {"csrf_token": token}) as answer:
                assert_guarded(answer, visitor.platform)
                assert ELSEWHERE not in answer.headers["Content-Security-Policy"]
                seen.add(answer.status_code)
    visitor = tenant.visits["learner"]
    for address in walk:
        with visitor.client.open(f"{visitor.visit}{address.path}", method="PUT") as answer:
            assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
            assert_guarded(answer, visitor.platform)

    assert seen >= {200, 204, 303, 400, 403, 404, 409, 422}


def test_what_is_too_large_or_our_own_fault_is_guarded(
    tenant: Tenant, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = tenant.visits["learner"]
    large = visitor.client.post("/lti/launch", data={"state": "x" * (MOST_BYTES + 1)})
    assert large.status_code == 413
    assert_guarded(large, visitor.platform)

    def fail() -> str:
        raise ZeroDivisionError

    fail.admits = "anybody"  # type: ignore[attr-defined]  # as on every view
    monkeypatch.setitem(tool.app.view_functions, "attempts.home", fail)
    broken = visitor.client.get(f"{visitor.visit}/activity")
    assert broken.status_code == 500
    assert_guarded(broken, visitor.platform)


@pytest.mark.parametrize("rate_limits", [True])
def test_the_answer_of_an_address_over_its_limit_is_guarded(browser: Browser) -> None:
    for _ in range(100):
        answer = browser.client.post("/lti/launch", data={"state": "made-up"})
        assert_guarded(answer, browser.platform)
        if answer.status_code == 429:
            break

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_no_form_of_a_visit_does_anything_without_its_token(tenant: Tenant, tool: Tool) -> None:
    before = tenant.rows(tool)
    posted = 0
    wrong = ({}, {"csrf_token": ""}, {"csrf_token": "made-up"}, {"csrf_token": "ImEi.aaaa.bbbb"})
    for visitor in tenant.visits.values():
        for address in addresses(tool.app, tenant.ids(tool)):
            if address.method != "POST":
                continue
            fields = {"course": "1", "activity": ACTIVITY, **wrong[posted % len(wrong)]}
            answer = asked(visitor, address, fields)
            assert answer.status_code == 400, address
            assert "did not prove that it came from your visit" in answer.text
            posted += 1

    assert posted > 100
    assert tenant.rows(tool) == before
