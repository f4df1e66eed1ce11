"""Visits: what a launch opened, found again at each page."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.orm import Session, aliased

from lti_tool.store.tables import (
    ActivityListing,
    Context,
    Deployment,
    Enrolment,
    Person,
    Registration,
    ResourceLink,
    Visit,
)

Found = tuple[
    Visit,
    Person,
    Context,
    Registration,
    Enrolment,
    ResourceLink | None,
    bool | None,
    bool | None,
]
"""Last, whether the link's named and its chosen activity are retired; ``None`` if unknown."""

_AT_ONCE = 500  # how many people one statement names


def add(session: Session, visit: Visit, *, now: datetime) -> None:
    """Keep a visit, and forget those that ended."""
    forget_ended(session, now=now)
    session.add(visit)


def forget_ended(session: Session, *, now: datetime) -> None:
    """Forget the visits that ended, of all tenants, and whoever was nobody outside of theirs."""
    unnamed = session.scalars(
        select(Visit.person_id)
        .join(Person, Person.id == Visit.person_id)
        .where(Visit.ends_at < now, Person.is_anonymous)
    ).all()
    session.execute(delete(Visit).where(Visit.ends_at < now))
    for each in (unnamed[begin : begin + _AT_ONCE] for begin in range(0, len(unnamed), _AT_ONCE)):
        session.execute(delete(Enrolment).where(Enrolment.person_id.in_(each)))
        session.execute(delete(Person).where(Person.id.in_(each)))


def find(session: Session, visit_id: str, *, now: datetime) -> Found | None:
    """Find a visit that has not ended, with all that its pages need to know, in one statement.

    With its platform, or the part of it that it came from, retired, it has ended.

    The visit itself is the proof of its tenant: its cookie was checked before.
    """
    found = session.execute(_with_all_of_its_pages(), {"visit": visit_id, "now": now}).one_or_none()
    return None if found is None else (*found,)


@cache
def _with_all_of_its_pages() -> Select[
    Visit, Person, Context, Registration, Enrolment, ResourceLink, bool, bool
]:
    """Build the statement once: every page asks for it, and it takes longer than to answer it."""
    named, relinked = aliased(ActivityListing), aliased(ActivityListing)
    return (
        select(
            Visit,
            Person,
            Context,
            Registration,
            Enrolment,
            ResourceLink,
            named.is_retired,
            relinked.is_retired,
        )
        .join(Person, Person.id == Visit.person_id)
        .join(Context, Context.id == Visit.context_id)
        .join(Deployment, Deployment.id == Visit.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .join(
            Enrolment,
            (Enrolment.person_id == Visit.person_id) & (Enrolment.context_id == Visit.context_id),
        )
        .outerjoin(ResourceLink, ResourceLink.id == Visit.resource_link_id)
        .outerjoin(named, named.activity_code == ResourceLink.activity_code)
        .outerjoin(relinked, relinked.activity_code == ResourceLink.relinked_code)
        .where(
            Visit.id == bindparam("visit"),
            Visit.ends_at >= bindparam("now"),
            Deployment.tenant_id == Visit.tenant_id,
            Deployment.retired_at.is_(None),
            Registration.retired_at.is_(None),
        )
    )


def find_with_deployment(
    session: Session, visit_id: str, *, tenant_id: int
) -> tuple[Visit, Deployment, Registration] | None:
    """Find a visit with the deployment it came from, to answer its platform."""
    found = session.execute(
        select(Visit, Deployment, Registration)
        .join(Deployment, Deployment.id == Visit.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .where(Visit.id == visit_id, Visit.tenant_id == tenant_id)
    ).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


def prolong(session: Session, visit_id: str, *, used_at: datetime, ends_at: datetime) -> None:
    """Note that a visit is being used, and when it ends now."""
    visit = session.get(Visit, visit_id)
    if visit is not None:
        visit.used_at = used_at
        visit.ends_at = ends_at
