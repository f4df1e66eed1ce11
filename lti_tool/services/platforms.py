"""Use cases of the operator: registrations, their deployments, and the tenants they belong to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.origins import is_frame_origin
from lti_tool.store import registrations
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Registration, Tenant

_MOST = 2000  # the width of the columns
_NOT_IN_URLS = re.compile(r"[^\x21-\x7e]|[\"<>\\^`{|}]")
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")  # it goes into headers, where a semicolon would matter


class PlatformsError(Exception):
    """What the operator asked for cannot be done; in one sentence."""


@dataclass(frozen=True, kw_only=True)
class NewRegistration:
    """What an LMS shows its admin about the tool, and the operator passes on."""

    issuer: str
    client_id: str
    deployment_ids: tuple[str, ...]
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    auth_audience: str | None = None
    name: str | None = None
    family: str | None = None
    frame_origins: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeploymentSummary:
    """A deployment as the operator sees it."""

    deployment_id: str
    state: str
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
    state: str
    deployments: tuple[DeploymentSummary, ...]


class Platforms:
    """Adds registrations, lists them, approves deployments that wait."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        families: Sequence[str],
        allow_insecure_http: bool,
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._families = tuple(families)
        self._allow_insecure_http = allow_insecure_http

    def add(self, new: NewRegistration) -> RegistrationSummary:
        """Add an active registration, or what is new to the one that is there already.

        That one gets further deployments and frame origins, and the name and the family that are
        given. Its addresses stay: raises :class:`PlatformsError` rather than overwriting them.
        """
        self._check(new)
        with self._transaction() as session:
            registration = registrations.find(session, new.issuer, new.client_id)
            if registration is None:
                registration = self._add_registration(session, new)
            else:
                _refuse_change(registration, new)
                _apply(registration, new)
            self._add_deployments(session, registration, new.deployment_ids)
            session.flush()
            return _summary(session, registration)

    def list_all(self) -> tuple[RegistrationSummary, ...]:
        """List all registrations with their deployments, those that wait included."""
        with self._reading() as session:
            return tuple(_summary(session, row) for row in registrations.list_all(session))

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
            registration = registrations.find(session, issuer, client_id)
            if registration is None:
                raise PlatformsError(f"There is no registration of {client_id} at {issuer}.")
            deployment = registrations.find_deployment(session, registration.id, deployment_id)
            if deployment is None:
                raise PlatformsError(f"No launch has come from a deployment {deployment_id} yet.")
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
            return _summary(session, registration)

    def _add_registration(self, session: Session, new: NewRegistration) -> Registration:
        registration = Registration(
            issuer=new.issuer,
            client_id=new.client_id,
            name=new.name or urlsplit(new.issuer).hostname or new.issuer,
            family=new.family,
            auth_login_url=new.auth_login_url,
            auth_token_url=new.auth_token_url,
            auth_audience=new.auth_audience,
            jwks_url=new.jwks_url,
            frame_origins=list(new.frame_origins or _origins(new.issuer, new.auth_login_url)),
            created_at=self._clock(),
        )
        session.add(registration)
        session.flush()  # its deployments need the id
        return registration

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
            elif known.tenant_id is None:
                known.tenant_id = tenant.id

    def _first_tenant(self, session: Session, registration: Registration) -> Tenant:
        tenants = registrations.list_tenants(session, registration)
        return (
            tenants[0]
            if tenants
            else registrations.add_tenant(session, registration.name, self._clock())
        )

    def _begin_tenant(self, session: Session, registration: Registration, name: str) -> Tenant:
        _check_text("new-tenant", name, most=255)
        for tenant in registrations.list_tenants(session, registration):
            if tenant.name == name:
                raise PlatformsError(
                    f"--new-tenant: tenant {tenant.id} is called {name} already; "
                    f"--tenant {tenant.id} joins it."
                )
        return registrations.add_tenant(session, name, self._clock())

    def _check(self, new: NewRegistration) -> None:
        for what, value in (
            ("issuer", new.issuer),
            ("auth-login-url", new.auth_login_url),
            ("auth-token-url", new.auth_token_url),
            ("jwks-url", new.jwks_url),
        ):
            self._check_url(what, value)
        for origin in new.frame_origins:
            self._check_url("frame-origin", origin.replace("://*.", "://", 1))
            if not is_frame_origin(origin):
                raise PlatformsError(f"--frame-origin: {origin} is not a scheme and host alone.")
        for what, value in (("client-id", new.client_id), *_each(new.deployment_ids)):
            if not value.isascii():
                raise PlatformsError(f"--{what} has to be plain characters (Core 1.3, 5.3.3).")
            _check_text(what, value, most=255)
        _check_text("name", new.name or "unnamed", most=255)
        _check_text("auth-audience", new.auth_audience or "none", most=2000)
        if new.family is not None and new.family not in self._families:
            raise PlatformsError(
                f"--family: there are rules for {', '.join(self._families)}, not for {new.family}."
            )

    def _check_url(self, what: str, value: str) -> None:
        try:
            address = urlsplit(value)
            is_whole = bool(address.hostname) and (address.port is None or address.port > 0)
        except ValueError:
            is_whole = False
            address = urlsplit("")
        allowed = {"https", "http"} if self._allow_insecure_http else {"https"}
        is_plain = bool(_HOST.fullmatch(address.netloc)) and not _NOT_IN_URLS.search(value)
        if not is_whole or not is_plain or address.scheme not in allowed or len(value) > _MOST:
            raise PlatformsError(f"--{what}: {value!r} is not an https address.")


