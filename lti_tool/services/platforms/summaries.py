"""Registrations and deployments as the operator sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.store import former, registrations
from lti_tool.store.tables import Deployment, Registration


@dataclass(frozen=True, kw_only=True)
class DeploymentSummary:
    """A deployment as the operator sees it."""

    deployment_id: str
    state: str
    since: datetime
    """When it was first seen or named; where it is retired, when that was."""
    tenant_id: int | None
    tenant: str | None


@dataclass(frozen=True, kw_only=True)
class RegistrationSummary:
    """A registration as the operator sees it."""

    id: int
    name: str
    issuer: str
    client_id: str
    family: str | None
    auth_login_url: str
    auth_token_url: str
    auth_audience: str | None
    jwks_url: str
    frame_origins: tuple[str, ...]
    service_origins: tuple[str, ...]
    lti1p1_keys: tuple[str, ...]
    """The keys of LTI 1.1 whose secrets are kept."""
    state: str
    since: datetime
    """When it was added; where it is retired, when that was."""
    deployments: tuple[DeploymentSummary, ...]


def summary_of(session: Session, registration: Registration) -> RegistrationSummary:
    """Sum up a registration with its deployments, those that wait included."""
    tenants = {one.id: one.name for one in registrations.list_tenants(session, registration)}
    kept = former.list_of_registration(session, registration.id)
    return RegistrationSummary(
        id=registration.id,
        name=registration.name,
        issuer=registration.issuer,
        client_id=registration.client_id,
        family=registration.family,
        auth_login_url=registration.auth_login_url,
        auth_token_url=registration.auth_token_url,
        auth_audience=registration.auth_audience,
        jwks_url=registration.jwks_url,
        frame_origins=tuple(registration.frame_origins),
        service_origins=tuple(registration.service_origins),
        lti1p1_keys=tuple(row.consumer_key for row in kept),
        state="retired" if registration.retired_at else "active",
        since=registration.retired_at or registration.created_at,
        deployments=tuple(
            DeploymentSummary(
                deployment_id=row.deployment_id,
                state=_state(row),
                since=row.retired_at or row.created_at,
                tenant_id=row.tenant_id,
                tenant=tenants[row.tenant_id] if row.tenant_id else None,
            )
            for row in registration.deployments
        ),
    )


def _state(deployment: Deployment) -> str:
    if deployment.retired_at is not None:
        return "retired"
    return "active" if deployment.tenant_id else "waiting for approval"
