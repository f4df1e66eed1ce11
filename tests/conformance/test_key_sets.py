"""Lines 24 to 28: which keys of a platform count, and how they are fetched."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from demo.keys import KeyPair
from demo.platform import Platform
from tests.builders import SetClock, a_registration
from tests.conformance.meeting import OPENED, Meeting, all_of
from tests.lti.rude_platform import Answer, RudePlatform, ok, rude_platform
from tests.sparing import PLATFORM_KEY

FOREIGN = KeyPair.new()
UNAVAILABLE = "503 key-set-unavailable"
DOWN = ok(b"down", status="500 Oh No")


def fetched(platform: Platform) -> int:
    return sum(each.path == "/mod/lti/certs" for each in platform.requests)


def key_set(*entries: object, headers: tuple[str, ...] = ()) -> bytes:
    return ok(json.dumps({"keys": list(entries)}).encode(), *headers)


@contextmanager
def publishing(meeting: Meeting, *answers: Answer) -> Iterator[RudePlatform]:
    """Let the platform launch for a client whose key set is served with these answers."""
    platform = meeting.browser.platform
    with rude_platform(answers) as server:
        client = f"at {server.port}"
        meeting.browser.tool.platforms.add(
            a_registration(platform, client_id=client, jwks_url=server.url)
        )
        before, platform.client_id = platform.client_id, client
        yield server
        platform.client_id = before


def launch_by(meeting: Meeting, pair: KeyPair) -> str:
    return meeting.launch_with(lambda _: None, headers={"kid": pair.kid}, key=pair.private)


def test_line_24_a_token_that_names_no_key_is_refused(meeting: Meeting, platform: Platform) -> None:
    names: list[object] = [None, "", 7, ["x"], {"a": 1}, "k" * 256]
    for kid in names:
        assert meeting.launch_with(lambda _: None, headers={"kid": kid}) == "403 key-id-missing"
    assert fetched(platform) == 0


def test_line_24_an_unknown_key_is_looked_for_once_and_then_refused(
    meeting: Meeting, platform: Platform
) -> None:
    assert meeting.launch() == OPENED
    assert fetched(platform) == 1

    assert meeting.launch_with(lambda _: None, headers={"kid": "other"}) == "403 key-unknown"
    assert fetched(platform) == 2
    assert meeting.launch() == OPENED


def test_line_25_a_new_key_is_picked_up_and_one_taken_back_counts_no_longer(
    meeting: Meeting, platform: Platform, clock: SetClock
) -> None:
    assert meeting.launch() == OPENED

    platform.key_pairs = [FOREIGN]

    assert meeting.launch() == OPENED
    clock.advance(minutes=1)
    assert launch_by(meeting, PLATFORM_KEY) == "403 key-unknown"


def test_line_26_a_key_set_is_kept_as_long_as_it_says_within_bounds(
    meeting: Meeting, clock: SetClock
) -> None:
    kept_for: Mapping[str, int] = {
        "": 3600,
        "Cache-Control: max-age=7200": 7200,
        "Cache-Control: public, MAX-AGE=900, must-revalidate": 900,
        "Cache-Control: no-store, max-age=0": 60,
        "Cache-Control: max-age=999999999": 24 * 3600,
    }
    for header, seconds in kept_for.items():
        answer = key_set(PLATFORM_KEY.public, headers=(header,) if header else ())
        with publishing(meeting, answer) as server:
            assert (meeting.launch(), meeting.launch()) == (OPENED, OPENED)
            clock.advance(seconds=seconds - 1)
            assert (meeting.launch(), len(server.requests)) == (OPENED, 1), header
            clock.advance(seconds=2)
            assert (meeting.launch(), len(server.requests)) == (OPENED, 2), header


def test_line_26_the_last_good_copy_serves_for_a_day_while_the_platform_is_down(
    meeting: Meeting, clock: SetClock
) -> None:
    answers = (ok(b"", status="404 Not Found"), ok(b"<html>"), ok(b"[]"), ok(b'{"keys": 1}'))
    for trouble in (DOWN, *answers, b""):
        with publishing(meeting, key_set(PLATFORM_KEY.public), trouble):
            assert meeting.launch() == OPENED
            clock.advance(hours=1, seconds=1)
            assert meeting.launch() == OPENED
            clock.advance(hours=22)
            assert meeting.launch() == OPENED
            clock.advance(hours=3)
            assert meeting.launch() == UNAVAILABLE


def test_line_27_unknown_keys_are_no_lever_and_known_ones_go_on(
    meeting: Meeting, platform: Platform, clock: SetClock
) -> None:
    assert meeting.launch() == OPENED
    made_up = [meeting.begin() for _ in range(15)]

    came = [
        meeting.arrive(meeting.form(asked, meeting.claims(asked), headers={"kid": f"k{number}"}))
        for number, asked in enumerate(made_up)
    ]

    assert came == ["403 key-unknown"] * 15
    assert 1 < fetched(platform) <= 6
    assert meeting.launch() == OPENED
    clock.advance(minutes=5)
    platform.key_pairs = [FOREIGN]
    assert meeting.launch() == OPENED


def test_line_27_a_platform_that_is_down_is_not_asked_at_every_launch(
    meeting: Meeting, clock: SetClock
) -> None:
    with publishing(meeting, DOWN) as server:
        assert [meeting.launch() for _ in range(5)] == [UNAVAILABLE] * 5
        assert len(server.requests) == 1
        clock.advance(seconds=11)
        assert meeting.launch() == UNAVAILABLE
        assert len(server.requests) == 2


def test_line_27_no_redirect_is_followed(meeting: Meeting) -> None:
    with rude_platform([key_set(PLATFORM_KEY.public)]) as elsewhere:
        for status in ("301 Moved", "302 Found", "307 Again", "308 For Ever"):
            redirect = ok(b"", f"Location: {elsewhere.url}", status=status)
            with publishing(meeting, redirect):
                assert meeting.launch() == UNAVAILABLE

    assert elsewhere.requests == []


def test_line_27_a_key_set_beyond_the_limit_is_not_read(meeting: Meeting) -> None:
    padded = PLATFORM_KEY.public | {"x": "x" * 1024 * 1024}
    with publishing(meeting, key_set(padded)):
        assert meeting.launch() == UNAVAILABLE


TOLERATED: dict[str, list[Any]] = {
    "EC": [{"kty": "EC", "crv": "P-256", "kid": "e", "x": "AA", "y": "AA"}],
    "EC of the same name": [{"kty": "EC", "crv": "P-256", "kid": PLATFORM_KEY.kid, "alg": "ES256"}],
    "OKP": [{"kty": "OKP", "crv": "Ed25519", "kid": "o", "x": "AA"}],
    "symmetric": [{"kty": "oct", "kid": "s", "k": "AAAA"}],
    "unknown type": [{"kty": "lattice", "kid": "l"}, {"kty": 7}, {"kty": None}],
    "no type or name": [{}, {"kid": "x"}, {"kty": "RSA"}],
    "no key at all": [None, "key", 1, [], [[]]],
    "broken numbers": [{"kty": "RSA", "kid": "b", "n": "***", "e": "AQAB"}],
    "another use": [FOREIGN.public | {"use": "enc"}],
    "another algorithm": [FOREIGN.public | {"alg": "RS512"}],
    "certificates": [FOREIGN.public | {"x5c": ["AAAA"], "x5t": "AA"}],
}


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in PLATFORM_KEY.public.items() if name not in names}


def test_line_28_what_else_a_key_set_holds_disturbs_nothing(meeting: Meeting) -> None:
    came = {}
    for what, others in TOLERATED.items():
        with publishing(meeting, key_set(*others, PLATFORM_KEY.public, *others)):
            came[what] = meeting.launch()

    assert came == all_of(TOLERATED, OPENED)


def test_line_28_a_key_may_leave_out_its_algorithm_and_its_use(meeting: Meeting) -> None:
    for missing in (["alg"], ["use"], ["alg", "use"]):
        for entry in (without(*missing), PLATFORM_KEY.public | dict.fromkeys(missing)):
            with publishing(meeting, key_set(entry)):
                assert meeting.launch() == OPENED


def test_line_28_a_key_for_something_else_or_too_weak_signs_no_launch(meeting: Meeting) -> None:
    entries = {
        "for secrecy": PLATFORM_KEY.public | {"use": "enc"},
        "for RS512": PLATFORM_KEY.public | {"alg": "RS512"},
        "of 1024 bits": PLATFORM_KEY.public | {"n": PLATFORM_KEY.public["n"][:171]},
        "nameless": without("kid"),
    }
    came = {}
    for what, entry in entries.items():
        with publishing(meeting, key_set(entry)):
            came[what] = meeting.launch()

    assert came == all_of(entries, "403 key-unknown")
