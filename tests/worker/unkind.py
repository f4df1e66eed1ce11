"""Learners who hand in while everything goes wrong: what the proofs that no score is lost share."""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.scores.gradebook import ISSUE_MIX
from bench.scores.outbox import Due, Outbox, differences, due_of, every_pair
from bench.scores.stub import Stub
from tests.worker.workers import Worker, until

COLUMNS, LEARNERS = 20, 20
GOING_ON = 10
"""How many of the learners hand in again."""
FURTHER = 430
PACE = 0.085
"""Seconds between two further scores: they come for longer than the gradebook is down."""
OUTAGE = 30.0
PATIENCE = 300.0
"""Seconds in which everything has to have arrived, on however busy a machine."""


@dataclass(kw_only=True)
class Unkind:
    """A gradebook that answers as the fault mix says, learners who hand in, and workers."""

    stub: Stub
    outbox: Outbox
    ring: Callable[[], None]
    start_worker: Callable[[], Worker]
    chances: random.Random
    workers: list[Worker] = field(default_factory=list)
    handed_in: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    """The points of each column and learner, in the order in which they were handed in."""

    def hand_in(self, dues: list[Due]) -> None:
        for due in dues:
            self.outbox.put([due])
            self.handed_in.setdefault(due.key, []).append(due.given)
        self.ring()

    def start(self, workers: int) -> None:
        self.workers += [self.start_worker() for _ in range(workers)]

    def kill_one(self) -> None:
        """Kill a worker with -9, and start another in its place."""
        alive = [worker for worker in self.workers if worker.process.poll() is None]
        self.chances.choice(alive).kill()
        self.start(1)

    def kill_one_in_the_middle(self) -> None:
        """Likewise, while scores are on their way: more come, or all might have arrived."""
        once_more = range(GOING_ON, GOING_ON + 5)
        self.hand_in(
            [due_of(column, one, turn=1) for column in range(COLUMNS) for one in once_more]
        )
        until(lambda: self.outbox.standing()["sending"] > 0, "a score on its way", patience=60)
        self.kill_one()

    def everybody_hands_in(self) -> None:
        self.hand_in(every_pair(COLUMNS, LEARNERS))

    def learners_go_on(self, events: Mapping[int, Callable[[], None]]) -> None:
        """Let learners better their scores, one after the other, while things happen."""
        turns: Counter[tuple[int, int]] = Counter()
        for number in range(FURTHER):
            if number in events:
                events[number]()
            column, learner = self.chances.randrange(COLUMNS), self.chances.randrange(GOING_ON)
            turns[column, learner] += 1
            self.hand_in([due_of(column, learner, turn=turns[column, learner])])
            time.sleep(PACE)

    def until_all_arrived(self) -> None:
        ends = time.monotonic() + PATIENCE
        while self.outbox.left():
            assert time.monotonic() < ends, f"not all arrived: {self.outbox.standing()}"
            time.sleep(0.2)

    # ---- what came of it

    def lost_and_wrong(self) -> tuple[int, int]:
        """How many learners' last scores the gradebook lacks, and how many it shows wrong."""
        return differences(self.outbox.expected, self.stub.held())

    def answered(self, status: int) -> int:
        """How often the gradebook gave this answer, whatever it was asked."""
        counts = self.stub.counts()
        return sum(counts[name] for name in counts if name.endswith(f" {status}"))

    def out_of_order(self) -> list[tuple[str, str]]:
        """Columns and learners where the gradebook took an older score after a newer one."""
        return [
            key
            for key, points in self.stub.taken().items()
            if points != sorted(points, key=self.handed_in[key].index)
        ]

    def faults_of_ours(self) -> list[str]:
        """What the workers' logs say of faults in the tool."""
        lines = [line for worker in self.workers for line in worker.said().splitlines()]
        return [line for line in lines if "Traceback" in line or ".failed " in line]


def everything_at_once(unkind: Unkind) -> None:
    """Hand in under the fault mix; revoke, be down for half a minute, kill, and kill again."""
    unkind.stub.misbehave(ISSUE_MIX)
    unkind.everybody_hands_in()
    until(lambda: unkind.stub.counts().get("scores 200", 0) > 0, "the first score")
    draw = unkind.chances.randrange
    down = 40
    up = down + int(OUTAGE / PACE)
    unkind.learners_go_on(
        {
            draw(down // 2): unkind.stub.revoke_tokens,
            down: lambda: unkind.stub.go_down(OUTAGE),
            draw(down + 1, up): unkind.kill_one,
            draw(up, FURTHER): unkind.kill_one_in_the_middle,
        }
    )
    unkind.until_all_arrived()
