"""Scores that find out whether a platform that failed takes any: chosen among its columns."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, select
from sqlalchemy.orm import Session

from lti_tool.learning.pacing import Trial
from lti_tool.store.delivery_states import is_queued, is_sending
from lti_tool.store.tables import ScoreDelivery


def choose(wanted: Select[Any], trial: Trial) -> Select[Any]:
    """Have what is due for a platform come in the order in which it is to be tried out.

    First come columns that did not fail lately, those before others in which nothing waits to be
    tried again; then the one that failed least lately. In each, what was tried least.
    """
    column, failed = ScoreDelivery.line_item_id, trial.failed
    if trial.spares_failed:
        wanted = wanted.where(column.not_in(failed))
    turns = [(column == each, turn) for turn, each in enumerate(failed, start=1)]
    turn = [case(*turns, else_=0)] if turns else []
    order = (ScoreDelivery.tries, ScoreDelivery.due_at, ScoreDelivery.id)
    return wanted.order_by(None).order_by(*turn, column.in_(_columns_tried()), *order)


def _columns_tried() -> Select[int]:
    """Select the columns of a platform with a score that was tried and did not arrive."""
    of_it = ScoreDelivery.registration_id == bindparam("registration")
    tried = select(ScoreDelivery.line_item_id).where(of_it, is_queued(), ScoreDelivery.tries > 0)
    return tried.correlate(None)


def first_due_besides(
    session: Session, registration_id: int, columns: Collection[int]
) -> datetime | None:
    """When the next score is due for a platform, apart from some of its columns."""
    return session.scalar(
        select(ScoreDelivery.due_at)
        .where(
            ScoreDelivery.registration_id == registration_id,
            is_queued(),
            ScoreDelivery.line_item_id.not_in(columns),
        )
        .order_by(ScoreDelivery.due_at, ScoreDelivery.id)
        .limit(1)
    )


def has_lost_besides(
    session: Session, registration_id: int, columns: Collection[int], *, now: datetime
) -> bool:
    """Whether a worker that died had a score in hand, apart from those of some columns."""
    lost = exists().where(
        ScoreDelivery.registration_id == registration_id,
        is_sending(),
        ScoreDelivery.leased_until < now,
        ScoreDelivery.line_item_id.not_in(columns),
    )
    return session.scalar(select(lost)) is True
