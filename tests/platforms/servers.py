"""Start a server as a process of its own, wait until it answers, and end it for sure."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import requests

LONGEST_START = 180.0  # seconds, on however busy a machine; four are usual
LONGEST_GOODBYE = 20.0

_FIRST, _BLOCKS, _BLOCK = 20_000, 120, 100
"""Ports below those that the system gives to whoever asks for any: there nobody comes between."""
_turns = count()


class ServerDidNotStartError(Exception):
    """The process ended, or did not answer in time; the message has its last words."""


def free_port() -> int:
    """Return a port on which nothing listens, and which no other test is given a moment later."""
    first = _FIRST + os.getpid() % _BLOCKS * _BLOCK
    while True:
        port = first + next(_turns) % _BLOCK
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue  # somebody has it
            return port


@contextmanager
def running(
    command: Sequence[str],
    *,
    ready_url: str,
    log: Path,
    env: Mapping[str, str],
    cwd: Path | None = None,
) -> Iterator[None]:
    """Run a server for the length of a block; what it prints goes to `log`."""
    with (
        log.open("wb") as output,
        subprocess.Popen(  # noqa: S603 - the command is the caller's own
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env, cwd=cwd
        ) as process,
    ):
        try:
            _wait_until_it_answers(process, ready_url, log)
            yield
        finally:
            _end(process)


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerDidNotStartError(f"it ended with {process.returncode}: {_last_words(log)}")
        try:
            if requests.get(url, timeout=LONGEST_START).ok:
                return
        except requests.ConnectionError:
            pass  # it does not listen yet
        time.sleep(0.1)
    raise ServerDidNotStartError(f"no good answer from {url}: {_last_words(log)}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(LONGEST_GOODBYE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(LONGEST_GOODBYE)


def _last_words(log: Path) -> str:
    return "\n" + log.read_text(errors="replace")[-3000:]
