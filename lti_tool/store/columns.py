"""Columns that launches do not name: whose turn it is to look for one, and what became known.

Whoever looks for the column of a link, or makes one, has the turn until a moment that is kept with
the link: nobody else calls the platform for it meanwhile, and no transaction is held so long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from lti_tool.learning.columns import NAMED, UNANSWERED, UNSEEN, Origin, is_another
from lti_tool.store import gone_columns, placed_columns, score_checks, tallies
from lti_tool.store.launches import ListOfColumns
from lti_tool.store.placed_columns import PlacedLink, find_column
from lti_tool.store.platform_paces import is_left_alone
from lti_tool.store.tables import (
    Attempt,
    Context,
    Deployment,
    LineItem,
    PlatformPace,
    Registration,
    ResourceLink,
)

SOUGHT_EVERY: Final = timedelta(days=1)
"""How often a column is looked for, at the most, without anybody asking for it."""
MOST_ANEW: Final = 3
"""How often in a day all scores of a link go to another column, at the most."""
_ANEW: Final = "column-anew"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A link whose column one process may look for now, and where that is."""

    placed: PlacedLink
    context: Context
    registration: Registration
    until: datetime


# ---- what launches say


def note_named(
    session: Session, link: ResourceLink, *, url: str, scopes: Sequence[str], now: datetime
) -> Origin | None:
    """Note that a launch names a column; how it is to be recorded, if it is not known like this.

    What was submitted without one is to be sent there, by the work in the background; in place of
    another column, everything that was submitted.
    """
    found = find_column(session, link)
    is_other = found is not None and is_another(url, found.url)
    due_at, origin = now, Origin.LAUNCH
    if found is not None:
        is_as_said = not found.is_ended and found.origin in NAMED and found.scopes == [*scopes]
        if is_as_said and not is_other:
            gone_columns.note_back(session, found)
            return None if url == found.url else Origin(found.origin)
        if is_other or found.origin == Origin.MOVED:
            due_at, origin = _anew_from(session, link, now), Origin.MOVED
    link.column_trouble = UNSEEN if link.column_trouble == UNSEEN else None
    is_owed = has_submitted(session, link)
    if is_owed:
        link.column_due_at = due_at
    if is_other and found is not None:  # links are locked before their columns
        score_checks.forget(session, tenant_id=link.tenant_id, line_item_id=found.id)
    elif found is not None:
        gone_columns.note_back(session, found)
    return origin if is_owed else Origin.LAUNCH


def _anew_from(session: Session, link: ResourceLink, now: datetime) -> datetime:
    """From when all scores may go to another column than before.

    There are platforms where launches never name the same one.
    """
    if tallies.read(session, _ANEW, str(link.id), now=now) < MOST_ANEW:
        return now
    return max(now, (link.column_sought_at or now) + SOUGHT_EVERY)


def keeps_own(session: Session, link: ResourceLink, listed: ListOfColumns) -> bool:
    """Whether a link has a column that no launch named, and the platform still has a gradebook.

    Such a launch does not end it. What is allowed there is what that launch allows.
    """
    found = find_column(session, link)
    if found is None or found.is_ended or found.origin in NAMED or listed.url is None:
        return False
    if found.scopes != list(listed.scopes):
        found.scopes = list(listed.scopes)
    return True


def is_to_be_sought(link: ResourceLink, now: datetime) -> bool:
    """Whether it is time to look for a column again."""
    sought = link.column_sought_at
    return link.column_due_at is None and (sought is None or sought <= now - SOUGHT_EVERY)


# ---- turns


