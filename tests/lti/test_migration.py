"""The migration claim: what of it is read, and when it proves who somebody was in LTI 1.1."""

import base64
import hashlib
import hmac
from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.lti.claims import Launch, read_launch
from lti_tool.lti.migration import FormerIdentity, is_proven

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/lti1p1"
KEY, SECRET = "a-key", "a secret of LTI 1.1"
PLATFORM = Platform()
PLATFORM.connect_tool("unused", "https://tool.test/lti/launch", "unused")
CLAIMS = PLATFORM.claims("4", nonce="the-nonce", message_type="LtiDeepLinkingRequest")
SIGNED = {
    "oauth_consumer_key": KEY,
    "deployment_id": "1",
    "iss": CLAIMS["iss"],
    "client_id": "demo-tool",
    "exp": str(CLAIMS["exp"]),
    "nonce": "the-nonce",
}


def signature(secret: str = SECRET, **other: str) -> str:
    text = "&".join((SIGNED | other).values())
    return base64.b64encode(
        hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    ).decode()


def read(**said: Any) -> Launch:
    claim = {"oauth_consumer_key": KEY, "oauth_consumer_key_sign": signature(), **said}
    return read_launch(CLAIMS | {CLAIM: claim})


def former(**said: Any) -> FormerIdentity:
    found = read(**said).former
    assert found is not None
    return found


def proven(said: FormerIdentity, **other: str) -> bool:
    names = {"deployment_id": "1", "client_id": "demo-tool", "secret": SECRET}
    return is_proven(said, **{**names, **other})


def test_the_signature_is_made_as_the_standard_writes_it() -> None:
    """The example of the standard's own text."""
    said = FormerIdentity(
        user_id="x",
        consumer_key="179248902",
        signature="lWd54kFo5qU7xshAna6v8BwoBm6tmUjc6GTax6+12ps=",
        signed=("https://lmsvendor.com", "1551290856", "172we8671fd8z"),
    )

    assert is_proven(
        said, deployment_id="689302", client_id="PM48OJSfGDTAzAo", secret="my-lti11-secret"
    )


def test_a_good_signature_proves_the_id_of_lti_1_1() -> None:
    said = former(user_id="old-4")

    assert said.user_id == "old-4"
    assert proven(said)


@pytest.mark.parametrize("user_id", [None, "", " "])
def test_an_id_that_is_left_out_is_the_sub(user_id: object) -> None:
    assert former(user_id=user_id).user_id == "4"


@pytest.mark.parametrize("user_id", [4, True, [], {}, "x" * 256, "a\x00", "\ud800"])
def test_an_id_that_cannot_be_one_is_not_the_sub_and_nothing_is_proven(user_id: object) -> None:
    said = former(user_id=user_id)

    assert said.user_id == ""
    assert not proven(said)


@pytest.mark.parametrize("name", SIGNED)
def test_a_signature_over_anything_else_proves_nothing(name: str) -> None:
    assert not proven(former(oauth_consumer_key_sign=signature(**{name: "else"})))


def test_a_signature_with_another_secret_proves_nothing() -> None:
    assert not proven(former(oauth_consumer_key_sign=signature("another")))
    assert not proven(former(), secret="another")
    assert not proven(former(), deployment_id="2")
    assert not proven(former(), client_id="other-tool")


@pytest.mark.parametrize(
    "sign",
    [None, "", 1, [], "é", "not base64", "x" * 20_000, signature().lower(), signature() + " "],
    ids=[
        "none",
        "blank",
        "number",
        "list",
        "letter",
        "words",
        "long",
        "lower case",
        "with a space",
    ],
)
def test_a_signature_that_cannot_be_one_proves_nothing(sign: object) -> None:
    assert not proven(former(oauth_consumer_key_sign=sign))


@pytest.mark.parametrize("key", [None, "", 1, {}, "x" * 256, "\ud800"])
def test_a_key_that_cannot_be_one_is_none(key: object) -> None:
    assert former(oauth_consumer_key=key).consumer_key == ""


def test_without_the_claim_nobody_was_anybody() -> None:
    assert read_launch(CLAIMS).former is None
    assert read_launch(CLAIMS | {CLAIM: None}).former is None


@pytest.mark.parametrize("claim", ["old-4", [], {}, 7, True])
def test_a_claim_of_another_sort_breaks_no_launch_and_proves_nothing(claim: object) -> None:
    found = read_launch(CLAIMS | {CLAIM: claim}).former
    assert found is not None
    assert not proven(found)


def test_whoever_is_not_named_was_nobody() -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != "sub"}
    claim = {"oauth_consumer_key": KEY, "oauth_consumer_key_sign": signature(), "user_id": "old"}

    assert read_launch(claims | {CLAIM: claim}).former is None


def test_an_end_that_is_no_whole_number_is_signed_as_it_came() -> None:
    whole = float(CLAIMS["exp"])
    assert read_launch(CLAIMS | {"exp": whole, CLAIM: {}}).former.signed[1] == SIGNED["exp"]  # type: ignore[union-attr]
    assert read_launch(CLAIMS | {"exp": 10.5, CLAIM: {}}).former.signed[1] == "10.5"  # type: ignore[union-attr]
