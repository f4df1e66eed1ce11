"""No score is lost: real worker processes, real databases and queues, a gradebook as bad as can be.

A tenth of the calls is answered 500, a twentieth 429, one in a hundred never, and one in fifty is
recorded and then answered 500. In the first test the gradebook is down for half a minute as well,
takes back its tokens, two workers are killed with -9 at random moments, and learners better their
scores all the while.
"""

import random
from collections.abc import Callable, Iterator

import pytest

from bench.scores.gradebook import ISSUE_MIX
from bench.scores.outbox import Outbox, every_pair
from bench.scores.stub import Stub, gradebook
from lti_tool.app.building import Tool
from tests.worker.unkind import COLUMNS, LEARNERS, Unkind, everything_at_once
from tests.worker.workers import Worker

pytestmark = pytest.mark.long

SEED = 20261123


@pytest.fixture
def family() -> str:
    return "default"


@pytest.fixture
def stub(family: str) -> Iterator[Stub]:
    with gradebook(latency=0.05, seed=SEED, whole_seconds=family == "moodle") as one:
        yield one


@pytest.fixture
def unkind(tool_here: Tool, stub: Stub, start_worker: Callable[[], Worker], family: str) -> Unkind:
    outbox = Outbox.laid(
        tool_here.database, stub, columns=COLUMNS, learners=LEARNERS, family=family
    )
    return Unkind(
        stub=stub,
        outbox=outbox,
        ring=tool_here.engine.ring,
        start_worker=start_worker,
        chances=random.Random(SEED),  # noqa: S311  # so that a failure can be had again
    )


@pytest.mark.parametrize(
    ("database_url", "queue_url", "workers", "family"),
    [
        pytest.param("sqlite", "sqlite", 1, "default", id="SQLite, one worker"),
        pytest.param("postgresql", "postgresql", 4, "moodle", id="PostgreSQL, four workers"),
        pytest.param("postgresql", "redis", 4, "default", id="Redis, four workers"),
    ],
    indirect=["database_url", "queue_url"],
)
def test_every_learner_gets_their_last_score_whatever_happens(unkind: Unkind, workers: int) -> None:
    unkind.start(workers)
    everything_at_once(unkind)

    assert unkind.lost_and_wrong() == (0, 0)
    assert unkind.out_of_order() == []
    assert set(unkind.outbox.standing()) == {"delivered", "superseded"}
    assert min(unkind.answered(status) for status in (401, 429, 500, 503)) > 0
    assert unkind.stub.counts()["token 200"] <= 6
    assert unkind.faults_of_ours() == []


@pytest.mark.parametrize(("database_url", "queue_url"), [("sqlite", "sqlite")], indirect=True)
@pytest.mark.parametrize("family", ["default", "moodle"])
def test_under_faults_alone_a_score_takes_hardly_more_calls_than_it_must(unkind: Unkind) -> None:
    """Each hundredth that answers wrongly costs a call more: 1.22 calls a score at the least."""
    dues = every_pair(COLUMNS, LEARNERS)
    unkind.stub.misbehave(ISSUE_MIX)
    unkind.hand_in(dues)
    unkind.start(1)
    unkind.until_all_arrived()

    counts = unkind.stub.counts()
    calls = counts["scores"] + counts.get("results", 0) + counts["token"]
    assert unkind.lost_and_wrong() == (0, 0)
    assert calls / len(dues) <= 1.35
