import base64
from collections.abc import Callable
from typing import Any

import pytest

from lti_tool.lti.claims import MessageType
from lti_tool.lti.errors import (
    LaunchRejectedError,
)
from lti_tool.lti.launch import FORM_LIMIT, peek_state
from tests.lti.conftest import Arrival


def reason_of(verify: Callable[[], object]) -> str:
    with pytest.raises(LaunchRejectedError) as refusal:
        verify()
    assert refusal.value.sentence
    return refusal.value.reason


def reason(arrival: Arrival, claims: Any, **headers: Any) -> str:
    return reason_of(lambda: arrival.verify(claims, **headers))


def segment(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_a_good_launch_is_verified(arrival: Arrival) -> None:
    launch = arrival.verify(arrival.claims())

    assert launch.message_type is MessageType.RESOURCE_LINK
    assert launch.subject == "4"


def test_a_deep_linking_request_is_verified(arrival: Arrival) -> None:
    claims = arrival.claims("3", message_type="LtiDeepLinkingRequest")

    assert arrival.verify(claims).deep_linking is not None


def test_keys_are_fetched_once_for_many_launches(arrival: Arrival) -> None:
    for _ in range(5):
        arrival.verify(arrival.claims())

    fetched = [each for each in arrival.platform.requests if each.path.endswith("/certs")]
    assert len(fetched) == 1


def test_a_new_key_is_picked_up_without_a_restart(arrival: Arrival) -> None:
    arrival.verify(arrival.claims())
    arrival.platform.rotate_keys()

    assert arrival.verify(arrival.claims())


# ---- the form


@pytest.mark.parametrize("state", ["x", "state-Az09_-", "a" * 200])
def test_the_state_of_a_form_can_be_read_before_anything_is_verified(state: str) -> None:
    assert peek_state({"state": state}) == state


@pytest.mark.parametrize(
    ("form", "slug"),
    [
        ({}, "state-missing"),
        ({"state": ""}, "state-missing"),
        ({"state": "a" * 201}, "state-wrong"),
        ({"state": "a b"}, "state-wrong"),
        ({"state": "a\x00"}, "state-wrong"),
        ({"state": "\ud800"}, "state-wrong"),
        ({"state": "ü"}, "state-wrong"),
        ({"state": "state\n"}, "state-wrong"),
    ],
)
def test_a_form_without_a_sane_state_is_refused(form: dict[str, str], slug: str) -> None:
    assert reason_of(lambda: peek_state(form)) == slug


def test_the_state_has_to_be_the_logins(arrival: Arrival) -> None:
    token = arrival.platform.sign(arrival.claims())
    for state in ("another", "", "the-statë"):
        form = {"id_token": token, "state": state}
        verify = lambda form=form: arrival.verifier.verify(form, arrival.expected)  # noqa: E731
        assert reason_of(verify) == "state-mismatch"


@pytest.mark.parametrize(
    ("token", "slug"),
    [
        ("", "token-missing"),
        ("hello", "token-malformed"),
        ("a.b", "token-malformed"),
        ("a.b.c.d", "token-malformed"),
        ("..", "token-malformed"),
        ("a=.b.c", "token-malformed"),
        ("a b.c.d", "token-malformed"),
        ("ü.b.c", "token-malformed"),
        ("\ud800.b.c", "token-malformed"),
        ("e30.e30.eA\n", "token-malformed"),
        ("eyJhIjoxfQ.x.x", "algorithm-refused"),
        ("x.x.x", "token-malformed"),
        ("eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.e30.x", "token-malformed"),
        ("W10.e30.eA", "token-malformed"),
        ("x" * (FORM_LIMIT + 1), "token-too-large"),
    ],
)
def test_what_is_no_token_is_refused(arrival: Arrival, token: str, slug: str) -> None:
    assert reason_of(lambda: arrival.verify_token(token)) == slug


@pytest.mark.parametrize(
    "claims",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"a": "\xff"}',
        b'{"iat": NaN}',
        b'{"exp": ' + b"9" * 6000 + b"}",
        b'{"a":' * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"sub": "\\ud800"}',
        b'{"sub": "\\u0000"}',
        b'{"sub": "1", "sub": "2"}',
    ],
)
def test_hostile_json_is_a_refusal(arrival: Arrival, claims: bytes) -> None:
    assert reason(arrival, claims) == "token-malformed"


@pytest.mark.parametrize("header", [b"[" * 50_000, b'{"alg": "RS256", "kid": "\\ud800"}', b"\xff"])
def test_a_hostile_header_is_a_refusal(arrival: Arrival, header: bytes) -> None:
    token = f"{segment(header)}.e30.eA"

    assert reason_of(lambda: arrival.verify_token(token)) == "token-malformed"
