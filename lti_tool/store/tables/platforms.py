"""Customers, and their agreements with us."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.store.tables.foundation import Base


class Tenant(Base):
    """One customer: the deployment that started it, and those an operator joined to it."""

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]


class Registration(Base):
    """A platform's agreement with us: issuer and client id, its addresses."""

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(2000))
    client_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))
    family: Mapped[str | None] = mapped_column(String(40))
    """Said by the operator, else learned from a launch; ``None`` means the default rules."""
    auth_login_url: Mapped[str] = mapped_column(String(2000))
    auth_token_url: Mapped[str] = mapped_column(String(2000))
    auth_audience: Mapped[str | None] = mapped_column(String(2000))
    jwks_url: Mapped[str] = mapped_column(String(2000))
    frame_origins: Mapped[list[str]]
    """The origins whose pages may show ours in a frame."""
    service_origins: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Where its services may be besides the hosts of its own addresses."""
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Since when nobody launches from it any more; its rows stay."""

    deployments: Mapped[list["Deployment"]] = relationship(order_by="Deployment.id")


class Deployment(Base):
    """One installation under a registration; it waits without a tenant until it is approved."""

    __tablename__ = "deployment"
    __table_args__ = (UniqueConstraint("registration_id", "deployment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    deployment_id: Mapped[str] = mapped_column(String(255))
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Since when nobody launches from it any more."""


class FormerRegistration(Base):
    """A platform's LTI 1.1 key and secret, by which its migration claims are checked."""

    __tablename__ = "former_registration"
    __table_args__ = (UniqueConstraint("registration_id", "consumer_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    consumer_key: Mapped[str] = mapped_column(String(255))
    sealed_secret: Mapped[str] = mapped_column(Text)
    """The secret, encrypted under a key that is not in the database."""
    created_at: Mapped[datetime]


class PlatformKeySet(Base):
    """The last good copy of what a platform published at a key-set URL, for all processes."""

    __tablename__ = "platform_key_set"

    url: Mapped[str] = mapped_column(String(2000), primary_key=True)
    keys: Mapped[dict[str, Any]]
    """By key id, the public members of the keys that can verify a launch."""
    fetched_at: Mapped[datetime | None]
    fresh_until: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    """When the platform last could not be asked; ``None`` since it answered again."""
    asking_until: Mapped[datetime | None]
    """Until when one process, which is asking right now, keeps the others from asking too."""


class AccessToken(Base):
    """A platform's access token for one set of scopes, for all processes."""

    __tablename__ = "access_token"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    scopes: Mapped[str] = mapped_column(String(1000), primary_key=True)
    """Sorted, with a space between each two."""
    auth_token_url: Mapped[str] = mapped_column(String(2000))
    """Where it was asked for: a token of another address is not used."""
    sealed_token: Mapped[str | None] = mapped_column(Text)
    """The token, encrypted under a key that is not in the database; ``None`` where none is kept."""
    renew_from: Mapped[datetime | None]
    """From when one process asks for the next, while the others go on with this one."""
    good_until: Mapped[datetime | None]
    asking_until: Mapped[datetime | None]
    """Until when one process, which is asking right now, keeps the others from asking too."""
