"""What an instructor sees beside a piece of evidence: what to decide, and what was decided."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.learning.evidence import EvidenceAction, MappingState
from lti_tool.learning.frameworks import Framework
from lti_tool.learning.judging import VERDICTS, may_return
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.review_queue import QueueFilter, QueueShown
from lti_tool.learning.reviews import (
    COMMENT,
    GRADEBOOK_COMMENT,
    Decision,
    Outcome,
    ReviewSent,
    ReviewState,
    level_field,
    verdict_field,
    why_field,
)
from lti_tool.services.reviews.column_words import has_column, standing_words
from lti_tool.services.reviews.drafts import fields_of, typed_in
from lti_tool.services.reviews.pages import (
    CriterionLine,
    Decided,
    Reviewer,
    ReviewPage,
    VerdictLine,
)
from lti_tool.services.reviews.queue import place_of
from lti_tool.services.reviews.rows import (
    ReadActivity,
    SharedPiece,
    read_piece,
    told_of,
)
from lti_tool.services.reviews.versions import has_changed
from lti_tool.store import decisions, enrolments, review_drafts, review_queue
from lti_tool.store.database import Transaction
from lti_tool.store.frameworks import list_all
from lti_tool.store.tables import ReviewDraft

ReadFramework = Callable[[str], Framework]


@dataclass(frozen=True, kw_only=True)
class _Read:
    """One piece that is looked at."""

    session: Session
    reviewer: Reviewer
    piece: SharedPiece
    standing: tuple[Decision, ...]
    """What was decided about what was submitted last, the newest first."""


class ReviewDesk:
    """Shows what a decision about a piece needs."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        read_activity: ReadActivity,
        read_framework: ReadFramework,
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._read_activity = read_activity
        self._read_framework = read_framework

    def page(
        self,
        reviewer: Reviewer,
        evidence_id: int,
        wanted: QueueFilter,
        typed: ReviewSent | None = None,
    ) -> ReviewPage:
        """The form of a decision as it was ``typed``, or as its draft has it, and what lies beside.

        Raises :class:`MissingError`, also for what was withdrawn or belongs to another course.
        """
        with self._reading() as session:
            piece = read_piece(session, reviewer, evidence_id, self._read_activity)
            standing = decisions.list_standing(session, piece.row)
            read = _Read(
                session=session,
                reviewer=reviewer,
                piece=piece,
                standing=tuple(map(decisions.decision_of, standing)),
            )
            return self._page(read, wanted, typed)

    def decided(self, reviewer: Reviewer, decision_id: int) -> Decided | None:
        """What an instructor just decided about a piece that is still in this course.

        Only their own decision, and only while it stands; it can be undone while none is newer.
        """
        with self._reading() as session:
            made = decisions.find_made(
                session,
                decision_id,
                tenant_id=reviewer.tenant_id,
                context_id=reviewer.context_id,
                person_id=reviewer.person_id,
            )
            if made is None:
                return None
            try:
                piece = read_piece(session, reviewer, made.evidence_id, self._read_activity)
            except MissingError:
                return None
            latest = decisions.list_standing(session, piece.row)[:1]
            return told_of(session, piece, made, may_undo=latest == [made])

    def set_shortcuts(self, reviewer: Reviewer, *, is_on: bool) -> None:
        """Let single keys do something on the pages of review for this instructor, or nothing."""
        with self._transaction() as session:
            person = enrolments.find_person(
                session, reviewer.person_id, tenant_id=reviewer.tenant_id
            )
            if person is not None:
                person.wants_shortcuts = is_on

    def _page(self, read: _Read, wanted: QueueFilter, typed: ReviewSent | None) -> ReviewPage:
        session, reviewer, row = read.session, read.reviewer, read.piece.row
        draft = _draft(read)
        person = enrolments.find_person(session, reviewer.person_id, tenant_id=reviewer.tenant_id)
        place, waiting = place_of(reviewer), replace(wanted, shown=QueueShown.WAITING)
        is_all = wanted == waiting
        beside = review_queue.find_beside(session, place, wanted, row.id)
        made = _made(read)
        taken_back = _taken_back(read, made)
        words = standing_words(session, read.piece)
        begun = {GRADEBOOK_COMMENT: words, **_beginning(read, taken_back)}
        form = _sent_form(typed, words) if typed else {**begun, **typed_in(draft, row)}
        is_own = row.person_id == reviewer.person_id
        may_decide = not is_own and row.review != ReviewState.RETURNED
        return ReviewPage(
            evidence_id=row.id,
            turn=row.turn,
            state=ReviewState(row.review) if row.review else None,
            author_id=row.person_id,
            attempt_id=row.attempt_id,
            resource_link_id=read.piece.placed[0].resource_link_id if read.piece.placed else None,
            lines=self._lines(read, form),
            criteria=_criteria(read.piece, form),
            may_decide=may_decide,
            may_return=may_decide and may_return(read.piece.activity),
            has_column=has_column(session, read.piece),
            comment=form.get(COMMENT, ""),
            gradebook_comment=form.get(GRADEBOOK_COMMENT, ""),
            gradebook_words=words,
            draft_saved_at=draft.saved_at if draft else None,
            decisions=made,
            taken_back=taken_back,
            is_own=is_own,
            may_undo=None if is_own else self._undoable(read),
            waiting=beside.number if is_all else review_queue.count(session, place, waiting),
            next_id=beside.next_id,
            next_wraps=beside.next_wraps,
            previous_id=beside.previous_id,
            wants_shortcuts=person is not None and person.wants_shortcuts,
        )

    def _lines(self, read: _Read, form: Mapping[str, Any]) -> tuple[VerdictLine, ...]:
        known = {one.id: self._read_framework(one.document) for one in list_all(read.session)}
        by_item = {one.framework_item_id: one for one in read.piece.tied}
        lines = []
        for line in read.piece.lines:
            mapping = by_item[line.item_id]
            item = mapping.item
            found = known[item.framework_id].find(item.code) if item.is_current else None
            chosen = form.get(verdict_field(line.item_id))
            lines.append(
                VerdictLine(
                    item_id=line.item_id,
                    heading=(found.abbreviated if found else "") or item.statement,
                    statement=item.statement,
                    use=line.use,
                    reason=mapping.reason,
                    state=MappingState(mapping.state),
                    chosen=next((one for one in VERDICTS if one == chosen), None),
                    comment=form.get(why_field(line.item_id), ""),
                )
            )
        return tuple(lines)

    def _undoable(self, read: _Read) -> int | None:
        """The decision that can be undone: the latest, but for a return that was worked on."""
        if not read.standing:
            return None
        latest = read.standing[0]
        if latest.outcome is Outcome.RETURNED:
            returned = read.piece.returned
            if returned and has_changed(read.piece.row, returned, self._read_activity):
                return None
        return latest.id


