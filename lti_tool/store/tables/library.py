"""Frameworks and activities, and what a search knows of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.store.tables.foundation import Base


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


class ActivityListing(Base):
    """What a search knows of the newest version of an activity; made anew from its document."""

    __tablename__ = "activity_listing"

    activity_code: Mapped[str] = mapped_column(String(100), primary_key=True)
    activity_version_id: Mapped[int] = mapped_column(ForeignKey("activity_version.id"))
    framework_code: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(255), index=True)
    summary: Mapped[str] = mapped_column(Text)
    searched: Mapped[str] = mapped_column(Text)
    """Every word that a search may find it by, without case."""
    kind: Mapped[str] = mapped_column(String(20))
    scoring: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int]
    points: Mapped[int]
    needs_review: Mapped[bool]
    is_retired: Mapped[bool]

    items: Mapped[list["ActivityListingItem"]] = relationship(cascade="all, delete-orphan")


class ActivityListingItem(Base):
    """A framework item that an activity is tagged with, by its code."""

    __tablename__ = "activity_listing_item"
    __table_args__ = (UniqueConstraint("activity_code", "item_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_code: Mapped[str] = mapped_column(ForeignKey("activity_listing.activity_code"))
    item_code: Mapped[str] = mapped_column(String(100), index=True)
    use: Mapped[str] = mapped_column(String(20))
