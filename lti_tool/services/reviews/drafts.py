"""What instructors type before they decide: kept field by field until they do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.judging import unkeepable
from lti_tool.learning.refusals import FieldsError
from lti_tool.learning.reviews import ReviewSent, is_text_field
from lti_tool.services.reviews.pages import Reviewer
from lti_tool.services.reviews.rows import ReadActivity, shared_piece
from lti_tool.store import review_drafts
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
            keep_draft(session, piece.row, reviewer, sent, now)
            return now


def keep_draft(
    session: Session, row: Evidence, reviewer: Reviewer, sent: ReviewSent, now: datetime
) -> None:
    """Keep what was typed: what a page says was changed there, else whatever it has.

    Two tabs of one instructor do not undo each other: a blank field that no script says was
    changed leaves what another tab typed.
    """
    draft = review_drafts.begin(session, row, person_id=reviewer.person_id, now=now)
    typed = {
        name: value
        for name, value in sent.fields.items()
        if (value != "" if sent.changed is None else name in sent.changed)
    }
    draft.fields = {"turn": sent.turn, "typed": {**draft.fields.get("typed", {}), **typed}}
    draft.saved_at = now


def typed_in(draft: ReviewDraft | None, row: Evidence) -> Mapping[str, Any]:
    """What a draft has, by field: of what was typed before it changed hands, the texts alone."""
    if draft is None:
        return {}
    typed: dict[str, Any] = draft.fields["typed"]
    if draft.fields["turn"] == row.turn:
        return typed
    return {name: value for name, value in typed.items() if is_text_field(name)}
