import gzip
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from urllib3.util import connection as dialling

from lti_tool.lti import connections
from lti_tool.lti.deadlines import within
from lti_tool.lti.errors import InsecureUrlError, NoAnswerError, TooSlowError
from lti_tool.lti.transport import (
    ANSWER_BYTES,
    AnswerTooLargeError,
    PlatformSession,
    open_session,
)
from tests.lti.conftest import Resolve
from tests.lti.rude_platform import ok, rude_platform

LOOPBACK = ("127.0.0.0/8",)


# ---- schemes and redirects


def test_plain_http_needs_to_be_allowed() -> None:
    with (
        open_session(allow_insecure_http=False, private_networks=LOOPBACK) as session,
        pytest.raises(InsecureUrlError),
    ):
        session.get("http://127.0.0.1:9/")


def test_only_http_is_spoken(session: PlatformSession) -> None:
    for url in ("ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/"):
        with pytest.raises(NoAnswerError):
            session.get(url)


def test_a_redirect_is_handed_back_and_not_followed(session: PlatformSession) -> None:
    for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"):
        answer = ok(b"", "Location: /elsewhere", status=status)
        with rude_platform([answer]) as platform:
            for method in ("GET", "POST"):
                found = session.exchange(method, platform.url, {})
                assert found.status == int(status[:3])
            assert len(platform.requests) == 2


def test_cookies_are_not_kept(session: PlatformSession) -> None:
    with rude_platform([ok(b"", "Set-Cookie: a=b")]) as platform:
        session.get(platform.url)
        session.get(platform.url)

    assert b"Cookie" not in b"".join(platform.requests)


def test_the_environment_names_no_proxy_and_no_password(
    session: PlatformSession, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with rude_platform([ok(b"here")]) as platform:
        assert session.get(platform.url).body == b"here"

    assert b"Authorization" not in platform.requests[0]


# ---- size and time


def test_an_answer_of_the_largest_size_is_read(session: PlatformSession) -> None:
    with rude_platform([ok(b"x" * ANSWER_BYTES)]) as platform:
        assert len(session.get(platform.url).body) == ANSWER_BYTES


def test_a_larger_one_is_not(session: PlatformSession) -> None:
    with rude_platform([ok(b"x" * (ANSWER_BYTES + 1), status="201 Created")]) as platform:
        with pytest.raises(AnswerTooLargeError) as refusal:
            session.get(platform.url)

        assert refusal.value.answer.status == 201
        assert refusal.value.answer.body == b""


def test_an_answer_is_measured_as_it_unfolds(session: PlatformSession) -> None:
    bomb = gzip.compress(b"x" * 50_000_000)
    with (
        rude_platform([ok(bomb, "Content-Encoding: gzip")]) as platform,
        pytest.raises(AnswerTooLargeError),
    ):
        session.get(platform.url)


def test_an_answer_in_chunks_is_measured_too(session: PlatformSession) -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    with rude_platform([endless]) as platform, pytest.raises(AnswerTooLargeError):
        session.get(platform.url)


def test_a_silent_platform_is_not_waited_for(
    session: PlatformSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 0.1)
    given_up = threading.Event()
    with rude_platform([lambda _: given_up.wait(timeout=30)]) as platform:
        with pytest.raises(TooSlowError):
            session.exchange("POST", platform.url, {}, b"x")
        given_up.set()


def test_a_platform_that_is_not_there_is_none_that_is_slow(session: PlatformSession) -> None:
    with pytest.raises(NoAnswerError) as failure:
        session.get("http://127.0.0.1:9/")

    assert type(failure.value) is NoAnswerError


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_an_answer_that_drips_is_cut_off(
    session: PlatformSession, monkeypatch: pytest.MonkeyPatch, start: bytes, drop: bytes
) -> None:
    monkeypatch.setattr(connections, "ANSWER_SECONDS", 0.3)

    def drip(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(drop)
            time.sleep(0.05)

    with rude_platform([drip]) as platform:
        began = time.monotonic()
        with pytest.raises(NoAnswerError):
            session.get(platform.url)

        assert time.monotonic() - began < 15  # which nothing but this limit sees to


@pytest.mark.parametrize("line", [b"X: " + b"x" * 70_000, b"X: x\r\n" * 200])
def test_headers_without_end_are_not_read(session: PlatformSession, line: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\n" + line + b"\r\n\r\n"
    with rude_platform([answer]) as platform, pytest.raises(NoAnswerError):
        session.get(platform.url)


def test_a_tunnel_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "ANSWER_SECONDS", 0.3)

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)

    with rude_platform([drip]) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        with (
            open_session(allow_insecure_http=False, private_networks=(), proxy=address) as session,
            pytest.raises(NoAnswerError),
        ):
            session.get("https://lms.example/")


def test_a_handshake_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECT_SECONDS", 0.5)
    dripped: list[bytes] = []

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")  # 16 KiB are to come
            while len(dripped) < 200:
                connection.sendall(b"\x03")
                dripped.append(b"\x03")
                time.sleep(0.05)

    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        open_session(allow_insecure_http=False, private_networks=LOOPBACK) as session,
    ):
        server = threading.Thread(target=drip, args=(listener,))
        server.start()
        with pytest.raises(NoAnswerError):
            session.get(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        server.join(timeout=60)

    assert 0 < len(dripped) < 100


def test_an_answer_that_comes_after_its_time_is_not_read(
    session: PlatformSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "ANSWER_SECONDS", 0)
    with rude_platform([ok(b"here")]) as platform, pytest.raises(TooSlowError):
        session.get(platform.url)


# ---- a limit for one call as a whole


def test_a_call_may_have_less_time_than_others(session: PlatformSession) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n")
        while True:
            connection.sendall(b" ")
            time.sleep(0.05)

    with (
        rude_platform([drip]) as platform,
        pytest.raises(NoAnswerError),
        within(0.3),
    ):
        session.get(platform.url)


def test_its_steps_have_that_time_together(
    session: PlatformSession, resolve: Resolve, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve({"lms.example": ["127.0.0.2 127.0.0.3 127.0.0.4"]})
    given: list[float] = []

    def connect(_address: object, timeout: float, **_: object) -> None:
        given.append(timeout)
        time.sleep(0.05)
        raise TimeoutError

    monkeypatch.setattr(dialling, "create_connection", connect)
    with pytest.raises(TooSlowError), within(4):
        session.get("http://lms.example/")

    first, second, third = given
    assert 4 >= first > second > third > 0


def test_afterwards_calls_have_their_time_again(session: PlatformSession) -> None:
    with rude_platform([ok(b"here")]) as platform:
        with pytest.raises(NoAnswerError), within(0):
            session.get(platform.url)

        assert session.get(platform.url).body == b"here"
