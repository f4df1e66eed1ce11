"""A clamd is asked over its real protocol; here a small server stands in for it."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lti_tool.exchange.scanning import Clamd, HarmfulError, NotScannedError


@dataclass
class Scanner:
    """What it was asked, and what it answers."""

    answer: bytes
    asked: list[bytes] = field(default_factory=list)

    def serve(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as asked:
            assert asked.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!I", asked.read(4))[0]:
                content += asked.read(size)
            self.asked.append(content)
            line.sendall(self.answer)


@contextmanager
def listening(listener: socket.socket, serve: Callable[[socket.socket], None]) -> Iterator[None]:
    listener.listen()

    def once() -> None:
        line, _ = listener.accept()
        serve(line)

    thread = threading.Thread(target=once)
    thread.start()
    try:
        yield
    finally:
        thread.join(timeout=60)
        listener.close()
        assert not thread.is_alive()


@contextmanager
def clamd_saying(answer: bytes) -> Iterator[tuple[Clamd, Scanner]]:
    listener = socket.create_server(("127.0.0.1", 0))
    scanner = Scanner(answer)
    with listening(listener, scanner.serve):
        yield Clamd(url=f"tcp://127.0.0.1:{listener.getsockname()[1]}"), scanner


def test_a_harmless_file_passes_and_is_seen_whole() -> None:
    content = bytes(range(256)) * 1000
    with clamd_saying(b"stream: OK\0") as (clamd, scanner):
        clamd.scan(content)
    assert scanner.asked == [content]


def test_a_scanner_may_listen_on_a_socket_of_this_machine(tmp_path: Path) -> None:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "clamd.ctl"))
    scanner = Scanner(b"stream: OK\0")
    with listening(listener, scanner.serve):
        Clamd(url=f"unix://{tmp_path}/clamd.ctl").scan(b"words")
    assert scanner.asked == [b"words"]


def test_a_harmful_file_is_refused() -> None:
    with (
        clamd_saying(b"stream: Eicar-Test-Signature FOUND\0") as (clamd, _),
        pytest.raises(HarmfulError),
    ):
        clamd.scan(b"harm")


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK but not quite\0"]
)
def test_what_the_scanner_cannot_tell_has_not_been_scanned(answer: bytes) -> None:
    with clamd_saying(answer) as (clamd, _), pytest.raises(NotScannedError):
        clamd.scan(b"words")


def test_a_scanner_that_is_not_there_has_not_scanned(tmp_path: Path) -> None:
    with pytest.raises(NotScannedError):
        Clamd(url=f"unix://{tmp_path}/clamd.ctl").scan(b"words")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotScannedError):
        Clamd(url=f"tcp://127.0.0.1:{port}").scan(b"words")


def test_a_scanner_that_says_nothing_is_not_waited_for() -> None:
    given_up = threading.Event()

    def say_nothing(line: socket.socket) -> None:
        with line:
            given_up.wait(timeout=60)

    listener = socket.create_server(("127.0.0.1", 0))
    clamd = Clamd(url=f"tcp://127.0.0.1:{listener.getsockname()[1]}", seconds=0.2)
    with listening(listener, say_nothing):
        with pytest.raises(NotScannedError):
            clamd.scan(b"words")
        given_up.set()