def claim_due(session: Session, *, now: datetime, until: datetime) -> Turn | None:
    """Claim the link that has waited longest for a look, for the worker; of all tenants."""
    link = session.scalar(
        select(ResourceLink)
        .join(Deployment, Deployment.id == ResourceLink.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .where(
            ResourceLink.column_due_at <= now,
            Registration.retired_at.is_(None),
            Deployment.retired_at.is_(None),
            ~exists().where(PlatformPace.registration_id == Registration.id, is_left_alone(now)),
            _is_free(now),
        )
        .order_by(ResourceLink.column_due_at, ResourceLink.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=ResourceLink)
    )
    return None if link is None else _turn(session, link, until)


def claim(
    session: Session,
    link_id: int,
    *,
    tenant_id: int,
    context_id: int,
    now: datetime,
    until: datetime,
) -> Turn | None:
    """Claim a link of a course for whoever asks; ``None`` while somebody else looks."""
    link = session.scalar(
        select(ResourceLink)
        .where(
            ResourceLink.id == link_id,
            ResourceLink.tenant_id == tenant_id,
            ResourceLink.context_id == context_id,
            _is_free(now),
        )
        .with_for_update()
    )
    return None if link is None else _turn(session, link, until)


def end_turn(
    session: Session, link_id: int, *, tenant_id: int, until: datetime
) -> ResourceLink | None:
    """Give back a turn and get its link; ``None`` where it ran out and somebody else has it."""
    link = session.scalar(
        select(ResourceLink)
        .where(
            ResourceLink.id == link_id,
            ResourceLink.tenant_id == tenant_id,
            ResourceLink.column_asking_until == until,
        )
        .with_for_update()
    )
    if link is not None:
        link.column_asking_until = None
    return link


def postpone(session: Session, registration_id: int, *, now: datetime, until: datetime) -> None:
    """Look later for all columns at a platform that does not answer; of all its tenants."""
    there = select(Deployment.id).where(Deployment.registration_id == registration_id)
    session.execute(
        update(ResourceLink)
        .where(ResourceLink.deployment_id.in_(there), ResourceLink.column_due_at <= now)
        .values(column_due_at=until, column_trouble=UNANSWERED)
        .execution_options(synchronize_session=False)
    )


def list_taken(session: Session, link: ResourceLink) -> frozenset[str]:
    """The URLs of the columns that other links of the course have."""
    other = aliased(ResourceLink)
    rows = session.scalars(
        select(LineItem.url)
        .join(other, other.id == LineItem.resource_link_id)
        .where(
            LineItem.tenant_id == link.tenant_id,
            LineItem.is_ended.is_(False),
            other.context_id == link.context_id,
            other.id != link.id,
        )
    )
    return frozenset(rows)


def is_shared(session: Session, link: ResourceLink, code: str) -> bool:
    """Whether another link of the course to the same activity has no column either."""
    has_column = exists().where(
        LineItem.resource_link_id == ResourceLink.id, LineItem.is_ended.is_(False)
    )
    found = exists().where(
        ResourceLink.tenant_id == link.tenant_id,
        ResourceLink.context_id == link.context_id,
        ResourceLink.id != link.id,
        or_(ResourceLink.activity_code == code, ResourceLink.relinked_code == code),
        ~has_column,
    )
    return session.scalar(select(found)) is True


# ---- what became known


def take(
    session: Session,
    link: ResourceLink,
    *,
    registration_id: int,
    url: str,
    scopes: Sequence[str],
    origin: Origin,
) -> tuple[LineItem, bool]:
    """Keep a column as the link's own: the column, and whether everybody's score is to go there."""
    found = find_column(session, link)
    if found is None:
        found = LineItem(
            tenant_id=link.tenant_id,
            registration_id=registration_id,
            resource_link_id=link.id,
            url=url,
            scopes=list(scopes),
            origin=origin,
        )
        session.add(found)
        session.flush()
        return found, True
    is_other = is_another(url, found.url)
    is_new = is_other or found.origin == Origin.MOVED
    if is_other:
        score_checks.forget(session, tenant_id=link.tenant_id, line_item_id=found.id)
    if is_new or found.is_ended:
        found.origin = origin
    found.url, found.scopes, found.is_ended = url, list(scopes), False
    gone_columns.note_back(session, found)
    return found, is_new


def settle(session: Session, link: ResourceLink, column: LineItem, now: datetime) -> bool:
    """Note that a link's column gets what is to go there: whether that is everything."""
    is_moved = column.origin == Origin.MOVED
    is_new = is_moved or link.column_trouble == UNSEEN
    link.column_due_at = link.column_trouble = None
    if is_moved:
        column.origin, link.column_sought_at = Origin.LAUNCH, now
        tallies.count(session, _ANEW, str(link.id), now=now, lasts=SOUGHT_EVERY)
    return is_new


def find_known(session: Session, link: ResourceLink) -> LineItem | None:
    """Find the column that scores of a link go to."""
    found = find_column(session, link)
    return None if found is None or found.is_ended else found


def find_context(session: Session, *, tenant_id: int, context_id: int) -> Context | None:
    """Find the course of a visit."""
    return session.scalar(
        select(Context).where(Context.id == context_id, Context.tenant_id == tenant_id)
    )


def _turn(session: Session, link: ResourceLink, until: datetime) -> Turn:
    link.column_asking_until = until
    deployment = session.get_one(Deployment, link.deployment_id)
    return Turn(
        placed=placed_columns.find(session, link),
        context=session.get_one(Context, link.context_id),
        registration=session.get_one(Registration, deployment.registration_id),
        until=until,
    )


def has_submitted(session: Session, link: ResourceLink) -> bool:
    """Whether anybody has submitted anything at a link."""
    found = exists().where(
        Attempt.tenant_id == link.tenant_id,
        Attempt.resource_link_id == link.id,
        Attempt.submitted_at.is_not(None),
    )
    return session.scalar(select(found)) is True


def _is_free(now: datetime) -> ColumnElement[bool]:
    until = ResourceLink.column_asking_until
    return or_(until.is_(None), until <= now)