def _check_text(what: str, value: str, *, most: int) -> None:
    if not value or len(value) > most or not value.isprintable():
        raise PlatformsError(f"--{what} has to be 1 to {most} printable characters.")


def _each(deployment_ids: Sequence[str]) -> list[tuple[str, str]]:
    return [("deployment-id", deployment_id) for deployment_id in deployment_ids]


def _origins(*urls: str) -> tuple[str, ...]:
    parts = [urlsplit(url) for url in urls]
    return tuple(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))


def _refuse_change(registration: Registration, new: NewRegistration) -> None:
    for what, kept, given in (
        ("auth-login-url", registration.auth_login_url, new.auth_login_url),
        ("auth-token-url", registration.auth_token_url, new.auth_token_url),
        ("jwks-url", registration.jwks_url, new.jwks_url),
        ("auth-audience", registration.auth_audience, new.auth_audience),
    ):
        if given is not None and kept != given:
            raise PlatformsError(
                f"{new.client_id} at {new.issuer} is registered with another --{what}: "
                f"{kept or 'none'}."
            )


def _apply(registration: Registration, new: NewRegistration) -> None:
    registration.name = new.name or registration.name
    registration.family = new.family or registration.family
    origins = dict.fromkeys((*registration.frame_origins, *new.frame_origins))
    registration.frame_origins = list(origins)


def _tenant_of(session: Session, registration: Registration, tenant_id: int) -> Tenant:
    tenants = registrations.list_tenants(session, registration)
    for tenant in tenants:
        if tenant.id == tenant_id:
            return tenant
    there = ", ".join(f"{tenant.id} ({tenant.name})" for tenant in tenants) or "none yet"
    raise PlatformsError(f"--tenant: {tenant_id} is none of this registration's tenants: {there}.")


def _summary(session: Session, registration: Registration) -> RegistrationSummary:
    tenants = {one.id: one.name for one in registrations.list_tenants(session, registration)}
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
        state="active",
        deployments=tuple(
            DeploymentSummary(
                deployment_id=row.deployment_id,
                state="active" if row.tenant_id else "waiting for approval",
                tenant_id=row.tenant_id,
                tenant=tenants[row.tenant_id] if row.tenant_id else None,
            )
            for row in registration.deployments
        ),
    )
