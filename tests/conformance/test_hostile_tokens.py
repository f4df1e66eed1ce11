"""Lines 35 to 38: what a token may hold beside what is needed, and what no token may do."""

import base64
import json
import logging
from typing import Any

import pytest

from demo import keys
from demo.claims import AGS_ENDPOINT, LTI, NRPS_SERVICE
from lti_tool.app.building import Tool
from lti_tool.store.tables import Context, Person
from tests.conformance.meeting import OPENED, Claims, Meeting, all_of, nulls
from tests.sparing import PLATFORM_KEY
from tests.web.refusals import kept

MALFORMED = "403 token-malformed"
NEEDED = ("message_type", "version", "deployment_id", "target_link_uri", "resource_link", "roles")
OPTIONAL = (
    "context",
    "custom",
    "launch_presentation",
    "tool_platform",
    "lis",
    "ext",
    "for_user",
    "role_scope_mentor",
)


def test_line_35_claims_that_nobody_knows_are_passed_over(meeting: Meeting) -> None:
    def unknown(claims: Claims) -> None:
        odd: list[Any] = [None, True, -1, 0.5, "x" * 5000, [[]], {"a": {"b": [1]}}, "eyJ.a.b"]
        for number, value in enumerate(odd):
            claims[f"https://vendor.example/claim/{number}"] = value
            claims[f"{LTI}unheard-of-{number}"] = value
            claims[f"plain_{number}"] = value
        claims[f"{LTI}context"]["unheard_of"] = odd
        claims[f"{LTI}resource_link"]["unheard_of"] = odd

    assert meeting.launch_with(unknown) == OPENED


def test_line_35_null_is_as_good_as_absent_for_what_is_optional(meeting: Meeting) -> None:
    plain = ("name", "given_name", "family_name", "email", "picture", "locale", "azp", "nbf", "jti")
    services = (AGS_ENDPOINT, NRPS_SERVICE)
    members = {f"{LTI}context": ("label", "title", "type"), f"{LTI}resource_link": ("title",)}

    assert meeting.launch_with(nulls(*OPTIONAL)) == OPENED
    assert meeting.launch_with(lambda c: c.update(dict.fromkeys((*plain, *services)))) == OPENED
    for claim, names in members.items():
        assert meeting.launch_with(lambda c, k=claim, n=names: c[k].update(dict.fromkeys(n))) == (
            OPENED
        )
    for name in NEEDED:
        assert meeting.launch_with(nulls(name)) == f"403 {name.replace('_', '-')}-missing"


