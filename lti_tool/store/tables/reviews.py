"""Reviews: what was decided about evidence, what was handed back, and what is being written."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.store.tables.evidence import Evidence
from lti_tool.store.tables.foundation import Base
from lti_tool.store.tables.launch import Person
from lti_tool.store.tables.library import FrameworkItem


class Decision(Base):
    """What an instructor decided about a piece of evidence. It is never changed, only undone."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_evidence_id", "evidence_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    context_id: Mapped[int] = mapped_column(ForeignKey("context.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """The instructor."""
    outcome: Mapped[str] = mapped_column(String(20))
    verdicts: Mapped[list[dict[str, Any]]]
    """Per framework item: its id, its words, the state it was given, and a comment."""
    levels: Mapped[list[dict[str, Any]]]
    """Per criterion: the words and points of the level that was chosen."""
    given: Mapped[Decimal | None]
    maximum: Mapped[Decimal | None]
    comment: Mapped[str] = mapped_column(Text)
    gradebook_comment: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acknowledged_at: Mapped[datetime | None]

    evidence: Mapped[Evidence] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    undoer: Mapped[Person | None] = relationship(foreign_keys=[undone_by])


class ReturnedVersion(Base):
    """What a piece of evidence said when it was returned: what follows is compared with it."""

    __tablename__ = "returned_version"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    submitted_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(255))
    content: Mapped[dict[str, Any]]

    ties: Mapped[list["ReturnedTie"]] = relationship(
        order_by="ReturnedTie.position", cascade="all, delete-orphan"
    )


class ReturnedTie(Base):
    """What a piece of evidence was tied to when it was returned, as a mapping was then."""

    __tablename__ = "returned_tie"

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("returned_version.decision_id"), primary_key=True
    )
    framework_item_id: Mapped[int] = mapped_column(
        ForeignKey("framework_item.id"), primary_key=True
    )
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    position: Mapped[int]
    use: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)

    item: Mapped[FrameworkItem] = relationship()


class ReviewDraft(Base):
    """What an instructor has typed of a decision that is not made yet."""

    __tablename__ = "review_draft"
    __table_args__ = (UniqueConstraint("person_id", "evidence_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
