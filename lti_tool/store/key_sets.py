"""Platforms' key sets as all processes share them: the last good copy, and who asks for the next.

Each function is one statement, since several processes come here at once.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from lti_tool.store.database import insert_into
from lti_tool.store.tables import PlatformKeySet


def load(session: Session, url: str) -> PlatformKeySet | None:
    """Load what is known of a key-set URL; ``None`` where nobody has asked there yet."""
    return session.get(PlatformKeySet, url)


def ask(session: Session, url: str, *, now: datetime, until: datetime) -> bool:
    """Take the right to ask the platform until that time; whether nobody else has it."""
    statement = insert_into(session, PlatformKeySet).values(url=url, keys={}, asking_until=until)
    taken = statement.on_conflict_do_update(
        index_elements=["url"],
        set_={"asking_until": until},
        where=or_(PlatformKeySet.asking_until.is_(None), PlatformKeySet.asking_until <= now),
    ).returning(PlatformKeySet.url)
    return session.execute(taken).one_or_none() is not None


def keep(
    session: Session,
    url: str,
    *,
    keys: Mapping[str, Mapping[str, str]],
    fetched_at: datetime,
    fresh_until: datetime,
) -> None:
    """Keep the copy that was fetched last, and give the right to ask back."""
    kept = {
        "keys": keys,
        "fetched_at": fetched_at,
        "fresh_until": fresh_until,
        "failed_at": None,
        "asking_until": None,
    }
    statement = insert_into(session, PlatformKeySet).values(url=url, **kept)
    session.execute(statement.on_conflict_do_update(index_elements=["url"], set_=kept))


def note_failure(session: Session, url: str, *, at: datetime) -> None:
    """Note that the platform could not be asked, and give the right to ask back."""
    session.execute(
        update(PlatformKeySet)
        .where(PlatformKeySet.url == url)
        .values(failed_at=at, asking_until=None)
    )
