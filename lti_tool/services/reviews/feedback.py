"""Use cases of feedback: what a learner has to read or to change, and saying that it was read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.learning.evidence import EvidenceAction, EvidenceSort
from lti_tool.learning.people import instructor_name
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.learning.reviews import Outcome
from lti_tool.store import attempts, decisions, evidence, evidence_events, feedback
from lti_tool.store.database import Transaction
from lti_tool.store.portfolio import Owner

_MOST: Final = 10


@dataclass(frozen=True, kw_only=True)
class FeedbackLine:
    """A piece of evidence with feedback that its author has to read, or to change it by."""

    evidence_id: int
    attempt_id: int | None
    title: str
    sort: EvidenceSort
    by: str
    at: datetime
    outcome: Outcome


class OwnFeedback:
    """Tells learners what was decided about their work, and notes that they have read it."""

    def __init__(self, *, transaction: Transaction, reading: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock

    def waiting(self, owner: Owner) -> tuple[FeedbackLine, ...]:
        """What a learner has not said to have read, and what was returned to them."""
        with self._reading() as session:
            return tuple(
                FeedbackLine(
                    evidence_id=row.id,
                    attempt_id=row.attempt_id,
                    title=row.title,
                    sort=EvidenceSort(row.sort),
                    by=instructor_name(decision.person.name),
                    at=decision.at,
                    outcome=Outcome(decision.outcome),
                )
                for row, decision in feedback.list_waiting(session, owner, most=_MOST)
            )

    def acknowledge(self, owner: Owner, evidence_id: int, decision_id: int) -> None:
        """Note that its author has read what was decided.

        Saying it twice does what saying it once does. Raises :class:`MissingError`, and
        :class:`PassedError` for what was taken back.
        """
        with self._transaction() as session:
            attempts.hold_person(session, tenant_id=owner.tenant_id, person_id=owner.person_id)
            row = evidence.find_own(
                session,
                evidence_id,
                tenant_id=owner.tenant_id,
                person_id=owner.person_id,
                lock=True,
            )
            found = decisions.find(session, decision_id, row) if row else None
            if row is None or found is None:
                raise MissingError("There is no such feedback on evidence of yours.")
            if found.undone_at is not None:
                raise PassedError("This feedback has been taken back: it counts no more.")
            if found.acknowledged_at is None:
                now = self._clock()
                found.acknowledged_at = now
                evidence_events.add(
                    session,
                    row,
                    EvidenceAction.ACKNOWLEDGED,
                    person_id=row.person_id,
                    at=now,
                    about={"decision": found.id},
                )
