"""Connections that are kept, and used again by whichever thread comes next."""

import socket
import threading
from contextlib import suppress

import pytest

from lti_tool.lti.errors import NoAnswerError
from lti_tool.lti.transport import PlatformSession
from tests.lti.rude_platform import ok, rude_platform
from tests.lti.test_key_sets import wait_until
from tests.store.threads import at_once


def answers_then_closes(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere")


def test_a_kept_connection_that_the_platform_closed_is_replaced_before_anything_is_sent(
    session: PlatformSession,
) -> None:
    with rude_platform([answers_then_closes]) as platform:
        for number in range(3):
            assert session.exchange("POST", platform.url, {}, b"x%d" % number).body == b"here"
            wait_until(lambda number=number: platform.closed > number)  # type: ignore[misc]

    assert [each[-2:] for each in platform.requests] == [b"x0", b"x1", b"x2"]


def test_what_may_have_been_done_is_not_asked_for_again(session: PlatformSession) -> None:
    with rude_platform([lambda _: None]) as platform:
        with pytest.raises(NoAnswerError):
            session.exchange("POST", platform.url, {}, b"x")
        with pytest.raises(NoAnswerError):
            session.get(platform.url)

    assert len(platform.requests) == 2


def test_many_threads_share_the_connections_that_are_kept(session: PlatformSession) -> None:
    """Each is free again after its answer, so no thread makes one anew."""
    made: list[socket.socket] = []

    def keep(connection: socket.socket) -> None:
        made.append(connection)
        threading.Thread(target=answer_on, args=(connection.dup(),), daemon=True).start()

    def answer_on(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(30)
            answered = True
            while answered:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere")
                answered = b"GET" in connection.recv(65536)

    def ask() -> None:
        for _ in range(5):
            assert session.get(platform.url).body == b"here"

    with rude_platform([keep]) as platform:
        at_once(*[ask] * 32)
        session.close()

    assert len(made) <= 32


def test_a_connection_is_used_again(session: PlatformSession) -> None:
    answered: list[int] = []

    def two_answers(connection: socket.socket) -> None:
        for body in (b"", b"more"):
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)
            answered.append(len(body))
            if not body:
                connection.recv(65536)

    with rude_platform([two_answers]) as platform:
        assert session.get(platform.url).body == b""
        assert session.get(platform.url).body == b"more"

    assert answered == [0, 4]


def test_head_and_body_are_sent_in_one_piece(session: PlatformSession) -> None:
    """In two pieces each score would take twice the system's time, and a packet more."""
    pieces: list[bytes] = []

    def answer(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            pieces.append(connection.recv(65536))
            connection.sendall(ok(b"here"))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=answer, args=(listener,))
        server.start()
        session.exchange("POST", f"http://127.0.0.1:{listener.getsockname()[1]}/", {}, b"the body")
        server.join(timeout=60)

    assert pieces[0].startswith(b"POST / HTTP/1.1\r\n")
    assert pieces[0].endswith(b"\r\n\r\nthe body")
