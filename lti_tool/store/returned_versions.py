"""What evidence said when it was returned, by whoever may read that evidence."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.learning.handed_in import HandedIn
from lti_tool.store.tables import Decision, Evidence, ReturnedTie, ReturnedVersion


def version_of(evidence: Evidence, decision: Decision, handed: HandedIn) -> ReturnedVersion:
    """What is kept of a piece that this decision has just returned."""
    return ReturnedVersion(
        decision_id=decision.id,
        tenant_id=evidence.tenant_id,
        evidence_id=evidence.id,
        submitted_at=evidence.submitted_at or evidence.created_at,
        title=evidence.title,
        content=handed.as_kept(),
        ties=[
            ReturnedTie(
                framework_item_id=one.framework_item_id,
                tenant_id=one.tenant_id,
                position=position,
                use=one.use,
                state=one.state,
                reason=one.reason,
            )
            for position, one in enumerate(evidence.mappings)
        ],
    )


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
