"""From whom, for whom, and when: what a good signature does not say."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest

from lti_tool.lti.errors import WrongAudienceError
from lti_tool.lti.key_sets import KeySets
from lti_tool.lti.launch import LaunchVerifier
from tests.lti.conftest import Arrival, Clock
from tests.lti.test_launch import reason, reason_of

# ---- who it is from and for


@pytest.mark.parametrize(
    "nonce", [None, "", "another", 1, ["the-nonce"], {"the-nonce": 1}, "the-noncé", True]
)
def test_the_nonce_has_to_be_the_logins(arrival: Arrival, nonce: object) -> None:
    assert reason(arrival, arrival.claims() | {"nonce": nonce}) == "nonce-mismatch"


@pytest.mark.parametrize("issuer", [None, "", "https://else.test", 1, ["x"]])
def test_the_issuer_has_to_be_the_registrations(arrival: Arrival, issuer: object) -> None:
    assert reason(arrival, arrival.claims() | {"iss": issuer}) == "issuer-mismatch"


def test_the_issuer_is_compared_byte_for_byte(arrival: Arrival) -> None:
    claims = arrival.claims() | {"iss": f"{arrival.platform.issuer}/"}

    assert reason(arrival, claims) == "issuer-mismatch"


@pytest.mark.parametrize(
    ("audience", "party"),
    [
        ("demo-tool", None),
        ("demo-tool", "demo-tool"),
        (["demo-tool"], None),
        (["demo-tool"], "demo-tool"),
        (["demo-tool", "demo-tool"], None),
        (["https://tool.test", "demo-tool"], "demo-tool"),
    ],
)
def test_a_token_that_is_for_us_is_taken(
    arrival: Arrival, audience: object, party: str | None
) -> None:
    assert arrival.verify(arrival.claims() | {"aud": audience, "azp": party})


@pytest.mark.parametrize(
    ("audience", "party"),
    [
        (None, None),
        ("another", None),
        ("another", "demo-tool"),
        (["another"], None),
        ([], None),
        ([["demo-tool"]], None),
        ({"demo-tool": 1}, None),
        ("demo-tool", "another"),
        ("demo-tool", 1),
        (["demo-tool", "another"], None),
        (["demo-tool", "another"], "another"),
        (["demo-tool", "another"], "demo-tool"),
        (["demo-tool", "https://tool.test"], None),
        (["demo-tool", "https://tool.test", "another"], "demo-tool"),
        (["demo-tool", *["https://tool.test"] * 5], "demo-tool"),
        (["demo-tool", 1], "demo-tool"),
        (["demo-tool", ["demo-tool"]], "demo-tool"),
        (["demo-tool"], ["demo-tool"]),
    ],
)
def test_a_token_for_somebody_else_is_refused(
    arrival: Arrival, audience: object, party: object
) -> None:
    claims = arrival.claims() | {"aud": audience, "azp": party}

    with pytest.raises(WrongAudienceError) as refusal:
        arrival.verify(claims)
    assert refusal.value.status == HTTPStatus.UNAUTHORIZED
    assert refusal.value.reason == "audience-mismatch"


def test_whom_to_trust_is_asked_only_of_what_the_platform_has_signed(arrival: Arrival) -> None:
    asked: list[str] = []
    curious = replace(arrival.expected, trusts=lambda each: bool(asked.append(each)))
    arrival = replace(arrival, expected=curious)
    claims = arrival.claims() | {"aud": ["demo-tool", "another"], "azp": "demo-tool"}
    header, content, _ = arrival.platform.sign(claims).split(".")

    forged = f"{header}.{content}.eA"
    assert reason_of(lambda: arrival.verify_token(forged)) == "signature-wrong"
    assert asked == []
    assert reason(arrival, claims) == "audience-mismatch"
    assert asked == ["another"]


# ---- when


def moved(arrival: Arrival, **by: Any) -> dict[str, Any]:
    claims = arrival.claims()
    return claims | {name: claims["iat"] + seconds for name, seconds in by.items()}


@pytest.mark.parametrize(
    "by",
    [{"exp": -50}, {"exp": 10.5}, {"iat": 50, "exp": 110}, {"nbf": 50}, {"iat": -3000}, {"nbf": 0}],
)
def test_clocks_may_differ_a_little(arrival: Arrival, by: dict[str, Any]) -> None:
    assert arrival.verify(moved(arrival, **by))


@pytest.mark.parametrize(
    ("by", "slug"),
    [
        ({"exp": -61}, "token-expired"),
        ({"iat": 70}, "issued-in-future"),
        ({"nbf": 70}, "issued-in-future"),
    ],
)
def test_clocks_may_not_differ_much(arrival: Arrival, by: dict[str, Any], slug: str) -> None:
    assert reason(arrival, moved(arrival, **by)) == slug


@pytest.mark.parametrize("name", ["exp", "iat"])
def test_times_have_to_be_there(arrival: Arrival, name: str) -> None:
    claims = arrival.claims()
    assert reason(arrival, claims | {name: None}) == f"{name}-missing"
    del claims[name]
    assert reason(arrival, claims) == f"{name}-missing"


@pytest.mark.parametrize("value", ["1795352922", "", True, [], {}])
@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
def test_times_have_to_be_numbers(arrival: Arrival, name: str, value: object) -> None:
    assert reason(arrival, arrival.claims() | {name: value}) == f"{name}-wrong"


def test_the_injected_clock_counts(arrival: Arrival, clock: Clock, key_sets: KeySets) -> None:
    claims = arrival.claims()
    clock.move(minutes=10)

    assert reason(arrival, claims) == "token-expired"

    another = LaunchVerifier(key_sets, Clock())
    form = {"id_token": arrival.platform.sign(claims), "state": arrival.expected.state}
    assert another.verify(form, arrival.expected)


def test_the_claims_are_read_last(arrival: Arrival) -> None:
    assert reason(arrival, arrival.claims(roles=None)) == "roles-missing"


def test_a_registration_without_an_issuer_launches_nobody(arrival: Arrival) -> None:
    nameless = replace(
        arrival.expected, registration=replace(arrival.expected.registration, issuer="")
    )
    arrival = replace(arrival, expected=nameless)

    assert reason(arrival, arrival.claims() | {"iss": ""}) == "registration-wrong"