def _draft(read: _Read) -> ReviewDraft | None:
    reviewer = read.reviewer
    return review_drafts.find(
        read.session,
        read.piece.row.id,
        tenant_id=reviewer.tenant_id,
        person_id=reviewer.person_id,
    )


def _made(read: _Read) -> tuple[Decision, ...]:
    row = read.piece.row
    made = decisions.list_of_evidence(
        read.session, [row.id], tenant_id=row.tenant_id, context_id=row.context_id
    )
    return made.get(row.id, ())


def _sent_form(typed: ReviewSent, words: str) -> dict[str, Any]:
    """The form as it was sent, with the words for the gradebook that stand if it changed none."""
    if typed.plain.has_changed_words:
        return typed.fields
    return {**typed.fields, GRADEBOOK_COMMENT: words}


def _beginning(read: _Read, taken_back: Decision | None) -> dict[str, Any]:
    """What the form begins with: what was just undone, else what all of it was decided as."""
    criteria = read.piece.criteria
    if taken_back is not None:
        return fields_of(taken_back, criteria)
    latest = read.standing[0] if read.standing else None
    if latest is None or latest.outcome is not Outcome.DECIDED:
        return {}
    decided = fields_of(latest, criteria)
    return {name: value for name, value in decided.items() if name != GRADEBOOK_COMMENT}


def _taken_back(read: _Read, made: Iterable[Decision]) -> Decision | None:
    """What was undone last, if that was the last that was done."""
    undone = {one.id: one for one in made if not one.stands}
    last = decisions.find_last_act(read.session, read.piece.row) if undone else None
    if last is None or last.action != EvidenceAction.UNDONE or not last.about:
        return None
    return undone.get(last.about["decision"])


def _criteria(piece: SharedPiece, form: Mapping[str, Any]) -> tuple[CriterionLine, ...]:
    return tuple(
        CriterionLine(criterion=one, chosen=form.get(level_field(one.key)))
        for one in piece.criteria
    )
