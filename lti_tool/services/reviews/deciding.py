"""Deciding about evidence, or returning it for more: all that follows in one transaction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.evidence import EvidenceAction
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.identifiers import IdentifiersFoundError, SharedText, look_through
from lti_tool.learning.judging import (
    levels_of,
    problems,
    score_of_levels,
    verdicts_of,
)
from lti_tool.learning.refusals import (
    FieldsError,
    MissingError,
    OvertakenError,
    PassedError,
    WithdrawnError,
)
from lti_tool.learning.reviews import (
    COMMENT,
    GRADEBOOK_COMMENT,
    Outcome,
    ReviewSent,
    why_field,
)
from lti_tool.learning.unshown import UnshownWordsError, check_shown
from lti_tool.services.reviews.column_words import has_column, standing_words, words_to_keep
from lti_tool.services.reviews.drafts import (
    decided_already,
    drafted_texts,
    keep_draft,
    keep_withdrawn,
)
from lti_tool.services.reviews.outbox import Outbox
from lti_tool.services.reviews.pages import Decided, Reviewer
from lti_tool.services.reviews.refusing import check_turn
from lti_tool.services.reviews.rows import (
    ReadActivity,
    SharedPiece,
    shared_piece,
    told_of,
)
from lti_tool.store import decisions, evidence_events, returned_versions, review_drafts
from lti_tool.store.database import Transaction
from lti_tool.store.handed_in import handed_in_of
from lti_tool.store.tables import Decision, ReturnedVersion

_WITHDRAWN: Final = "It is not in this course any more: its author may have withdrawn it."


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """One decision that is about to be made."""

    session: Session
    reviewer: Reviewer
    piece: SharedPiece
    sent: ReviewSent
    now: datetime


class Deciding:
    """Lets instructors decide about what is submitted to their course."""

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

    def decide(self, reviewer: Reviewer, evidence_id: int, sent: ReviewSent) -> Decided:
        """Decide about a piece, or return it for more; what was decided just so stays as it is.

        Whatever is refused, what was typed is kept as a draft; of what is not there for them to
        read any more, if they have one of it. Raises :class:`MissingError`
        (:class:`WithdrawnError` where it was kept),
        :class:`OvertakenError` where it changed hands since the page was made,
        :class:`PassedError` where there is nothing to decide now, :class:`FieldsError`,
        :class:`UnshownWordsError` where they wrote what this page does not show,
        :class:`OtherWordsError` where others wrote for the gradebook meanwhile, and
        :class:`IdentifiersFoundError` where ``looked_at`` is not the digest of what was found.
        """
        with self._transaction() as session:
            outcome = self._outcome(session, reviewer, evidence_id, sent.plain)
        if isinstance(outcome, Exception):
            raise outcome  # not before what was typed is kept
        self._ring()
        return outcome

    def _outcome(
        self, session: Session, reviewer: Reviewer, evidence_id: int, sent: ReviewSent
    ) -> Decided | Exception:
        """Decide; or keep what was typed, and give why nothing was decided."""
        now = self._clock()
        try:
            piece = shared_piece(session, reviewer, evidence_id, self._read_activity)
        except MissingError as error:
            is_kept = keep_withdrawn(session, evidence_id, reviewer, sent, now)
            return WithdrawnError(_WITHDRAWN) if is_kept else error
        turn = _Turn(session=session, reviewer=reviewer, piece=piece, sent=sent, now=now)
        try:
            check_turn(session, piece, reviewer, sent)
            _check_shown(turn)
            turn = _with_words(turn)
            override = _check(turn)
        except UnshownWordsError as error:
            keep_draft(session, piece, reviewer, sent.with_texts(error.texts), now)
            return error
        except OvertakenError as error:
            made = decided_already(session, piece, reviewer, sent)
            if made is not None:
                return told_of(session, piece, made, may_undo=True)
            keep_draft(session, piece, reviewer, sent, now)
            return error
        except (PassedError, FieldsError, IdentifiersFoundError) as error:
            keep_draft(session, piece, reviewer, sent, now)
            return error
        return self._decide(turn, override)

    def _decide(self, turn: _Turn, override: dict[str, Any] | None) -> Decided:
        session, row, sent = turn.session, turn.piece.row, turn.sent
        words_before = standing_words(session, turn.piece)
        decision = _decision(turn)
        session.add(decision)
        session.flush()  # what is told of it needs its id
        turn.piece.stand(decisions.decision_of(decision))
        if sent.outcome is Outcome.RETURNED:
            session.add(self._returned(turn, decision))
        _note(turn, decision, override)
        self._send(turn, words_before)
        review_drafts.discard(session, row, person_id=turn.reviewer.person_id)
        return told_of(session, turn.piece, decision, may_undo=True)

    def _returned(self, turn: _Turn, decision: Decision) -> ReturnedVersion:
        row = turn.piece.row
        return returned_versions.version_of(row, decision, handed_in_of(row, self._read_activity))

    def _send(self, turn: _Turn, words_before: str) -> None:
        if turn.piece.placed is None:
            return
        attempt, activity = turn.piece.placed
        outbox = Outbox(
            session=turn.session,
            attempt=attempt,
            activity=activity,
            read_activity=self._read_activity,
            families=self._families,
            now=turn.now,
        )
        if turn.sent.outcome is Outcome.RETURNED:
            outbox.after_return(words_before)
        else:
            outbox.after_decision(words_before)


def _check_shown(turn: _Turn) -> None:
    """Refuse to leave out, or to send unseen, what they wrote on another page."""
    drafted = drafted_texts(turn.session, turn.piece.row, turn.reviewer)
    items = [line.item_id for line in turn.piece.lines]
    column = has_column(turn.session, turn.piece)
    check_shown(drafted, turn.sent, items, has_column=column)


def _with_words(turn: _Turn) -> _Turn:
    """The same with the words for the gradebook that it keeps."""
    words = words_to_keep(turn.session, turn.piece, turn.sent)
    return replace(turn, sent=replace(turn.sent, gradebook_comment=words))


def _check(turn: _Turn) -> dict[str, Any] | None:
    """Refuse what cannot be decided so; gives what was let stand in the texts."""
    piece, sent = turn.piece, turn.sent
    found = problems(sent, piece.lines, piece.criteria)
    look = look_through(_shared_texts(turn), sent.looked_at)
    try:
        look.check()
    except IdentifiersFoundError as suspected:
        if found:
            raise FieldsError(found, suspected) from suspected
        raise
    if found:
        raise FieldsError(found)
    return look.override


def _shared_texts(turn: _Turn) -> Iterator[SharedText]:
    statements = turn.piece.statements
    for line in turn.piece.lines:
        yield SharedText(
            key=why_field(line.item_id),
            place=f"what is missing for “{statements[line.item_id]}”",
            text=turn.sent.why(line.item_id),
        )
    yield SharedText(key=COMMENT, place="“Comment for the learner”", text=turn.sent.comment)
    yield SharedText(
        key=GRADEBOOK_COMMENT, place="“Goes to the gradebook”", text=turn.sent.gradebook_comment
    )


def _decision(turn: _Turn) -> Decision:
    piece, sent, statements = turn.piece, turn.sent, turn.piece.statements
    levels = levels_of(sent, piece.criteria)
    is_final = sent.outcome is Outcome.DECIDED and bool(piece.criteria)
    given, maximum = score_of_levels(levels) if is_final else (None, None)
    return Decision(
        tenant_id=piece.row.tenant_id,
        evidence_id=piece.row.id,
        context_id=turn.reviewer.context_id,
        person_id=turn.reviewer.person_id,
        outcome=sent.outcome,
        verdicts=[
            {
                "item": item_id,
                "statement": statements[item_id],
                "state": state,
                "comment": sent.why(item_id).strip(),
            }
            for item_id, state in verdicts_of(sent, piece.lines).items()
        ],
        levels=[
            {
                "key": one.key,
                "criterion": one.criterion,
                "points": one.points,
                "best": one.best,
                "text": one.text,
            }
            for one in levels
        ],
        given=given,
        maximum=maximum,
        comment=sent.comment.strip(),
        gradebook_comment=sent.gradebook_comment.strip(),
        at=turn.now,
    )


def _note(turn: _Turn, decision: Decision, override: dict[str, Any] | None) -> None:
    is_return = turn.sent.outcome is Outcome.RETURNED
    notes: list[tuple[EvidenceAction, dict[str, Any]]] = [
        (
            EvidenceAction.RETURNED if is_return else EvidenceAction.DECIDED,
            {"decision": decision.id},
        )
    ]
    if override is not None:
        about = {**override, "where": "decision"}
        notes.append((EvidenceAction.IDENTIFIERS_OVERRIDDEN, about))
    for action, about in notes:
        evidence_events.add(
            turn.session,
            turn.piece.row,
            action,
            person_id=turn.reviewer.person_id,
            at=turn.now,
            about=about,
        )
