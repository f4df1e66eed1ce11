"""What instructors type before they decide: kept field by field until they do."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.judging import unkeepable
from lti_tool.learning.refusals import FieldsError
from lti_tool.learning.reviews import (
    COMMENT,
    GRADEBOOK_COMMENT,
    Decision,
    ReviewSent,
    is_text_field,
    level_field,
    verdict_field,
    why_field,
)
from lti_tool.learning.rubrics import Criterion
from lti_tool.services.reviews.pages import Reviewer
from lti_tool.services.reviews.rows import ReadActivity, SharedPiece, shared_piece
from lti_tool.store import decisions, review_drafts, tables
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Evidence, ReviewDraft


class Drafts:
    """Keeps what an instructor has typed about a piece; nobody else sees it."""

    def __init__(
        self, *, transaction: Transaction, clock: Clock, read_activity: ReadActivity
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._read_activity = read_activity

    def save(self, reviewer: Reviewer, evidence_id: int, sent: ReviewSent) -> datetime:
        """Keep the fields that a page changed, and say when that was.

        Raises :class:`MissingError`, and :class:`FieldsError` where a text is too long.
        """
        sent = sent.plain
        problems = unkeepable(sent)
        if problems:
            raise FieldsError(problems)
        with self._transaction() as session:
            piece = shared_piece(session, reviewer, evidence_id, self._read_activity)
            now = self._clock()
            keep_draft(session, piece, reviewer, sent, now)
            return now


def keep_draft(
    session: Session, piece: SharedPiece, reviewer: Reviewer, sent: ReviewSent, now: datetime
) -> None:
    """Keep what was typed: what a page says was changed there, else whatever it has.

    Two tabs of one instructor do not undo each other: a blank field that no script says was
    changed leaves what another tab typed. What they have just decided so is no draft: a form that
    was sent twice, or a late one, does not come back.
    """
    if not _is_decided_so(session, piece, reviewer, sent):
        draft = review_drafts.begin(session, piece.row, person_id=reviewer.person_id, now=now)
        _add(draft, sent, now)


def keep_withdrawn(
    session: Session, evidence_id: int, reviewer: Reviewer, sent: ReviewSent, now: datetime
) -> bool:
    """Keep what was typed about a piece that is not theirs to read any more, in a draft they have.

    Gives whether they have one: nobody else learns whether there is such a piece.
    """
    draft = review_drafts.find(
        session,
        evidence_id,
        tenant_id=reviewer.tenant_id,
        person_id=reviewer.person_id,
        lock=True,
    )
    if draft is None:
        return False
    _add(draft, sent, now)
    return True


def _add(draft: ReviewDraft, sent: ReviewSent, now: datetime) -> None:
    """Add what was typed to a draft; of what was typed before it changed hands, the texts alone."""
    before: Mapping[str, Any] = draft.fields.get("typed", {})
    made_in: int = draft.fields.get("turn", sent.turn)
    turn = max(made_in, sent.turn)
    kept = before if made_in == turn else _texts(before)
    added = _typed(sent) if sent.turn == turn else _texts(_typed(sent))
    draft.fields = {"turn": turn, "typed": {**kept, **added}}
    draft.saved_at = now


def typed_in(draft: ReviewDraft | None, row: Evidence) -> Mapping[str, Any]:
    """What a draft has, by field: of what was typed before it changed hands, the texts alone."""
    if draft is None:
        return {}
    typed: dict[str, Any] = draft.fields["typed"]
    return typed if draft.fields["turn"] == row.turn else _texts(typed)


def drafted_texts(session: Session, row: Evidence, reviewer: Reviewer) -> Mapping[str, str]:
    """What an instructor has written in a draft, by field."""
    draft = review_drafts.find(
        session, row.id, tenant_id=reviewer.tenant_id, person_id=reviewer.person_id
    )
    return _texts(typed_in(draft, row))


def fields_of(decision: Decision, criteria: Iterable[Criterion]) -> dict[str, Any]:
    """What the form has in its fields where this is decided."""
    positions = {
        (criterion.key, level.points, level.text): position
        for criterion in criteria
        for position, level in enumerate(criterion.levels)
    }
    return {
        **{verdict_field(one.item_id): one.state.value for one in decision.verdicts},
        **{why_field(one.item_id): one.comment for one in decision.verdicts},
        **{
            level_field(one.key): positions[one.key, one.points, one.text]
            for one in decision.levels
            if (one.key, one.points, one.text) in positions
        },
        COMMENT: decision.comment,
        GRADEBOOK_COMMENT: decision.gradebook_comment,
    }


def _typed(sent: ReviewSent) -> dict[str, Any]:
    return {
        name: value
        for name, value in sent.fields.items()
        if (value != "" if sent.changed is None else name in sent.changed)
        and (name != GRADEBOOK_COMMENT or sent.has_changed_words)
    }


def _texts(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if is_text_field(name)}


def decided_already(
    session: Session, piece: SharedPiece, reviewer: Reviewer, sent: ReviewSent
) -> tables.Decision | None:
    """The decision that a form made which is sent a second time; ``None`` for any other form."""
    made = _decided_last(session, piece, reviewer, sent)
    if made is None or made.outcome != sent.outcome:
        return None
    decided = fields_of(decisions.decision_of(made), piece.criteria)
    typed = sent.fields
    if not sent.has_changed_words:
        decided[GRADEBOOK_COMMENT] = typed[GRADEBOOK_COMMENT].strip()
    is_all = all(name in typed for name, value in decided.items() if value != "")
    return made if is_all and _is_so(decided, typed, sent) else None


def _is_decided_so(
    session: Session, piece: SharedPiece, reviewer: Reviewer, sent: ReviewSent
) -> bool:
    """Whether the last thing that was done is that this instructor decided just this."""
    made = _decided_last(session, piece, reviewer, sent)
    if made is None:
        return False
    decided = fields_of(decisions.decision_of(made), piece.criteria)
    return _is_so(decided, _typed(sent), sent)


def _decided_last(
    session: Session, piece: SharedPiece, reviewer: Reviewer, sent: ReviewSent
) -> tables.Decision | None:
    """What this instructor decided, if that is all that was done since the page was made."""
    if sent.turn + 1 != piece.row.turn:
        return None
    last = decisions.find_last_act(session, piece.row)
    is_own = last is not None and last.person_id == reviewer.person_id
    if last is None or not is_own or last.action not in decisions.DECIDING or not last.about:
        return None
    return decisions.find(session, last.about["decision"], piece.row)


def _is_so(decided: Mapping[str, Any], typed: Mapping[str, Any], sent: ReviewSent) -> bool:
    hidden = {why_field(item_id) for item_id in sent.whys if not sent.why(item_id)}
    return all(
        decided.get(name, "") == (value.strip() if isinstance(value, str) else value)
        for name, value in typed.items()
        if name not in hidden
    )
