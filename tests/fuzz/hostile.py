"""What a hostile platform or browser may send, as strategies."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from demo.claims import AGS_ENDPOINT, DEEP_LINKING_SETTINGS, LTI, NRPS_SERVICE

NASTY_TEXTS = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e", "\uffff", "é" * 300,
    "x" * 20_000, "$User.id", "../../etc/passwd", "<script>alert(1)</script>", "{{ 7*7 }}",
    "%s%n%00", "'; --",
    "javascript:alert(1)", "http://", "http://[", "http://[::1",
    "http://a:99999999/", "http://\u2100/",
    "https://a.example/\r\nSet-Cookie: x=1", "http://localhost/lti/launch", "true", "null", "0",
    "-1", "1" * 5000, "LtiDeepLinkingRequest", "LtiSubmissionReviewRequest",
    "LtiDataPrivacyLaunchRequest", "DataPrivacyLaunchRequest", "https://*.example", "4", "5",
    "1.3.0", "RS256", "none",
)  # fmt: skip
NASTY_NUMBERS = (0, -1, 1, 2**31, 2**63, 2**64, 10**39, -(10**39), 1e308, 5e-324, 0.1, -0.0)

texts = st.one_of(
    st.sampled_from(NASTY_TEXTS),
    st.text(max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Cn", "Zs", "Sm"]), max_size=20),
)
scalars = st.one_of(
    texts, st.none(), st.booleans(), st.sampled_from(NASTY_NUMBERS), st.integers(), st.floats()
)
values = st.one_of(
    scalars,
    st.lists(scalars, max_size=5),
    st.dictionaries(texts, scalars, max_size=4),
    st.recursive(scalars, lambda inner: st.lists(inner, max_size=3), max_leaves=8),
    st.sampled_from([["x"] * 2000, [[[[[]]]]], {"id": None}, {"id": 7}, {"id": ""}, [None], {}]),
)

CLAIMS = (
    "iss", "aud", "azp", "sub", "exp", "iat", "nbf", "jti", "nonce", "name", "given_name", "email",
    AGS_ENDPOINT, NRPS_SERVICE, DEEP_LINKING_SETTINGS,
    *(LTI + name for name in (
        "message_type", "version", "deployment_id", "target_link_uri", "resource_link", "roles",
        "context", "custom", "launch_presentation", "tool_platform", "lis", "for_user",
        "role_scope_mentor", "ext", "lti1p1", "origin",
    )),
)  # fmt: skip
MEMBERS = (
    "id", "title", "label", "type", "activity", "return_url", "document_target",
    "locale", "user_id",
    "product_family_code", "name", "scope", "lineitem", "lineitems", "deep_link_return_url", "data",
    "accept_types", "accept_presentation_document_targets", "accept_multiple", "accept_lineitem",
    "oauth_consumer_key", "oauth_consumer_key_sign", "resource_link_id", "person_sourcedid",
)  # fmt: skip

ABOUT_SOMEBODY = (
    "LtiSubmissionReviewRequest",
    "LtiDataPrivacyLaunchRequest",
    "DataPrivacyLaunchRequest",
)
MESSAGES = ("LtiResourceLinkRequest", "LtiDeepLinkingRequest", *ABOUT_SOMEBODY, "LtiMadeUp")

for_user = st.fixed_dictionaries(
    {"user_id": st.one_of(st.just("4"), texts)}, optional={"name": texts, "roles": values}
)
former_identity = st.fixed_dictionaries(
    {
        "oauth_consumer_key": st.one_of(st.just("key-of-1.1"), texts),
        "oauth_consumer_key_sign": st.one_of(st.just("c2lnbmF0dXJl"), texts),
    },
    optional={"user_id": texts, "resource_link_id": texts, "context_id": texts},
)
more_claims = st.fixed_dictionaries(
    {}, optional={LTI + "for_user": for_user, LTI + "lti1p1": former_identity}
)
"""What some messages have besides: whom they are about, who somebody was in LTI 1.1."""

GONE = object()
changes = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(CLAIMS), texts),
        st.one_of(st.none(), st.none(), st.sampled_from(MEMBERS), texts),
        st.one_of(st.just(GONE), values),
    ),
    min_size=1,
    max_size=4,
)
"""Which claim, which member of it (None: the claim itself), and what it becomes."""


def changed(claims: Mapping[str, Any], wanted: list[tuple[str, str | None, Any]]) -> dict[str, Any]:
    """The claims with the changes made to them."""
    result: dict[str, Any] = json.loads(json.dumps(claims))
    for claim, member, value in wanted:
        inside = result.get(claim)
        holder, key = (inside, member) if member and isinstance(inside, dict) else (result, claim)
        if value is GONE:
            holder.pop(key, None)
        else:
            holder[key] = deepcopy(value)  # examples share their values
    return result


headers = st.dictionaries(
    st.sampled_from(["alg", "kid", "typ", "jwk", "jku", "x5c", "crit", "b64", "zip", "enc", "cty"]),
    values,
    max_size=3,
)

payload_bytes = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"[" * 100_000,
            b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
            b'{"exp":' + b"9" * 6_000 + b"}",
            b'{"exp":NaN,"iat":Infinity}',
            b'{"nonce":"a","nonce":"b"}',
            b"\xff\xfe{}",
            b'{"name":"\\ud800"}',
            b'{"name":"\xed\xa0\x80"}',
            b"null",
            b"[]",
            b'"text"',
            b"",
        ]
    ),
)

tokens = st.one_of(
    texts,
    st.text("abcABC019-_.=", max_size=60),
    st.lists(st.text("abAB01-_", max_size=12), min_size=2, max_size=6).map(".".join),
    st.sampled_from(["." * 50_000, "a" * 200_000, "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30."]),
)

FIELDS = (
    "iss", "login_hint", "lti_message_hint", "client_id", "target_link_uri", "lti_deployment_id",
    "state", "id_token", "error", "error_description", "lti_tool_cookie_test", "csrf_token",
    "lti_storage_target", "hand_over", "q", "longest", "framework",
    "activity", "cancel", "p4-q1", "p4-q3", "words", "item", "domain", "page",
    "p3-w1", "entry-day", "entry-month", "entry-year", "entry-what", "entry-hours", "entry-role",
    "entry-setting", "entry-replaces", "mapped", "reason-PO1", "upload-tick", "upload-file",
    "title", "day", "month", "year", "happened-w1", "filed", "reason-enhance:PO1", "then", "sort",
    "course", "mapping", "showcase", "add", "remove", "step", "changed", "seen", "n", "version",
    "prompts", "shown", "title-medicines-that-add-up", "column-medicines-that-add-up",
    "points-medicines-that-add-up", "opens-medicines-that-add-up", "due-medicines-that-add-up",
)  # fmt: skip
likely = st.sampled_from(
    ["1", "2", "0", "-1", "on", "yes", "a", "medicines-that-add-up", "D1", "enhance:PO1", "submit",
     "reflective_account", "up:medicines-that-add-up", "31", "2026", "PO1", "portfolio"]
)  # fmt: skip
"""What the fields of our forms hold, so that some of it is taken and goes further."""
forms = st.lists(
    st.tuples(st.one_of(st.sampled_from(FIELDS), st.sampled_from(FIELDS), texts), texts | likely),
    max_size=8,
)


def encoded(form: list[tuple[str, str]]) -> bytes:
    """A form as the bytes that a browser without manners sends."""
    pairs = (f"{quoted(name)}={quoted(value)}" for name, value in form)
    return "&".join(pairs).encode()


def quoted(text: str) -> str:
    """A text for an address or a form, whatever it holds."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")
