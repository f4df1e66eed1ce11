"""What was decided about evidence, by whoever may read that evidence."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.learning.evidence import EvidenceAction, MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.learning.judging import ReviewedTie
from lti_tool.learning.people import instructor_name
from lti_tool.learning.reviews import ChosenLevel, Decision, Outcome, Verdict
from lti_tool.store import tables
from lti_tool.store.as_submitted import Tied
from lti_tool.store.tables import (
    Attempt,
    Evidence,
    EvidenceEvent,
    FrameworkAssociation,
    FrameworkItem,
)

DECIDING = (EvidenceAction.DECIDED, EvidenceAction.RETURNED)


def list_of_evidence(
    session: Session,
    evidence_ids: Collection[int],
    *,
    tenant_id: int,
    context_id: int | None = None,
) -> dict[int, tuple[Decision, ...]]:
    """List the decisions about these pieces, by the piece, the newest first; undone ones too.

    Those of one course, if it is given: a piece may have been submitted to another one before.
    """
    of_course = [] if context_id is None else [tables.Decision.context_id == context_id]
    rows = session.scalars(
        select(tables.Decision)
        .where(
            tables.Decision.tenant_id == tenant_id,
            tables.Decision.evidence_id.in_(evidence_ids),
            *of_course,
        )
        .options(joinedload(tables.Decision.person), joinedload(tables.Decision.undoer))
        .order_by(tables.Decision.id.desc())
    )
    found: dict[int, tuple[Decision, ...]] = {}
    for row in rows:
        found[row.evidence_id] = (*found.get(row.evidence_id, ()), decision_of(row))
    return found


def list_standing(session: Session, evidence: Evidence) -> Sequence[tables.Decision]:
    """List what was decided about what was submitted last, and not undone, the newest first."""
    of_it = (
        EvidenceEvent.tenant_id == evidence.tenant_id,
        EvidenceEvent.evidence_id == evidence.id,
    )
    submitted = (
        select(func.coalesce(func.max(EvidenceEvent.id), 0))
        .where(*of_it, EvidenceEvent.action == EvidenceAction.SUBMITTED)
        .scalar_subquery()
    )
    notes = session.scalars(
        select(EvidenceEvent.about).where(
            *of_it, EvidenceEvent.action.in_(DECIDING), EvidenceEvent.id > submitted
        )
    )
    ids = [note["decision"] for note in notes if note]
    return session.scalars(
        select(tables.Decision)
        .where(
            tables.Decision.tenant_id == evidence.tenant_id,
            tables.Decision.id.in_(ids),
            tables.Decision.undone_at.is_(None),
        )
        .options(joinedload(tables.Decision.person), joinedload(tables.Decision.undoer))
        .order_by(tables.Decision.id.desc())
    ).all()


def find_last_act(session: Session, evidence: Evidence) -> EvidenceEvent | None:
    """Find what was done last of all that changes where the review of a piece stands."""
    return session.scalar(
        select(EvidenceEvent)
        .where(
            EvidenceEvent.tenant_id == evidence.tenant_id,
            EvidenceEvent.evidence_id == evidence.id,
            EvidenceEvent.action.in_((*DECIDING, EvidenceAction.UNDONE, EvidenceAction.SUBMITTED)),
        )
        .order_by(EvidenceEvent.id.desc())
        .limit(1)
    )


def gradebook_words(session: Session, attempt: Attempt) -> str:
    """What an instructor last wrote for the gradebook about work like this, at its placement.

    It goes with each score of that learner and activity there; empty where there is none.
    """
    if attempt.resource_link_id is None:
        return ""
    words = session.scalar(
        select(tables.Decision.gradebook_comment)
        .join(Evidence, Evidence.id == tables.Decision.evidence_id)
        .join(Attempt, Attempt.id == Evidence.attempt_id)
        .where(
            tables.Decision.tenant_id == attempt.tenant_id,
            tables.Decision.undone_at.is_(None),
            tables.Decision.context_id == Attempt.context_id,
            Attempt.tenant_id == attempt.tenant_id,
            Attempt.person_id == attempt.person_id,
            Attempt.resource_link_id == attempt.resource_link_id,
            Attempt.activity_code == attempt.activity_code,
        )
        .order_by(tables.Decision.id.desc())
        .limit(1)
    )
    return words or ""


def find(session: Session, decision_id: int, evidence: Evidence) -> tables.Decision | None:
    """Find a decision about this piece."""
    return session.scalar(
        select(tables.Decision).where(
            tables.Decision.id == decision_id,
            tables.Decision.tenant_id == evidence.tenant_id,
            tables.Decision.evidence_id == evidence.id,
        )
    )


def find_made(
    session: Session, decision_id: int, *, tenant_id: int, context_id: int, person_id: int
) -> tables.Decision | None:
    """Find a decision that this person made in a course, if nobody took it back."""
    return session.scalar(
        select(tables.Decision).where(
            tables.Decision.id == decision_id,
            tables.Decision.tenant_id == tenant_id,
            tables.Decision.context_id == context_id,
            tables.Decision.person_id == person_id,
            tables.Decision.undone_at.is_(None),
        )
    )


def find_final(session: Session, attempt: Attempt) -> tables.Decision | None:
    """Find the latest decision that stands and gave an attempt points."""
    return session.scalar(
        select(tables.Decision)
        .join(Evidence, Evidence.id == tables.Decision.evidence_id)
        .where(
            tables.Decision.tenant_id == attempt.tenant_id,
            tables.Decision.context_id == attempt.context_id,
            Evidence.attempt_id == attempt.id,
            tables.Decision.undone_at.is_(None),
            tables.Decision.given.is_not(None),
        )
        .order_by(tables.Decision.id.desc())
        .limit(1)
    )


def reviewed_ties(session: Session, ties: Sequence[Tied]) -> tuple[ReviewedTie, ...]:
    """What a piece of evidence is tied to, as a review sees it."""
    filed = [one.framework_item_id for one in ties if one.use == Use.FILED]
    parents = session.scalars(
        select(FrameworkAssociation.destination_id)
        .join(FrameworkItem, FrameworkItem.id == FrameworkAssociation.origin_id)
        .where(
            FrameworkAssociation.kind == "isChildOf",
            FrameworkAssociation.destination_id.in_(filed),
            FrameworkItem.is_current,
        )
    )
    with_outcomes = {*parents}
    return tuple(
        ReviewedTie(
            item_id=one.framework_item_id,
            use=Use(one.use),
            state=MappingState(one.state),
            has_outcomes=one.framework_item_id in with_outcomes,
        )
        for one in ties
    )


def decision_of(row: tables.Decision) -> Decision:
    """A decision as a value."""
    return Decision(
        id=row.id,
        outcome=Outcome(row.outcome),
        by=instructor_name(row.person.name),
        at=row.at,
        verdicts=tuple(
            Verdict(
                item_id=one["item"],
                statement=one["statement"],
                state=MappingState(one["state"]),
                comment=one["comment"],
            )
            for one in row.verdicts
        ),
        levels=tuple(
            ChosenLevel(
                key=one["key"],
                criterion=one["criterion"],
                points=one["points"],
                best=one["best"],
                text=one["text"],
            )
            for one in row.levels
        ),
        given=row.given,
        maximum=row.maximum,
        comment=row.comment,
        gradebook_comment=row.gradebook_comment,
        undone_at=row.undone_at,
        undone_by=instructor_name(row.undoer.name) if row.undoer else None,
        acknowledged_at=row.acknowledged_at,
    )
