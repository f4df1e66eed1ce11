"""Attempts, the evidence that people keep, and the files that belong to either."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.store.tables.foundation import Base
from lti_tool.store.tables.launch import Person
from lti_tool.store.tables.library import ActivityVersion, FrameworkItem


class Attempt(Base):
    """One learner's go at an activity, from the first page to its mark.

    One that was opened from the portfolio belongs to no placement and no course.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "resource_link_id", "activity_code", "number"),
        Index(
            "uq_attempt_open",
            "person_id",
            "resource_link_id",
            "activity_code",
            unique=True,
            sqlite_where=text("state IN ('in_progress', 'returned')"),
            postgresql_where=text("state IN ('in_progress', 'returned')"),
        ),
        Index(
            "uq_attempt_unplaced",
            "person_id",
            "activity_code",
            "number",
            unique=True,
            sqlite_where=text("resource_link_id IS NULL"),
            postgresql_where=text("resource_link_id IS NULL"),
        ),
        Index(
            "uq_attempt_unplaced_open",
            "person_id",
            "activity_code",
            unique=True,
            sqlite_where=text("resource_link_id IS NULL AND state IN ('in_progress', 'returned')"),
            postgresql_where=text(
                "resource_link_id IS NULL AND state IN ('in_progress', 'returned')"
            ),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    context_id: Mapped[int | None] = mapped_column(ForeignKey("context.id"))
    resource_link_id: Mapped[int | None] = mapped_column(ForeignKey("resource_link.id"))
    activity_version_id: Mapped[int] = mapped_column(ForeignKey("activity_version.id"))
    activity_code: Mapped[str] = mapped_column(String(100))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(30))
    responses: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]

    activity_version: Mapped[ActivityVersion] = relationship()
    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id")


class Evidence(Base):
    """A record that a learner worked towards outcomes, kept in the learner's portfolio."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_person_id", "person_id", "happened_on"),
        Index("ix_evidence_review", "context_id", "review", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    context_id: Mapped[int | None] = mapped_column(ForeignKey("context.id"))
    """The course it was submitted to, also after it was withdrawn; ``None`` before that."""
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), unique=True)
    """``None`` for what a learner added without an activity."""
    sort: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(255))
    written: Mapped[dict[str, str]]
    """By prompt, of what has no attempt: its account."""
    happened_on: Mapped[date]
    """The day that the learner says, or that the attempt was submitted."""
    audience: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int]
    """How often its author changed it: a page made before the last change may not undo it."""
    edits: Mapped[dict[str, Any] | None]
    """Which page changed each field last, and when; ``None`` for what was never edited."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    review: Mapped[str | None] = mapped_column(String(20))
    """Where its review stands; ``None`` where there is nothing to decide, or nobody to decide."""
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it changed hands: a page made before the last time may decide nothing."""

    attempt: Mapped[Attempt | None] = relationship()
    mappings: Mapped[list["Mapping"]] = relationship(
        order_by="Mapping.id", cascade="all, delete-orphan"
    )
    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id")


class Mapping(Base):
    """Evidence tied to one framework item, and what was decided about it."""

    __tablename__ = "mapping"
    __table_args__ = (UniqueConstraint("evidence_id", "framework_item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    framework_item_id: Mapped[int] = mapped_column(ForeignKey("framework_item.id"), index=True)
    use: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    """Why the learner says that it shows this outcome, in a sentence."""
    is_showcased: Mapped[bool]

    item: Mapped[FrameworkItem] = relationship()


class EvidenceEvent(Base):
    """Something that somebody did with a piece of evidence: who, what, when."""

    __tablename__ = "evidence_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who did it: the author, or somebody else."""
    context_id: Mapped[int | None] = mapped_column(ForeignKey("context.id"))
    """The course that it was submitted to, or seen in."""
    action: Mapped[str] = mapped_column(String(30))
    about: Mapped[dict[str, Any] | None]
    """What else is to be known of it: never a word that somebody wrote."""
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Attachment(Base):
    """A file of somebody's, in an upload part of an attempt or with their own evidence."""

    __tablename__ = "attachment"
    __table_args__ = ({"sqlite_autoincrement": True},)
    """The id of one that was removed is no other's: it stands in addresses that people keep."""

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    part_key: Mapped[str | None] = mapped_column(String(10))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    returned_with: Mapped[int | None] = mapped_column(
        ForeignKey("returned_version.decision_id"), index=True
    )
    """The version that was handed in with it, where its author has taken it out since."""
    name: Mapped[str] = mapped_column(String(255))
    """What its learner called it; never a path."""
    stored_as: Mapped[str] = mapped_column(String(64), unique=True)
    """The random name that its bytes are kept under, in the tenant's folder."""
    type: Mapped[str] = mapped_column(String(10))
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    added_at: Mapped[datetime]
