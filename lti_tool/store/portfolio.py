"""A portfolio as its owner reads it: counts and pieces of evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, not_, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.learning.days import day_said
from lti_tool.learning.evidence import Audience, EvidenceSort, MappingState
from lti_tool.learning.portfolio import RANKS, STANDINGS, Count, Sought, Standing
from lti_tool.store.evidence import UNTOUCHED
from lti_tool.store.tables import (
    Attempt,
    Context,
    Evidence,
    FrameworkItem,
    Mapping,
)


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose portfolio it is. Nobody else's rows are ever read here."""

    tenant_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A piece of evidence, and the course that it was submitted to."""

    evidence: Evidence
    course_title: str | None


@dataclass(frozen=True, kw_only=True)
class FoundPieces:
    """One page of what was found, and how many pieces there are in all."""

    pieces: tuple[Kept, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A piece that its author chose to show for one item."""

    identifier: str
    """Of the framework item."""
    evidence_id: int
    title: str
    happened_on: date | None
    audience: Audience
    state: MappingState
    reason: str | None
    total: int
    """How many were chosen for that item."""


def counts(session: Session, owner: Owner) -> tuple[Count, ...]:
    """Count all pieces by item, audience and state, in one statement; those of no item too.

    Of the tries of one activity at one place the one that has come furthest counts, once.
    """
    tries = _tries(owner)
    grouped = (
        select(tries.c.item_id, tries.c.audience, tries.c.state, func.count().label("pieces"))
        .where(tries.c.place == 1)
        .group_by(tries.c.item_id, tries.c.audience, tries.c.state)
        .subquery()
    )
    rows = session.execute(
        select(FrameworkItem.identifier, grouped.c.audience, grouped.c.state, grouped.c.pieces)
        .select_from(grouped)
        .outerjoin(FrameworkItem, FrameworkItem.id == grouped.c.item_id)
    )
    return tuple(
        Count(
            identifier=row.identifier or "",
            audience=Audience(row.audience),
            state=MappingState(row.state),
            pieces=row.pieces,
        )
        for row in rows
    )


def search(
    session: Session, sought: Sought, owner: Owner, *, most: int, skip: int = 0
) -> FoundPieces:
    """Find pieces of a portfolio, the latest first."""
    conditions = [*_owned(owner), *_conditions(sought)]
    if sought.counts_once:
        conditions.append(_is_counted(sought.item, owner))
    total = session.scalar(select(func.count()).select_from(Evidence).where(*conditions))
    return FoundPieces(pieces=_kept(session, conditions, most, skip), total=total or 0)


def list_unsubmitted(session: Session, owner: Owner, *, most: int) -> FoundPieces:
    """List what somebody added without an activity and nobody else can see, the latest first."""
    conditions = [
        *_owned(owner),
        Evidence.audience == Audience.PRIVATE,
        Evidence.sort != EvidenceSort.ACTIVITY,
    ]
    total = session.scalar(select(func.count()).select_from(Evidence).where(*conditions))
    return FoundPieces(pieces=_kept(session, conditions, most, 0), total=total or 0)


def list_showcased(session: Session, owner: Owner, *, most_each: int) -> tuple[Shown, ...]:
    """List what was chosen to be shown, the latest of each item first; nothing withdrawn."""
    within = (
        select(
            Mapping.id,
            func.row_number()
            .over(
                partition_by=Mapping.framework_item_id,
                order_by=(Evidence.happened_on.desc(), Evidence.id.desc()),
            )
            .label("place"),
            func.count().over(partition_by=Mapping.framework_item_id).label("total"),
        )
        .join(Evidence, Evidence.id == Mapping.evidence_id)
        .where(*_owned(owner), Mapping.is_showcased, Evidence.audience != Audience.WITHDRAWN)
        .subquery()
    )
    rows = session.execute(
        select(Mapping, Evidence, FrameworkItem.identifier, within.c.total)
        .join(within, within.c.id == Mapping.id)
        .join(Evidence, Evidence.id == Mapping.evidence_id)
        .join(FrameworkItem, FrameworkItem.id == Mapping.framework_item_id)
        .where(within.c.place <= most_each)
        .order_by(Mapping.framework_item_id, within.c.place)
    )
    return tuple(
        Shown(
            identifier=identifier,
            evidence_id=evidence.id,
            title=evidence.title,
            happened_on=day_said(evidence.happened_on, evidence.written),
            audience=Audience(evidence.audience),
            state=MappingState(mapping.state),
            reason=mapping.reason,
            total=total,
        )
        for mapping, evidence, identifier, total in rows
    )


