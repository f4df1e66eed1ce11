"""The tables: what is kept, about whom, and what must never be there twice."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from lti_tool.store.database import ExactDecimal, UtcDateTime


class Base(DeclarativeBase):
    """What all tables share: named constraints, aware times, JSON for lists and dictionaries."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        Decimal: ExactDecimal,
        list[str]: JSON,
        dict[str, Any]: JSON,
    }


# ---- platforms -------------------------------------------------------------------------------


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
    created_at: Mapped[datetime]

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


# ---- launch ----------------------------------------------------------------------------------


class PendingLogin(Base):
    """A login that has been started and not yet spent. The row is deleted by spending it."""

    __tablename__ = "pending_login"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    proof_hash: Mapped[str] = mapped_column(String(64))
    """The hash of what only the browser that started the login holds, in a cookie."""
    ends_at: Mapped[datetime] = mapped_column(index=True)


class Person(Base):
    """Somebody in one tenant, known by the platform's ``sub`` and nothing else."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("tenant_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str | None] = mapped_column(Text)
    seen_at: Mapped[datetime]


class Context(Base):
    """A course; or, where a launch names none, the resource link or deployment in its place."""

    __tablename__ = "context"
    __table_args__ = (UniqueConstraint("deployment_id", "kind", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"))
    kind: Mapped[str] = mapped_column(String(20))
    external_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str | None] = mapped_column(Text)


class ResourceLink(Base):
    """One placement of an activity in a context."""

    __tablename__ = "resource_link"
    __table_args__ = (UniqueConstraint("deployment_id", "context_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"))
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    external_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str | None] = mapped_column(Text)
    activity_code: Mapped[str | None] = mapped_column(Text)


class LineItem(Base):
    """The column of a platform's gradebook that belongs to a resource link."""

    __tablename__ = "line_item"
    __table_args__ = (UniqueConstraint("resource_link_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_link.id"))
    url: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]]


class Enrolment(Base):
    """What somebody is in a context, as their latest launch said."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "context_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"), index=True)
    roles: Mapped[list[str]]
    launched_at: Mapped[datetime]


class Visit(Base):
    """What a launch opens: who is here, from which course, until when."""

    __tablename__ = "visit"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    resource_link_id: Mapped[int | None] = mapped_column(ForeignKey("resource_link.id"))
    message_type: Mapped[str] = mapped_column(String(40))
    return_url: Mapped[str | None] = mapped_column(Text)
    deep_linking: Mapped[dict[str, Any] | None]
    """The settings of a deep linking request, as they were signed; ``None`` for other messages."""
    opened_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


# ---- library ---------------------------------------------------------------------------------


class Framework(Base):
    """A curriculum: the document of a CASE package, with the levels that say how items are used."""

    __tablename__ = "framework"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(255))
    version: Mapped[str] = mapped_column(String(100))
    document: Mapped[str] = mapped_column(Text)
    """The whole framework in its file form, from which any of it can be read again."""
    loaded_at: Mapped[datetime]


class FrameworkItem(Base):
    """One statement of a framework. It is never deleted: evidence may point at it."""

    __tablename__ = "framework_item"
    __table_args__ = (
        UniqueConstraint("framework_id", "identifier"),
        Index(
            "uq_framework_item_current_code",
            "framework_id",
            "code",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    identifier: Mapped[str] = mapped_column(String(36))
    code: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(100))
    statement: Mapped[str] = mapped_column(Text)
    is_current: Mapped[bool]


class FrameworkAssociation(Base):
    """How two items of a framework belong together, in CASE's words (``isChildOf``)."""

    __tablename__ = "framework_association"
    __table_args__ = (UniqueConstraint("origin_id", "destination_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    origin_id: Mapped[int] = mapped_column(ForeignKey("framework_item.id"))
    destination_id: Mapped[int] = mapped_column(ForeignKey("framework_item.id"))


class ActivityVersion(Base):
    """A published version of an activity. It never changes; a new one is a new row."""

    __tablename__ = "activity_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(100))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(255))
    document: Mapped[str] = mapped_column(Text)
    """The activity in its file form."""
    loaded_at: Mapped[datetime]


# ---- attempts and evidence ---------------------------------------------------------------------


class Attempt(Base):
    """One learner's go at an activity, from the first page to its mark."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "resource_link_id", "activity_code", "number"),
        Index(
            "uq_attempt_open",
            "person_id",
            "resource_link_id",
            "activity_code",
            unique=True,
            sqlite_where=text("state = 'in_progress'"),
            postgresql_where=text("state = 'in_progress'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_link.id"))
    activity_version_id: Mapped[int] = mapped_column(ForeignKey("activity_version.id"))
    activity_code: Mapped[str] = mapped_column(String(100))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(30))
    responses: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]

    activity_version: Mapped[ActivityVersion] = relationship()


class Evidence(Base):
    """A record that a learner worked towards outcomes, kept in the learner's portfolio."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    title: Mapped[str] = mapped_column(String(255))
    audience: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]

    mappings: Mapped[list["Mapping"]] = relationship(order_by="Mapping.id")


class Mapping(Base):
    """Evidence tied to one framework item, and what was decided about it."""

    __tablename__ = "mapping"
    __table_args__ = (UniqueConstraint("evidence_id", "framework_item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    framework_item_id: Mapped[int] = mapped_column(ForeignKey("framework_item.id"))
    use: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))


# ---- deliveries --------------------------------------------------------------------------------


class ScoreDelivery(Base):
    """A score on its way to the platform: the outbox. The row is the truth, a queue only rings."""

    __tablename__ = "score_delivery"
    __table_args__ = (
        Index("ix_score_delivery_due", "state", "due_at"),
        Index("ix_score_delivery_lane", "line_item_id", "person_id"),
        Index(
            "uq_score_delivery_sending",
            "line_item_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_item.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    given: Mapped[Decimal]
    maximum: Mapped[Decimal]
    activity_progress: Mapped[str] = mapped_column(String(20))
    grading_progress: Mapped[str] = mapped_column(String(20))
    comment: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(500))
    tries: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    timestamp: Mapped[datetime | None]
    """Given when first claimed, repeated by every retry."""
    lease: Mapped[str | None] = mapped_column(String(32))
    """Which claim may record what became of it: a worker that lost its lease may not."""
    leased_until: Mapped[datetime | None]

    attempt: Mapped[Attempt] = relationship()
    person: Mapped[Person] = relationship()
