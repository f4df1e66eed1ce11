"""What instructors read of submitted evidence: as it was handed in, while it is being changed too.

Whatever shows, lists or counts a title or ties of somebody else's evidence reads them from here.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Subquery, case, func, select, union_all
from sqlalchemy.orm import Session, joinedload

from lti_tool.learning.evidence import Audience
from lti_tool.learning.frameworks import Use
from lti_tool.learning.reviews import ReviewState
from lti_tool.store.tables import (
    Evidence,
    FrameworkItem,
    Mapping,
    ReturnedTie,
    ReturnedVersion,
)

Tied = Mapping | ReturnedTie
"""A piece of evidence tied to one framework item: as it is, or as it was when it was returned."""


def title() -> ColumnElement[str]:
    """The title of a piece of evidence in a statement: of a returned one, what was handed in."""
    kept = (
        select(ReturnedVersion.title)
        .where(
            ReturnedVersion.tenant_id == Evidence.tenant_id,
            ReturnedVersion.decision_id == _last_returned(),
        )
        .correlate(Evidence)
        .scalar_subquery()
    )
    is_returned = Evidence.review == ReviewState.RETURNED
    return case((is_returned, func.coalesce(kept, Evidence.title)), else_=Evidence.title)


def ties(*wanted: ColumnElement[bool], tenant_id: int, context_id: int) -> Subquery:
    """What all that is submitted to a course is tied to: item, use and state, with whose piece.

    Only of the evidence that is ``wanted``, if that is said.
    """
    here = (
        *wanted,
        Evidence.tenant_id == tenant_id,
        Evidence.context_id == context_id,
        Evidence.audience == Audience.SUBMITTED,
    )
    is_returned = func.coalesce(Evidence.review, "") == ReviewState.RETURNED
    piece = (Evidence.id.label("evidence_id"), Evidence.person_id, Evidence.attempt_id)
    tied = (
        select(*piece, Mapping.framework_item_id, Mapping.use, Mapping.state)
        .join(Mapping, Mapping.evidence_id == Evidence.id)
        .where(*here, ~is_returned)
    )
    was_tied = (
        select(*piece, ReturnedTie.framework_item_id, ReturnedTie.use, ReturnedTie.state)
        .join(ReturnedTie, ReturnedTie.decision_id == _last_returned())
        .where(*here, is_returned)
    )
    return union_all(tied, was_tied).subquery("ties")


def statements_of(
    session: Session, evidence_ids: Collection[int], *, tenant_id: int, context_id: int
) -> dict[int, list[tuple[Use, str]]]:
    """The words of what these pieces of a course are tied to, by the piece, and for what use."""
    wanted = Evidence.id.in_(evidence_ids)
    tied = ties(wanted, tenant_id=tenant_id, context_id=context_id)
    rows = session.execute(
        select(tied.c.evidence_id, tied.c.use, FrameworkItem.statement)
        .join(FrameworkItem, FrameworkItem.id == tied.c.framework_item_id)
        .order_by(tied.c.evidence_id, FrameworkItem.code)
    )
    found: dict[int, list[tuple[Use, str]]] = {}
    for evidence_id, use, statement in rows:
        found.setdefault(evidence_id, []).append((Use(use), statement))
    return found


def returned_version(session: Session, evidence: Evidence) -> ReturnedVersion | None:
    """What a piece said when it was returned; ``None`` where it is not with its author again."""
    if evidence.review != ReviewState.RETURNED:
        return None
    return (
        session.scalars(
            select(ReturnedVersion)
            .where(
                ReturnedVersion.tenant_id == evidence.tenant_id,
                ReturnedVersion.evidence_id == evidence.id,
            )
            .order_by(ReturnedVersion.decision_id.desc())
            .limit(1)
            .options(joinedload(ReturnedVersion.ties).joinedload(ReturnedTie.item))
        )
        .unique()
        .one_or_none()
    )


def _last_returned() -> ColumnElement[int]:
    """The version that was returned last of a piece: an undone return leaves none."""
    return (
        select(func.max(ReturnedVersion.decision_id))
        .where(ReturnedVersion.evidence_id == Evidence.id)
        .correlate(Evidence)
        .scalar_subquery()
    )
