"""Use cases of the operator: registrations, their deployments, and the tenants they belong to."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.families import FamilyRules, family_at, rules_of
from lti_tool.services.platforms.changing import apply, origins_of
from lti_tool.services.platforms.given import (
    NewRegistration,
    PlatformsError,
    check_given,
    check_text,
)
from lti_tool.services.platforms.summaries import RegistrationSummary, summary_of
from lti_tool.store import former, registrations
from lti_tool.store.database import Transaction
from lti_tool.store.former import Seal
from lti_tool.store.tables import Registration, Tenant


class Platforms:
    """Adds registrations, lists and retires them, approves deployments that wait."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        seal: Seal,
        families: Mapping[str, FamilyRules],
        allow_insecure_http: bool,
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._seal = seal
        self._families = families
        self._allow_insecure_http = allow_insecure_http

    def add(self, new: NewRegistration) -> RegistrationSummary:
        """Add an active registration, or what is new to the one that is there already.

        That one gets further deployments, origins and keys of LTI 1.1, and the name and the family
        that are given; it and the deployments that are named are active again if they were retired.
        Its addresses stay, and :class:`PlatformsError` is raised rather than overwriting them,
        unless what is given is to take their place.
        """
        check_given(new, families=self._families, allow_insecure_http=self._allow_insecure_http)
        with self._transaction() as session:
            registration = registrations.find(session, new.issuer, new.client_id)
            if registration is None:
                registration = self._add_registration(session, new)
            else:
                apply(registration, new)
            self._add_deployments(session, registration, new.deployment_ids)
            if new.former is not None:
                sealed = self._seal.close(new.former.secret)
                former.keep(session, registration.id, new.former.key, sealed, now=self._clock())
            session.flush()
            return summary_of(session, registration)

    def list_all(self) -> tuple[RegistrationSummary, ...]:
        """List all registrations with their deployments, those that wait included."""
        with self._reading() as session:
            return tuple(summary_of(session, row) for row in registrations.list_all(session))

    def approve(
        self,
        *,
        issuer: str,
        client_id: str,
        deployment_id: str,
        tenant_id: int | None = None,
        new_tenant: str | None = None,
    ) -> RegistrationSummary:
        """Approve a deployment that waits, into a tenant of its registration or a new one.

        Without either it joins the first. Raises :class:`PlatformsError`.
        """
        if tenant_id is not None and new_tenant is not None:
            raise PlatformsError("--tenant and --new-tenant exclude each other.")
        with self._transaction() as session:
            registration = _known(session, issuer, client_id)
            deployment = registrations.find_deployment(session, registration.id, deployment_id)
            if deployment is None:
                raise PlatformsError(f"No launch has come from a deployment {deployment_id} yet.")
            if registration.retired_at is not None or deployment.retired_at is not None:
                raise PlatformsError(
                    f"Deployment {deployment_id} or its registration is retired; "
                    "platforms add makes them active again."
                )
            if deployment.tenant_id is not None:
                raise PlatformsError(f"Deployment {deployment_id} is approved already.")
            if new_tenant is not None:
                tenant = self._begin_tenant(session, registration, new_tenant)
            elif tenant_id is not None:
                tenant = _tenant_of(session, registration, tenant_id)
            else:
                tenant = self._first_tenant(session, registration)
            deployment.tenant_id = tenant.id
            session.flush()
            return summary_of(session, registration)

    def retire(
        self, *, issuer: str, client_id: str, deployment_id: str | None = None
    ) -> RegistrationSummary:
        """Retire a registration or one of its deployments: nobody launches from it any more.

        Nothing is deleted, and scores that wait are still sent. What is retired already stays
        so since then. Raises :class:`PlatformsError`.
        """
        with self._transaction() as session:
            registration = _known(session, issuer, client_id)
            if deployment_id is None:
                registration.retired_at = registration.retired_at or self._clock()
            else:
                deployment = registrations.find_deployment(session, registration.id, deployment_id)
                if deployment is None:
                    raise PlatformsError(f"{client_id} at {issuer} has no such --deployment-id.")
                deployment.retired_at = deployment.retired_at or self._clock()
            session.flush()
            return summary_of(session, registration)

    def _add_registration(self, session: Session, new: NewRegistration) -> Registration:
        if new.is_replacement:
            raise PlatformsError(
                f"There is no registration of {new.client_id} at {new.issuer} to replace anything "
                "of; without --replace it is added."
            )
        family = new.family or family_at(
            self._families, new.auth_login_url, new.auth_token_url, new.jwks_url
        )
        registration = Registration(
            issuer=new.issuer,
            client_id=new.client_id,
            name=new.name or urlsplit(new.issuer).hostname or new.issuer,
            family=family,
            auth_login_url=new.auth_login_url,
            auth_token_url=new.auth_token_url,
            auth_audience=new.auth_audience or self._audience_of(family),
            jwks_url=new.jwks_url,
            frame_origins=list(new.frame_origins or origins_of(new.issuer, new.auth_login_url)),
            service_origins=list(dict.fromkeys(new.service_origins)),
            created_at=self._clock(),
        )
        session.add(registration)
        session.flush()  # its deployments need the id
        return registration

    def _audience_of(self, family: str | None) -> str | None:
        return rules_of(self._families, family).token_audience or None

    def _add_deployments(
        self, session: Session, registration: Registration, deployment_ids: Sequence[str]
    ) -> None:
        for deployment_id in dict.fromkeys(deployment_ids):
            tenant = self._first_tenant(session, registration)
            known = registrations.find_deployment(session, registration.id, deployment_id)
            if known is None:
                registrations.add_deployment(
                    registration, deployment_id, tenant=tenant, now=self._clock()
                )
                continue
            known.retired_at = None
            if known.tenant_id is None:
                known.tenant_id = tenant.id

    def _first_tenant(self, session: Session, registration: Registration) -> Tenant:
        tenants = registrations.list_tenants(session, registration)
        return (
            tenants[0]
            if tenants
            else registrations.add_tenant(session, registration.name, self._clock())
        )

    def _begin_tenant(self, session: Session, registration: Registration, name: str) -> Tenant:
        check_text("new-tenant", name, most=255)
        for tenant in registrations.list_tenants(session, registration):
            if tenant.name == name:
                raise PlatformsError(
                    f"--new-tenant: tenant {tenant.id} is called {name} already; "
                    f"--tenant {tenant.id} joins it."
                )
        return registrations.add_tenant(session, name, self._clock())


def _known(session: Session, issuer: str, client_id: str) -> Registration:
    registration = registrations.find(session, issuer, client_id)
    if registration is None:
        raise PlatformsError(f"There is no registration of {client_id} at {issuer}.")
    return registration


def _tenant_of(session: Session, registration: Registration, tenant_id: int) -> Tenant:
    tenants = registrations.list_tenants(session, registration)
    for tenant in tenants:
        if tenant.id == tenant_id:
            return tenant
    there = ", ".join(f"{tenant.id} ({tenant.name})" for tenant in tenants) or "none yet"
    raise PlatformsError(f"--tenant: {tenant_id} is none of this registration's tenants: {there}.")
