"""A body that is far too large: a page says so to whoever sent it, and nothing of it is kept."""

import socket
from contextlib import closing

import pytest
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

from lti_tool.app.bodies import MOST_READ_PAST, PatientChannel, PatientParser, be_patient
from tests.app.conftest import Run
from tests.app.test_starting import answers, port
from tests.worker.workers import asked_to_end, until

__all__ = ["port"]

MOST = 1000
MEGABYTE = 1024 * 1024


def parsed(length: int, body: bytes, piece: int = 7, **headers: str) -> tuple[PatientParser, int]:
    """What came of a request sent in pieces, and how many bytes of it were taken."""
    parser = PatientParser(Adjustments(max_request_body_size=MOST))
    lines = {"Content-Length": str(length), **headers}
    said = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    sent = f"POST / HTTP/1.1\r\n{said}\r\n".encode() + body
    taken = 0
    while taken < len(sent) and not parser.completed:
        taken += parser.received(sent[taken : taken + piece])
    return parser, taken - (len(sent) - len(body))


def test_a_body_that_is_not_too_large_is_kept() -> None:
    parser, taken = parsed(11, b"all of this and the next request")
    assert taken == 11
    assert parser.get_body_stream().read() == b"all of this"
    parser.close()


@pytest.mark.parametrize("piece", [1, 7, 100_000])
def test_a_body_that_is_too_large_is_read_past_and_not_kept(piece: int) -> None:
    parser, taken = parsed(5000, bytes(5000) + b"GET / HTTP/1.1\r\n\r\n", piece)
    assert taken == 5000
    assert parser.completed
    assert parser.error is None
    assert parser.headers["CONTENT_LENGTH"] == "5000"
    assert parser.get_body_stream().read() == b""
    assert parser.received(b"GET") == 0
    parser.close()


def test_what_announces_more_than_anybody_has_is_shut_out() -> None:
    parser, taken = parsed(MOST_READ_PAST + 1, b"")
    assert taken == 0
    assert parser.error.code == 413
    parser.close()


def test_a_body_of_unknown_length_is_waitress_own_business() -> None:
    parser = PatientParser(Adjustments(max_request_body_size=MOST))
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    parser.received(head)
    parser.received(b"%x\r\n" % 5000 + bytes(5000))
    assert parser.error.code == 413
    parser.close()


def test_other_sockets_are_left_alone() -> None:
    class Server:
        channel_class = None

    server, other = Server(), object()
    be_patient([other, server])
    assert server.channel_class is PatientChannel
    assert issubclass(PatientChannel.parser_class, HTTPRequestParser)


def test_whoever_sends_far_too_much_gets_a_page(ready: Run, port: int) -> None:
    seen: list[str] = []
    megabytes = 64

    def send() -> None:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "an answer")
        with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as line:
            line.sendall(
                b"POST /lti/launch HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                b"Content-Type: multipart/form-data; boundary=x\r\n"
                b"Content-Length: %d\r\n\r\n" % (megabytes * MEGABYTE)
            )
            for _ in range(megabytes):
                line.sendall(bytes(MEGABYTE))
            with line.makefile("rb") as answer:
                seen.append(answer.read().decode())

    with asked_to_end(after=send):
        ready("serve", "--port", str(port), "--no-worker")
    (page,) = seen
    assert page.startswith("HTTP/1.1 413 ")
    assert "<h1" in page
    assert "larger than this page takes" in page
