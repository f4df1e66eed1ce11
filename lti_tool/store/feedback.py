"""Decisions as the author of the evidence finds them: what there is to read, or to change."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.learning.reviews import Outcome, ReviewState
from lti_tool.store.portfolio import Owner
from lti_tool.store.tables import Decision, Evidence


def find_decision(session: Session, decision_id: int, evidence: Evidence) -> Decision | None:
    """Find a decision about this piece of evidence."""
    return session.scalar(
        select(Decision).where(
            Decision.id == decision_id,
            Decision.tenant_id == evidence.tenant_id,
            Decision.evidence_id == evidence.id,
        )
    )


def list_waiting(
    session: Session, owner: Owner, *, most: int
) -> Sequence[tuple[Evidence, Decision]]:
    """List what counts of the decisions that somebody has to read or to act on, the latest first.

    That is what they have not said to have read, and what was returned to them for more.
    """
    latest = (
        select(func.max(Decision.id))
        .join(Evidence, Evidence.id == Decision.evidence_id)
        .where(*_owned(owner), Decision.undone_at.is_(None))
        .group_by(Decision.evidence_id)
    )
    is_unread = and_(Decision.outcome == Outcome.DECIDED, Decision.acknowledged_at.is_(None))
    rows = session.execute(
        select(Evidence, Decision)
        .join(Decision, Decision.evidence_id == Evidence.id)
        .where(
            *_owned(owner),
            Decision.id.in_(latest),
            or_(Evidence.review == ReviewState.RETURNED, is_unread),
        )
        .options(joinedload(Decision.person))
        .order_by(Decision.id.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def _owned(owner: Owner) -> tuple[ColumnElement[bool], ...]:
    return Evidence.tenant_id == owner.tenant_id, Evidence.person_id == owner.person_id