def test_line_36_a_refusal_is_a_page_that_opens_nothing_and_gives_nothing_away(
    meeting: Meeting, tool: Tool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = meeting.begin()
    form = meeting.form(asked, meeting.claims(asked, roles=None))

    answer = meeting.browser.arrive(form)

    assert meeting.outcome(answer) == "403 roles-missing"
    assert answer.mimetype == "text/html"
    assert "Location" not in answer.headers
    secrets = (form["id_token"], form["state"], asked["nonce"], "Sam Okafor", "sam.okafor")
    everywhere = f"{answer.text} {answer.headers} {caplog.text}"
    assert not [secret for secret in secrets if secret in everywhere]
    assert [kept(tool, each) for each in (Context, Person)] == [0, 0]
    assert kept(tool) == 0


def raw(meeting: Meeting, payload: bytes) -> str:
    """Launch with these very bytes as the claims, signed."""
    return meeting.launch_with(lambda _: payload)


def spelled(meeting: Meeting, **spellings: str) -> str:
    """Launch with claims whose JSON text is as it says here."""

    def change(claims: Claims) -> bytes:
        rest = json.dumps({k: v for k, v in claims.items() if k not in spellings})
        odd = "".join(f', "{name}": {text}' for name, text in spellings.items())
        return f"{rest[:-1]}{odd}}}".encode("utf-8", "surrogatepass")

    return meeting.launch_with(change)


ODD_VALUES = {
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "without end": "1e999",
    "6,000 digits": "9" * 6000,
    "6,000 digits behind a point": f"1.{'9' * 6000}e{'9' * 40}",
    "100,000 lists": "[" * 100_000 + "]" * 100_000,
    "100,000 objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "never closed": "[" * 100_000,
    "NUL": '"a\\u0000b"',
    "bare NUL": '"a\x00b"',
    "lone surrogate": '"\\ud800"',
    "two halves the wrong way": '"\\udc00\\ud800"',
    "surrogate in bytes": '"\ud800"',
    "twice the same name": '{"a": 1, "a": 2}',
    "no value": "",
    "single quotes": "'x'",
    "comment": "1 /* one */",
}


@pytest.mark.parametrize("claim", ["name", "unheard_of", "exp", "sub"])
def test_line_37_values_that_python_stumbles_over_are_refused(meeting: Meeting, claim: str) -> None:
    came = {what: spelled(meeting, **{claim: text}) for what, text in ODD_VALUES.items()}

    assert came == all_of(ODD_VALUES, MALFORMED)


def test_line_37_what_is_no_json_object_is_refused(meeting: Meeting) -> None:
    texts = (
        b"", b" ", b"null", b"[]", b"1", b'"text"', b"{", b"{}}", b"\xff\xfe{}", b"\xef\xbb\xbf{}",
        b'{"name": "\xff"}', b'{"name": "\xed\xa0\x80"}', b'{"name": "\xc0\x80"}',
        "{}".encode("utf-16"), b"\x00" * 100,
    )  # fmt: skip

    came = {repr(text): raw(meeting, text) for text in texts}

    assert came == all_of(came, MALFORMED)


def test_line_37_a_claim_said_twice_is_refused_whichever_is_right(meeting: Meeting) -> None:
    def twice(claims: Claims) -> bytes:
        return b'{"sub": "3", ' + json.dumps(claims).encode()[1:]

    assert meeting.launch_with(twice) == MALFORMED
    assert spelled(meeting, **{"r\\u006fles": '["x"]', "roles": "[]"}) == MALFORMED


def test_line_37_headers_and_segments_that_are_none_are_refused(meeting: Meeting) -> None:
    kid = PLATFORM_KEY.kid
    odd_headers = (
        b"",
        b"[]",
        b"{",
        b'{"alg": NaN}',
        b"[" * 100_000,
        b'{"kid": "\\ud800"}',
        b"\xff",
    )

    def with_header(header: bytes, claims: Claims) -> str:
        head = base64.urlsafe_b64encode(header).rstrip(b"=").decode()
        return f"{head}.{keys.sign(claims, PLATFORM_KEY.private, {'kid': kid}).partition('.')[2]}"

    for header in odd_headers:
        assert meeting.launch_token(lambda c, h=header: with_header(h, c)) == MALFORMED
    asked = meeting.begin()
    good = meeting.form(asked, meeting.claims(asked))["id_token"]
    cut = good.split(".")
    tokens = (
        "a", "a.b", "..", "...", "a.b.c.d", f"{good}.", f".{good}", f"{good}=", f"{good} ",
        f" {good}", good.replace(".", "\x00."), f"{cut[0]}+.{cut[1]}.{cut[2]}", "é.é.é", "\ud83d",
        f"{good}\n", f"{cut[0]}..{cut[2]}", "\u202e", "a" * 100_000, "." * 100_000,
    )  # fmt: skip
    came = {
        token[:30]: meeting.arrive({"state": asked["state"], "id_token": token})
        for token in tokens
        if token.encode("utf-8", "ignore")
    }
    assert came == all_of(came, MALFORMED)


WRONG: tuple[Any, ...] = (-0.5, True, " ", "text", [], [None], {"id": 7})


def test_line_37_no_claim_of_a_wrong_type_is_a_fault_of_ours(
    meeting: Meeting, caplog: pytest.LogCaptureFixture
) -> None:
    plain = ("iss", "aud", "azp", "sub", "iat", "exp", "nbf", "nonce", "name", "email")
    names = (*plain, *(LTI + name for name in (*NEEDED, *OPTIONAL)), AGS_ENDPOINT, NRPS_SERVICE)

    for name in names:
        for value in WRONG:
            came = meeting.launch_with(lambda c, n=name, v=value: c.update({n: v}))
            assert came == OPENED or came.startswith(("401 ", "403 ")), (name, value, came)

    assert "status=500" not in caplog.text


def test_line_38_large_tokens_arrive_and_what_is_beyond_a_megabyte_is_not_read(
    meeting: Meeting, tool: Tool
) -> None:
    def padded(size: int) -> str:
        return meeting.launch_with(lambda c: c.update(padding="x" * size))

    assert [padded(size) for size in (50_000, 400_000, 700_000)] == [OPENED] * 3
    assert [padded(size) for size in (800_000, 5_000_000)] == ["413 http-413"] * 2
    asked = meeting.begin()
    form = meeting.form(asked, meeting.claims(asked))
    assert meeting.arrive({**form, "more": "x" * 1024 * 1024}) == "413 http-413"
    assert kept(tool) == 3
