"""The queue of review: what is submitted to one course, filtered, what has waited longest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from lti_tool.learning.evidence import Audience
from lti_tool.learning.frameworks import Use
from lti_tool.learning.review_queue import QueueFilter, QueueShown
from lti_tool.learning.reviews import ReviewState
from lti_tool.store import as_submitted
from lti_tool.store.tables import (
    ActivityVersion,
    Attempt,
    Evidence,
    FrameworkItem,
    Person,
)

_STATES = {
    QueueShown.WAITING: ReviewState.AWAITING,
    QueueShown.RETURNED: ReviewState.RETURNED,
    QueueShown.DECIDED: ReviewState.DECIDED,
}

_Order = tuple[SQLColumnExpression[datetime | None], SQLColumnExpression[int]]


@dataclass(frozen=True, kw_only=True)
class ReviewedContext:
    """Whose instructors look at what is submitted to them."""

    tenant_id: int
    context_id: int
    reader_id: int
    """Whose own evidence waits for others."""


@dataclass(frozen=True, kw_only=True)
class QueuedPiece:
    """One piece in the queue, with its author and the title that it was handed in with."""

    evidence: Evidence
    author: Person
    title: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What lies beside one piece in the queue."""

    number: int
    """How many there are."""
    next_id: int | None
    next_wraps: bool
    """Whether nothing follows, so that the next is the first one."""
    previous_id: int | None


def count(session: Session, place: ReviewedContext, wanted: QueueFilter) -> int:
    """How much there is of what is wanted."""
    found = select(func.count()).select_from(Evidence).where(*_wanted(place, wanted))
    return session.scalar(found) or 0


def list_page(
    session: Session, place: ReviewedContext, wanted: QueueFilter, *, most: int, skip: int = 0
) -> Sequence[QueuedPiece]:
    """List what is wanted with its authors."""
    rows = session.execute(
        select(Evidence, Person, as_submitted.title())
        .join(Person, Person.id == Evidence.person_id)
        .where(*_wanted(place, wanted))
        .order_by(Evidence.submitted_at, Evidence.id)
        .limit(most)
        .offset(skip)
    )
    return [QueuedPiece(evidence=row[0], author=row[1], title=row[2]) for row in rows]


def find_beside(
    session: Session, place: ReviewedContext, wanted: QueueFilter, evidence_id: int
) -> Beside:
    """Find what follows a piece in the queue, or else the first there is, and what comes before."""
    here = select(Evidence.submitted_at).where(Evidence.id == evidence_id).scalar_subquery()
    after = or_(
        Evidence.submitted_at > here,
        and_(Evidence.submitted_at == here, Evidence.id > evidence_id),
    )
    others = [*_wanted(place, wanted), Evidence.id != evidence_id]
    forwards: _Order = (Evidence.submitted_at, Evidence.id)
    backwards: _Order = (Evidence.submitted_at.desc(), Evidence.id.desc())
    found = session.execute(
        select(
            select(func.count())
            .select_from(Evidence)
            .where(*_wanted(place, wanted))
            .scalar_subquery(),
            _first(others, forwards, after),
            _first(others, forwards),
            _first(others, backwards, ~after),
        )
    ).one()
    number, following, first, before = found
    return Beside(
        number=number,
        next_id=following or first,
        next_wraps=following is None and first is not None,
        previous_id=before,
    )


def count_by_shown(
    session: Session, place: ReviewedContext, wanted: QueueFilter
) -> Mapping[QueueShown, int]:
    """How much is submitted to a course of what is wanted, by where its review stands."""
    everywhere = replace(wanted, shown=QueueShown.ALL)
    of_others = case((Evidence.person_id != place.reader_id, 1), else_=0)
    rows = session.execute(
        select(Evidence.review, func.count(), func.sum(of_others))
        .where(*_wanted(place, everywhere))
        .group_by(Evidence.review)
    )
    by_state = {state: (number, others) for state, number, others in rows}
    counts = {shown: by_state.get(state, (0, 0))[0] for shown, state in _STATES.items()}
    counts[QueueShown.WAITING] = by_state.get(ReviewState.AWAITING, (0, 0))[1]
    return {**counts, QueueShown.ALL: sum(number for number, _ in by_state.values())}


def list_activities(session: Session, place: ReviewedContext) -> tuple[tuple[str, str], ...]:
    """List the activities that left something in a course: code and title, by title."""
    rows = session.execute(
        select(ActivityVersion.code, func.max(ActivityVersion.title).label("title"))
        .join(Attempt, Attempt.activity_version_id == ActivityVersion.id)
        .join(Evidence, Evidence.attempt_id == Attempt.id)
        .where(*_submitted_to(place))
        .group_by(ActivityVersion.code)
        .order_by("title")
    )
    return tuple((row[0], row[1]) for row in rows)


def list_domains(session: Session, place: ReviewedContext) -> tuple[tuple[str, str], ...]:
    """List what evidence in a course is filed under: code and words, by code."""
    tied = _ties(place)
    rows = session.execute(
        select(FrameworkItem.code, func.max(FrameworkItem.statement))
        .join(tied, tied.c.framework_item_id == FrameworkItem.id)
        .where(tied.c.use == Use.FILED)
        .group_by(FrameworkItem.code)
        .order_by(FrameworkItem.code)
    )
    return tuple((row[0], row[1]) for row in rows)


def _first(
    conditions: Sequence[ColumnElement[bool]],
    order: _Order,
    *more: ColumnElement[bool],
) -> ColumnElement[int]:
    found: Select[int] = select(Evidence.id).where(*conditions, *more).order_by(*order).limit(1)
    return found.scalar_subquery()


def _submitted_to(place: ReviewedContext) -> tuple[ColumnElement[bool], ...]:
    return (
        Evidence.tenant_id == place.tenant_id,
        Evidence.context_id == place.context_id,
        Evidence.audience == Audience.SUBMITTED,
    )


def _sought(learner: str) -> Sequence[str]:
    """The words of a name in any order; what has a number in it is looked for as it is."""
    return [learner] if any(map(str.isdigit, learner)) else learner.split()


def _ties(place: ReviewedContext) -> Subquery:
    return as_submitted.ties(tenant_id=place.tenant_id, context_id=place.context_id)


def _wanted(place: ReviewedContext, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions = [*_submitted_to(place)]
    if wanted.shown in _STATES:
        conditions.append(Evidence.review == _STATES[wanted.shown])
    if wanted.shown is QueueShown.WAITING:
        conditions.append(Evidence.person_id != place.reader_id)
    made = _of_attempt(wanted)
    if made:
        found = exists().where(Attempt.id == Evidence.attempt_id, *made)
        conditions.append(found.correlate(Evidence))
    if wanted.domain:
        tied = _ties(place)
        conditions.append(
            Evidence.id.in_(
                select(tied.c.evidence_id)
                .join(FrameworkItem, FrameworkItem.id == tied.c.framework_item_id)
                .where(tied.c.use == Use.FILED, FrameworkItem.code == wanted.domain)
            )
        )
    if wanted.learner:
        named = func.coalesce(Person.name, literal("Learner ") + cast(Person.id, String))
        conditions.append(
            exists()
            .where(
                Person.id == Evidence.person_id,
                *(named.icontains(one, autoescape=True) for one in _sought(wanted.learner)),
            )
            .correlate(Evidence)
        )
    return conditions


def _of_attempt(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.activity_code:
        conditions.append(Attempt.activity_code == wanted.activity_code)
    if wanted.resource_link_id is not None:
        conditions.append(Attempt.resource_link_id == wanted.resource_link_id)
    return conditions
