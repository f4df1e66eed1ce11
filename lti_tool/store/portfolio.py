"""A portfolio as its owner reads it: counts, pieces of evidence, what was begun."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.learning.attempts import AttemptState
from lti_tool.learning.days import day_said
from lti_tool.learning.evidence import Audience, EvidenceSort, MappingState
from lti_tool.learning.portfolio import STANDINGS, Count, Sought, Standing
from lti_tool.store.tables import (
    ActivityVersion,
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


@dataclass(frozen=True, kw_only=True)
class Begun:
    """An activity that was begun and not submitted."""

    activity_code: str
    title: str
    started_at: datetime
    saved_at: datetime | None
    is_unplaced: bool


def counts(session: Session, owner: Owner) -> tuple[Count, ...]:
    """Count all pieces by item, audience and state, in one statement; those of no item too."""
    grouped = (
        select(
            Mapping.framework_item_id,
            Evidence.audience,
            Mapping.state,
            func.count().label("pieces"),
        )
        .select_from(Evidence)
        .outerjoin(Mapping, Mapping.evidence_id == Evidence.id)
        .where(*_owned(owner))
        .group_by(Mapping.framework_item_id, Evidence.audience, Mapping.state)
        .subquery()
    )
    rows = session.execute(
        select(FrameworkItem.identifier, grouped.c.audience, grouped.c.state, grouped.c.pieces)
        .select_from(grouped)
        .outerjoin(FrameworkItem, FrameworkItem.id == grouped.c.framework_item_id)
    )
    return tuple(
        Count(
            identifier=row.identifier or "",
            audience=Audience(row.audience),
            state=MappingState(row.state or MappingState.PROPOSED),
            pieces=row.pieces,
        )
        for row in rows
    )


def search(
    session: Session, sought: Sought, owner: Owner, *, most: int, skip: int = 0
) -> FoundPieces:
    """Find pieces of a portfolio, the latest first."""
    conditions = [*_owned(owner), *_conditions(sought)]
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


def list_begun(
    session: Session,
    owner: Owner,
    *,
    resource_link_id: int | None,
    activity_code: str | None,
    most: int,
) -> tuple[Begun, ...]:
    """List the open attempts that can be gone on with here: unplaced, or of this placement."""
    here = and_(
        Attempt.resource_link_id == resource_link_id, Attempt.activity_code == activity_code
    )
    rows = session.execute(
        select(Attempt, ActivityVersion.title)
        .join(ActivityVersion, ActivityVersion.id == Attempt.activity_version_id)
        .where(
            Attempt.tenant_id == owner.tenant_id,
            Attempt.person_id == owner.person_id,
            Attempt.state == AttemptState.IN_PROGRESS,
            or_(Attempt.resource_link_id.is_(None), here),
        )
        .order_by(func.coalesce(Attempt.saved_at, Attempt.started_at).desc(), Attempt.id.desc())
        .limit(most)
    )
    return tuple(
        Begun(
            activity_code=attempt.activity_code,
            title=title,
            started_at=attempt.started_at,
            saved_at=attempt.saved_at,
            is_unplaced=attempt.resource_link_id is None,
        )
        for attempt, title in rows
    )


def _owned(owner: Owner) -> tuple[ColumnElement[bool], ...]:
    return (Evidence.tenant_id == owner.tenant_id, Evidence.person_id == owner.person_id)


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
        items = select(FrameworkItem.id).where(FrameworkItem.identifier == sought.item)
        yield Mapping.framework_item_id.in_(items)
    if sought.is_showcased:
        yield Mapping.is_showcased.is_(True)
    states = [state for state, standing in STANDINGS.items() if standing is sought.standing]
    if states:
        yield Mapping.state.in_(states)
