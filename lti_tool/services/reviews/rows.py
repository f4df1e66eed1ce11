"""How the rows of submitted evidence become what is decided about, within one course."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity
from lti_tool.learning.evidence import EvidenceSort, MappingState
from lti_tool.learning.judging import (
    ReviewedTie,
    attempt_after,
    is_assessed,
    lines_of,
    review_after,
    states_after,
    waits,
)
from lti_tool.learning.people import learner_name
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.reviews import Decision, Outcome
from lti_tool.learning.rubrics import Criterion
from lti_tool.services.reviews.pages import Decided, Reviewer
from lti_tool.store import as_submitted, decisions, enrolments, evidence, reviews, tables
from lti_tool.store.as_submitted import Tied
from lti_tool.store.tables import Attempt, Evidence, ReturnedVersion

ReadActivity = Callable[[str], Activity]


@dataclass(frozen=True, kw_only=True)
class SharedPiece:
    """A piece of evidence that is submitted to a course, with what is decided about."""

    row: Evidence
    activity: Activity | None
    """What left it, if an activity did."""
    returned: ReturnedVersion | None
    """What it was handed in as, while its author has it again and may be changing it."""
    ties: tuple[ReviewedTie, ...]
    """Of what was handed in."""

    @property
    def title(self) -> str:
        """What it was handed in as."""
        return self.returned.title if self.returned else self.row.title

    @property
    def tied(self) -> Sequence[Tied]:
        """What it was handed in tied to."""
        return self.returned.ties if self.returned else self.row.mappings

    @property
    def lines(self) -> tuple[ReviewedTie, ...]:
        """The ties that need a verdict."""
        return lines_of(self.ties, self.activity)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What needs a level."""
        if self.activity is None or not is_assessed(self.activity):
            return ()
        return self.activity.rubric

    @property
    def attempt(self) -> tuple[Attempt, Activity] | None:
        """The attempt that left it with its activity, if there is one."""
        if self.row.attempt is None or self.activity is None:
            return None
        return self.row.attempt, self.activity

    @property
    def placed(self) -> tuple[Attempt, Activity] | None:
        """The attempt, where this is the course whose gradebook it belongs to."""
        found = self.attempt
        return found if found and found[0].context_id == self.row.context_id else None

    @property
    def statements(self) -> dict[int, str]:
        """The words of each item that it is tied to."""
        return {one.framework_item_id: one.item.statement for one in self.tied}

    def stand(self, decision: Decision | None) -> None:
        """Let all of it stand where this decision leaves it, or where it was before the first."""
        outcome = decision.outcome if decision else None
        given = {one.item_id: one.state for one in decision.verdicts} if decision else {}
        self._follow(given)
        has_to_wait = waits(self.ties, self.activity)
        review = review_after(outcome, has_to_wait=has_to_wait)
        self.row.review = review
        self.row.turn += 1
        if self.attempt is not None:
            attempt, activity = self.attempt
            attempt.state = attempt_after(review, activity)

    def _follow(self, verdicts: Mapping[int, MappingState]) -> None:
        states = states_after(self.ties, verdicts, self.activity)
        for mapping in self.row.mappings:  # an upgrade may have kept other ties than these
            mapping.state = states.get(mapping.framework_item_id, mapping.state)


def shared_piece(
    session: Session, reviewer: Reviewer, evidence_id: int, read_activity: ReadActivity
) -> SharedPiece:
    """A piece that is submitted to this course; it stays so until the transaction ends.

    Raises :class:`MissingError`, also for what was withdrawn or belongs to another course.
    """
    # Before the evidence itself, as whoever showcases it does: two who wait for each other.
    reviews.hold_author(session, evidence_id, tenant_id=reviewer.tenant_id)
    return _piece(session, reviewer, evidence_id, read_activity, lock=True)


def read_piece(
    session: Session, reviewer: Reviewer, evidence_id: int, read_activity: ReadActivity
) -> SharedPiece:
    """The same, only to look at it. Raises :class:`MissingError`."""
    return _piece(session, reviewer, evidence_id, read_activity, lock=False)


def _piece(
    session: Session,
    reviewer: Reviewer,
    evidence_id: int,
    read_activity: ReadActivity,
    *,
    lock: bool,
) -> SharedPiece:
    row = evidence.find_submitted(
        session,
        evidence_id,
        tenant_id=reviewer.tenant_id,
        context_id=reviewer.context_id,
        lock=lock,
    )
    if row is None:
        raise MissingError(
            "There is no such evidence in this course. Its author may have withdrawn it."
        )
    returned = as_submitted.returned_version(session, row)
    return SharedPiece(
        row=row,
        activity=read_activity(row.attempt.activity_version.document) if row.attempt else None,
        returned=returned,
        ties=decisions.reviewed_ties(session, returned.ties if returned else row.mappings),
    )


def told_of(
    session: Session, piece: SharedPiece, made: tables.Decision, *, may_undo: bool
) -> Decided:
    """What its instructor is told of a decision on the page that follows."""
    row = piece.row
    author = enrolments.find_person(session, row.person_id, tenant_id=row.tenant_id)
    name, is_test = (author.name, author.is_test) if author else (None, False)
    return Decided(
        decision_id=made.id,
        evidence_id=row.id,
        outcome=Outcome(made.outcome),
        title=piece.title,
        sort=EvidenceSort(row.sort),
        learner=learner_name(name, row.person_id, is_test=is_test),
        turn=row.turn,
        may_undo=may_undo,
    )
