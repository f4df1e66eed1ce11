"""Undoing a decision: all stands again where the decision before it left it."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.evidence import EvidenceAction
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.learning.reviews import Outcome
from lti_tool.services.reviews.column_words import standing_words
from lti_tool.services.reviews.outbox import Outbox
from lti_tool.services.reviews.pages import Reviewer
from lti_tool.services.reviews.refusing import OWN, overtaken
from lti_tool.services.reviews.rows import ReadActivity, SharedPiece, shared_piece
from lti_tool.services.reviews.versions import has_changed
from lti_tool.store import attempts, decisions, evidence_events
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Decision


class Undoing:
    """Lets instructors of a course take the latest decision back, whoever made it."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        clock: Clock,
        read_activity: ReadActivity,
        families: Mapping[str, FamilyRules],
        ring: Callable[[], None],
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._read_activity = read_activity
        self._families = families
        self._ring = ring

    def undo(self, reviewer: Reviewer, evidence_id: int, decision_id: int, turn: int) -> None:
        """Take the decision back that stands about what was submitted last.

        A score that was sent stays in the gradebook, unless an earlier decision gave one. Raises
        :class:`MissingError`, :class:`OvertakenError` where the piece changed hands since, and
        :class:`PassedError` where its author has changed it since it was returned.
        """
        with self._transaction() as session:
            piece = shared_piece(session, reviewer, evidence_id, self._read_activity)
            decision = decisions.find(session, decision_id, piece.row)
            if decision is None:
                raise MissingError("There is no such decision about this evidence.")
            if piece.row.person_id == reviewer.person_id:
                raise PassedError(OWN)
            standing = decisions.list_standing(session, piece.row)
            if piece.row.turn != turn or not standing or standing[0] is not decision:
                raise overtaken(session, piece)
            if decision.outcome == Outcome.RETURNED:
                self._take_back(session, piece)
            self._undo(session, piece, reviewer, standing)
        self._ring()

    def _take_back(self, session: Session, piece: SharedPiece) -> None:
        if piece.row.attempt is not None:
            attempts.lock_anew(session, piece.row.attempt)  # its author may be typing
        if piece.returned is not None:
            if has_changed(piece.row, piece.returned, self._read_activity):
                raise PassedError(
                    "Its author has changed it since, so it stays with them until they submit it."
                )
            session.delete(piece.returned)

    def _undo(
        self,
        session: Session,
        piece: SharedPiece,
        reviewer: Reviewer,
        standing: Sequence[Decision],
    ) -> None:
        decision, now = standing[0], self._clock()
        words_before = standing_words(session, piece)
        decision.undone_at, decision.undone_by = now, reviewer.person_id
        session.flush()  # what counts now is read without it
        piece.stand(decisions.decision_of(standing[1]) if len(standing) > 1 else None)
        evidence_events.add(
            session,
            piece.row,
            EvidenceAction.UNDONE,
            person_id=reviewer.person_id,
            at=now,
            about={"decision": decision.id},
        )
        if piece.placed is not None:
            attempt, activity = piece.placed
            outbox = Outbox(
                session=session,
                attempt=attempt,
                activity=activity,
                read_activity=self._read_activity,
                families=self._families,
                now=now,
            )
            outbox.after_undo(
                words_before,
                had_points=decision.given is not None,
                was_return=decision.outcome == Outcome.RETURNED,
            )
