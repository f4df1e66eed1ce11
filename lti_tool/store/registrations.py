"""Tenants, registrations and their deployments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.store.database import insert_into
from lti_tool.store.tables import Deployment, LaunchEntry, LineItem, Registration, Tenant

MOST_WAITING: Final = 100
"""How many deployments of one registration wait for approval."""


def find(session: Session, issuer: str, client_id: str) -> Registration | None:
    """Find the registration of this issuer and client, both compared byte for byte."""
    return session.scalar(
        select(Registration).where(
            Registration.issuer == issuer, Registration.client_id == client_id
        )
    )


def list_of_issuer(session: Session, issuer: str) -> Sequence[Registration]:
    """List all registrations on an issuer: a hosted platform has one for each of its customers."""
    return session.scalars(
        select(Registration).where(Registration.issuer == issuer).order_by(Registration.id)
    ).all()


def list_all(session: Session) -> Sequence[Registration]:
    """List every registration, oldest first: for the operator."""
    return session.scalars(select(Registration).order_by(Registration.id)).all()


def get(session: Session, registration_id: int) -> Registration:
    """Get a registration by its id; raises ``NoResultFound``."""
    return session.get_one(Registration, registration_id)


def find_deployment(
    session: Session, registration_id: int, deployment_id: str
) -> Deployment | None:
    """Find a deployment of a registration, approved or waiting."""
    return session.scalar(
        select(Deployment).where(
            Deployment.registration_id == registration_id,
            Deployment.deployment_id == deployment_id,
        )
    )


def add_deployment(
    registration: Registration,
    deployment_id: str,
    *,
    tenant: Tenant | None,
    now: datetime,
) -> Deployment:
    """Add a deployment to a registration; without a tenant it waits for approval."""
    deployment = Deployment(
        deployment_id=deployment_id,
        tenant_id=tenant.id if tenant else None,
        created_at=now,
    )
    registration.deployments.append(deployment)
    return deployment


def record_deployment(
    session: Session, registration_id: int, deployment_id: str, *, now: datetime
) -> Deployment | None:
    """Find the deployment of a launch, or let it wait for approval: several launches may race.

    ``None`` where as many wait as anybody looks through: a platform can make them up.
    """
    found = find_deployment(session, registration_id, deployment_id)
    if found is not None:
        return found
    if _count_waiting(session, registration_id) >= MOST_WAITING:
        return find_deployment(session, registration_id, deployment_id)
    key = {"registration_id": registration_id, "deployment_id": deployment_id}
    session.execute(
        insert_into(session, Deployment)
        .values(**key, created_at=now)
        .on_conflict_do_nothing(index_elements=list(key))
    )
    return session.scalars(select(Deployment).filter_by(**key)).one()


def _count_waiting(session: Session, registration_id: int) -> int:
    """Count one after the other, so that several at once are not let past the limit together."""
    session.execute(
        select(Registration.id)
        .where(Registration.id == registration_id)
        .with_for_update(key_share=True)
    )
    return (
        session.scalar(
            select(func.count())
            .select_from(Deployment)
            .where(
                Deployment.registration_id == registration_id,
                Deployment.tenant_id.is_(None),
                Deployment.retired_at.is_(None),
            )
        )
        or 0
    )


def add_tenant(session: Session, name: str, now: datetime) -> Tenant:
    """Add a tenant, with its id."""
    tenant = Tenant(name=name, created_at=now)
    session.add(tenant)
    session.flush()  # its deployments need the id
    return tenant


def list_tenants(session: Session, registration: Registration) -> Sequence[Tenant]:
    """List the tenants that the deployments of a registration belong to, the first one first."""
    joined = select(Deployment.tenant_id).where(Deployment.registration_id == registration.id)
    return session.scalars(select(Tenant).where(Tenant.id.in_(joined)).order_by(Tenant.id)).all()


def latest_line_item(session: Session, registration_id: int) -> LineItem | None:
    """The newest column that is in use at this registration, for the operator's check."""
    return session.scalar(
        select(LineItem)
        .where(LineItem.registration_id == registration_id, LineItem.is_ended.is_(False))
        .order_by(LineItem.id.desc())
        .limit(1)
    )


def latest_entry(session: Session, registration_id: int, *, is_refused: bool) -> LaunchEntry | None:
    """The last launch from this registration that was refused, or that was not."""
    reason = LaunchEntry.reason
    return session.scalar(
        select(LaunchEntry)
        .where(
            LaunchEntry.registration_id == registration_id,
            reason.is_not(None) if is_refused else reason.is_(None),
        )
        .order_by(LaunchEntry.at.desc(), LaunchEntry.id.desc())
        .limit(1)
    )
