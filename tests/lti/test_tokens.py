import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest

from demo.claims import RESULT_READ, SCORE
from demo.platform import Platform
from lti_tool.lti.errors import TryAgainError
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.registrations import Registration
from lti_tool.lti.tokens import AccessTokens
from tests.lti.conftest import Clock, registration_with
from tests.lti.rude_platform import Answer, ok, rude_platform
from tests.store.threads import at_once


def asked(platform: Platform) -> int:
    return sum(each.path.endswith("/token") for each in platform.requests)


def granted(token: object = "abc", **members: Any) -> bytes:  # noqa: S107 - a made-up one
    return ok(json.dumps({"access_token": token, "token_type": "Bearer"} | members).encode())


def at(url: str, **changes: Any) -> Registration:
    return registration_with(Platform(), auth_token_url=url, **changes)


def test_a_token_is_asked_for_and_granted(
    platform: Platform, tokens: AccessTokens, registration: Registration
) -> None:
    token = tokens.get(registration, [SCORE])

    assert platform.desk.tokens[token].scopes == {SCORE}


def test_a_token_is_kept_for_its_scopes_in_whichever_order(
    platform: Platform, tokens: AccessTokens, registration: Registration
) -> None:
    first = tokens.get(registration, [SCORE, RESULT_READ])

    assert tokens.get(registration, (RESULT_READ, SCORE)) == first
    assert tokens.get(registration, [SCORE]) != first
    assert asked(platform) == 2


def test_registrations_do_not_share_tokens(platform: Platform, tokens: AccessTokens) -> None:
    first = tokens.get(registration_with(platform, id=1), [SCORE])

    assert tokens.get(registration_with(platform, id=2), [SCORE]) != first


def test_where_the_address_is_replaced_no_token_of_the_old_one_is_used(
    tokens: AccessTokens, registration: Registration
) -> None:
    first = tokens.get(registration, [SCORE])
    with rude_platform([granted("new")]) as moved:
        replaced = replace(registration, auth_token_url=moved.url)
        assert tokens.get(replaced, [SCORE]) == "new" != first


def test_a_token_is_renewed_before_it_ends(
    platform: Platform, tokens: AccessTokens, registration: Registration, clock: Clock
) -> None:
    first = tokens.get(registration, [SCORE])
    clock.move(seconds=3600 - 70)
    assert tokens.get(registration, [SCORE]) == first
    # The demo platform's own clock has not moved, and it would not take an assertion of tomorrow.
    platform.tool_keys.verify = lambda token, audience: jwt.decode(  # type: ignore[method-assign]
        token, options={"verify_signature": False}, audience=audience
    )
    clock.move(seconds=20)

    assert tokens.get(registration, [SCORE]) != first


def test_a_forgotten_token_is_asked_for_again(
    tokens: AccessTokens, registration: Registration
) -> None:
    first = tokens.get(registration, [SCORE])
    tokens.forget(registration, [SCORE], first)

    assert tokens.get(registration, [SCORE]) != first


def test_of_many_who_forget_one_token_only_one_asks(
    platform: Platform, tokens: AccessTokens, registration: Registration
) -> None:
    first = tokens.get(registration, [SCORE])
    tokens.forget(registration, [SCORE], first)
    second = tokens.get(registration, [SCORE])
    tokens.forget(registration, [SCORE], first)

    assert tokens.get(registration, [SCORE]) == second
    assert asked(platform) == 2


def test_many_threads_ask_once(
    platform: Platform, tokens: AccessTokens, registration: Registration
) -> None:
    platform.faults.delay = 0.1
    found = at_once(*[lambda: tokens.get(registration, [SCORE])] * 8)

    assert len(set(found)) == 1
    assert asked(platform) == 1


# ---- what is sent


def sent(tokens: AccessTokens, **changes: Any) -> tuple[dict[str, str], dict[str, Any]]:
    with rude_platform([granted()]) as platform:
        registration = at(platform.url, **changes)
        tokens.get(registration, [SCORE, RESULT_READ])
    head, _, body = platform.requests[0].partition(b"\r\n\r\n")
    assert b"Content-Type: application/x-www-form-urlencoded" in head.split(b"\r\n")
    form = {name: value for name, (value,) in parse_qs(body.decode()).items()}
    claims = jwt.decode(form["client_assertion"], options={"verify_signature": False})
    assert claims["aud"] == registration.token_audience
    return form, claims


def test_the_request_is_a_client_credentials_grant(tokens: AccessTokens) -> None:
    form, _ = sent(tokens)

    assert form["grant_type"] == "client_credentials"
    assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert form["client_assertion_type"] == assertion_type
    assert sorted(form["scope"].split(" ")) == sorted([SCORE, RESULT_READ])


def test_the_assertion_says_who_for_how_long(
    tokens: AccessTokens, keys: ToolKeys, clock: Clock
) -> None:
    form, claims = sent(tokens)

    now = clock().timestamp()
    assert claims["iss"] == claims["sub"] == "demo-tool"
    assert type(claims["iat"]) is int
    assert type(claims["exp"]) is int
    assert now - 10 < claims["iat"] <= now
    assert now + 200 < claims["exp"] <= now + 300
    header = jwt.get_unverified_header(form["client_assertion"])
    assert (header["alg"], header["kid"]) == ("RS256", keys.kid)


