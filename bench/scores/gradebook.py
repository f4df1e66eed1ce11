"""A platform's gradebook as a process of its own: fast enough to measure by, and able to misbehave.

``python -m bench.scores.gradebook`` says its port and ends with whoever started it. It checks the
access token of each call, keeps the newest score of each learner and column as a platform does, and
counts what it was asked. It does not check the signature on a request for a token.
"""

import asyncio
import json
import os
import random
import secrets
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}
_END_OF_HEAD: Final = b"\r\n\r\n"
_SCORE: Final = {"userId", "timestamp", "activityProgress", "gradingProgress"}


@dataclass(kw_only=True)
class Faults:
    """How often what goes wrong with a call of the scores or results; shares of 1."""

    fails: float = 0
    """Answered 500, and nothing done."""
    slows_down: float = 0
    """Answered 429 with ``Retry-After: 1``, and nothing done."""
    hangs: float = 0
    """Never answered, and nothing done."""
    forgets_to_say: float = 0
    """Done, and answered 500."""

    def drawn(self, chance: float) -> str | None:
        """Which of them it is this time, by a number between 0 and 1."""
        for name, share in asdict(self).items():
            chance -= share
            if chance < 0:
                return str(name)
        return None


ISSUE_MIX: Final = Faults(fails=0.10, slows_down=0.05, hangs=0.01, forgets_to_say=0.02)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is answered, and with which further header lines."""

    status: int
    body: bytes = b""
    headers: str = ""

    def written(self) -> bytes:
        """The answer as it goes over the wire."""
        return (
            f"HTTP/1.1 {self.status} {_PHRASES[self.status]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n"
            f"{self.headers}\r\n"
        ).encode() + self.body


_DONE: Final = Answer(status=200)


@dataclass(kw_only=True)
class Gradebook:
    """What the platform holds, and how it treats those who call it."""

    latency: float
    """Seconds."""
    whole_seconds: bool = False
    """Moodle's rule: what is not a whole second newer is refused, repeats too."""
    faults: Faults = field(default_factory=Faults)
    chances: random.Random = field(default_factory=random.Random)
    held: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    taken: dict[tuple[str, str], list[float | None]] = field(default_factory=dict)
    """The points of each learner and column that were taken, in the order in which they came."""
    tokens: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    down_until: float = 0

    def answer(self, method: str, target: str, bearer: str, body: bytes) -> Answer | None:
        """Answer one call; ``None`` is silence."""
        parts = urlsplit(target)
        if parts.path.startswith("/control/"):
            return self._control(parts.path.removeprefix("/control/"), body)
        service = parts.path.rpartition("/")[2]
        self.counts[service] += 1
        answer = self._as_a_platform(method, parts.path, parts.query, bearer, body)
        self.counts[f"{service} {answer.status if answer else 'silence'}"] += 1
        return answer

    def _as_a_platform(
        self, method: str, path: str, query: str, bearer: str, body: bytes
    ) -> Answer | None:
        if time.monotonic() < self.down_until:
            return Answer(status=503)
        if path == "/token":
            return self._token(body)
        if bearer not in self.tokens:
            return Answer(status=401)
        return self._with_faults(method, path, query, body)

    def _with_faults(self, method: str, path: str, query: str, body: bytes) -> Answer | None:
        fault = self.faults.drawn(self.chances.random())
        if fault == "hangs":
            return None
        if fault == "slows_down":
            return Answer(status=429, headers="Retry-After: 1\r\n")
        if fault == "fails":
            return Answer(status=500)
        answer = self._by_service(method, path, query, body)
        return Answer(status=500) if fault == "forgets_to_say" else answer

    def _by_service(self, method: str, path: str, query: str, body: bytes) -> Answer:
        column, _, service = path.removeprefix("/columns/").partition("/")
        if (method, service) == ("POST", "scores"):
            return self._record(column, body)
        if (method, service) == ("GET", "results"):
            return self._results(column, query)
        return Answer(status=404)

    def _token(self, body: bytes) -> Answer:
        asked = parse_qs(body.decode())
        if not asked.get("client_assertion"):
            return Answer(status=400)
        token = secrets.token_urlsafe(24)
        self.tokens.add(token)
        said = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        return Answer(status=200, body=json.dumps(said | {"scope": asked["scope"][0]}).encode())

    def _record(self, column: str, body: bytes) -> Answer:
        try:
            score = json.loads(body)
            moment = datetime.fromisoformat(score["timestamp"]).timestamp()
        except (ValueError, KeyError, TypeError):
            return Answer(status=400)
        if not score.keys() >= _SCORE:
            return Answer(status=400)
        key = (column, score["userId"])
        before = self.held.get(key)
        if before is not None and not self._is_newer(moment, before["moment"]):
            is_repeat = not self.whole_seconds and before["score"] == score
            return _DONE if is_repeat else Answer(status=409)
        self.held[key] = {"moment": moment, "score": score}
        self.taken.setdefault(key, []).append(score.get("scoreGiven"))
        return _DONE

    def _is_newer(self, moment: float, before: float) -> bool:
        return int(moment) > int(before) if self.whole_seconds else moment > before

    def _results(self, column: str, query: str) -> Answer:
        user = parse_qs(query).get("user_id", [""])[0]
        entry = self.held.get((column, user))
        found = []
        if entry is not None:
            score = entry["score"]
            found.append(
                {
                    "id": f"/columns/{column}/results/{user}",
                    "userId": user,
                    "resultScore": score.get("scoreGiven"),
                    "resultMaximum": score.get("scoreMaximum"),
                    "comment": score.get("comment"),
                }
            )
        return Answer(status=200, body=json.dumps(found).encode())

    def _control(self, verb: str, body: bytes) -> Answer:
        """Do what whoever started this asks for, at once."""
        told = json.loads(body or b"{}")
        if verb == "faults":
            self.faults = Faults(**told)
        elif verb == "down":
            self.down_until = time.monotonic() + told["seconds"]
        elif verb == "revoke":
            self.tokens.clear()
        elif verb == "clear":
            self.held.clear()
            self.taken.clear()
            self.counts.clear()
        taken = [[*key, points] for key, points in self.taken.items()] if verb == "taken" else []
        return Answer(status=200, body=json.dumps({"taken": taken, "counts": self.counts}).encode())


