"""What evidence said when it was returned, by whoever may read that evidence."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.store.tables import Decision, Evidence, ReturnedVersion


def list_of_evidence(
    session: Session, evidence: Evidence
) -> Sequence[tuple[ReturnedVersion, Decision]]:
    """List the versions that the course of a piece of evidence returned, the newest first.

    A return that was undone kept nothing that anybody has to compare with.
    """
    rows = session.execute(
        select(ReturnedVersion, Decision)
        .join(Decision, Decision.id == ReturnedVersion.decision_id)
        .where(
            ReturnedVersion.tenant_id == evidence.tenant_id,
            ReturnedVersion.evidence_id == evidence.id,
            Decision.tenant_id == evidence.tenant_id,
            Decision.context_id == evidence.context_id,
            Decision.undone_at.is_(None),
        )
        .options(joinedload(Decision.person))
        .order_by(Decision.id.desc())
    )
    return [(row[0], row[1]) for row in rows]
