"""What an author sees of a piece of evidence: read only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.days import day_of
from lti_tool.learning.evidence import Audience
from lti_tool.learning.own_evidence import Draft, field_names, other_set, prompts_of_sort
from lti_tool.learning.reviews import ReviewState
from lti_tool.learning.scores import ScoreStatus
from lti_tool.services.evidence.choices import (
    KnownFramework,
    ReadFramework,
    choices_of,
    known_frameworks,
    statements,
)
from lti_tool.services.evidence.contexts import contexts_open_to
from lti_tool.services.evidence.editing import Saved
from lti_tool.services.evidence.happened import happened
from lti_tool.services.evidence.pages import (
    Author,
    Conflict,
    EditPage,
    EvidencePage,
    FrameworkChoices,
    OpenAttempt,
    Piece,
    SubmittingPage,
)
from lti_tool.services.evidence.rows import (
    ReadActivity,
    activity_of,
    draft_of,
    find_own,
    is_in_its_attempt,
    is_with_author,
    kept_files,
    may_pick,
    piece_of,
    problems_of,
    with_author,
)
from lti_tool.services.evidence.sent import draft_from, fields_of
from lti_tool.store import enrolments, feedback, score_statuses
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Evidence


class EvidenceDesk:
    """Shows a learner a piece of evidence of theirs, to read, to change, to submit."""

    def __init__(
        self,
        *,
        reading: Transaction,
        clock: Clock,
        read_activity: ReadActivity,
        read_framework: ReadFramework,
    ) -> None:
        self._reading = reading
        self._clock = clock
        self._read_activity = read_activity
        self._read_framework = read_framework

    def page(self, author: Author, evidence_id: int) -> EvidencePage:
        """One piece, and who has seen it. Raises :class:`MissingError`."""
        with self._reading() as session:
            row = find_own(session, author, evidence_id)
            is_open, is_own = is_with_author(row), row.attempt is None
            is_submitted = row.audience == Audience.SUBMITTED
            return EvidencePage(
                piece=self._piece(session, row),
                course=_course(session, row),
                changed_at=row.changed_at,
                review=ReviewState(row.review) if row.review else None,
                feedback=feedback.of_evidence(session, row),
                open_attempt=_open_attempt(row),
                may_edit=is_open and is_own,
                may_pick=is_open and may_pick(row, self._read_activity),
                may_submit=is_open,
                may_withdraw=is_submitted,
                may_delete=is_own and row.audience == Audience.PRIVATE and row.submitted_at is None,
                score=_score(session, row),
                may_be_in_gradebook=row.attempt is not None and row.attempt.context_id is not None,
                happened=happened(session, row),
            )

    def edit(
        self,
        author: Author,
        evidence_id: int,
        saved: Saved | None = None,
        *,
        check: bool = False,
    ) -> EditPage:
        """One piece to be changed, with what was typed and could not be kept.

        With ``check`` it says what is left to do before it can be submitted.

        Raises :class:`MissingError`, and :class:`PassedError` while others can see it.
        """
        with self._reading() as session:
            row = with_author(find_own(session, author, evidence_id))
            known = known_frameworks(session, self._read_framework)
            choices = choices_of(known, activity_of(row, self._read_activity))
            kept = fields_of(draft_of(row, known))
            unkept = saved.unkept if saved else {}
            problems = {**saved.doubts, **saved.problems} if saved else {}
            if check:
                problems = self._left_to_do(row, known)
            draft = draft_from(draft_of(row, known).sort, {**kept, **unkept})
            other = other_set(draft)
            return EditPage(
                id=row.id,
                title=row.title,
                draft=draft,
                is_own=row.attempt is None,
                other_set=other,
                other_set_has_text=_has_text(draft, other),
                frameworks=choices,
                files=kept_files(row),
                revision=row.revision,
                saved_at=row.changed_at if row.revision else None,
                problems=problems,
                conflicts=_conflicts(saved.conflicts if saved else {}, kept, choices),
                names=field_names(draft, statements(choices)),
            )

    def submitting(self, author: Author, evidence_id: int) -> SubmittingPage:
        """What is about to be submitted, and which courses it can go to.

        Raises :class:`MissingError`, and :class:`PassedError` once it is submitted.
        """
        with self._reading() as session:
            row = with_author(find_own(session, author, evidence_id))
            known = known_frameworks(session, self._read_framework)
            choices = choices_of(known, activity_of(row, self._read_activity))
            is_returned = row.review == ReviewState.RETURNED
            courses = contexts_open_to(session, author)
            return SubmittingPage(
                piece=piece_of(row, read_activity=self._read_activity, frameworks=known),
                courses=tuple(
                    one for one in courses if not is_returned or one.id == row.context_id
                ),
                is_returned=is_returned,
                problems=self._left_to_do(row, known),
                names=field_names(draft_of(row, known), statements(choices)),
            )

    def _left_to_do(self, row: Evidence, known: Sequence[KnownFramework]) -> dict[str, str]:
        return problems_of(row, known, self._read_activity, day_of(self._clock()))

    def _piece(self, session: Session, row: Evidence) -> Piece:
        known = known_frameworks(session, self._read_framework)
        return piece_of(row, read_activity=self._read_activity, frameworks=known)


def _course(session: Session, row: Evidence) -> str | None:
    if row.context_id is None:
        return None
    found = enrolments.find_context(session, row.context_id, tenant_id=row.tenant_id)
    return found.title if found else None


def _score(session: Session, row: Evidence) -> ScoreStatus | None:
    if row.attempt is None:
        return None
    return score_statuses.find(
        session, row.attempt.id, tenant_id=row.tenant_id, person_id=row.person_id
    )


def _open_attempt(row: Evidence) -> OpenAttempt | None:
    if row.attempt is None or not is_in_its_attempt(row):
        return None
    return OpenAttempt(id=row.attempt.id, resource_link_id=row.attempt.resource_link_id)


def _has_text(draft: Draft, prompt_set: str | None) -> bool:
    prompts = prompts_of_sort(draft.sort, prompt_set) if prompt_set else ()
    return any(draft.texts.get(prompt.key, "").strip() for prompt in prompts)


def _conflicts(
    found: Mapping[str, datetime | None],
    kept: Mapping[str, Any],
    choices: Sequence[FrameworkChoices],
) -> dict[str, Conflict]:
    named = statements(choices)
    return {
        name: Conflict(at=at, lines=_lines(name, kept[name], named)) for name, at in found.items()
    }


def _lines(field: str, value: Any, named: Mapping[str, str]) -> tuple[str, ...]:
    """What is kept in a field, as it is read."""
    if field == "date":
        date = " ".join(value).strip()
        return (date,) if date else ()
    if isinstance(value, Mapping):
        return tuple(f"{named.get(ref, ref)}: {reason}" for ref, reason in value.items())
    if isinstance(value, list):
        return tuple(named.get(one, one) for one in value)
    return (value,) if value.strip() else ()
