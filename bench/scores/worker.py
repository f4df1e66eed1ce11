"""Our worker as a process of its own, and the CPU time that it took."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_SPENT = slice(11, 13)
"""Of the fields in ``/proc/…/stat`` after the name: CPU time as a user and as the system."""
_PARENT = 1


@dataclass(frozen=True, kw_only=True)
class Worker:
    """``lti-tool worker``."""

    pid: int

    def spent(self) -> float:
        """The CPU seconds that it took so far."""
        return _spent(self.pid)

    def until_idle(self) -> None:
        """Wait until it has started, and has nothing to do."""
        before = -1.0
        while self.spent() - before > 0.02 or before < 0.5:  # noqa: PLR2004  # importing takes more
            before = self.spent()
            time.sleep(1)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let it do nothing for a while."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)


@contextmanager
def worker(folder: Path, settings: Mapping[str, str]) -> Iterator[Worker]:
    """Run a worker with these settings; its log is ``worker.log`` in the folder."""
    environment = {f"LTI_TOOL_{name.upper()}": value for name, value in settings.items()}
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  # our own program
            [Path(sys.executable).with_name("lti-tool"), "worker"],
            env=environment | {"PATH": os.environ["PATH"]},
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        with process:
            yield Worker(pid=process.pid)
            process.terminate()


def spent_with_children(pid: int) -> float:
    """The CPU seconds of a process, of those it started, and of those that have ended since."""
    children = (int(path.name) for path in Path("/proc").glob("[0-9]*") if _parent(path) == pid)
    return _spent(pid, slice(11, 15)) + sum(_spent(child) for child in children)


def _spent(pid: int, fields: slice = _SPENT) -> float:
    return sum(int(field) for field in _stat(Path("/proc", str(pid)))[fields]) / _TICKS


def _parent(path: Path) -> int:
    try:
        return int(_stat(path)[_PARENT])
    except OSError:  # it has ended
        return 0


def _stat(path: Path) -> list[str]:
    return (path / "stat").read_text().rpartition(")")[2].split()
