"""Reviews: who has begun at one placement of a context, and what they submitted there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, case, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lti_tool.learning.attempts import OPEN_STATES
from lti_tool.learning.evidence import Audience
from lti_tool.learning.reviews import ReviewState
from lti_tool.learning.scores import ScoreStatus
from lti_tool.store import as_submitted, score_statuses
from lti_tool.store.tables import Attempt, Enrolment, Evidence, Person, ScoreDelivery


@dataclass(frozen=True, kw_only=True)
class Place:
    """The placement whose work an instructor of its context looks at."""

    tenant_id: int
    context_id: int
    resource_link_id: int


@dataclass(frozen=True, kw_only=True)
class BegunThere:
    """Somebody who has begun at a place, and how far they are."""

    person: Person
    attempts: int
    begun_at: datetime
    submitted_at: datetime | None
    """When they submitted last."""
    has_open: bool
    waiting_since: datetime | None
    """Since when something that they submitted there has waited to be decided."""


def find_person(session: Session, person_id: int, place: Place) -> Person | None:
    """Find somebody who has come from this context."""
    return session.scalar(select(Person).where(Person.id == person_id, *_enrolled(place)).limit(1))


def hold_author(session: Session, evidence_id: int, *, tenant_id: int) -> None:
    """Let nobody else lock the author of a piece until the transaction ends; others may hold it."""
    session.execute(
        select(Person.id)
        .join(Evidence, Evidence.person_id == Person.id)
        .where(Evidence.id == evidence_id, Evidence.tenant_id == tenant_id)
        .with_for_update(read=True, key_share=True, of=Person)
    )


def find_subject(session: Session, subject: str, place: Place) -> Person | None:
    """Find whom the platform means by this ``sub``, if they have come from this context."""
    return session.scalar(
        select(Person).where(Person.subject == subject, *_enrolled(place)).limit(1)
    )


def is_subject(session: Session, subject: str, *, tenant_id: int, person_id: int) -> bool:
    """Whether the platform means this person by this ``sub``."""
    found = exists().where(
        Person.id == person_id, Person.tenant_id == tenant_id, Person.subject == subject
    )
    return session.scalar(select(found)) is True


def count_begun(session: Session, place: Place) -> int:
    """How many people have begun at a placement."""
    found = select(func.count(Attempt.person_id.distinct())).where(*_made_at(place))
    return session.scalar(found) or 0


def list_begun(session: Session, place: Place, *, most: int, skip: int) -> Sequence[BegunThere]:
    """List who has begun at a placement.

    First those of whom something waits to be decided, the longest first; then the others, whoever
    submitted last before the rest; those who have not submitted come at the end.
    """
    made, waiting = _made(place), _waiting(place)
    rows = session.execute(
        select(
            Person,
            made.c.number,
            made.c.begun_at,
            made.c.submitted_at,
            made.c.is_open,
            waiting.c.since,
        )
        .join(made, made.c.person_id == Person.id)
        .outerjoin(waiting, waiting.c.person_id == Person.id)
        .where(Person.tenant_id == place.tenant_id)
        .order_by(
            waiting.c.since.is_(None),
            waiting.c.since,
            made.c.submitted_at.is_(None),
            made.c.submitted_at.desc(),
            made.c.begun_at,
            Person.id,
        )
        .limit(most)
        .offset(skip)
    )
    return [
        BegunThere(
            person=row[0],
            attempts=row[1],
            begun_at=row[2],
            submitted_at=row[3],
            has_open=bool(row[4]),
            waiting_since=row[5],
        )
        for row in rows
    ]


def list_attempts(
    session: Session, place: Place, *, person_id: int, most: int
) -> Sequence[Attempt]:
    """List somebody's attempts at a place, the newest first."""
    return session.scalars(
        select(Attempt)
        .where(*_made_at(place), Attempt.person_id == person_id)
        .options(joinedload(Attempt.activity_version), selectinload(Attempt.attachments))
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
        .limit(most)
    ).all()


