"""Pending logins: started by a platform's initiation, spent by exactly one launch."""

from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from lti_tool.store.tables import PendingLogin


def add(session: Session, login: PendingLogin, *, now: datetime) -> None:
    """Keep a login that was started, and forget those that ended."""
    forget_ended(session, now=now)
    session.add(login)


def forget_ended(session: Session, *, now: datetime) -> None:
    """Forget the logins that ended."""
    session.execute(delete(PendingLogin).where(PendingLogin.ends_at < now))


def find(session: Session, state_hash: str, *, now: datetime) -> PendingLogin | None:
    """Find a login by the hash of its state, unless it has ended or was spent."""
    login = session.get(PendingLogin, state_hash)
    return login if login is not None and login.ends_at >= now else None


def spend(session: Session, state_hash: str) -> bool:
    """Spend a login; whether it was this call that did. A replayed launch gets ``False``."""
    result = session.execute(delete(PendingLogin).where(PendingLogin.state_hash == state_hash))
    return cast("CursorResult[object]", result).rowcount == 1
