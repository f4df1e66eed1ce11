"""A server that says exactly the bytes it is told, as no HTTP library would let it."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answer = bytes | Callable[[socket.socket], None]


def ok(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Spell a whole answer that closes the connection."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class RudePlatform:
    """Where it listens, and what it was asked."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    closed: int = 0
    """How many connections it has closed."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/services/1?type_id=2"


@contextmanager
def rude_platform(answers: Sequence[Answer]) -> Iterator[RudePlatform]:
    """Answer one connection after another, each with the next answer (the last for all others)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        platform = RudePlatform(port=listener.getsockname()[1])
        over = threading.Event()
        server = threading.Thread(target=_serve, args=(listener, platform, list(answers), over))
        server.start()
        try:
            yield platform
        finally:
            over.set()
            server.join(timeout=60)


def _serve(
    listener: socket.socket, platform: RudePlatform, answers: list[Answer], over: threading.Event
) -> None:
    while not over.is_set():
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        with connection, suppress(OSError):  # whoever called may have had enough
            connection.settimeout(30)
            platform.requests.append(_request(connection))
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            if isinstance(answer, bytes):
                connection.sendall(answer)
            else:
                answer(connection)
        platform.closed += 1


def _request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            break
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            while len(body) < int(line.partition(b":")[2]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
