from typing import Any

import pytest

from demo.keys import KeyPair
from lti_tool.lti.key_sets import KeySets
from tests.lti.rude_platform import ok, rude_platform
from tests.lti.test_key_sets import KID, find, key_set, unknown
from tests.sparing import PLATFORM_KEY

EC = {"kty": "EC", "crv": "P-256", "kid": "ec", "x": "AA", "y": "AA", "use": "sig"}


@pytest.fixture
def other() -> KeyPair:
    return KeyPair.new()


@pytest.mark.parametrize(
    "entry",
    [
        {"alg": None},
        {"use": None},
        {"alg": None, "use": None},
        {"key_ops": ["verify"]},
        {"x5c": ["AAAA"], "x5t": "AA"},
        {"d": "AQAB"},
    ],
)
def test_keys_that_say_little_or_much_are_taken(key_sets: KeySets, entry: dict[str, Any]) -> None:
    without = {name for name, value in entry.items() if value is None}
    said = PLATFORM_KEY.public | entry
    left = {name: value for name, value in said.items() if name not in without}
    for spelled in (said, left):
        with rude_platform([ok(key_set(EC, spelled))]) as platform:
            assert find(key_sets, platform.url, KID)


@pytest.mark.parametrize(
    "entry",
    [
        EC | {"kid": KID},
        {"kty": "oct", "kid": KID, "k": "AAAA"},
        {"kty": "OKP", "kid": KID},
        {"kty": ["RSA"], "kid": KID},
        {"kid": KID},
        PLATFORM_KEY.public | {"use": "enc"},
        PLATFORM_KEY.public | {"alg": "RS384"},
        PLATFORM_KEY.public | {"alg": ["RS256"]},
        PLATFORM_KEY.public | {"key_ops": ["encrypt"]},
        PLATFORM_KEY.public | {"kid": 1},
        PLATFORM_KEY.public | {"n": None},
        PLATFORM_KEY.public | {"e": 65537},
        PLATFORM_KEY.public | {"n": "***"},
        PLATFORM_KEY.public | {"n": ""},
        PLATFORM_KEY.public | {"n": "AQAB"},
        PLATFORM_KEY.public | {"n": "x" * 1401},
        PLATFORM_KEY.public | {"e": "x" * 13},
        PLATFORM_KEY.public | {"e": "AA"},
        PLATFORM_KEY.public | {"e": "AQ"},
        PLATFORM_KEY.public | {"e": "BA"},
        PLATFORM_KEY.public | {"e": "A"},
        "a key",
        None,
        [],
    ],
)
def test_entries_that_are_of_no_use_are_passed_over(
    key_sets: KeySets, other: KeyPair, entry: object
) -> None:
    with rude_platform([ok(key_set(entry, other.public))]) as platform:
        assert find(key_sets, platform.url, other.kid)
        assert unknown(key_sets, platform.url, KID) == "key-unknown"


def test_of_two_keys_of_one_name_the_first_counts(key_sets: KeySets, other: KeyPair) -> None:
    twice = key_set(EC | {"kid": KID}, PLATFORM_KEY.public, other.public | {"kid": KID})
    with rude_platform([ok(twice)]) as platform:
        found = find(key_sets, platform.url, KID)

    assert found.public_numbers() == PLATFORM_KEY.private.public_key().public_numbers()


@pytest.mark.parametrize("kid", ["", "k" * 256])
def test_a_key_with_a_name_that_no_token_can_say_is_not_kept(key_sets: KeySets, kid: str) -> None:
    with rude_platform([ok(key_set(PLATFORM_KEY.public | {"kid": kid}))]) as platform:
        assert unknown(key_sets, platform.url, kid) == "key-unknown"


def test_only_so_many_keys_are_read(key_sets: KeySets) -> None:
    with rude_platform([ok(key_set(*[EC] * 100, PLATFORM_KEY.public))]) as platform:
        assert unknown(key_sets, platform.url, KID) == "key-unknown"


def test_what_is_asked_for_is_json(key_sets: KeySets) -> None:
    with rude_platform([ok(key_set(PLATFORM_KEY.public))]) as asked:
        find(key_sets, asked.url, KID)

    assert b"Accept: application/json\r\n" in asked.requests[0]
