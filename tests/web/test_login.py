"""The first step over HTTP: what a platform's initiation gets."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import PendingLogin
from tests.builders import BASE_URL, SAM, Browser, a_registration
from tests.web.initiations import initiation
from tests.web.refusals import assert_refused, kept


def redirected_to(answer: object) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(answer.location).query))  # type: ignore[attr-defined]  # a TestResponse


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_initiation_by_either_method_leads_to_the_registered_address(
    browser: Browser, platform: Platform, link: Link, method: str
) -> None:
    sent = initiation(platform, link)
    what = {"query_string": sent} if method == "get" else {"data": sent}

    answer = getattr(browser.client, method)("/lti/login", **what)

    assert answer.status_code == 302
    assert answer.location.startswith(f"{platform.addresses.authentication}?")
    asked = redirected_to(answer)
    assert {name: asked[name] for name in asked if name not in {"state", "nonce"}} == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": f"{BASE_URL}/lti/launch",
        "login_hint": SAM,
        "lti_message_hint": sent["lti_message_hint"],
    }
    assert min(len(asked["state"]), len(asked["nonce"])) >= 32


def test_hints_go_back_as_they_came(browser: Browser, platform: Platform, link: Link) -> None:
    hints = {"login_hint": "å&b=c+d %26 \"'<é>\n", "lti_message_hint": "x" * 3000 + "&=#é"}

    asked = redirected_to(
        browser.client.post("/lti/login", data=initiation(platform, link, **hints))
    )

    assert {name: asked[name] for name in hints} == hints


def test_no_message_hint_is_made_up(browser: Browser, platform: Platform, link: Link) -> None:
    sent = initiation(platform, link, lti_message_hint=None)

    answer = browser.client.post("/lti/login", data=sent)

    assert "lti_message_hint" not in answer.location


def test_the_redirect_uri_owes_nothing_to_the_initiation_or_the_host_header(
    browser: Browser, platform: Platform, link: Link
) -> None:
    sent = initiation(
        platform,
        link,
        target_link_uri="https://evil.example/",
        redirect_uri="https://evil.example/",
    )

    answer = browser.client.post(
        "/lti/login",
        data=sent,
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )

    assert redirected_to(answer)["redirect_uri"] == f"{BASE_URL}/lti/launch"
    assert "evil.example" not in answer.location


def test_a_query_of_the_registered_address_is_kept(
    tool: Tool, browser: Browser, platform: Platform, link: Link
) -> None:
    url = f"{platform.addresses.authentication}?tenant=7"
    tool.platforms.add(a_registration(platform, client_id="seventh", auth_login_url=url))

    answer = browser.client.post("/lti/login", data=initiation(platform, link, client_id="seventh"))

    asked = parse_qs(urlsplit(answer.location).query)
    assert asked["tenant"] == ["7"]
    assert asked["client_id"] == ["seventh"]


@pytest.mark.parametrize("missing", ["iss", "login_hint"])
def test_an_initiation_without_what_it_must_say_is_refused(
    browser: Browser, platform: Platform, link: Link, missing: str
) -> None:
    answer = browser.client.post("/lti/login", data=initiation(platform, link, **{missing: None}))

    assert_refused(answer, says=f"“{missing}”")


def test_an_initiation_without_a_target_or_client_still_works(
    browser: Browser, platform: Platform, link: Link
) -> None:
    sent = initiation(platform, link, target_link_uri=None, client_id=None, lti_deployment_id=None)

    assert browser.client.post("/lti/login", data=sent).status_code == 302


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: {"iss": f"{p.issuer}/"},
        lambda p: {"iss": p.issuer.upper()},
        lambda _: {"iss": "https://never-heard-of.example"},
        lambda _: {"client_id": "never-heard-of"},
        lambda p: {"client_id": p.client_id.upper()},
    ],
    ids=["slash", "upper case", "unknown", "unknown client", "upper-case client"],
)
def test_a_platform_that_is_not_registered_letter_by_letter_is_refused(
    tool: Tool, browser: Browser, platform: Platform, link: Link, spoil: object
) -> None:
    sent = initiation(platform, link, **spoil(platform))  # type: ignore[operator]  # one of the above

    answer = browser.client.post("/lti/login", data=sent)

    assert_refused(answer, says="does not know the platform")
    assert not answer.headers.getlist("Set-Cookie")
    assert kept(tool, PendingLogin) == 0


class TestSeveralClientsOnOneIssuer:
    @pytest.fixture(autouse=True)
    def second_client(self, browser: Browser, platform: Platform) -> None:
        browser.tool.platforms.add(
            a_registration(platform, client_id="second", deployment_ids=("2",))
        )

    @pytest.mark.parametrize("client_id", ["demo-tool", "second"])
    def test_the_client_id_decides(
        self, browser: Browser, platform: Platform, link: Link, client_id: str
    ) -> None:
        sent = initiation(platform, link, client_id=client_id, lti_deployment_id=None)

        answer = browser.client.post("/lti/login", data=sent)

        assert redirected_to(answer)["client_id"] == client_id

    @pytest.mark.parametrize(("deployment_id", "client_id"), [("1", "demo-tool"), ("2", "second")])
    def test_without_one_the_deployment_decides(
        self,
        browser: Browser,
        platform: Platform,
        link: Link,
        deployment_id: str,
        client_id: str,
    ) -> None:
        sent = initiation(platform, link, client_id=None, lti_deployment_id=deployment_id)

        answer = browser.client.post("/lti/login", data=sent)

        assert redirected_to(answer)["client_id"] == client_id

    def test_without_either_nothing_is_guessed(
        self, browser: Browser, platform: Platform, link: Link
    ) -> None:
        sent = initiation(platform, link, client_id=None, lti_deployment_id=None)

        assert_refused(browser.client.post("/lti/login", data=sent), says="client_id")

    def test_a_deployment_of_neither_is_refused(
        self, browser: Browser, platform: Platform, link: Link
    ) -> None:
        sent = initiation(platform, link, client_id=None, lti_deployment_id="3")

        assert_refused(browser.client.post("/lti/login", data=sent))


@pytest.mark.parametrize("host", ["a" * 300, "[::1", "ex ample", "localhost:99999x", "ÿþ", "x..y"])
def test_a_host_header_that_names_no_host_is_no_fault_of_ours(browser: Browser, host: str) -> None:
    for path in ("/lti/login", "/healthz", "/v/none/activity", "/static/js/page.js"):
        with browser.client.get(path, headers={"Host": host}) as answer:
            assert answer.status_code < 500
