"""Whatever learners and instructors do with a piece, in whatever order, it stays consistent."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import pytest

from lti_tool.learning.attempts import OPEN_STATES, AttemptState
from lti_tool.learning.evidence import EvidenceAction
from lti_tool.learning.refusals import RefusalError
from lti_tool.services.attempts import Learner
from lti_tool.services.evidence import Author
from lti_tool.services.evidence.verbs import OwnEvidence
from lti_tool.services.reviews import Decided, Reviewer
from lti_tool.store.tables import Decision, Evidence, EvidenceEvent, ScoreDelivery
from tests.services.course import Course
from tests.services.reviewing import (
    decide,
    give_back,
    hand_in,
    look,
    reviewer,
    reviewing,
    undo,
    use,
    write,
)

STEPS = 30
SEEDS = range(3)


@dataclass
class Walk:
    """A learner with one assessed account, and an instructor, each doing something by chance."""

    course: Course
    chance: Random
    learner: Learner
    instructor: Reviewer
    evidence_id: int
    made: list[Decided] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def step(self) -> None:
        name = self.chance.choice([*self.verbs])
        with suppress(RefusalError):
            self.verbs[name]()
            self.done.append(name)

    @property
    def verbs(self) -> dict[str, Callable[[], object]]:
        return {
            "type": self.type_in,
            "submit": lambda: hand_in(self.course, self.learner, self.text),
            "withdraw": lambda: self.own.withdraw(self.author, self.evidence_id),
            "share": lambda: self.own.submit(
                self.author, self.evidence_id, self.instructor.context_id
            ),
            "decide": self.decide,
            "return": self.give_back,
            "undo": self.undo_any,
            "undo the latest": self.undo_latest,
            "deliver": self.deliver,
        }

    @property
    def own(self) -> OwnEvidence:
        return self.course.services.evidence.own

    @property
    def author(self) -> Author:
        return Author(tenant_id=self.learner.tenant_id, person_id=self.learner.person_id)

    @property
    def text(self) -> str:
        return f"Version {self.chance.randrange(100)}."

    def type_in(self) -> None:
        attempt_id = look(self.course, self.instructor, self.evidence_id).attempt_id
        assert attempt_id is not None
        write(self.course, self.learner, attempt_id, self.text)

    def decide(self) -> None:
        how = {"accepted": self.chance.randrange(3), "level": self.chance.randrange(4)}
        words = self.chance.choice(["", "Well argued", "Say more"])
        self.made.append(
            decide(self.course, self.instructor, self.evidence_id, **how, gradebook_comment=words)
        )

    def give_back(self) -> None:
        self.made.append(give_back(self.course, self.instructor, self.evidence_id))

    def undo_any(self) -> None:
        for made in self.chance.sample(self.made, min(1, len(self.made))):
            undo(self.course, self.instructor, made)

    def undo_latest(self) -> None:
        page = look(self.course, self.instructor, self.evidence_id)
        if page.may_undo is not None:
            reviewing(self.course).undoing.undo(
                self.instructor, self.evidence_id, page.may_undo, page.turn
            )

    def deliver(self) -> None:
        self.course.clock.advance(seconds=0.2)
        self.course.deliver()


def standing(walk: Walk) -> tuple[Evidence, Decision | None]:
    """The piece, and the decision that stands about what was submitted last."""
    with walk.course.tool.database.reading() as session:
        row = session.get_one(Evidence, walk.evidence_id)
        assert [one.item.code for one in row.mappings]
        assert row.attempt is not None
        events = session.query(EvidenceEvent).order_by(EvidenceEvent.id).all()
        latest: list[int] = []
        for event in events:
            if event.action == EvidenceAction.SUBMITTED:
                latest = []
            elif event.action in {EvidenceAction.DECIDED, EvidenceAction.RETURNED}:
                latest.append(event.about["decision"])
            elif event.action == EvidenceAction.UNDONE:
                latest.remove(event.about["decision"])
        return row, session.get(Decision, latest[-1]) if latest else None


def check(walk: Walk, turn: int) -> int:
    """What holds after each step; gives the turn."""
    row, decision = standing(walk)
    assert row.turn >= turn
    if row.audience == "submitted":
        given = {one["item"]: one["state"] for one in decision.verdicts} if decision else {}
        for mapping in row.mappings:
            if mapping.use == "mapped":
                assert mapping.state == given.get(mapping.framework_item_id, "proposed")
        state = decision.outcome if decision else "awaiting"
        assert row.review == state
        assert row.attempt is not None
        attempt = {"returned": AttemptState.RETURNED, "awaiting": AttemptState.AWAITING_REVIEW}
        assert row.attempt.state == attempt.get(state, AttemptState.COMPLETE)
        assert (row.attempt.state in OPEN_STATES) == (state == "returned")
    check_scores(walk)
    return row.turn


def check_scores(walk: Walk) -> None:
    with walk.course.tool.database.reading() as session:
        rows = session.query(ScoreDelivery).order_by(ScoreDelivery.id).all()
        final = [
            one
            for one in session.query(Decision).order_by(Decision.id)
            if one.given is not None and one.undone_at is None
        ]
    with_points = [row.given is not None for row in rows]
    assert with_points == sorted(with_points), "no news without points comes after points"
    queued = [row for row in rows if row.state in {"waiting", "retrying"}]
    assert queued in ([], rows[-1:])
    if final and rows:
        assert rows[-1].given == final[-1].given


@pytest.mark.parametrize("seed", SEEDS)
def test_every_walk_leaves_what_the_latest_decision_says(course: Course, seed: int) -> None:
    use(course)
    learner = course.learner()
    walk = Walk(course, Random(seed), learner, reviewer(course), hand_in(course, learner))  # noqa: S311  # no secret
    turn = 0
    for _ in range(STEPS):
        walk.step()
        try:
            turn = check(walk, turn)
        except AssertionError as error:
            raise AssertionError(walk.done) from error
    assert len(walk.done) > STEPS / 3
