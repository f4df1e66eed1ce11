"""What people are in the courses of their tenant."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.store.tables import Context, Enrolment, Person


def list_of_person(
    session: Session, *, tenant_id: int, person_id: int
) -> Sequence[tuple[Enrolment, Context]]:
    """List the courses that somebody has come from, with what they are in each, by title."""
    rows = session.execute(
        select(Enrolment, Context)
        .join(Context, Context.id == Enrolment.context_id)
        .where(Enrolment.tenant_id == tenant_id, Enrolment.person_id == person_id)
        .order_by(func.lower(Context.title), Context.id)
    )
    return [(row[0], row[1]) for row in rows]


def find_context(session: Session, context_id: int, *, tenant_id: int) -> Context | None:
    """Find a course of this tenant."""
    return session.scalar(
        select(Context).where(Context.id == context_id, Context.tenant_id == tenant_id)
    )


def find_person(session: Session, person_id: int, *, tenant_id: int) -> Person | None:
    """Find somebody of this tenant."""
    return session.scalar(
        select(Person).where(Person.id == person_id, Person.tenant_id == tenant_id)
    )
