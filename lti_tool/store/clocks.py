"""Times that a clock has written which was ahead: nobody waits for them."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

from lti_tool.store.database import UtcDateTime
from lti_tool.store.delivery_states import is_queued, is_sending
from lti_tool.store.tables import (
    AccessToken,
    PlatformKeySet,
    PlatformPace,
    ResourceLink,
    ScoreDelivery,
)

MOST_AHEAD: Final = timedelta(minutes=10)
"""Clocks of several machines may differ by less than this."""


def shared_clock(session: Session) -> datetime | None:
    """The time by the database's own clock; ``None`` where the database is on this machine's."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    return session.scalar(select(func.clock_timestamp(type_=UtcDateTime())))


def set_right(session: Session, *, now: datetime) -> int:
    """Let what waits for a time that no right clock has written wait no longer: how many rows.

    A pause, a lease or a turn lasts some minutes at the most. What changed in the future was
    changed by a clock that was ahead.
    """
    latest = now + MOST_AHEAD
    queued = (is_queued(), ScoreDelivery.changed_at > latest)
    changed = _set(session, ScoreDelivery, *queued, due_at=now, changed_at=now)
    held = (is_sending(), ScoreDelivery.leased_until > latest)
    changed += _set(session, ScoreDelivery, *held, leased_until=now)
    is_ahead = PlatformPace.changed_at > latest
    changed += _set(session, PlatformPace, is_ahead, changed_at=now, paused_until=None)
    turns: tuple[tuple[type[DeclarativeBase], InstrumentedAttribute[Any]], ...] = (
        (AccessToken, AccessToken.asking_until),
        (PlatformKeySet, PlatformKeySet.asking_until),
        (ResourceLink, ResourceLink.column_asking_until),
    )
    return changed + sum(
        _set(session, table, until > latest, **{until.key: None}) for table, until in turns
    )


def _set(
    session: Session, table: type[DeclarativeBase], *which: ColumnElement[bool], **values: Any
) -> int:
    done: Any = session.execute(update(table).where(*which).values(**values))
    number: int = done.rowcount
    return number
