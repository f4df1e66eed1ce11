"""What a launch leaves behind: person, context, resource link, line item, enrolment."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from lti_tool.learning.columns import Origin
from lti_tool.store.database import insert_into
from lti_tool.store.tables import (
    Base,
    Context,
    Deployment,
    Enrolment,
    LineItem,
    Person,
    ResourceLink,
)

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a launch arrives: the tenant's deployment."""

    tenant_id: int
    deployment: Deployment


def record_person(
    session: Session, tenant_id: int, subject: str, *, name: str | None, now: datetime
) -> Person:
    """Record who came; a name that the platform no longer shares is kept no longer."""
    key = {"tenant_id": tenant_id, "subject": subject}
    return _record(session, Person, key, {"name": name, "seen_at": now})


@dataclass(frozen=True, kw_only=True)
class ListOfColumns:
    """Where a launch says that the columns of its course are listed, and what it allows there."""

    url: str | None = None
    scopes: tuple[str, ...] = ()


def record_context(
    session: Session,
    place: Place,
    *,
    kind: str,
    external_id: str,
    title: str | None,
    columns: ListOfColumns | None = None,
) -> Context:
    """Record the course, or what stands in its place, as the platform names it today.

    Where a launch need not speak of ``columns``, what is known of them stays.
    """
    key = {"deployment_id": place.deployment.id, "kind": kind, "external_id": external_id}
    values: dict[str, Any] = {"tenant_id": place.tenant_id, "title": title}
    if columns is not None:
        values["line_items_url"] = columns.url
        values["line_items_scopes"] = list(columns.scopes) if columns.url else None
    return _record(session, Context, key, values)


def find_context(session: Session, place: Place, *, kind: str, external_id: str) -> Context | None:
    """Find a course, or what stands in its place, that some launch has recorded."""
    return session.scalar(
        select(Context).where(
            Context.tenant_id == place.tenant_id,
            Context.deployment_id == place.deployment.id,
            Context.kind == kind,
            Context.external_id == external_id,
        )
    )


def record_resource_link(
    session: Session,
    place: Place,
    context: Context,
    *,
    external_id: str,
    title: str | None,
    activity_code: str | None,
) -> ResourceLink:
    """Record a placement, with the activity that it opens.

    Where a launch names no activity, the one that is known stays: it is the whole course's.
    """
    key = {
        "deployment_id": place.deployment.id,
        "context_id": context.id,
        "external_id": external_id,
    }
    values = {"tenant_id": place.tenant_id, "title": title}
    if activity_code is not None:
        values["activity_code"] = activity_code
    return _record(session, ResourceLink, key, values)


def find_resource_link(
    session: Session, place: Place, context: Context, *, external_id: str
) -> ResourceLink | None:
    """Find a placement that some launch has recorded."""
    return session.scalar(
        select(ResourceLink).where(
            ResourceLink.tenant_id == place.tenant_id,
            ResourceLink.deployment_id == place.deployment.id,
            ResourceLink.context_id == context.id,
            ResourceLink.external_id == external_id,
        )
    )


def record_line_item(
    session: Session,
    place: Place,
    resource_link: ResourceLink,
    *,
    url: str,
    scopes: list[str],
    origin: Origin = Origin.LAUNCH,
) -> LineItem:
    """Record the column of a placement: its address may change from launch to launch."""
    values = {
        "tenant_id": place.tenant_id,
        "registration_id": place.deployment.registration_id,
        "url": url,
        "scopes": scopes,
        "is_ended": False,
        "origin": origin,
    }
    return _record(session, LineItem, {"resource_link_id": resource_link.id}, values)


def end_line_item(session: Session, place: Place, resource_link: ResourceLink) -> None:
    """Note that a placement has no column any more.

    Its address and what was allowed there stay, for the scores that wait to be sent there.
    """
    found = find_line_item(session, tenant_id=place.tenant_id, resource_link_id=resource_link.id)
    if found is not None:
        found.is_ended = True


def record_enrolment(
    session: Session, person: Person, context: Context, *, roles: list[str], now: datetime
) -> Enrolment:
    """Record what somebody is in a context; the latest launch is the one that counts."""
    key = {"person_id": person.id, "context_id": context.id}
    values = {"tenant_id": person.tenant_id, "roles": roles, "launched_at": now}
    return _record(session, Enrolment, key, values)


def find_enrolment(
    session: Session, *, tenant_id: int, person_id: int, context_id: int
) -> Enrolment | None:
    """Find what somebody is in a context of their tenant."""
    return session.scalar(
        select(Enrolment).where(
            Enrolment.tenant_id == tenant_id,
            Enrolment.person_id == person_id,
            Enrolment.context_id == context_id,
        )
    )


def find_line_item(session: Session, *, tenant_id: int, resource_link_id: int) -> LineItem | None:
    """Find the column of a placement, if the platform offers one and lets us use it."""
    found = session.scalar(_column(), {"tenant": tenant_id, "link": resource_link_id})
    return found if found is not None and found.scopes else None


@cache
def _column() -> Select[LineItem]:
    """Build the statement once: each score and each page of a learner asks for it."""
    return select(LineItem).where(
        LineItem.tenant_id == bindparam("tenant"),
        LineItem.resource_link_id == bindparam("link"),
        LineItem.is_ended.is_(False),
    )


def _record(session: Session, table: type[Row], key: dict[str, Any], values: dict[str, Any]) -> Row:
    """Find a row, or insert it or bring it up to date in one statement: two launches may race.

    What is as it should be is not written again: a whole course launches through the same rows.
    """
    found = session.scalar(select(table).filter_by(**key))
    if found is not None and all(getattr(found, name) == value for name, value in values.items()):
        return found
    statement = insert_into(session, table).values(**key, **values)
    kept: Row = session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=values).returning(table),
        execution_options={"populate_existing": True},
    ).scalar_one()
    return kept
