"""Starting the gradebook, telling it how to behave, and reading what it holds."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.scores.gradebook import Faults

_HOME = Path(__file__).parent.parent.parent


@dataclass(frozen=True, kw_only=True)
class Stub:
    """A gradebook that answers at an address."""

    url: str

    @property
    def token_url(self) -> str:
        """Where access tokens are given."""
        return f"{self.url}/token"

    def column_url(self, column: int) -> str:
        """The line item of this number; each number has one."""
        return f"{self.url}/columns/{column}"

    def held(self) -> dict[tuple[str, str], float]:
        """The points that it holds, by column and learner."""
        return {key: points[-1] for key, points in self.taken().items()}

    def taken(self) -> dict[tuple[str, str], list[float]]:
        """The points that it took, by column and learner, in the order in which they came."""
        return {(column, user): points for column, user, points in self._tell("taken")["taken"]}

    def counts(self) -> dict[str, int]:
        """How often it was asked for what (``scores``), and answered how (``scores 500``)."""
        counts: dict[str, int] = self._tell("counts")["counts"]
        return counts

    def misbehave(self, faults: Faults) -> None:
        """Let things go wrong from now on."""
        self._tell("faults", asdict(faults))

    def go_down(self, seconds: float) -> None:
        """Answer 503 to everything, for a while."""
        self._tell("down", {"seconds": seconds})

    def revoke_tokens(self) -> None:
        """Take no token any more that was given so far."""
        self._tell("revoke")

    def clear(self) -> None:
        """Forget scores and counts; tokens stay good."""
        self._tell("clear")

    def _tell(self, verb: str, told: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310  # our own process
            f"{self.url}/control/{verb}", data=json.dumps(told or {}).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # as above
            return json.load(answer)


@contextmanager
def gradebook(**told: Any) -> Iterator[Stub]:
    """Run a gradebook in a process of its own: ``latency``, ``seed``, ``whole_seconds``."""
    process = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-m", "bench.scores.gradebook", json.dumps(told)],
        cwd=_HOME,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        port = process.stdout.readline().strip() if process.stdout else ""
        try:
            yield Stub(url=f"http://127.0.0.1:{port}")
        finally:
            process.kill()