def find_last_submitted(session: Session, place: Place, *, person_id: int) -> int | None:
    """Find the attempt that somebody submitted last at a placement."""
    return session.scalar(
        select(Attempt.id)
        .where(
            *_made_at(place),
            Attempt.person_id == person_id,
            Attempt.submitted_at.is_not(None),
        )
        .order_by(Attempt.submitted_at.desc(), Attempt.id.desc())
        .limit(1)
    )


def evidence_of_attempts(
    session: Session, place: Place, attempt_ids: Collection[int]
) -> dict[int, int]:
    """Find the evidence of these attempts that is submitted to the context, by the attempt."""
    rows = session.execute(
        select(Evidence.attempt_id, Evidence.id).where(
            *_submitted_to(place), Evidence.attempt_id.in_(attempt_ids)
        )
    )
    return {attempt_id: evidence_id for attempt_id, evidence_id in rows if attempt_id is not None}


def list_other_evidence(
    session: Session,
    place: Place,
    *,
    person_id: int,
    besides: Collection[int],
    most: int,
) -> Sequence[tuple[Evidence, str]]:
    """List what else somebody submitted to the context with its titles, the newest first."""
    rows = session.execute(
        select(Evidence, as_submitted.title())
        .where(*_submitted_to(place), Evidence.person_id == person_id, Evidence.id.not_in(besides))
        .order_by(Evidence.submitted_at.desc(), Evidence.id.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def scores_of_attempts(
    session: Session, place: Place, attempt_ids: Collection[int]
) -> dict[int, ScoreStatus]:
    """Find where the latest score of each of these attempts stands, by the attempt."""
    newest = (
        select(func.max(ScoreDelivery.id))
        .where(
            ScoreDelivery.tenant_id == place.tenant_id,
            ScoreDelivery.attempt_id.in_(attempt_ids),
        )
        .group_by(ScoreDelivery.attempt_id)
    )
    found = score_statuses.find_all(session, newest, tenant_id=place.tenant_id)
    return {row.attempt_id: status for row, status in found.items()}


def scores_of_people(
    session: Session, place: Place, person_ids: Collection[int]
) -> dict[int, ScoreStatus]:
    """Find where the latest score of each of these people at a place stands, by the person."""
    newest = (
        select(func.max(ScoreDelivery.id))
        .join(Attempt, Attempt.id == ScoreDelivery.attempt_id)
        .where(*_made_at(place), ScoreDelivery.person_id.in_(person_ids))
        .group_by(ScoreDelivery.person_id)
    )
    found = score_statuses.find_all(session, newest, tenant_id=place.tenant_id)
    return {row.person_id: status for row, status in found.items()}


def _enrolled(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        Person.tenant_id == place.tenant_id,
        exists().where(
            Enrolment.tenant_id == place.tenant_id,
            Enrolment.context_id == place.context_id,
            Enrolment.person_id == Person.id,
        ),
    )


def _made_at(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        Attempt.tenant_id == place.tenant_id,
        Attempt.context_id == place.context_id,
        Attempt.resource_link_id == place.resource_link_id,
    )


def _submitted_to(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        Evidence.tenant_id == place.tenant_id,
        Evidence.context_id == place.context_id,
        Evidence.audience == Audience.SUBMITTED,
    )


def _made(place: Place) -> Subquery:
    is_open = case((Attempt.state.in_(OPEN_STATES), 1), else_=0)
    return (
        select(
            Attempt.person_id,
            func.count().label("number"),
            func.min(Attempt.started_at).label("begun_at"),
            func.max(Attempt.submitted_at).label("submitted_at"),
            func.max(is_open).label("is_open"),
        )
        .where(*_made_at(place))
        .group_by(Attempt.person_id)
        .subquery()
    )


def _waiting(place: Place) -> Subquery:
    return (
        select(Evidence.person_id, func.min(Evidence.submitted_at).label("since"))
        .join(Attempt, Attempt.id == Evidence.attempt_id)
        .where(*_made_at(place), *_submitted_to(place), Evidence.review == ReviewState.AWAITING)
        .group_by(Evidence.person_id)
        .subquery()
    )
