"""What a launch has to prove over HTTP before it opens anything."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from demo import keys
from demo.claims import LTI, override
from demo.courses import Link
from demo.keys import KeyPair
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import PendingLogin
from tests.builders import SAM, Browser, SetClock
from tests.web.cookies import given
from tests.web.initiations import a_launch
from tests.web.refusals import assert_refused, kept

FOREIGN = KeyPair.new()


def begun(browser: Browser, link: Link) -> dict[str, str]:
    return browser.begin_login(a_launch(link))


def answered(browser: Browser, link: Link, asked: dict[str, str], **changes: Any) -> dict[str, str]:
    """The form that the platform's page would post: claims changed, None takes one away."""
    claims = browser.platform.claims(SAM, link, nonce=asked["nonce"])
    changed = override(claims, changes)
    return {"state": asked["state"], "id_token": browser.platform.sign(changed)}


def test_a_replayed_launch_is_refused(browser: Browser, tool: Tool, link: Link) -> None:
    form = answered(browser, link, begun(browser, link))
    assert browser.arrive(form).status_code == 303

    assert_refused(browser.arrive(form), says="used already")
    assert kept(tool) == 1


def test_a_new_token_for_a_spent_login_is_refused(browser: Browser, tool: Tool, link: Link) -> None:
    asked = begun(browser, link)
    assert browser.arrive(answered(browser, link, asked)).status_code == 303

    assert_refused(browser.arrive(answered(browser, link, asked)))
    assert kept(tool) == 1


def test_the_state_of_one_login_does_not_go_with_the_nonce_of_another(
    browser: Browser, tool: Tool, link: Link
) -> None:
    one, other = begun(browser, link), begun(browser, link)

    assert_refused(browser.arrive(answered(browser, link, {**one, "nonce": other["nonce"]})))
    assert kept(tool) == 0


def test_a_login_cannot_be_finished_in_another_browser(
    browser: Browser, tool: Tool, link: Link
) -> None:
    form = answered(browser, link, begun(browser, link))

    assert_refused(browser.another().arrive(form), says="did not send back the cookie")
    assert kept(tool) == 0
    assert browser.arrive(form).status_code == 303


def test_the_proof_of_another_login_is_no_proof(browser: Browser, tool: Tool, link: Link) -> None:
    begin = {"data": browser.platform.begin(a_launch(link))}
    (own,) = given(browser.client.post("/lti/login", **begin)).values()
    other = browser.another()
    answer = other.client.post("/lti/login", **begin)
    (name,) = given(answer)
    asked = dict(parse_qsl(urlsplit(answer.location).query))
    other.client.set_cookie(name, own.value)

    assert_refused(other.arrive(answered(other, link, asked)))
    assert kept(tool) == 0


def test_a_forged_launch_does_not_burn_the_login(browser: Browser, link: Link) -> None:
    asked = begun(browser, link)
    good = answered(browser, link, asked)
    forged = keys.sign(
        browser.platform.claims(SAM, link, nonce=asked["nonce"]),
        FOREIGN.private,
        {"alg": "RS256", "kid": browser.platform.key_pairs[-1].kid},
    )

    for token in (forged, "", "a.b.c", good["id_token"][:-4] + "AAAA"):
        assert_refused(browser.arrive({**good, "id_token": token}))
        assert_refused(browser.another().arrive({**good, "id_token": token}))

    assert browser.arrive(good).status_code == 303


SPOILED: dict[str, dict[str, Any]] = {
    "no exp": {"exp": None},
    "no iat": {"iat": None},
    "exp as text": {"exp": "4102444800"},
    "exp true": {"exp": True},
    "no nonce": {"nonce": None},
    "nonce as list": {"nonce": ["x"]},
    "another issuer": {"iss": "https://never-heard-of.example"},
    "no iss": {"iss": None},
    "roles as text": {"roles": "Learner"},
    "target elsewhere": {"target_link_uri": "https://evil.example/lti/launch"},
    "target beside": {"target_link_uri": "http://localhost.evil.example/lti/launch"},
    "target as user": {"target_link_uri": "http://localhost@evil.example/"},
    "no target": {"target_link_uri": None},
    "target a script": {"target_link_uri": "javascript:alert(1)"},
    "deployment beyond ASCII": {"deployment_id": "é"},
    "deployment too long": {"deployment_id": "1" * 256},
    "sub too long": {"sub": "1" * 256},
    "unknown message": {"message_type": "LtiContextLaunchRequest"},
    "lone surrogate": {"name": "\ud800"},
    "nul": {"name": "a\x00b"},
}


FOR_OTHERS: dict[str, dict[str, Any]] = {
    "no aud": {"aud": None},
    "another aud": {"aud": "somebody-else"},
    "aud empty": {"aud": []},
    "aud of objects": {"aud": [{"demo-tool": 1}]},
    "azp another": {"azp": "somebody-else"},
    "two audiences without azp": {"aud": ["demo-tool", "somebody-else"]},
    "an unknown audience too": {"aud": ["demo-tool", "somebody-else"], "azp": "demo-tool"},
}


@pytest.mark.parametrize("case", FOR_OTHERS)
def test_a_launch_that_is_also_for_somebody_else_opens_nothing(
    browser: Browser, tool: Tool, link: Link, case: str
) -> None:
    """The status is the one that Security Framework 1.0 §5.1.3 (3) names."""
    form = answered(browser, link, begun(browser, link), **FOR_OTHERS[case])

    assert_refused(browser.arrive(form), 401)
    assert kept(tool) == 0


