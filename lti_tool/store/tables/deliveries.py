"""The outbox: scores on their way to gradebooks."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.store.tables.evidence import Attempt
from lti_tool.store.tables.foundation import Base
from lti_tool.store.tables.launch import Person


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
    given: Mapped[Decimal | None]
    """``None`` where it says that somebody has to decide."""
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
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The instructor who had it sent again; ``None`` of what followed from an attempt."""
    lease: Mapped[str | None] = mapped_column(String(32))
    """Which claim may record what became of it: a worker that lost its lease may not."""
    leased_until: Mapped[datetime | None]

    attempt: Mapped[Attempt] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asker: Mapped[Person | None] = relationship(foreign_keys=[asked_by])
