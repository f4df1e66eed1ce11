"""Platforms that are slow to publish their keys, or never do: nobody else has to wait for them."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from demo.platform import Platform
from lti_tool.app import starting
from lti_tool.lti import key_set_turns
from lti_tool.lti import key_sets as module
from lti_tool.lti.errors import KeySetUnavailableError
from lti_tool.lti.key_sets import KeySets
from tests.lti.conftest import Clock
from tests.lti.rude_platform import Answer, RudePlatform, ok, rude_platform
from tests.lti.test_key_sets import fetched, find, key_set, wait_until
from tests.sparing import PLATFORM_KEY

LONG = 60.0
"""A limit that no test waits for."""

Seek = Callable[[str], Future[RSAPublicKey]]


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each limit either so short or so long that it is plain which one holds."""
    monkeypatch.setattr(key_set_turns, "MOMENT_SECONDS", 0.1)
    monkeypatch.setattr(key_set_turns, "PATIENCE_SECONDS", LONG)
    monkeypatch.setattr(module, "FETCH_SECONDS", LONG)
    monkeypatch.setattr(module, "REFRESH_SECONDS", LONG)


@pytest.fixture
def seek(key_sets: KeySets) -> Iterator[Seek]:
    """Begin a launch's search for a key in a thread of its own."""
    with ThreadPoolExecutor(40) as threads:
        yield lambda url: threads.submit(find, key_sets, url)


@contextmanager
def hanging(*answers: Answer) -> Iterator[RudePlatform]:
    """Serve a platform that gives these answers, and then hangs until the end."""
    over = threading.Event()

    def hang(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n")
        while not over.wait(0.02):
            connection.sendall(b" ")

    with rude_platform([*answers, hang]) as platform:
        try:
            yield platform
        finally:
            over.set()


def waiting(launches: Sequence[Future[RSAPublicKey]]) -> int:
    return sum(not each.done() for each in launches)


# ---- whoever has no key


def test_of_many_launches_from_a_platform_that_hangs_three_wait_and_others_are_served(
    key_sets: KeySets, platform: Platform, seek: Seek
) -> None:
    with hanging() as tarpit:
        launches = [seek(tarpit.url) for _ in range(10)]
        wait_until(lambda: waiting(launches) == 3)

        find(key_sets, platform.addresses.key_set)
        assert waiting(launches) == 3

    assert all(isinstance(each.exception(), KeySetUnavailableError) for each in launches)


def test_all_platforms_that_hang_together_take_up_half_of_the_servers_threads(
    key_sets: KeySets, platform: Platform, seek: Seek, clock: Clock
) -> None:
    url = platform.addresses.key_set
    key = find(key_sets, url)
    with ExitStack() as stack:
        tarpits = [stack.enter_context(hanging()) for _ in range(8)]
        launches = [seek(each.url) for each in tarpits for _ in range(4)]
        wait_until(lambda: waiting(launches) == key_set_turns.SEATS)

        assert find(key_sets, url) is key
        clock.move(minutes=61)
        assert find(key_sets, url) is key  # stale: a refresh has to wait for a seat
        assert waiting(launches) == key_set_turns.SEATS

    assert all(isinstance(each.exception(), KeySetUnavailableError) for each in launches)
    assert key_set_turns.SEATS * 2 <= starting._THREADS  # noqa: SLF001 - nothing else shows it
    clock.move(minutes=1)
    assert find(key_sets, url) is not key


def test_nobody_waits_without_a_seat_for_a_platform_that_has_failed(
    key_sets: KeySets, seek: Seek, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_set_turns, "MOMENT_SECONDS", LONG)
    with hanging(b"") as tarpit:
        with pytest.raises(KeySetUnavailableError):
            find(key_sets, tarpit.url)
        clock.move(seconds=10)
        launches = [seek(tarpit.url) for _ in range(10)]
        wait_until(lambda: waiting(launches) == 3)


def test_a_whole_class_waits_a_moment_for_a_platform_that_has_not_failed(
    platform: Platform, seek: Seek, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_set_turns, "MOMENT_SECONDS", LONG)
    platform.faults.delay = 0.2
    launches = [seek(platform.addresses.key_set) for _ in range(30)]

    for each in launches:
        each.result(timeout=LONG)
    assert fetched(platform) == 1


def test_an_answer_that_drips_is_cut_off_sooner_than_those_of_other_services(
    key_sets: KeySets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FETCH_SECONDS", 0.2)
    with hanging() as tarpit, pytest.raises(KeySetUnavailableError):
        find(key_sets, tarpit.url)


# ---- whoever has a stale key


def test_whoever_has_a_stale_key_asks_for_a_short_time_only(
    key_sets: KeySets, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REFRESH_SECONDS", 0.5)
    with hanging(ok(key_set(PLATFORM_KEY.public))) as tarpit:
        key = find(key_sets, tarpit.url)
        clock.move(minutes=61)

        assert find(key_sets, tarpit.url) is key
        wait_until(lambda: len(tarpit.requests) == 2)
        assert find(key_sets, tarpit.url) is key
        assert len(tarpit.requests) == 2


# ---- pauses


def pauses(key_sets: KeySets, platform: Platform, clock: Clock, upto: int) -> list[int]:
    """Launch every five seconds, and tell after how many seconds the platform was asked again."""
    clock.stop()
    asked: list[int] = []
    for second in range(0, upto, 5):
        before = fetched(platform)
        with pytest.raises(KeySetUnavailableError):
            find(key_sets, platform.addresses.key_set, "another")
        if fetched(platform) > before:
            asked.append(second)
        clock.move(seconds=5)
    return [after - before for before, after in pairwise(asked)]


def test_the_pause_after_each_failure_is_twice_as_long_up_to_two_minutes(
    key_sets: KeySets, platform: Platform, clock: Clock
) -> None:
    platform.faults.key_set_status = 503

    assert pauses(key_sets, platform, clock, 600) == [10, 20, 40, 80, 120, 120, 120]


def test_a_success_makes_the_pauses_short_again(
    key_sets: KeySets, platform: Platform, clock: Clock
) -> None:
    platform.faults.key_set_status = 503
    pauses(key_sets, platform, clock, 300)
    platform.faults.key_set_status = None
    clock.move(minutes=2)
    find(key_sets, platform.addresses.key_set)
    platform.faults.key_set_status = 503

    assert pauses(key_sets, platform, clock, 35) == [10, 20]


def test_all_processes_see_a_failure_that_one_of_them_met(
    key_sets: KeySets, platform: Platform, clock: Clock
) -> None:
    other = KeySets(key_sets.session, clock, key_sets._shelf)  # noqa: SLF001 - it shares the shelf
    platform.faults.key_set_status = 503
    for process, seconds in ((key_sets, 0), (other, 10), (key_sets, 20)):
        clock.move(seconds=seconds)
        with pytest.raises(KeySetUnavailableError):
            find(process, platform.addresses.key_set)
        with pytest.raises(KeySetUnavailableError):
            find(key_sets if process is other else other, platform.addresses.key_set)

    assert fetched(platform) == 3
    clock.move(seconds=35)
    with pytest.raises(KeySetUnavailableError):
        find(other, platform.addresses.key_set)
    assert fetched(platform) == 3