def test_each_assertion_is_new(tokens: AccessTokens) -> None:
    identifiers = {sent(tokens, id=number)[1]["jti"] for number in range(3)}

    assert len(identifiers) == 3


def test_the_audience_is_the_registered_one(tokens: AccessTokens) -> None:
    _, claims = sent(tokens, auth_audience="https://api.brightspace.com/auth/token")

    assert claims["aud"] == "https://api.brightspace.com/auth/token"


# ---- what comes back


def test_a_token_may_come_as_html(
    platform: Platform, tokens: AccessTokens, registration: Registration
) -> None:
    platform.family = "moodle"

    assert tokens.get(registration, [SCORE])


@pytest.mark.parametrize(
    ("told", "kept", "gone"),
    [
        ({"expires_in": 3600}, 3539, 3541),
        ({"expires_in": "3600"}, 3539, 3541),
        ({"expires_in": 10}, 4, 6),
        ({"expires_in": 1e12}, 24 * 3600 - 1, 24 * 3600 + 1),
        ({}, 239, 241),
        ({"expires_in": None}, 239, 241),
        ({"expires_in": "soon"}, 239, 241),
        ({"expires_in": "nan"}, 239, 241),
        ({"expires_in": "inf"}, 239, 241),
        ({"expires_in": 10**39}, 24 * 3600 - 1, 24 * 3600 + 1),
    ],
)
def test_the_platform_says_how_long_within_bounds(
    tokens: AccessTokens, clock: Clock, told: dict[str, object], kept: float, gone: float
) -> None:
    clock.stop()
    with rude_platform([granted("first", **told), granted("second", **told)]) as platform:
        registration = at(platform.url)
        tokens.get(registration, [SCORE])
        clock.move(seconds=kept - 0.5)
        assert tokens.get(registration, [SCORE]) == "first"
        clock.move(seconds=gone - kept + 0.5)
        assert tokens.get(registration, [SCORE]) == "second"


@pytest.mark.parametrize("lasts", [0, -5, "-5"])
def test_a_token_without_a_life_serves_once(tokens: AccessTokens, lasts: object) -> None:
    answers = [granted("first", expires_in=lasts), granted("second", expires_in=lasts)]
    with rude_platform(answers) as platform:
        registration = at(platform.url)

        assert tokens.get(registration, [SCORE]) == "first"
        assert tokens.get(registration, [SCORE]) == "second"


@pytest.mark.parametrize(
    "answer",
    [
        ok(b""),
        ok(b"<html>"),
        ok(b"[]"),
        ok(b"{}"),
        ok(b"[" * 50_000),
        granted(None),
        granted(""),
        granted(5),
        granted("two words"),
        granted("line\nbreak"),
        granted("\ud800"),
        granted("x" * 8001),
    ],
)
def test_nonsense_is_tried_again_later(tokens: AccessTokens, answer: Answer) -> None:
    with rude_platform([answer]) as platform, pytest.raises(TryAgainError):
        tokens.get(at(platform.url), [SCORE])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_a_platform_that_gives_no_access_may_give_it_later(
    platform: Platform,
    tokens: AccessTokens,
    registration: Registration,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    """That is about the registration, not about the score: a key set that cannot be fetched yet."""
    platform.faults.token_status = status

    with pytest.raises(TryAgainError, match=f"gives the tool no access yet .{status} "):
        tokens.get(registration, [SCORE])
    (warning,) = caplog.records
    assert warning.levelname == "WARNING"
    assert f"issuer={platform.issuer!r} client_id='demo-tool' status={status}" in caplog.text
    platform.faults.token_status = None
    assert tokens.get(registration, [SCORE])


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_platform_in_trouble_is_no_matter_of_access(
    platform: Platform,
    tokens: AccessTokens,
    registration: Registration,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    platform.faults.token_status = status

    with pytest.raises(TryAgainError, match="could not take it just now"):
        tokens.get(registration, [SCORE])
    assert caplog.records == []


def test_an_unknown_scope_is_no_access(tokens: AccessTokens, registration: Registration) -> None:
    with pytest.raises(TryAgainError, match="no access yet"):
        tokens.get(registration, ["https://else.test/scope"])


def test_a_redirect_gives_no_token(tokens: AccessTokens) -> None:
    answer = ok(b"", "Location: /elsewhere", status="302 Found")
    with (
        rude_platform([answer]) as platform,
        pytest.raises(TryAgainError, match=r"just now .302 Found, a redirect,"),
    ):
        tokens.get(at(platform.url), [SCORE])


@pytest.mark.parametrize("url", ["ftp://lms.example/token", "token", "http://[/token"])
def test_an_address_that_cannot_be_used_is_mended_in_the_registration(
    tokens: AccessTokens, url: str
) -> None:
    with pytest.raises(TryAgainError, match="address cannot be used"):
        tokens.get(at(url), [SCORE])


def test_a_platform_that_is_not_there_is_tried_again(tokens: AccessTokens) -> None:
    with pytest.raises(TryAgainError):
        tokens.get(at("http://127.0.0.1:9/token"), [SCORE])
