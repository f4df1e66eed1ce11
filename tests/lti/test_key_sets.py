import json
import socket
import threading
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from demo.platform import Platform
from lti_tool.lti import connections
from lti_tool.lti import key_sets as key_sets_module
from lti_tool.lti.errors import KeySetUnavailableError, LaunchRejectedError
from lti_tool.lti.key_sets import KeySets
from tests.lti.conftest import Clock
from tests.lti.rude_platform import Answer, ok, rude_platform
from tests.sparing import PLATFORM_KEY
from tests.worker.workers import held

KID = PLATFORM_KEY.kid


def fetched(platform: Platform) -> int:
    return sum(each.path.endswith("/certs") for each in platform.requests)


def key_set(*entries: Any) -> bytes:
    return json.dumps({"keys": entries}).encode()


def find(key_sets: KeySets, url: str, kid: str = KID, registration_id: int = 1) -> RSAPublicKey:
    return key_sets.find(url, kid, registration_id=registration_id)


def unknown(key_sets: KeySets, url: str, kid: str = "another") -> str:
    with pytest.raises(LaunchRejectedError) as refusal:
        find(key_sets, url, kid)
    return refusal.value.reason


@pytest.fixture
def url(platform: Platform) -> str:
    return platform.addresses.key_set


# ---- keeping


def test_a_set_is_fetched_once(platform: Platform, key_sets: KeySets, url: str) -> None:
    keys = [find(key_sets, url, KID) for _ in range(10)]

    assert fetched(platform) == 1
    assert all(key is keys[0] for key in keys)


def test_a_set_is_fetched_again_when_it_is_no_longer_fresh(
    platform: Platform, key_sets: KeySets, url: str, clock: Clock
) -> None:
    find(key_sets, url, KID)
    clock.move(minutes=61)
    find(key_sets, url, KID)

    assert fetched(platform) == 2


def test_a_key_that_was_taken_back_is_gone_with_the_next_fetch(
    platform: Platform, key_sets: KeySets, url: str, clock: Clock
) -> None:
    find(key_sets, url, KID)
    platform.rotate_keys(keep_old=False)
    clock.move(minutes=61)

    assert unknown(key_sets, url, KID) == "key-unknown"


@pytest.mark.parametrize(
    ("cache_control", "fresh", "stale"),
    [
        ("max-age=600", 595, 605),
        ("public, Max-Age=600", 595, 605),
        ("max-age=0", 55, 65),
        ("max-age=600, no-store", 55, 65),
        ("No-Cache", 55, 65),
        ('max-age="600"', 595, 605),
        ("max-age=999999999", 24 * 3600 - 5, 24 * 3600 + 5),
        ("s-maxage=600", 3595, 3605),
        ("s-maxage=9, max-age=600", 595, 605),
        ("x-no-store, no-storeroom", 3595, 3605),
        ("max-age=600\r\nAge: 400", 195, 205),
        ("max-age=600\r\nAge: 900", 55, 65),
        ("max-age=600\r\nAge: -5", 595, 605),
        ("max-age=600\r\nAge: soon", 595, 605),
        ("public\r\nAge: 900", 3595, 3605),
        ("max-age=soon", 3595, 3605),
    ],
)
def test_the_platform_says_how_long_within_bounds(
    key_sets: KeySets, clock: Clock, cache_control: str, fresh: float, stale: float
) -> None:
    clock.stop()
    answer = ok(key_set(PLATFORM_KEY.public), f"Cache-Control: {cache_control}")
    with rude_platform([answer]) as platform:
        find(key_sets, platform.url, KID)
        clock.move(seconds=fresh)
        find(key_sets, platform.url, KID)
        assert len(platform.requests) == 1
        clock.move(seconds=stale - fresh)
        find(key_sets, platform.url, KID)
        assert len(platform.requests) == 2


def test_many_launches_at_once_fetch_once(platform: Platform, key_sets: KeySets, url: str) -> None:
    platform.faults.delay = 0.1
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(find(key_sets, url, KID))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(found) == 8
    assert fetched(platform) == 1


def test_nobody_waits_for_a_refresh_who_has_a_stale_key(
    platform: Platform,
    key_sets: KeySets,
    url: str,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_sets_module, "REFRESH_SECONDS", 60.0)
    key = find(key_sets, url, KID)
    clock.move(minutes=61)
    refreshing = threading.Thread(
        target=key_sets.find, args=(url, KID), kwargs={"registration_id": 1}
    )
    with held(platform, "key_set", after=False) as gate:
        refreshing.start()
        gate.wait_for_somebody()
        assert find(key_sets, url, KID) is key
        assert refreshing.is_alive()

    refreshing.join(timeout=60)
    assert fetched(platform) == 2


def wait_until(holds: Any) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)


# ---- keys that nobody has seen yet


