"""Scores for platforms that answer as a test says: an outbox, a worker, its bell, and no wire."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from lti_tool.app.database import Database
from lti_tool.learning.pacing import Pace
from lti_tool.learning.scores import FamilyRules, RetryPace
from lti_tool.lti.errors import TryAgainError
from lti_tool.lti.scores import LineItemRef
from lti_tool.services.deliveries import Claiming, Deliveries, Posting, Recording
from lti_tool.store import platform_paces
from lti_tool.store.tables import ScoreDelivery
from tests.builders import SetClock
from tests.store.rows import World, another_learner
from tests.store.scores import keep

PACE = RetryPace(first=timedelta(seconds=1), cap=timedelta(minutes=1))
RULES = FamilyRules(
    family="default", name="Other", clock_step=timedelta(seconds=1), whole_seconds=False
)
Act = Callable[[], None]
DOWN = TryAgainError("The platform did not answer in time.")


class Wire:
    """Stands for the wire: what each platform does with a score is said by a test."""

    def __init__(self) -> None:
        self.does: dict[int, Act] = {}
        self.does_in: dict[str, Act] = {}
        """For single columns, by their addresses."""
        self.asked: Counter[int] = Counter()
        self.asked_in: Counter[str] = Counter()
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()

    def send(self, registration: Any, line_item: LineItemRef, *_: object) -> None:
        with self._lock:
            self.asked[registration.id] += 1
            self.asked_in[line_item.url] += 1
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            does = self.does.get(registration.id, lambda: None)
            self.does_in.get(line_item.url, does)()
        finally:
            with self._lock:
                self._at_once -= 1


class Outbox:
    """The outbox of two platforms, a worker, and the bell that it rings."""

    def __init__(self, database: Database, clock: SetClock) -> None:
        self.database, self.clock, self.wire = database, clock, Wire()
        self.rings: list[float] = []
        wire: Any = self.wire
        clock.now = clock.now.replace(microsecond=0)
        self.deliveries = Deliveries(
            claiming=Claiming(
                transaction=database.transaction,
                reading=database.reading,
                clock=clock,
                families={"default": RULES},
            ),
            posting=Posting(wire, PACE),
            recording=Recording(transaction=database.transaction, clock=clock, pace=PACE),
            clock=clock,
            ring=self.rings.append,
        )

    def fill(self, world: World, number: int) -> None:
        for each in range(number):
            learner = another_learner(self.database, world, f"learner-{each}")
            keep(self.database, world, learner, due_at=self.clock.now, created_at=self.clock.now)

    def states(self, world: World) -> Counter[str]:
        return self._states(ScoreDelivery.registration_id == world.registration.id)

    def states_in(self, world: World) -> Counter[str]:
        """Those of the column alone."""
        return self._states(ScoreDelivery.line_item_id == world.line_item.id)

    def _states(self, which: ColumnElement[bool]) -> Counter[str]:
        with self.database.reading() as session:
            return Counter(session.scalars(select(ScoreDelivery.state).where(which)))

    def pace(self, world: World) -> Pace:
        with self.database.transaction() as session:
            return platform_paces.hold(session, world.registration.id, now=self.clock.now)

    def after_the_pause(self, world: World) -> None:
        until = self.pace(world).paused_until
        assert until is not None
        self.clock.now = max(self.clock.now, until)
