"""Activities: every published version, none of which ever changes."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.store.tables import ActivityVersion


def find_newest(session: Session, code: str) -> ActivityVersion | None:
    """Find the newest version of an activity."""
    return session.scalar(
        select(ActivityVersion)
        .where(ActivityVersion.code == code)
        .order_by(ActivityVersion.version.desc())
        .limit(1)
    )


def find_version(session: Session, code: str, version: int) -> ActivityVersion | None:
    """Find one version of an activity."""
    return session.scalar(
        select(ActivityVersion).where(
            ActivityVersion.code == code, ActivityVersion.version == version
        )
    )


def list_newest(session: Session) -> Sequence[ActivityVersion]:
    """List the newest version of every activity, by title."""
    newest = (
        select(ActivityVersion.code, func.max(ActivityVersion.version).label("version"))
        .group_by(ActivityVersion.code)
        .subquery()
    )
    return session.scalars(
        select(ActivityVersion)
        .join(
            newest,
            (ActivityVersion.code == newest.c.code) & (ActivityVersion.version == newest.c.version),
        )
        .order_by(ActivityVersion.title)
    ).all()
