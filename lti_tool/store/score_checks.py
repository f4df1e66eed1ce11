"""Gradebooks compared with what arrived there: what to compare, and the differences found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from lti_tool.learning.score_checks import CheckFinding, Points
from lti_tool.learning.scores import DeliveryState
from lti_tool.store.delivery_states import is_newest
from lti_tool.store.tables import (
    Context,
    LineItem,
    Person,
    Registration,
    ResourceLink,
    ScoreCheck,
    ScoreDelivery,
)
from lti_tool.store.undone_scores import gave_way


@dataclass(frozen=True, kw_only=True)
class ColumnsSought:
    """Which columns are to be compared, of those that scores have arrived in."""

    registration_id: int | None = None
    arrived_since: datetime | None = None
    """Only those that a score has arrived in since then."""
    compared_before: datetime | None = None
    """Not those that have been compared since then."""


@dataclass(frozen=True, kw_only=True)
class ArrivedScore:
    """The newest score of a learner in a column, which has arrived there."""

    delivery_id: int
    subject: str
    arrived_at: datetime
    sent: Points
    earlier: tuple[Points, ...]
    """What was sent for them before."""


@dataclass(frozen=True, kw_only=True)
class FoundDifference:
    """What a column holds in place of a score that had arrived there."""

    finding: CheckFinding
    held: Points | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Whether the gradebook of a course was compared with what arrived there."""

    last_at: datetime | None
    """``None``: it never was."""
    troubles: tuple[str, ...]
    """Why columns could not be compared the last time, each reason once."""


def list_columns(
    session: Session, sought: ColumnsSought
) -> Sequence[tuple[LineItem, ResourceLink, Context, Registration]]:
    """List columns to compare, of all tenants: platform by platform, the longest unseen first."""
    wanted: list[ColumnElement[bool]] = [LineItem.is_ended.is_(False)]
    arrived = [
        ScoreDelivery.line_item_id == LineItem.id,
        ScoreDelivery.state == DeliveryState.DELIVERED,
        ScoreDelivery.given.is_not(None),
    ]
    if sought.registration_id is not None:
        wanted.append(LineItem.registration_id == sought.registration_id)
    if sought.arrived_since is not None:
        arrived.append(ScoreDelivery.changed_at > sought.arrived_since)
    if sought.compared_before is not None:
        is_due = LineItem.checked_at < sought.compared_before
        wanted.append(or_(LineItem.checked_at.is_(None), is_due))
    rows = session.execute(
        select(LineItem, ResourceLink, Context, Registration)
        .join(ResourceLink, ResourceLink.id == LineItem.resource_link_id)
        .join(Context, Context.id == ResourceLink.context_id)
        .join(Registration, Registration.id == LineItem.registration_id)
        .where(Registration.retired_at.is_(None), exists().where(*arrived), *wanted)
        .order_by(LineItem.registration_id, LineItem.checked_at.asc().nulls_first(), LineItem.id)
    )
    return [(*row,) for row in rows]


def list_arrived(
    session: Session, *, tenant_id: int, line_item_id: int, until: datetime
) -> Sequence[ArrivedScore]:
    """List the scores of a column that it should show: the newest of each learner, with points.

    Only what had arrived by ``until``, so that what is under way or came since is left out; and so
    are preview students, whom platforms do not list, and what a decision gave that was undone.
    """
    rows = session.execute(
        select(
            ScoreDelivery.id,
            ScoreDelivery.person_id,
            ScoreDelivery.state,
            ScoreDelivery.changed_at,
            ScoreDelivery.tries,
            ScoreDelivery.given,
            ScoreDelivery.maximum,
            Person.subject,
            gave_way(tenant_id).label("is_undone"),
        )
        .join(Person, Person.id == ScoreDelivery.person_id)
        .where(
            ScoreDelivery.tenant_id == tenant_id,
            ScoreDelivery.line_item_id == line_item_id,
            Person.is_test.is_(False),
        )
        .order_by(ScoreDelivery.person_id, ScoreDelivery.id)
    )
    lanes = (list(group) for _, group in groupby(rows, key=lambda row: row.person_id))
    return [_arrived(lane) for lane in lanes if _has_arrived(lane[-1], until)]


def _has_arrived(newest: Any, until: datetime) -> bool:
    is_there = newest.state == DeliveryState.DELIVERED and newest.changed_at <= until
    return is_there and newest.given is not None and not newest.is_undone


def _arrived(lane: Sequence[Any]) -> ArrivedScore:
    """The newest of the scores of one learner, with those that were sent before it."""
    *before, newest = lane
    return ArrivedScore(
        delivery_id=newest.id,
        subject=newest.subject,
        arrived_at=newest.changed_at,
        sent=Points(given=newest.given, maximum=newest.maximum),
        earlier=tuple(
            Points(given=one.given, maximum=one.maximum)
            for one in before
            if one.given is not None and one.tries > 0
        ),
    )


