"""What is due in the outbox, of all tenants: for the engine, and nobody else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from lti_tool.learning.pacing import Trial
from lti_tool.learning.scores import DeliveryState
from lti_tool.store import trials
from lti_tool.store.database import UtcDateTime
from lti_tool.store.delivery_states import is_queued, is_sending
from lti_tool.store.platform_paces import is_of_columns
from lti_tool.store.tables import LineItem, Person, PlatformPace, Registration, ScoreDelivery
from lti_tool.store.undone_scores import gave_way, left_out_reason


@dataclass(frozen=True, kw_only=True)
class DueScore:
    """A score that can be taken in hand now, and what is known of it."""

    id: int
    given: Decimal | None
    maximum: Decimal
    activity_progress: str
    grading_progress: str
    comment: str | None
    tries: int
    created_at: datetime
    timestamp: datetime | None
    last_timestamp: datetime | None
    """The latest that any score of the same learner and column was given."""
    has_newer: bool
    has_points: bool
    """Whether a score with points stands for the same learner and column."""
    left_out: str | None
    """Why it is not to be sent, where its decision was undone."""
    url: str
    scopes: tuple[str, ...]
    subject: str


def list_due_platforms(session: Session, *, now: datetime) -> Sequence[Registration]:
    """List the platforms that something is due for, unless they are left alone at this moment.

    Where only some columns are, something is due for another one.
    """
    rows = session.execute(_due_platforms(), {"now": now}).all()
    return [
        platform
        for platform, until, columns in rows
        if until is None
        or until <= now
        or _is_due_besides(session, platform.id, columns or (), now)
    ]


@cache
def _due_platforms() -> Select[Registration, datetime | None, list[int] | None]:
    now: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
    until = PlatformPace.paused_until
    return (
        select(Registration, until, PlatformPace.columns)
        .outerjoin(PlatformPace, PlatformPace.registration_id == Registration.id)
        .where(
            or_(until.is_(None), until <= now, is_of_columns()),
            or_(
                exists().where(_of_platform(), is_queued(), ScoreDelivery.due_at <= now),
                exists().where(_of_platform(), is_sending(), ScoreDelivery.leased_until < now),
            ),
        )
        .order_by(Registration.id)
    )


def _is_due_besides(
    session: Session, registration_id: int, columns: Collection[int], now: datetime
) -> bool:
    first = trials.first_due_besides(session, registration_id, columns)
    if first is not None and first <= now:
        return True
    return trials.has_lost_besides(session, registration_id, columns, now=now)


def next_due(session: Session) -> datetime | None:
    """When the next score can be taken in hand: its time comes, or its worker may have died."""
    first = (
        select(func.min(ScoreDelivery.due_at))
        .where(_of_platform(), is_queued())
        .correlate(Registration)
        .scalar_subquery()
    )
    is_spared = case((is_of_columns(), PlatformPace.columns))
    rows = session.execute(
        select(first, Registration.id, PlatformPace.paused_until, is_spared)
        .select_from(Registration)
        .outerjoin(PlatformPace, PlatformPace.registration_id == Registration.id)
        .where(first.is_not(None))
    ).all()
    times = [max(due, until or due) for due, _, until, _ in rows]
    besides = [
        trials.first_due_besides(session, platform_id, columns)
        for due, platform_id, until, columns in rows
        if until is not None and until > due and columns
    ]
    lease = session.scalar(select(func.min(ScoreDelivery.leased_until)).where(is_sending()))
    return min([*times, *filter(None, [*besides, lease])], default=None)


def count_in_hand(session: Session, registration_id: int, *, now: datetime) -> tuple[int, int]:
    """Count the scores on their way to a platform: by workers that live, and that have died."""
    given = {"registration": registration_id, "now": now}
    live, lost = session.connection().execute(_in_hand(), given).one()
    return live, lost


@cache
def _in_hand() -> Select[int, int]:
    now: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
    return select(
        func.count().filter(ScoreDelivery.leased_until >= now),
        func.count().filter(ScoreDelivery.leased_until < now),
    ).where(ScoreDelivery.registration_id == bindparam("registration"), is_sending())


def list_due(
    session: Session,
    registration_id: int,
    *,
    now: datetime,
    most: int,
    trial: Trial | None = None,
    has_lost: bool = True,
) -> Sequence[DueScore]:
    """List what can be taken in hand for a platform, and let nobody else take it meanwhile.

    What is due longest comes first, or, to find out whether a platform that failed works again,
    what :func:`trials.choose` says. Of a learner and column there is one at most, and none while
    another of theirs is in the hands of a live worker, so that two workers never cross. A lease
    that ran out is a worker that died; where none did, nobody has to look for what it had.
    """
    given = {"registration": registration_id, "now": now}
    found: list[DueScore] = []
    for is_lost in (True, False) if has_lost else (False,):
        wanted = _statement(is_lost=is_lost)
        wanted = trials.choose(wanted, trial) if trial else wanted
        rows = session.connection().execute(wanted, {**given, "most": most - len(found)})
        found += [_due_score(row._mapping) for row in rows]  # noqa: SLF001  # its public name
    return found


@cache
def _statement(*, is_lost: bool) -> Select[Any]:
    """Build the statement once: building it takes longer than what the database does for it."""
    now: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
    if is_lost:
        is_due = and_(is_sending(), ScoreDelivery.leased_until < now)
    else:
        is_due = and_(is_queued(), ScoreDelivery.due_at <= now, ~_is_in_hand(now))
    return (
        select(*_columns())
        .join(LineItem, LineItem.id == ScoreDelivery.line_item_id)
        .join(Person, Person.id == ScoreDelivery.person_id)
        .where(ScoreDelivery.registration_id == bindparam("registration"), is_due)
        .order_by(ScoreDelivery.due_at, ScoreDelivery.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True, of=ScoreDelivery)
    )


def _of_platform() -> ColumnElement[bool]:
    return ScoreDelivery.registration_id == Registration.id


def _columns() -> list[ColumnElement[Any]]:
    return [
        *(
            getattr(ScoreDelivery, name)
            for name in (
                "id",
                "given",
                "maximum",
                "activity_progress",
                "grading_progress",
                "comment",
                "tries",
                "created_at",
                "timestamp",
            )
        ),
        _last_timestamp().label("last_timestamp"),
        _has_newer().label("has_newer"),
        case((ScoreDelivery.given.is_(None), _has_points()), else_=literal(value=False)).label(
            "has_points"
        ),
        gave_way(ScoreDelivery.tenant_id).label("is_undone"),
        LineItem.url.label("url"),
        LineItem.scopes.label("scopes"),
        Person.subject.label("subject"),
    ]


def _due_score(row: Mapping[Any, Any]) -> DueScore:
    values = dict(row)
    is_undone = values.pop("is_undone")
    return DueScore(
        **{
            **values,
            "has_newer": bool(values["has_newer"]),
            "has_points": bool(values["has_points"]),
            "scopes": tuple(values["scopes"]),
            "left_out": left_out_reason(values["tries"]) if is_undone else None,
        }
    )


def _same_lane(other: type[ScoreDelivery]) -> ColumnElement[bool]:
    return and_(
        other.line_item_id == ScoreDelivery.line_item_id,
        other.person_id == ScoreDelivery.person_id,
    )


def _is_in_hand(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether another of the same learner and column goes first.

    An earlier one does, if only to give way: were both free, two workers could each take one at the
    same moment.
    """
    other = aliased(ScoreDelivery)
    before = and_(
        other.state.in_((DeliveryState.WAITING, DeliveryState.RETRYING)),
        other.due_at <= now,
        other.id < ScoreDelivery.id,
    )
    in_hand = and_(other.id != ScoreDelivery.id, other.state == DeliveryState.SENDING)
    return exists().where(_same_lane(other), or_(in_hand, before))


def _last_timestamp() -> Any:
    other = aliased(ScoreDelivery)
    return select(func.max(other.timestamp)).where(_same_lane(other)).scalar_subquery()


def _has_newer() -> Any:
    other = aliased(ScoreDelivery)
    return exists().where(_same_lane(other), other.id > ScoreDelivery.id)


def _has_points() -> Any:
    other = aliased(ScoreDelivery)
    was_sent = or_(other.state != DeliveryState.SUPERSEDED, other.tries > 0)
    return exists().where(_same_lane(other), other.given.is_not(None), was_sent)
