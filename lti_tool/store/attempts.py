"""Attempts: found only by the person they belong to, in their tenant."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lti_tool.learning.attempts import OPEN_STATES
from lti_tool.store.tables import Attempt, Context, Enrolment, Person, ResourceLink


def find(
    session: Session,
    attempt_id: int,
    *,
    tenant_id: int,
    person_id: int,
    resource_link_id: int | None,
    lock: bool = False,
) -> Attempt | None:
    """Find an attempt of this person, with its version of the activity.

    It is one at this placement, or an unplaced one; never one at another placement. With ``lock``
    nobody else can change it until the transaction ends.
    """
    statement = (
        select(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.tenant_id == tenant_id,
            Attempt.person_id == person_id,
            or_(Attempt.resource_link_id == resource_link_id, Attempt.resource_link_id.is_(None)),
        )
        .options(
            joinedload(Attempt.activity_version, innerjoin=True),
            selectinload(Attempt.attachments),
        )
    )
    return session.scalar(statement.with_for_update(of=Attempt) if lock else statement)


def lock_person(session: Session, *, tenant_id: int, person_id: int) -> None:
    """Let nobody else begin an attempt of this person until the transaction ends."""
    session.execute(
        select(Person.id)
        .where(Person.id == person_id, Person.tenant_id == tenant_id)
        .with_for_update()
    )


def hold_person(session: Session, *, tenant_id: int, person_id: int) -> None:
    """Let nobody else lock this person until the transaction ends; others may hold them as well.

    Whoever writes something that names a person holds them so before locking anything else:
    first the person, then their evidence, then its attempt, in that order everywhere.
    """
    session.execute(
        select(Person.id)
        .where(Person.id == person_id, Person.tenant_id == tenant_id)
        .with_for_update(read=True, key_share=True)
    )


def lock_anew(session: Session, attempt: Attempt) -> None:
    """Read an attempt as it is now; nobody else can change it until the transaction ends."""
    names = ["state", "responses", "attachments"]
    session.refresh(attempt, names, with_for_update=True)


def list_of_person(
    session: Session,
    *,
    tenant_id: int,
    person_id: int,
    resource_link_id: int | None,
    activity_code: str,
) -> Sequence[Attempt]:
    """List somebody's attempts at one placement of an activity, or unplaced, first to last."""
    return session.scalars(
        select(Attempt)
        .where(
            Attempt.tenant_id == tenant_id,
            Attempt.person_id == person_id,
            Attempt.resource_link_id == resource_link_id,
            Attempt.activity_code == activity_code,
        )
        .options(joinedload(Attempt.activity_version), selectinload(Attempt.attachments))
        .order_by(Attempt.number)
    ).all()


def list_last_submitted(
    session: Session, *, tenant_id: int, context_id: int, resource_link_id: int
) -> Sequence[Attempt]:
    """List what each learner submitted last at one placement, with its version of the activity."""
    rows = session.scalars(
        select(Attempt)
        .where(
            Attempt.tenant_id == tenant_id,
            Attempt.context_id == context_id,
            Attempt.resource_link_id == resource_link_id,
            Attempt.submitted_at.is_not(None),
        )
        .options(joinedload(Attempt.activity_version))
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    return [*{one.person_id: one for one in rows}.values()]


@dataclass(frozen=True, kw_only=True)
class InContext:
    """Where somebody stands with an activity at one placement of it."""

    resource_link_id: int
    course_title: str | None
    is_open: bool
    """Whether an attempt waits there; else one was submitted."""


def list_in_courses(
    session: Session, *, tenant_id: int, person_id: int, activity_code: str
) -> tuple[InContext, ...]:
    """List the placements where somebody has begun or submitted an activity."""
    is_open = func.max(case((Attempt.state.in_(OPEN_STATES), 1), else_=0))
    rows = session.execute(
        select(Attempt.resource_link_id, Context.title, is_open)
        .join(Context, Context.id == Attempt.context_id)
        .where(
            Attempt.tenant_id == tenant_id,
            Attempt.person_id == person_id,
            Attempt.activity_code == activity_code,
            Attempt.resource_link_id.is_not(None),
        )
        .group_by(Attempt.resource_link_id, Context.title)
        .order_by(Attempt.resource_link_id)
    )
    return tuple(
        InContext(resource_link_id=link, course_title=title, is_open=bool(waits))
        for link, title, waits in rows
        if link is not None
    )


def is_placed_for(session: Session, *, tenant_id: int, person_id: int, activity_code: str) -> bool:
    """Whether an activity has been placed in any course that this person has come from."""
    opened = func.coalesce(ResourceLink.relinked_code, ResourceLink.activity_code)
    found = exists().where(
        ResourceLink.tenant_id == tenant_id,
        opened == activity_code,
        Enrolment.tenant_id == tenant_id,
        Enrolment.context_id == ResourceLink.context_id,
        Enrolment.person_id == person_id,
    )
    return session.scalar(select(found)) is True
