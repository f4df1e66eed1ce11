"""What was decided about evidence, by whoever may read that evidence."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.learning.evidence import MappingState
from lti_tool.learning.people import instructor_name
from lti_tool.learning.reviews import ChosenLevel, Decision, Outcome, Verdict
from lti_tool.store import tables


def list_of_evidence(
    session: Session, evidence_ids: Collection[int], *, tenant_id: int
) -> dict[int, tuple[Decision, ...]]:
    """List the decisions about these pieces, by the piece, the newest first; undone ones too."""
    rows = session.scalars(
        select(tables.Decision)
        .where(
            tables.Decision.tenant_id == tenant_id, tables.Decision.evidence_id.in_(evidence_ids)
        )
        .options(joinedload(tables.Decision.person), joinedload(tables.Decision.undoer))
        .order_by(tables.Decision.id.desc())
    )
    found: dict[int, tuple[Decision, ...]] = {}
    for row in rows:
        found[row.evidence_id] = (*found.get(row.evidence_id, ()), decision_of(row))
    return found


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
