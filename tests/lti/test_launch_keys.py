"""Who signed a launch: a key that the registered platform has published, or nobody."""

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from demo.keys import KeyPair
from lti_tool.lti.errors import KeySetUnavailableError
from lti_tool.lti.key_sets import KeySets
from tests.lti.conftest import Arrival
from tests.lti.rude_platform import ok, rude_platform
from tests.lti.test_key_sets import key_set
from tests.lti.test_launch import reason, reason_of, segment
from tests.sparing import PLATFORM_KEY


def test_a_changed_token_is_refused(arrival: Arrival) -> None:
    header, _, signature = arrival.platform.sign(arrival.claims()).split(".")
    changed = segment(json.dumps(arrival.claims("3")).encode())

    verify = lambda: arrival.verify_token(f"{header}.{changed}.{signature}")  # noqa: E731
    assert reason_of(verify) == "signature-wrong"


def test_a_key_of_somebody_else_is_refused(arrival: Arrival) -> None:
    token = arrival.platform.sign(arrival.claims(), key=KeyPair.new().private)

    assert reason_of(lambda: arrival.verify_token(token)) == "signature-wrong"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS384", "PS256", "ES256", None, 1])
def test_only_one_algorithm_is_taken(arrival: Arrival, algorithm: object) -> None:
    assert reason(arrival, arrival.claims(), alg=algorithm) == "algorithm-refused"


def test_a_token_without_a_signature_is_refused(arrival: Arrival) -> None:
    token = jwt.encode(arrival.claims(), None, algorithm="none", headers={"kid": "x"})

    assert reason_of(lambda: arrival.verify_token(token)) == "token-malformed"


def test_public_material_is_no_secret(arrival: Arrival) -> None:
    public = PLATFORM_KEY.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for algorithm in ("HS256", "RS256"):
        head = {"alg": algorithm, "kid": PLATFORM_KEY.kid}
        content = ".".join(segment(json.dumps(each).encode()) for each in (head, arrival.claims()))
        mac = hmac.HMAC(public, hashes.SHA256())
        mac.update(content.encode())
        token = f"{content}.{segment(mac.finalize())}"
        slug = "algorithm-refused" if algorithm == "HS256" else "signature-wrong"
        verify = lambda token=token: arrival.verify_token(token)  # noqa: E731
        assert reason_of(verify) == slug


@pytest.mark.parametrize("kid", [None, "", 1, ["x"], "k" * 256])
def test_a_token_has_to_name_its_key(arrival: Arrival, kid: object) -> None:
    assert reason(arrival, arrival.claims(), kid=kid) == "key-id-missing"


def test_a_key_that_is_not_published_is_refused(arrival: Arrival) -> None:
    assert reason(arrival, arrival.claims(), kid="another") == "key-unknown"


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c"])
def test_keys_that_a_token_brings_along_are_not_looked_at(arrival: Arrival, member: str) -> None:
    own = KeyPair.new()
    token = arrival.platform.sign(
        arrival.claims(), key=own.private, headers={member: own.public, "kid": PLATFORM_KEY.kid}
    )

    assert reason_of(lambda: arrival.verify_token(token)) == "signature-wrong"


@pytest.mark.parametrize("member", ["jku", "x5u"])
def test_addresses_of_keys_that_a_token_brings_along_are_not_called(
    arrival: Arrival, member: str
) -> None:
    own = KeyPair.new()
    with rude_platform([ok(key_set(own.public))]) as elsewhere:
        for kid, slug in ((PLATFORM_KEY.kid, "signature-wrong"), (own.kid, "key-unknown")):
            token = arrival.platform.sign(
                arrival.claims(), key=own.private, headers={member: elsewhere.url, "kid": kid}
            )
            assert reason_of(lambda token=token: arrival.verify_token(token)) == slug
        assert elsewhere.requests == []


def test_keys_of_another_registered_platform_are_refused(
    arrival: Arrival, key_sets: KeySets
) -> None:
    foreign = KeyPair.new()
    with rude_platform([ok(key_set(foreign.public))]) as elsewhere:
        assert key_sets.find(elsewhere.url, foreign.kid, registration_id=2)
    token = arrival.platform.sign(
        arrival.claims(), key=foreign.private, headers={"kid": foreign.kid}
    )

    assert reason_of(lambda: arrival.verify_token(token)) == "key-unknown"


def test_a_key_of_another_platform_under_the_same_name_is_refused(
    arrival: Arrival, key_sets: KeySets
) -> None:
    foreign = KeyPair(kid=PLATFORM_KEY.kid, private=KeyPair.new().private)
    with rude_platform([ok(key_set(foreign.public))]) as elsewhere:
        assert key_sets.find(elsewhere.url, foreign.kid, registration_id=2)
    token = arrival.platform.sign(arrival.claims(), key=foreign.private)

    assert reason_of(lambda: arrival.verify_token(token)) == "signature-wrong"


@pytest.mark.parametrize("header", [{"crit": ["b64"], "b64": False}, {"crit": ["exp"]}])
def test_header_members_that_change_the_rules_are_refused(
    arrival: Arrival, header: dict[str, Any]
) -> None:
    assert reason(arrival, arrival.claims(), **header) == "header-refused"


@pytest.mark.parametrize(
    "header",
    [{"b64": False}, {"typ": None}, {"typ": "at+jwt"}, {"cty": "JWT"}, {"zip": "DEF"}, {"x": []}],
)
def test_other_header_members_change_nothing(arrival: Arrival, header: dict[str, Any]) -> None:
    assert arrival.verify(arrival.claims(), **header)


def test_a_platform_whose_keys_cannot_be_fetched_is_asked_again_later(arrival: Arrival) -> None:
    arrival.platform.faults.key_set_status = 503

    with pytest.raises(KeySetUnavailableError):
        arrival.verify(arrival.claims())


def test_a_small_key_of_the_platform_is_refused(arrival: Arrival) -> None:
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - that is the point
    small = KeyPair(kid="small", private=weak)
    arrival.platform.key_pairs = [small]

    assert reason(arrival, arrival.claims()) == "key-unknown"


def test_a_key_that_is_there_to_encrypt_verifies_nothing(
    arrival: Arrival, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_encrypt = PLATFORM_KEY.public | {"use": "enc"}
    monkeypatch.setattr(arrival.platform, "key_set", lambda: {"keys": [to_encrypt]})

    assert reason(arrival, arrival.claims()) == "key-unknown"
