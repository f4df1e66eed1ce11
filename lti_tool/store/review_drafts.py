"""Drafts of decisions: what an instructor has typed about a piece of evidence."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.store.database import insert_into
from lti_tool.store.tables import Evidence, ReviewDraft


def find(
    session: Session, evidence_id: int, *, tenant_id: int, person_id: int, lock: bool = False
) -> ReviewDraft | None:
    """Find what this instructor has typed about a piece, also one that they may no longer read.

    With ``lock`` nobody else can change it until the transaction ends.
    """
    statement = select(ReviewDraft).where(
        ReviewDraft.tenant_id == tenant_id,
        ReviewDraft.evidence_id == evidence_id,
        ReviewDraft.person_id == person_id,
    )
    return session.scalar(statement.with_for_update() if lock else statement)


def begin(session: Session, evidence: Evidence, *, person_id: int, now: datetime) -> ReviewDraft:
    """Find or begin what this instructor types about a piece; nobody else can change it then."""
    owner = {"tenant_id": evidence.tenant_id, "person_id": person_id}
    begun = insert_into(session, ReviewDraft).values(
        **owner, evidence_id=evidence.id, fields={}, saved_at=now
    )
    session.execute(begun.on_conflict_do_nothing())  # two tabs may begin at once
    found = find(session, evidence.id, **owner, lock=True)
    if found is None:
        raise LookupError("a draft that was just begun is not there")
    return found


def discard(session: Session, evidence: Evidence, *, person_id: int) -> None:
    """Forget what this instructor has typed about a piece."""
    session.execute(
        delete(ReviewDraft).where(
            ReviewDraft.tenant_id == evidence.tenant_id,
            ReviewDraft.evidence_id == evidence.id,
            ReviewDraft.person_id == person_id,
        )
    )
