"""How fast scores go to each platform, for all workers together."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.learning.pacing import COLUMNS_TO_HOLD_ALL, FAILURES_TO_PAUSE, Pace
from lti_tool.store.database import insert_into
from lti_tool.store.tables import PlatformPace

_KEPT = (
    "at_once",
    "per_second",
    "allowance",
    "rate",
    "strain",
    "failures",
    "columns",
    "paused_until",
    "reason",
    "changed_at",
)


def hold(session: Session, registration_id: int, *, now: datetime) -> Pace:
    """Read the pace of a platform; nobody else claims for it or changes it meanwhile."""
    of_it = {"registration": registration_id}
    connection = session.connection()
    row = connection.execute(_held(), of_it).one_or_none()
    if row is None:
        begun = insert_into(session, PlatformPace).values(
            registration_id=registration_id, **_values(Pace.new(now))
        )
        session.execute(begun.on_conflict_do_nothing())
        row = connection.execute(_held(), of_it).one()
    return _pace(row)


def keep(session: Session, registration_id: int, pace: Pace) -> None:
    """Keep a pace that is held."""
    session.connection().execute(_kept(), {"registration": registration_id, **_values(pace)})


def list_paused(session: Session, *, now: datetime) -> Mapping[int, Pace]:
    """The platforms that are left alone at this moment, or are tried out after that.

    Of some of them that is for a few columns alone: see :attr:`Pace.is_of_columns`.
    """
    rows = session.execute(
        select(PlatformPace.registration_id, *_columns()).where(
            or_(PlatformPace.paused_until > now, PlatformPace.failures >= FAILURES_TO_PAUSE)
        )
    )
    return {row[0]: _pace(row[1:]) for row in rows}


def list_failing(session: Session) -> Mapping[int, Collection[int]]:
    """The platforms that failed so often in a row that they get one score at a time, if any.

    With the columns that failed, where others are not left alone with them.
    """
    failing = PlatformPace.failures >= FAILURES_TO_PAUSE
    rows = session.execute(select(PlatformPace.registration_id, *_columns()).where(failing))
    paces = {row[0]: _pace(row[1:]) for row in rows}
    return {key: pace.columns if pace.is_of_columns else () for key, pace in paces.items()}


def is_left_alone(now: datetime) -> ColumnElement[bool]:
    """Whether a platform is left alone at this moment, and not some of its columns."""
    return and_(PlatformPace.paused_until > now, ~is_of_columns())


def is_of_columns() -> ColumnElement[bool]:
    """Whether so few columns failed that others are not left alone with them, as paces say it."""
    number = func.coalesce(func.json_array_length(PlatformPace.columns), 0)
    return and_(
        PlatformPace.failures >= FAILURES_TO_PAUSE, number.between(1, COLUMNS_TO_HOLD_ALL - 1)
    )


@cache
def _held() -> Select[Any]:
    of_it = PlatformPace.registration_id == bindparam("registration")
    return select(*_columns()).where(of_it).with_for_update()


@cache
def _kept() -> Update:
    of_it = PlatformPace.registration_id == bindparam("registration")
    return update(PlatformPace).where(of_it).values({name: bindparam(name) for name in _KEPT})


def _columns() -> list[InstrumentedAttribute[Any]]:
    return [getattr(PlatformPace, name) for name in _KEPT]


def _pace(row: Sequence[Any]) -> Pace:
    values = dict(zip(_KEPT, row, strict=True))
    return Pace(**{**values, "columns": tuple(values["columns"] or ())})


def _values(pace: Pace) -> dict[str, object]:
    return {**{name: getattr(pace, name) for name in _KEPT}, "columns": [*pace.columns]}
