"""The bare limit: what Python can send at all, with one token and kept connections."""

import asyncio
import json
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from typing_extensions import override

from bench.scores.outbox import Due
from bench.scores.stub import Stub

CONNECTIONS = 50
_DONE = b"HTTP/1.1 200 "
_NO_BODY = b"Content-Length: 0"


class _Sender(asyncio.Protocol):
    """One kept connection: the next score leaves when the last one was answered."""

    def __init__(self, posts: Iterator[bytes], ended: asyncio.Future[None]) -> None:
        self._posts = posts
        self._ended = ended
        self._came = b""
        self._transport: asyncio.WriteTransport

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a stream, it can be written to
        self._next()

    @override
    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._came.endswith(b"\r\n\r\n"):
            return
        if not self._came.startswith(_DONE) or _NO_BODY not in self._came:
            self._ended.set_exception(RuntimeError(self._came.decode()))
            return
        self._came = b""
        self._next()

    def _next(self) -> None:
        post = next(self._posts, None)
        if post is None:
            self._transport.close()
            self._ended.set_result(None)
        else:
            self._transport.write(post)


def send(stub: Stub, dues: list[Due]) -> tuple[float, float]:
    """Send scores: seconds, and CPU seconds of this process."""
    started, worked = time.monotonic(), time.process_time()
    asyncio.run(_send(stub, dues))
    return time.monotonic() - started, time.process_time() - worked


async def _send(stub: Stub, dues: list[Due]) -> None:
    host = urllib.parse.urlsplit(stub.url).netloc
    name, _, port = host.partition(":")
    posts = _posts(host, _token(stub), dues)
    loop = asyncio.get_running_loop()
    ended = [loop.create_future() for _ in range(CONNECTIONS)]
    for one in ended:
        await loop.create_connection(partial(_Sender, posts, one), name, int(port))
    await asyncio.gather(*ended)


def _token(stub: Stub) -> str:
    asked = urllib.parse.urlencode({"client_assertion": "none", "scope": "score"}).encode()
    with urllib.request.urlopen(stub.token_url, data=asked, timeout=10) as answer:  # noqa: S310  # our own process
        return str(json.load(answer)["access_token"])


def _posts(host: str, token: str, dues: list[Due]) -> Iterator[bytes]:
    for due in dues:
        score = {
            "userId": due.key[1],
            "scoreGiven": due.given,
            "scoreMaximum": 100,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "comment": "Passed.",
        }
        body = json.dumps(score).encode()
        yield (
            f"POST /columns/{due.column}/scores HTTP/1.1\r\nHost: {host}\r\n"
            f"Authorization: Bearer {token}\r\n"
            "Content-Type: application/vnd.ims.lis.v1.score+json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body
