"""Words that a platform or a person chose are shown as words, and never as part of a page."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typing_extensions import override
from werkzeug.test import TestResponse

from demo.claims import LTI
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import ACTIVITY, SAM, TEACHER, Browser, a_registration, place
from tests.handing_in import load_activity
from tests.web.initiations import a_launch, initiation
from tests.web.tenants import ROWS, Tenant, addresses, asked, token_of

MARKUP = "<script>alert(7)</script>'\"><img src=x onerror=alert(7)>{{ 7*191 }}<a href=javascript:a>"
FIELDS = (
    *("q", "words", "title", "sort", "activity", "add", "remove", "move", "step", "item", "domain"),
    *("framework", "longest", "course", "mapping", "then", "page", "seen", "changed", "version"),
    *("entry-what", "entry-setting", "entry-day", "happened-w1", "reason-enhance:PO1", "p3-w1"),
    *(f"title-{ACTIVITY}", f"column-{ACTIVITY}", f"points-{ACTIVITY}", "shown", "kind", "outcome"),
)
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "xlink:href"}
OURS = ("/", "#", "?", "http://", "https://", "mailto:")


class Hostile(HTMLParser):
    """What in a page could run that no page of ours has."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            leads = (value or "").strip().lower()
            if name.startswith("on") or name in {"srcdoc", "style"}:
                self.found.append(f"{tag} {name}={value}")
            if name in ADDRESSES and leads and not leads.startswith(OURS):
                self.found.append(f"{tag} {name}={value}")
        known = dict(attrs)
        if tag == "script" and not (known.get("src") or "").startswith("/static/"):
            self.found.append(f"script {known}")
        if tag in {"iframe", "object", "embed", "base"} or (tag == "img" and "src" not in known):
            self.found.append(f"{tag} {known}")
        if tag == "meta" and (known.get("http-equiv") or "").lower() == "refresh":
            self.found.append(f"{tag} {known}")


def assert_harmless(answer: TestResponse) -> str:
    """Nothing of the markup is markup; gives the page."""
    with answer:
        if not (answer.content_type or "").startswith("text/html"):
            return ""
        text = answer.text
    page = Hostile()
    page.feed(text)
    assert not page.found, (answer.request.path, page.found)
    for part in ("<script>alert", "<img src=x", "<a href=javascript", "{{ 1337", " 1337"):
        assert part not in text, (answer.request.path, part)
    return text


@pytest.fixture
def rate_limits() -> bool:
    """Off: hundreds of refusals come from the one address of this test."""
    return False


@pytest.fixture
def tenant(browser: Browser, tool: Tool, tmp_path: Path) -> Tenant:
    load_activity(tool, tmp_path)
    return Tenant.settle(browser, browser.platform.client_id, MARKUP)


@pytest.mark.long
def test_markup_in_any_word_of_a_platform_or_a_person_stays_words(
    tenant: Tenant, tool: Tool
) -> None:
    """Titles, names, codes, texts, file names: on every page, and in every form and query."""
    shown = 0
    for visitor in tenant.visits.values():
        token = token_of(visitor)
        for address in addresses(tool.app, tenant.ids(tool)):
            if address.method == "POST" and address.path.endswith(("/delete", "/remove")):
                continue
            sent = {"csrf_token": token, **dict.fromkeys(FIELDS, MARKUP)}
            answers = [asked(visitor, address, sent)]
            if address.method == "GET":
                answers.append(asked(visitor, address, {}))
            shown += sum("&lt;script&gt;alert(7)" in assert_harmless(one) for one in answers)

    assert shown > 100


def refusals(browser: Browser, platform: Platform) -> Iterator[TestResponse]:
    """Pages for those whose login or launch was refused, with markup wherever there is room."""
    link = place(platform)
    for name in ("iss", "client_id", "target_link_uri", "login_hint", "lti_deployment_id"):
        for framed in ({}, {"Sec-Fetch-Dest": "iframe"}):
            sent = {**initiation(platform, link), name: MARKUP, "lti_tool_cookie_test": "1"}
            yield browser.another().client.get("/lti/login", query_string=sent, headers=framed)
    asked_for = browser.begin_login(a_launch(link))
    for field in ("error", "error_description", "error_uri", "id_token"):
        sent = {"error": "access_denied", "state": asked_for["state"], field: MARKUP}
        yield browser.client.post("/lti/launch", data=sent)
        yield browser.client.post("/lti/launch", data={**sent, "state": MARKUP})
    for name in ("message_type", "version", "deployment_id", "target_link_uri", "roles"):
        yield browser.launch(SAM, link, change=lambda c, name=name: c.update({LTI + name: MARKUP}))
    for name in ("iss", "aud", "azp", "nonce", "sub", "exp"):
        yield browser.launch(SAM, link, change=lambda c, name=name: c.update({name: MARKUP}))


def test_markup_in_a_login_or_launch_that_is_refused_stays_words(
    browser: Browser, platform: Platform, tool: Tool
) -> None:
    tool.platforms.add(a_registration(platform, name=MARKUP))
    seen = 0
    for answer in refusals(browser, platform):
        seen += bool(assert_harmless(answer))

    assert seen > 15


@pytest.mark.parametrize(
    "address", ["javascript:alert(7)", " JavaScript:alert(7)", "data:text/html,<script>", MARKUP]
)
def test_the_way_back_to_a_course_is_an_address_or_none(
    browser: Browser, tool: Tool, platform: Platform, address: str
) -> None:
    link = place(platform)
    for person in (SAM, TEACHER):

        def change(claims: dict[str, dict[str, str]]) -> None:
            claims[LTI + "launch_presentation"]["return_url"] = address

        def spoil(claims: dict[str, dict[str, str] | str]) -> None:
            change(claims)  # type: ignore[arg-type]  # of all types
            claims[LTI + "version"] = "9"

        assert_harmless(browser.launch(person, link, change=spoil))
        if browser.launch(person, link, change=change).status_code == 303:
            for one in addresses(tool.app, {name: [] for name in ROWS}):
                assert_harmless(asked(browser, one, {}))
