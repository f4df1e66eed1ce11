"""What the tool notes of its own working: launches that came, requests that were refused."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.store.tables.foundation import Base


class LaunchEntry(Base):
    """One login or launch as the operator's log has it: who sent it, what came of it.

    It names nobody, not even by a number.
    """

    __tablename__ = "launch_entry"
    __table_args__ = (Index("ix_launch_entry_registration_id_at", "registration_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    reference: Mapped[str | None] = mapped_column(String(8), index=True)
    """What a refused person was shown; ``None`` where the launch opened a visit."""
    reason: Mapped[str | None] = mapped_column(String(100))
    """Why it was refused; ``None`` where it was not."""
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    issuer: Mapped[str | None] = mapped_column(String(255))
    """Whom a refused login or launch said it came from, registered or not."""
    client_id: Mapped[str | None] = mapped_column(String(255))
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    message_type: Mapped[str | None] = mapped_column(String(40))
    about: Mapped[dict[str, str]]
    """What the platform says of itself besides, such as its deployment; never of a person."""
    note: Mapped[str | None] = mapped_column(Text)
    """What was odd about a launch that opened a visit all the same."""


class Tally(Base):
    """How often something happened within a window of time: what limits are counted by."""

    __tablename__ = "tally"

    what: Mapped[str] = mapped_column(String(40), primary_key=True)
    whose: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The hash of an address, or the number of a row."""
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