@pytest.mark.parametrize("case", SPOILED)
def test_a_launch_that_proves_too_little_opens_nothing(
    browser: Browser, tool: Tool, link: Link, case: str
) -> None:
    form = answered(browser, link, begun(browser, link), **SPOILED[case])

    assert_refused(browser.arrive(form))
    assert kept(tool) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["demo-tool"]},
        {"aud": ["http://localhost", "demo-tool"], "azp": "demo-tool"},
        {"azp": "demo-tool"},
        {"context": None, "launch_presentation": None, "tool_platform": None, "custom": None},
        {"https://lms.example/claim": {"unknown": ["x" * 600_000]}},
    ],
    ids=["aud as list", "our address too", "azp", "nulls", "a token of 800 kB"],
)
def test_what_the_standard_allows_is_let_in(
    browser: Browser, link: Link, changes: dict[str, Any]
) -> None:
    assert (
        browser.arrive(answered(browser, link, begun(browser, link), **changes)).status_code == 303
    )


def test_null_counts_as_absent(browser: Browser, link: Link) -> None:
    optional = ("context", "launch_presentation", "tool_platform", "custom", "lis", "for_user")
    nulls = {LTI + name: None for name in optional} | {"name": None, "email": None, "azp": None}

    assert browser.launch(SAM, link, change=lambda c: c.update(nulls)).status_code == 303


def test_a_symmetric_or_missing_algorithm_is_refused(browser: Browser, link: Link) -> None:
    for algorithm in ("none", "None", "HS256", "RS512", "ES256", ["RS256"], None):
        assert_refused(browser.launch(SAM, link, headers={"alg": algorithm}))


def test_keys_that_a_token_brings_along_are_not_used(browser: Browser, link: Link) -> None:
    asked = begun(browser, link)
    claims = browser.platform.claims(SAM, link, nonce=asked["nonce"])
    header = {"alg": "RS256", "kid": FOREIGN.kid, "jwk": FOREIGN.public, "jku": "http://127.0.0.1/"}
    token = keys.sign(claims, FOREIGN.private, header)

    assert_refused(browser.arrive({"state": asked["state"], "id_token": token}))


def test_new_keys_of_the_platform_are_picked_up(
    browser: Browser, platform: Platform, link: Link
) -> None:
    assert browser.launch(SAM, link).status_code == 303

    platform.rotate_keys(keep_old=False)

    assert browser.launch(SAM, link).status_code == 303
    assert browser.launch(SAM, link).status_code == 303


def test_a_platform_whose_keys_cannot_be_fetched_is_worth_another_try(
    browser: Browser, platform: Platform, tool: Tool, link: Link, clock: SetClock
) -> None:
    form = answered(browser, link, begun(browser, link))
    platform.faults.key_set_status = 500

    assert_refused(browser.arrive(form), 503, says="Wait a minute")
    assert kept(tool) == 0

    platform.faults.clear()
    clock.advance(seconds=11)
    assert browser.arrive(form).status_code == 303


@pytest.mark.parametrize("error", ["login_required", "launch_no_longer_valid", "<script>"])
def test_an_error_answer_of_the_platform_is_a_page(
    browser: Browser, tool: Tool, link: Link, error: str
) -> None:
    asked = begun(browser, link)
    says = {"error": error, "error_description": '"><script>alert(1)</script>'}

    for form in ({**says, "state": asked["state"]}, says, {**says, "state": "\x00"}):
        answer = browser.arrive(form)
        assert_refused(answer, says="did not let this activity start")
        assert "<script>" not in answer.text
    assert kept(tool) == 0
    assert kept(tool, PendingLogin) == 1


def test_a_token_in_the_address_is_refused(browser: Browser, tool: Tool, link: Link) -> None:
    form = answered(browser, link, begun(browser, link))

    assert_refused(browser.client.get("/lti/launch", query_string=form), 405)
    assert_refused(browser.client.post("/lti/launch", query_string=form))
    assert_refused(
        browser.client.post(
            "/lti/launch",
            query_string={"id_token": form["id_token"]},
            data={"state": form["state"]},
        )
    )
    assert kept(tool) == 0


def test_a_pending_login_ends_after_ten_minutes(
    browser: Browser, tool: Tool, link: Link, clock: SetClock
) -> None:
    asked = begun(browser, link)
    clock.advance(minutes=10, seconds=1)

    assert_refused(browser.arrive(answered(browser, link, asked)), says="waited too long")
    begun(browser, link)
    assert kept(tool, PendingLogin) == 1


def test_twenty_logins_at_once_all_launch_in_reverse_order(
    browser: Browser, tool: Tool, link: Link
) -> None:
    pending = [begun(browser, link) for _ in range(20)]

    for asked in reversed(pending):
        assert browser.arrive(answered(browser, link, asked)).status_code == 303
    assert kept(tool) == 20


def test_a_platforms_clock_may_be_a_little_off(
    browser: Browser, link: Link, clock: SetClock
) -> None:
    now = int(clock().timestamp())
    passes = [
        lambda c: c.update(iat=now + 50, nbf=now + 50, exp=now + 110),
        lambda c: c.update(iat=now - 110, exp=now - 50),
    ]
    for change in passes:
        assert browser.launch(SAM, link, change=change).status_code == 303
    answer = browser.launch(SAM, link, change=lambda c: c.update(iat=now + 70, exp=now + 130))
    assert_refused(answer, says="clocks")


def test_no_token_or_state_is_logged(
    browser: Browser, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    asked = begun(browser, link)
    form = answered(browser, link, asked, roles=None)

    assert_refused(browser.arrive(form))

    assert "request.refused" in caplog.text
    assert not [s for s in (form["id_token"], asked["state"], asked["nonce"]) if s in caplog.text]
    assert "Sam Okafor" not in caplog.text
