"""What somebody has begun and done in activities, wherever, as their portfolio tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.learning.attempts import OPEN_STATES
from lti_tool.store.portfolio import Owner
from lti_tool.store.tables import ActivityVersion, Attempt, Context


@dataclass(frozen=True, kw_only=True)
class Begun:
    """An activity that was begun and not submitted."""

    activity_code: str
    title: str
    started_at: datetime
    saved_at: datetime | None
    resource_link_id: int | None
    """``None`` for what was begun apart from any course."""
    course_title: str | None


def list_begun(session: Session, owner: Owner, *, most: int) -> tuple[Begun, ...]:
    """List the open attempts of somebody, in courses and apart from any, the latest first."""
    rows = session.execute(
        select(Attempt, ActivityVersion.title, Context.title)
        .join(ActivityVersion, ActivityVersion.id == Attempt.activity_version_id)
        .outerjoin(Context, Context.id == Attempt.context_id)
        .where(
            Attempt.tenant_id == owner.tenant_id,
            Attempt.person_id == owner.person_id,
            Attempt.state.in_(OPEN_STATES),
        )
        .order_by(func.coalesce(Attempt.saved_at, Attempt.started_at).desc(), Attempt.id.desc())
        .limit(most)
    )
    return tuple(
        Begun(
            activity_code=attempt.activity_code,
            title=title,
            started_at=attempt.started_at,
            saved_at=attempt.saved_at,
            resource_link_id=attempt.resource_link_id,
            course_title=course,
        )
        for attempt, title, course in rows
    )


def last_submitted(session: Session, owner: Owner, codes: Iterable[str]) -> dict[str, datetime]:
    """When somebody last submitted each of these activities, wherever they did it."""
    rows = session.execute(
        select(Attempt.activity_code, func.max(Attempt.submitted_at))
        .where(
            Attempt.tenant_id == owner.tenant_id,
            Attempt.person_id == owner.person_id,
            Attempt.activity_code.in_({*codes}),
            Attempt.submitted_at.is_not(None),
        )
        .group_by(Attempt.activity_code)
    )
    return {code: at for code, at in rows if at is not None}