def _owned(owner: Owner) -> tuple[ColumnElement[bool], ...]:
    """What is in a portfolio: not what was only opened to be filled in."""
    return (
        Evidence.tenant_id == owner.tenant_id,
        Evidence.person_id == owner.person_id,
        not_(UNTOUCHED),
    )


def _tries(owner: Owner) -> Subquery:
    """Each piece with each of its items, and its place among the tries of the same activity.

    What has come furthest is first, of those the latest. A piece without an activity is alone.
    """
    state = func.coalesce(Mapping.state, MappingState.PROPOSED)
    ranks = {f"{audience}:{one}": rank for (audience, one), rank in RANKS.items()}
    alone = case((Evidence.attempt_id.is_(None), Evidence.id))
    place = func.row_number().over(
        partition_by=(
            Mapping.framework_item_id,
            alone,
            Attempt.resource_link_id,
            Attempt.activity_code,
        ),
        order_by=(case(ranks, value=Evidence.audience + ":" + state).desc(), Evidence.id.desc()),
    )
    return (
        select(
            Evidence.id,
            Evidence.audience,
            Mapping.framework_item_id.label("item_id"),
            state.label("state"),
            place.label("place"),
        )
        .select_from(Evidence)
        .outerjoin(Mapping, Mapping.evidence_id == Evidence.id)
        .outerjoin(Attempt, Attempt.id == Evidence.attempt_id)
        .where(*_owned(owner))
        .subquery()
    )


def _kept(
    session: Session, conditions: Sequence[ColumnElement[bool]], most: int, skip: int
) -> tuple[Kept, ...]:
    rows = session.execute(
        select(Evidence, Context.title)
        .outerjoin(Context, Context.id == Evidence.context_id)
        .where(*conditions)
        .order_by(Evidence.happened_on.desc(), Evidence.id.desc())
        .limit(most)
        .offset(skip)
        .options(selectinload(Evidence.mappings).joinedload(Mapping.item, innerjoin=True))
    )
    return tuple(Kept(evidence=evidence, course_title=title) for evidence, title in rows)


def _conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    for word in sought.each_word:
        yield Evidence.title.icontains(word, autoescape=True)
    if sought.sort is not None:
        yield Evidence.sort == sought.sort
    mapped = [*_mapped(sought)]
    if mapped:
        yield exists().where(Mapping.evidence_id == Evidence.id, *mapped)
    if sought.standing is Standing.ONLY_YOU:
        yield Evidence.audience == Audience.PRIVATE
    elif sought.standing is Standing.WITHDRAWN:
        yield Evidence.audience == Audience.WITHDRAWN
    elif sought.standing is not None:
        yield Evidence.audience == Audience.SUBMITTED
    elif mapped:
        yield Evidence.audience != Audience.WITHDRAWN


def _mapped(sought: Sought) -> Iterator[ColumnElement[bool]]:
    """What one mapping of a piece has to be, all at once."""
    if sought.item:
        yield Mapping.framework_item_id.in_(_item_ids(sought.item))
    if sought.is_showcased:
        yield Mapping.is_showcased.is_(True)
    states = [state for state, standing in STANDINGS.items() if standing is sought.standing]
    if states:
        yield Mapping.state.in_(states)


def _is_counted(identifier: str, owner: Owner) -> ColumnElement[bool]:
    """Whether a piece is the one that counts for an item, of the tries of its activity."""
    tries = _tries(owner)
    counted = select(tries.c.id).where(
        tries.c.place == 1, tries.c.item_id.in_(_item_ids(identifier))
    )
    return Evidence.id.in_(counted)


def _item_ids(identifier: str) -> Select[int]:
    return select(FrameworkItem.id).where(FrameworkItem.identifier == identifier)
