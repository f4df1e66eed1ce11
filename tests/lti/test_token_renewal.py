"""Tokens that many threads want at once, and that one of them renews in good time."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from demo.claims import SCORE
from demo.platform import Platform
from lti_tool.lti.deadlines import within
from lti_tool.lti.errors import TryAgainError
from lti_tool.lti.registrations import Registration
from lti_tool.lti.tokens import AccessTokens
from tests.lti.conftest import Clock
from tests.lti.rude_platform import ok, rude_platform
from tests.lti.test_tokens import asked, at, granted
from tests.store.threads import at_once


def short(token: str) -> bytes:
    """A token that is renewed after half a minute and still serves for twenty seconds more."""
    return granted(token, expires_in=60)


def test_one_thread_renews_early_and_the_others_go_on(tokens: AccessTokens, clock: Clock) -> None:
    is_asked, may_answer = threading.Event(), threading.Event()

    def late(connection: socket.socket) -> None:
        is_asked.set()
        may_answer.wait(timeout=30)
        connection.sendall(short("second"))

    clock.stop()
    with rude_platform([short("first"), late]) as platform, ThreadPoolExecutor(1) as renewing:
        registration = at(platform.url)
        tokens.get(registration, [SCORE])
        clock.move(seconds=31)
        renewed = renewing.submit(tokens.get, registration, [SCORE])
        assert is_asked.wait(timeout=30)
        assert at_once(*[lambda: tokens.get(registration, [SCORE])] * 8) == ["first"] * 8
        may_answer.set()

        assert renewed.result(timeout=30) == "second"
        assert tokens.get(registration, [SCORE]) == "second"
    assert len(platform.requests) == 2


def test_a_failure_to_renew_early_is_none_while_the_token_lasts(
    tokens: AccessTokens, clock: Clock
) -> None:
    clock.stop()
    broken = ok(b"", status="503 Service Unavailable")
    with rude_platform([short("first"), broken]) as platform:
        registration = at(platform.url)
        tokens.get(registration, [SCORE])
        clock.move(seconds=31)
        for _ in range(10):
            assert tokens.get(registration, [SCORE]) == "first"
        assert len(platform.requests) == 2, "it is not asked again at once"
        clock.move(seconds=6)
        assert tokens.get(registration, [SCORE]) == "first"
        assert len(platform.requests) == 3

        clock.move(seconds=14)
        with pytest.raises(TryAgainError):
            tokens.get(registration, [SCORE])


def test_those_who_wait_for_one_that_fails_do_not_ask_one_after_the_other(
    tokens: AccessTokens,
) -> None:
    many = 16
    coming = threading.Semaphore(0)

    def fail(connection: socket.socket) -> None:
        for _ in range(many):
            assert coming.acquire(timeout=30)
        time.sleep(0.2)  # for the last of them to wait
        connection.sendall(ok(b"", status="503 Service Unavailable"))

    def refused(registration: Registration) -> TryAgainError:
        coming.release()
        with pytest.raises(TryAgainError) as failure:
            tokens.get(registration, [SCORE])
        return failure.value

    with rude_platform([fail]) as platform:
        registration = at(platform.url)
        failures = at_once(*[lambda: refused(registration)] * many)

    assert all("just now (503" in failure.reason for failure in failures)
    assert len(platform.requests) == 1


def test_whoever_waits_for_another_thread_keeps_to_its_own_time(tokens: AccessTokens) -> None:
    is_asked, over = threading.Event(), threading.Event()

    def hang(_: socket.socket) -> None:
        is_asked.set()
        over.wait(timeout=30)

    with rude_platform([hang]) as platform, ThreadPoolExecutor(1) as asking:
        registration = at(platform.url)
        leading = asking.submit(tokens.get, registration, [SCORE])
        assert is_asked.wait(timeout=30)
        with within(0.1), pytest.raises(TryAgainError, match="in time"):
            tokens.get(registration, [SCORE])
        over.set()
        with pytest.raises(TryAgainError):
            leading.result(timeout=30)


def test_many_who_meet_a_revoked_token_get_one_new_one(
    platform: Platform, tokens: AccessTokens, registration: Registration
) -> None:
    platform.faults.delay = 0.05
    first = tokens.get(registration, [SCORE])

    def meet_a_401() -> str:
        tokens.forget(registration, [SCORE], first)
        return tokens.get(registration, [SCORE])

    (second,) = set(at_once(*[meet_a_401] * 16))
    assert second != first
    assert asked(platform) == 2