def lock_column(session: Session, *, tenant_id: int, line_item_id: int) -> str | None:
    """Let nobody else note what was found in this column until the transaction ends: its URL."""
    return session.scalar(
        select(LineItem.url)
        .where(LineItem.id == line_item_id, LineItem.tenant_id == tenant_id)
        .with_for_update(key_share=True)
    )


def count_by_platform(session: Session) -> Mapping[int, int]:
    """Count the differences of each platform that has any which somebody has to look at.

    Not those of replaced scores, nor those that an instructor has left so.
    """
    number = func.count(ScoreCheck.delivery_id)
    rows = session.execute(
        select(ScoreDelivery.registration_id, number)
        .join(ScoreCheck, ScoreCheck.delivery_id == ScoreDelivery.id)
        .where(is_newest(), ScoreCheck.agreed_at.is_(None))
        .group_by(ScoreDelivery.registration_id)
    )
    return {row[0]: row[1] for row in rows}


def forget(session: Session, *, tenant_id: int, line_item_id: int) -> None:
    """Forget what was found in a column, since another one takes its place: compare it soon."""
    lock_column(session, tenant_id=tenant_id, line_item_id=line_item_id)
    deliveries = select(ScoreDelivery.id).where(ScoreDelivery.line_item_id == line_item_id)
    session.execute(
        delete(ScoreCheck).where(
            ScoreCheck.tenant_id == tenant_id, ScoreCheck.delivery_id.in_(deliveries)
        ),
        execution_options={"synchronize_session": False},
    )
    _update(session, line_item_id, tenant_id=tenant_id, checked_at=None, check_trouble=None)


def note_differences(
    session: Session,
    found: Mapping[int, FoundDifference],
    *,
    tenant_id: int,
    line_item_id: int,
    until: datetime,
    now: datetime,
) -> Mapping[int, datetime]:
    """Note the differences of a column, by the deliveries they are of: since when each is there.

    A difference that is gone is forgotten; one that goes on keeps the time when it was first seen.
    So does one that a newer score has followed which was not compared: it came after ``until``.
    """
    known = {
        row.delivery_id: row
        for row in session.scalars(
            select(ScoreCheck)
            .join(ScoreDelivery, ScoreDelivery.id == ScoreCheck.delivery_id)
            .where(
                ScoreCheck.tenant_id == tenant_id,
                ScoreDelivery.line_item_id == line_item_id,
                ~_is_followed_after(until),
            )
        )
    }
    for delivery_id in known.keys() - found.keys():
        session.delete(known[delivery_id])
    for delivery_id, difference in found.items():
        row = known.get(delivery_id)
        if row is None:
            known[delivery_id] = row = ScoreCheck(delivery_id=delivery_id, tenant_id=tenant_id)
            session.add(row)
        values = _values(difference)
        if any(getattr(row, name) != value for name, value in values.items()):
            row.found_at = now
            row.agreed_by = row.agreed_at = None  # that was about something else
            for name, value in values.items():
                setattr(row, name, value)
        row.checked_at = now
    _update(session, line_item_id, tenant_id=tenant_id, checked_at=now, check_trouble=None)
    return {delivery_id: known[delivery_id].found_at for delivery_id in found}


def _is_followed_after(until: datetime) -> ColumnElement[bool]:
    """Whether a newer score of the same learner and column arrived, or changed, after that."""
    newer = aliased(ScoreDelivery)
    found = exists().where(
        newer.line_item_id == ScoreDelivery.line_item_id,
        newer.person_id == ScoreDelivery.person_id,
        newer.id > ScoreDelivery.id,
        newer.changed_at > until,
    )
    return found.correlate(ScoreDelivery)


def note_trouble(session: Session, trouble: str, *, tenant_id: int, line_item_id: int) -> None:
    """Note why a column could not be compared; what was found before stays."""
    _update(session, line_item_id, tenant_id=tenant_id, check_trouble=trouble)


def find_comparison(session: Session, *, tenant_id: int, context_id: int) -> Comparison:
    """Find out whether the columns of a course that are in use were compared, and why not."""
    rows = session.execute(
        select(LineItem.checked_at, LineItem.check_trouble)
        .join(ResourceLink, ResourceLink.id == LineItem.resource_link_id)
        .where(
            LineItem.tenant_id == tenant_id,
            LineItem.is_ended.is_(False),
            ResourceLink.context_id == context_id,
        )
    ).all()
    return Comparison(
        last_at=max((at for at, _ in rows if at is not None), default=None),
        troubles=tuple(sorted({trouble for _, trouble in rows if trouble})),
    )


def _values(difference: FoundDifference) -> dict[str, object]:
    held = difference.held
    return {
        "finding": difference.finding,
        "held_given": held.given if held else None,
        "held_maximum": held.maximum if held else None,
    }


def _update(session: Session, line_item_id: int, *, tenant_id: int, **values: Any) -> None:
    session.execute(
        update(LineItem)
        .where(LineItem.id == line_item_id, LineItem.tenant_id == tenant_id)
        .values(**values)
    )