class Caller(asyncio.Protocol):
    """One connection of somebody who calls, kept for as long as they like."""

    def __init__(self, gradebook: Gradebook, later: Callable[..., object]) -> None:
        self._gradebook = gradebook
        self._later = later
        self._came = bytearray()
        self._transport: asyncio.WriteTransport

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a stream, it can be written to

    @override
    def data_received(self, data: bytes) -> None:
        self._came += data
        while (end := self._came.find(_END_OF_HEAD)) >= 0:
            first, *lines = self._came[:end].decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (x.partition(": ") for x in lines)}
            whole = end + len(_END_OF_HEAD) + int(headers.get("content-length", 0))
            if len(self._came) < whole:
                return
            body = bytes(self._came[end + len(_END_OF_HEAD) : whole])
            del self._came[:whole]
            method, target, _ = first.split(" ")
            self._answer(method, target, headers.get("authorization", ""), body)

    def _answer(self, method: str, target: str, authorization: str, body: bytes) -> None:
        bearer = authorization.removeprefix("Bearer ")
        answer = self._gradebook.answer(method, target, bearer, body)
        if answer is None:
            return
        pause = 0 if target.startswith("/control/") else self._gradebook.latency
        self._later(pause, self._transport.write, answer.written())


async def serve(gradebook: Gradebook) -> None:
    """Answer on a free port of this machine, which is printed, until the process ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Caller(gradebook, loop.call_later), "127.0.0.1", 0, backlog=500
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _end_with_whoever_started_it() -> None:
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    """Serve a gradebook as the JSON in the first argument says."""
    told = json.loads(sys.argv[1])
    told["faults"] = Faults(**told.get("faults", {}))
    told["chances"] = random.Random(told.pop("seed", 0))  # noqa: S311  # it guards nothing
    threading.Thread(target=_end_with_whoever_started_it, daemon=True).start()
    asyncio.run(serve(Gradebook(**told)))


if __name__ == "__main__":
    main()
