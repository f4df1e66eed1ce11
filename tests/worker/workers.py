"""A worker process and a platform that holds its breath: what tests of sudden ends are made of."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import Popen
from threading import Event
from typing import Any

import pytest

from lti_tool.store.tables import ScoreDelivery
from tests.services.course import Course

WAIT = 60.0
"""The longest that anything here is waited for, on however busy a machine."""


@dataclass
class Worker:
    """One ``lti-tool worker``, as a process."""

    process: Popen[bytes]
    log: Path

    def kill(self) -> None:
        """End it without giving it a chance to say goodbye."""
        self.process.kill()
        self.process.wait(timeout=WAIT)

    def ask_to_end(self) -> None:
        self.process.terminate()

    def ended_with(self) -> int:
        return self.process.wait(timeout=WAIT)

    def said(self) -> str:
        return self.log.read_text()


def until(
    happened: Callable[[], bool],
    what: str,
    worker: Worker | None = None,
    *,
    patience: float = WAIT,
) -> None:
    """Wait for something that another process does, and not for ever."""
    ends = time.monotonic() + patience
    while not happened():
        said = worker.said() if worker else ""
        assert time.monotonic() < ends, f"{what} did not happen. {said}"
        time.sleep(0.02)


@dataclass
class Gate:
    """A place in the platform where a request stays until it is let go."""

    reached: Event
    open: Event

    def wait_for_somebody(self) -> None:
        assert self.reached.wait(timeout=WAIT), "no request came this far"


@contextmanager
def held(owner: Any, name: str, *, after: bool) -> Iterator[Gate]:
    """Hold the first call of one of the platform's functions, before or after it has its effect."""
    gate = Gate(Event(), Event())
    function = getattr(owner, name)

    def stay() -> None:
        if not gate.reached.is_set():
            gate.reached.set()
            gate.open.wait(timeout=WAIT)

    def call(*args: Any, **kwargs: Any) -> Any:
        if not after:
            stay()
        try:
            return function(*args, **kwargs)
        finally:
            if after:
                stay()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, call)
        try:
            yield gate
        finally:
            gate.open.set()


def let_leases_run_out(course: Course) -> None:
    """Set every lease back: a test does not wait the minutes that a lease lasts."""
    with course.tool.database.transaction() as session:
        for row in session.query(ScoreDelivery).filter_by(state="sending"):
            row.leased_until = datetime.now(UTC) - timedelta(seconds=1)


@contextmanager
def asked_to_end(
    name: signal.Signals = signal.SIGTERM, after: Callable[[], object] = lambda: None
) -> Iterator[None]:
    """Send this very process a signal, once the tool in it is ready for it and ``after`` is done.

    Not before: it would end the test run, or huey would take it and keep it.
    """
    names = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {one: signal.signal(one, lambda *_: None) for one in names}

    def is_ready() -> bool:
        return str(getattr(signal.getsignal(name), "__module__", "")).startswith("lti_tool.")

    def ask() -> None:
        until(is_ready, "the tool's own way to end")
        try:
            after()
        finally:
            os.kill(os.getpid(), name)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        thread.join(timeout=2 * WAIT)
        for one, handler in before.items():
            signal.signal(one, handler)
