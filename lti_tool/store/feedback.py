"""Decisions as the author of the evidence finds them: what there is to read, or to change."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.learning.attempts import AttemptState
from lti_tool.learning.evidence import Audience
from lti_tool.learning.feedback import Feedback, feedback_of
from lti_tool.learning.reviews import Outcome, ReviewState
from lti_tool.store import decisions
from lti_tool.store.portfolio import Owner
from lti_tool.store.tables import Decision, Evidence


def of_evidence(session: Session, evidence: Evidence) -> Feedback:
    """What counts of the decisions about a piece, and what is past.

    Whoever withdrew it and is at its attempt again, as was asked for, still reads what to change.
    """
    found = decisions.list_of_evidence(session, [evidence.id], tenant_id=evidence.tenant_id)
    review = ReviewState(evidence.review) if evidence.review else None
    is_at_it = evidence.attempt is not None and evidence.attempt.state == AttemptState.RETURNED
    is_withdrawn = evidence.audience == Audience.WITHDRAWN and not is_at_it
    return feedback_of(found.get(evidence.id, ()), review, is_withdrawn=is_withdrawn)


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
