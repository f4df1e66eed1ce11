"""Evidence and its mappings, found only for the person whose portfolio it is in."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lti_tool.learning.evidence import ItemTie, MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.store.tables import Evidence, Mapping


def add(
    session: Session, evidence: Evidence, ties: Iterable[ItemTie], item_ids: dict[str, int]
) -> None:
    """Keep a piece of evidence with its mappings; an item that is no longer current is left out."""
    evidence.mappings = [
        Mapping(
            tenant_id=evidence.tenant_id,
            framework_item_id=item_ids[tie.code],
            use=tie.use,
            state=tie.state,
            is_showcased=False,
        )
        for tie in ties
        if tie.code in item_ids
    ]
    session.add(evidence)


def is_recognised(evidence: Evidence) -> bool:
    """Whether a piece of evidence is mapped to outcomes, and recognised for each of them."""
    outcomes = [mapping for mapping in evidence.mappings if mapping.use == Use.MAPPED]
    return bool(outcomes) and all(one.state == MappingState.RECOGNISED for one in outcomes)


def find_of_attempt(
    session: Session, attempt_id: int, *, tenant_id: int, person_id: int
) -> Evidence | None:
    """Find the evidence that an attempt of this person left."""
    return session.scalar(
        select(Evidence)
        .where(
            Evidence.attempt_id == attempt_id,
            Evidence.tenant_id == tenant_id,
            Evidence.person_id == person_id,
        )
        .options(selectinload(Evidence.mappings))
    )
