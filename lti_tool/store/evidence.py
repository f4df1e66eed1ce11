"""Evidence and its mappings, found only for the person whose portfolio it is in."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lti_tool.learning.evidence import Audience, EvidenceSort, ItemTie, MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.learning.reviews import ReviewState
from lti_tool.store import attempts
from lti_tool.store.tables import Attachment, Attempt, Evidence, EvidenceEvent, Mapping

UNTOUCHED: Final = and_(
    Evidence.attempt_id.is_(None),
    Evidence.revision == 0,
    Evidence.title == "",
    ~exists().where(Attachment.evidence_id == Evidence.id),
)
"""What was opened to be filled in, and nothing was filled in."""


def add(
    session: Session, evidence: Evidence, ties: Iterable[ItemTie], item_ids: dict[str, int]
) -> None:
    """Keep a piece of evidence with its mappings; an item that is no longer current is left out."""
    evidence.mappings = _ties(evidence, ties, item_ids)
    session.add(evidence)


def _ties(evidence: Evidence, ties: Iterable[ItemTie], item_ids: dict[str, int]) -> list[Mapping]:
    return [
        Mapping(
            tenant_id=evidence.tenant_id,
            framework_item_id=item_ids[tie.code],
            use=tie.use,
            state=tie.state,
            reason=tie.reason,
            is_showcased=False,
        )
        for tie in ties
        if tie.code in item_ids
    ]


def is_recognised(evidence: Evidence) -> bool:
    """Whether a piece of evidence is mapped to outcomes, and recognised for each of them."""
    outcomes = [mapping for mapping in evidence.mappings if mapping.use == Use.MAPPED]
    return bool(outcomes) and all(one.state == MappingState.RECOGNISED for one in outcomes)


def find_of_attempt(
    session: Session, attempt_id: int, *, tenant_id: int, person_id: int, lock: bool = False
) -> Evidence | None:
    """Find the evidence that an attempt of this person left.

    With ``lock`` nobody else can change it until the transaction ends.
    """
    statement = (
        select(Evidence)
        .where(
            Evidence.attempt_id == attempt_id,
            Evidence.tenant_id == tenant_id,
            Evidence.person_id == person_id,
        )
        .options(selectinload(Evidence.mappings).joinedload(Mapping.item))
    )
    return session.scalar(statement.with_for_update(of=Evidence) if lock else statement)


def find_returned(
    session: Session, attempt_id: int, *, tenant_id: int, person_id: int
) -> Evidence | None:
    """Find the evidence that was returned with an attempt of this person, to note a change of it.

    It is locked, and so is not the attempt yet: whoever changes that too finds it afterwards.
    """
    if not is_returned(session, attempt_id, tenant_id=tenant_id, person_id=person_id):
        return None
    attempts.hold_person(session, tenant_id=tenant_id, person_id=person_id)
    of_it = _returned_with(attempt_id, tenant_id, person_id)
    return session.scalar(select(Evidence).where(*of_it).with_for_update(of=Evidence))


def is_returned(session: Session, attempt_id: int, *, tenant_id: int, person_id: int) -> bool:
    """Whether an instructor returned what an attempt of this person left."""
    of_it = _returned_with(attempt_id, tenant_id, person_id)
    return session.scalar(select(Evidence.id).where(*of_it)) is not None


def _returned_with(
    attempt_id: int, tenant_id: int, person_id: int
) -> tuple[ColumnElement[bool], ...]:
    return (
        Evidence.attempt_id == attempt_id,
        Evidence.tenant_id == tenant_id,
        Evidence.person_id == person_id,
        Evidence.review == ReviewState.RETURNED,
    )


def find_own(
    session: Session, evidence_id: int, *, tenant_id: int, person_id: int, lock: bool = False
) -> Evidence | None:
    """Find a piece of evidence of this person with all that belongs to it.

    With ``lock`` nobody else can change it until the transaction ends.
    """
    statement = _whole().where(
        Evidence.id == evidence_id,
        Evidence.tenant_id == tenant_id,
        Evidence.person_id == person_id,
    )
    return session.scalar(statement.with_for_update(of=Evidence) if lock else statement)


def find_untouched(
    session: Session, sort: EvidenceSort, *, tenant_id: int, person_id: int
) -> Evidence | None:
    """Find a piece of this sort that this person began and filled nothing in of."""
    return session.scalar(
        select(Evidence)
        .where(
            Evidence.tenant_id == tenant_id,
            Evidence.person_id == person_id,
            Evidence.sort == sort,
            UNTOUCHED,
        )
        .order_by(Evidence.id.desc())
        .limit(1)
    )


def find_submitted(
    session: Session, evidence_id: int, *, tenant_id: int, context_id: int, lock: bool = True
) -> Evidence | None:
    """Find a piece that is submitted to this course; locked, it stays so while that lasts."""
    statement = _whole().where(
        Evidence.id == evidence_id,
        Evidence.tenant_id == tenant_id,
        Evidence.context_id == context_id,
        Evidence.audience == Audience.SUBMITTED,
    )
    return session.scalar(statement.with_for_update(of=Evidence) if lock else statement)


def tie(session: Session, evidence: Evidence, use: Use, reasons: dict[int, str | None]) -> None:
    """Tie a piece of evidence to these items, and for this use to no other current ones.

    By item: why it shows it, where that was asked. What was decided about an item stays.
    """
    kept = {one.framework_item_id: one for one in evidence.mappings if one.use == use}
    for item_id, mapping in kept.items():
        if item_id not in reasons and mapping.item.is_current:
            evidence.mappings.remove(mapping)
    for item_id, reason in reasons.items():
        if item_id in kept:
            kept[item_id].reason = reason
        else:
            evidence.mappings.append(
                Mapping(
                    tenant_id=evidence.tenant_id,
                    framework_item_id=item_id,
                    use=use,
                    state=MappingState.PROPOSED,
                    reason=reason,
                    is_showcased=False,
                )
            )
    session.flush()  # an item may go from one use to another: it is tied once


def tie_anew(evidence: Evidence, ties: Iterable[ItemTie], item_ids: dict[str, int]) -> None:
    """Tie a piece of evidence to these items, and to no other current ones, as by these ties.

    What was decided about an item is past; that it is showcased stays.
    """
    wanted = {item_ids[tie.code]: tie for tie in ties if tie.code in item_ids}
    kept = {one.framework_item_id: one for one in evidence.mappings}
    for item_id, mapping in kept.items():
        if item_id in wanted:
            tie = wanted[item_id]
            mapping.use, mapping.state, mapping.reason = tie.use, tie.state, tie.reason
        elif mapping.item.is_current:
            evidence.mappings.remove(mapping)
        else:
            mapping.state = MappingState.PROPOSED
    new = [tie for item_id, tie in wanted.items() if item_id not in kept]
    evidence.mappings.extend(_ties(evidence, new, item_ids))


def count_showcased(
    session: Session, framework_item_id: int, *, tenant_id: int, person_id: int
) -> int:
    """How many pieces of this person's evidence are showcased for an item; none withdrawn."""
    found = session.scalar(
        select(func.count())
        .select_from(Mapping)
        .join(Evidence, Evidence.id == Mapping.evidence_id)
        .where(
            Evidence.tenant_id == tenant_id,
            Evidence.person_id == person_id,
            Evidence.audience != Audience.WITHDRAWN,
            Mapping.framework_item_id == framework_item_id,
            Mapping.is_showcased,
        )
    )
    return found or 0


def remove(session: Session, evidence: Evidence) -> None:
    """Forget a piece of evidence with its mappings, files and what was done with it."""
    owner = {"tenant_id": evidence.tenant_id, "evidence_id": evidence.id}
    session.execute(delete(EvidenceEvent).filter_by(**owner))
    session.execute(delete(Attachment).filter_by(**owner))
    session.expire(evidence, ["attachments"])
    session.delete(evidence)


def _whole() -> Select[Evidence]:
    return select(Evidence).options(
        joinedload(Evidence.attempt).joinedload(Attempt.activity_version),
        joinedload(Evidence.attempt).selectinload(Attempt.attachments),
        selectinload(Evidence.mappings).joinedload(Mapping.item),
        selectinload(Evidence.attachments),
    )
