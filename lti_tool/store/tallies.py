"""Counting what limits are set on, for all processes: each count begins anew when its time ends."""

from datetime import datetime, timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.orm import Session

from lti_tool.store.database import insert_into
from lti_tool.store.tables import Tally


def count(session: Session, what: str, whose: str, *, now: datetime, lasts: timedelta) -> int:
    """Count one more and give the number within the current window of ``lasts``."""
    has_ended = Tally.ends_at <= now
    statement = insert_into(session, Tally).values(
        what=what, whose=whose, count=1, ends_at=now + lasts
    )
    counted = statement.on_conflict_do_update(
        index_elements=["what", "whose"],
        set_={
            "count": case((has_ended, 1), else_=Tally.count + 1),
            "ends_at": case((has_ended, now + lasts), else_=Tally.ends_at),
        },
    ).returning(Tally.count)
    return session.execute(counted).scalar_one()


def read(session: Session, what: str, whose: str, *, now: datetime) -> int:
    """Read a count without adding to it."""
    found = session.scalar(
        select(Tally.count).where(Tally.what == what, Tally.whose == whose, Tally.ends_at > now)
    )
    return found or 0


def forget_ended(session: Session, *, now: datetime) -> None:
    """Forget the counts whose time has ended."""
    session.execute(delete(Tally).where(Tally.ends_at <= now))


def forget(session: Session, what: str, whose: str) -> None:
    """Forget a count before its time, so that it begins anew."""
    session.execute(delete(Tally).where(Tally.what == what, Tally.whose == whose))
