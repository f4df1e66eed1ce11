"""The outbox: scores on their way to gradebooks."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Double, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.store.tables.evidence import Attempt
from lti_tool.store.tables.foundation import Base
from lti_tool.store.tables.launch import Person


class ScoreDelivery(Base):
    """A score on its way to the platform: the outbox. The row is the truth, a queue only rings."""

    __tablename__ = "score_delivery"
    __table_args__ = (
        Index(
            "ix_score_delivery_queue",
            "registration_id",
            "due_at",
            "id",
            sqlite_where=text("state IN ('waiting', 'retrying')"),
            postgresql_where=text("state IN ('waiting', 'retrying')"),
        ),
        Index(
            "ix_score_delivery_leases",
            "registration_id",
            "leased_until",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index(
            "ix_score_delivery_stuck",
            "changed_at",
            sqlite_where=text("state IN ('refused', 'given_up')"),
            postgresql_where=text("state IN ('refused', 'given_up')"),
        ),
        Index("ix_score_delivery_lane", "line_item_id", "person_id", "id"),
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
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    """The platform of its column, by which what is due is looked for."""
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


class PlatformPace(Base):
    """How fast scores may go to one platform at this moment, for all workers together."""

    __tablename__ = "platform_pace"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    at_once: Mapped[float] = mapped_column(Double)
    """How many may be on their way at the same time; parts of one add up."""
    per_second: Mapped[float | None] = mapped_column(Double)
    """How many may leave in a second; ``None`` while the platform has not asked for less."""
    allowance: Mapped[float] = mapped_column(Double)
    """How many may leave at this moment by ``per_second``, as of ``changed_at``."""
    rate: Mapped[float] = mapped_column(Double)
    """How many answers a second it lately gave."""
    strain: Mapped[int]
    """How often the platform lately asked for less; it falls with each answer that did not."""
    failures: Mapped[int]
    """How many answers in a row were none, or said that the platform cannot work."""
    columns: Mapped[list[int] | None]
    """In which columns these were, the latest last; ``None`` from before that was written down."""
    paused_until: Mapped[datetime | None]
    """Until when nothing is sent there."""
    reason: Mapped[str | None] = mapped_column(String(500))
    """What the platform last answered when it was left alone for a while."""
    changed_at: Mapped[datetime]


class ScoreCheck(Base):
    """Where a gradebook was found to hold something else than the score that had arrived there."""

    __tablename__ = "score_check"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("score_delivery.id"), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    finding: Mapped[str] = mapped_column(String(20))
    held_given: Mapped[Decimal | None]
    """What is there, on the platform's scale; ``None`` where there is nothing."""
    held_maximum: Mapped[Decimal | None]
    found_at: Mapped[datetime]
    """When this was first seen."""
    checked_at: Mapped[datetime]
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The instructor who said that the gradebook is to stay so; it is ``None`` again as soon as
    something else is there."""
    agreed_at: Mapped[datetime | None]

    delivery: Mapped[ScoreDelivery] = relationship()
    agreer: Mapped[Person | None] = relationship()