def test_a_new_key_is_found_at_once(platform: Platform, key_sets: KeySets, url: str) -> None:
    find(key_sets, url, KID)
    platform.rotate_keys()

    assert find(key_sets, url, platform.key_pairs[-1].kid)
    assert find(key_sets, url, KID)
    assert fetched(platform) == 2


def test_looks_for_unknown_keys_are_counted(
    platform: Platform, key_sets: KeySets, url: str
) -> None:
    find(key_sets, url, KID)
    for number in range(20):
        assert unknown(key_sets, url, f"made-up-{number}") == "key-unknown"

    assert fetched(platform) == 4
    assert find(key_sets, url, KID)


def test_the_looks_of_one_registration_are_not_anothers(
    platform: Platform, key_sets: KeySets, url: str
) -> None:
    find(key_sets, url)
    for number in range(5):
        unknown(key_sets, url, f"made-up-{number}")
    platform.rotate_keys()
    new = platform.key_pairs[-1].kid
    assert unknown(key_sets, url, new) == "key-unknown"

    assert find(key_sets, url, new, registration_id=2)
    assert find(key_sets, url, new)  # one look helps all who share the address


# ---- a platform that is down


def test_the_last_good_keys_serve_while_the_platform_is_down(
    platform: Platform, key_sets: KeySets, url: str, clock: Clock
) -> None:
    find(key_sets, url, KID)
    platform.faults.key_set_status = 503
    clock.move(hours=20)

    assert find(key_sets, url, KID)
    assert find(key_sets, url, KID)
    assert fetched(platform) == 2  # and not at every launch


def test_the_last_good_keys_do_not_serve_for_ever(
    platform: Platform, key_sets: KeySets, url: str, clock: Clock
) -> None:
    find(key_sets, url, KID)
    platform.faults.key_set_status = 503
    clock.move(hours=26)

    with pytest.raises(KeySetUnavailableError):
        find(key_sets, url, KID)


def test_a_platform_that_never_answered_is_not_asked_at_every_launch(
    platform: Platform, key_sets: KeySets, url: str, clock: Clock
) -> None:
    platform.faults.key_set_status = 500
    for _ in range(5):
        with pytest.raises(KeySetUnavailableError):
            find(key_sets, url, KID)
    assert fetched(platform) == 1

    platform.faults.key_set_status = None
    clock.move(seconds=11)
    assert find(key_sets, url, KID)


def test_an_unknown_key_of_a_platform_that_is_down_may_be_a_new_one(
    platform: Platform, key_sets: KeySets, url: str
) -> None:
    find(key_sets, url, KID)
    platform.faults.key_set_status = 503

    with pytest.raises(KeySetUnavailableError) as refusal:
        find(key_sets, url, "another")
    assert refusal.value.reason == "key-set-unavailable"
    assert find(key_sets, url, KID)


def test_a_platform_that_is_not_there_is_unavailable(key_sets: KeySets) -> None:
    with pytest.raises(KeySetUnavailableError):
        find(key_sets, "http://127.0.0.1:9/none")


@pytest.mark.parametrize("target", ["/elsewhere", "", "http://127.0.0.1:1/"])
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Moved", "308 Moved"])
def test_a_redirect_is_not_followed_anywhere(key_sets: KeySets, status: str, target: str) -> None:
    there = ok(b"", f"Location: {target}", status=status)
    with rude_platform([there, ok(key_set(PLATFORM_KEY.public))]) as platform:
        with pytest.raises(KeySetUnavailableError):
            find(key_sets, platform.url)
        assert len(platform.requests) == 1


def test_a_set_that_drips_is_not_waited_for(
    key_sets: KeySets, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{"keys": [')
        while not over.wait(0.02):
            connection.sendall(b" ")

    monkeypatch.setattr(connections, "ANSWER_SECONDS", 0.3)
    with rude_platform([drip]) as platform:
        with pytest.raises(KeySetUnavailableError):
            find(key_sets, platform.url)
        over.set()


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"<html>"),
        ok(b"[]"),
        ok(b'{"keys": {}}'),
        ok(b"{}"),
        ok(b'{"keys":' + b"[" * 50_000),
        ok(b'{"keys": [], "keys": []}'),
        ok(b'{"keys": [NaN]}'),
        ok(b'{"keys": ["\\ud800"]}'),
        ok(b'{"keys": ["\xff"]}'),
        ok(b'{"keys": []}' + b" " * 1_100_000),
        ok(key_set(PLATFORM_KEY.public), status="203 Something Else"),
        ok(b"", status="304 Not Modified"),
        b"nonsense\r\n\r\n",
        b"",
    ],
)
def test_nonsense_is_no_key_set(key_sets: KeySets, answer: Answer) -> None:
    with rude_platform([answer]) as platform, pytest.raises(KeySetUnavailableError):
        find(key_sets, platform.url, KID)
