"""Logins under way, and what launches leave behind: people, courses, placements, visits."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.store.tables.foundation import Base


class PendingLogin(Base):
    """A login that has been started and not yet spent. The row is deleted by spending it."""

    __tablename__ = "pending_login"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    proof_hash: Mapped[str] = mapped_column(String(64))
    """The hash of what only the browser that started the login holds, in a cookie."""
    hand_over: Mapped[str | None] = mapped_column(String(43))
    """What a tab of its own and the frame that opened it both know."""
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
    is_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the platform named nobody: a row for one visit, which ends with it."""
    is_test: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the platform calls them a preview student: no part of any statistics."""
    wants_shortcuts: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether single keys do something on the pages of review."""


class FormerPerson(Base):
    """Who somebody was in LTI 1.1, as a migration claim proved."""

    __tablename__ = "former_person"
    __table_args__ = (UniqueConstraint("tenant_id", "consumer_key", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    consumer_key: Mapped[str] = mapped_column(String(255))
    user_id: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime]


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
    line_items_url: Mapped[str | None] = mapped_column(Text)
    """Where its gradebook lists its columns, as a launch last said; ``None`` where none has."""
    line_items_scopes: Mapped[list[str] | None]
    """What that launch allowed there."""


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
    """As the latest launch named it."""
    relinked_code: Mapped[str | None] = mapped_column(String(100))
    """The activity that an instructor chose where the named one cannot be used."""
    page: Mapped[str | None] = mapped_column(String(20))
    """What it opens in place of an activity: the portfolio, the course overview."""
    column_due_at: Mapped[datetime | None] = mapped_column(index=True)
    """From when its column is to be looked for in the gradebook; ``None``: it is not."""
    column_sought_at: Mapped[datetime | None]
    column_trouble: Mapped[str | None] = mapped_column(String(500))
    """Why the last look found no column."""
    column_asking_until: Mapped[datetime | None]
    """Until when one process, which looks for its column or makes one, keeps others from that."""


class ContextActivity(Base):
    """An activity that was chosen for a context by deep linking."""

    __tablename__ = "context_activity"
    __table_args__ = (UniqueConstraint("context_id", "activity_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    activity_code: Mapped[str] = mapped_column(String(100))
    chosen_at: Mapped[datetime | None]
    """When it was handed to the platform; ``None``: it came with the copy of a course."""


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
    """What a launch allowed there when it last named the column."""
    is_ended: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether launches name no column any more: nothing new goes there, what waits is sent."""
    origin: Mapped[str] = mapped_column(String(10), default="launch", server_default="launch")
    """How it became known: a launch named it, or it was found in the gradebook or made there."""
    checked_at: Mapped[datetime | None]
    """When what it holds was last compared with what was sent."""
    check_trouble: Mapped[str | None] = mapped_column(String(500))
    """Why the last comparison could not be made."""


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
    choice: Mapped[list[dict[str, Any]] | None]
    """What has been chosen in the picker so far, in order."""
    for_subject: Mapped[str | None] = mapped_column(String(255))
    """Whose work or data the message is about, by their ``sub``; they may never have been here."""
    hand_over: Mapped[str | None] = mapped_column(String(43))
    """What the frame that opened this tab knows too, so that it can be given the answer."""
    opened_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
