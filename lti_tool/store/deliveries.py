"""The outbox: scores on their way, claimed by one worker at a time under a lease."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    Insert,
    Select,
    Update,
    bindparam,
    exists,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from lti_tool.learning.families import FamilyRules, rules_of
from lti_tool.learning.scores import DeliveryState, ScoreDue
from lti_tool.store import launches
from lti_tool.store.tables import (
    Attempt,
    LineItem,
    Registration,
    ScoreDelivery,
)

_QUEUED = (DeliveryState.WAITING, DeliveryState.RETRYING)


@dataclass(frozen=True, kw_only=True)
class NewScore:
    """A score as it comes into the outbox."""

    tenant_id: int
    registration_id: int
    person_id: int
    line_item_id: int
    attempt_id: int
    given: Decimal | None
    maximum: Decimal
    activity_progress: str
    grading_progress: str
    comment: str | None
    asked_by: int | None = None
    """The instructor who has it sent again; ``None`` of what follows from an attempt."""


def add_due(
    session: Session, attempt: Attempt, due: ScoreDue, *, scope: str, now: datetime
) -> bool:
    """Put a score of an attempt in the outbox, where its placement has a column that takes scores.

    ``scope`` is what a launch has to have allowed there. What says only that somebody has to decide
    is left out once there is a score with points. Gives whether something is to be sent.
    """
    if attempt.resource_link_id is None:
        return False
    session.flush()
    at_link = {"link": attempt.resource_link_id, "tenant": attempt.tenant_id}
    column = session.execute(_held_column(), at_link).one_or_none()
    if column is None or scope not in column.scopes:
        return False
    if due.given is None and _has_points(session, attempt, column.id):
        return False
    new = NewScore(
        tenant_id=attempt.tenant_id,
        registration_id=column.registration_id,
        person_id=attempt.person_id,
        line_item_id=column.id,
        attempt_id=attempt.id,
        given=due.given,
        maximum=due.maximum,
        activity_progress=due.activity_progress,
        grading_progress=due.grading_progress,
        comment=due.comment,
    )
    add(session, [new], now=now)
    return True


def find_column(
    session: Session, *, tenant_id: int, resource_link_id: int | None, scope: str
) -> LineItem | None:
    """Find the column that a score of this placement goes to, if there is one that takes scores."""
    if resource_link_id is None:
        return None
    found = launches.find_line_item(session, tenant_id=tenant_id, resource_link_id=resource_link_id)
    return found if found is not None and scope in found.scopes else None


def tells_progress(session: Session, attempt: Attempt, families: Mapping[str, FamilyRules]) -> bool:
    """Whether the platform of an attempt may be told that its work waits to be decided."""
    family = session.execute(
        select(Registration.family)
        .join(LineItem, LineItem.registration_id == Registration.id)
        .where(
            LineItem.tenant_id == attempt.tenant_id,
            LineItem.resource_link_id == attempt.resource_link_id,
            LineItem.is_ended.is_(False),
        )
    ).one_or_none()
    return family is not None and rules_of(families, family[0]).tells_progress


def _has_points(session: Session, attempt: Attempt, line_item_id: int) -> bool:
    """Whether there is a score with points; what gave way before it was ever sent is none."""
    was_sent = or_(ScoreDelivery.state != DeliveryState.SUPERSEDED, ScoreDelivery.tries > 0)
    found = exists().where(
        ScoreDelivery.tenant_id == attempt.tenant_id,
        ScoreDelivery.line_item_id == line_item_id,
        ScoreDelivery.person_id == attempt.person_id,
        ScoreDelivery.given.is_not(None),
        was_sent,
    )
    return session.scalar(select(found)) is True


def add(session: Session, scores: Collection[NewScore], *, now: datetime) -> None:
    """Put scores in the outbox, of each learner and column one, whose columns are locked.

    What was still queued for the same learner and column gives way: the newest score wins. One that
    is being sent at this moment is left alone: it is followed.
    """
    if not scores:
        return
    session.flush()
    connection = session.connection()
    connection.execute(_giving_way(), [_lane(one, now) for one in scores])
    connection.execute(_adding(), [_row(one, now) for one in scores])


def _lane(new: NewScore, now: datetime) -> dict[str, Any]:
    return {
        "tenant": new.tenant_id,
        "column": new.line_item_id,
        "person": new.person_id,
        "now": now,
    }


def _row(new: NewScore, now: datetime) -> dict[str, Any]:
    times = {"created_at": now, "changed_at": now, "due_at": now}
    return {**vars(new), **times, "state": DeliveryState.WAITING, "tries": 0}


@cache
def _giving_way() -> Update:
    """Build the statement once: building it takes longer than what the database does for it."""
    return (
        update(ScoreDelivery)
        .where(
            ScoreDelivery.tenant_id == bindparam("tenant"),
            ScoreDelivery.line_item_id == bindparam("column"),
            ScoreDelivery.person_id == bindparam("person"),
            or_(*(ScoreDelivery.state == state for state in _QUEUED)),
        )
        .values(
            state=DeliveryState.SUPERSEDED,
            reason="A newer score took its place.",
            changed_at=bindparam("now"),
        )
    )


@cache
def _adding() -> Insert:
    return insert(ScoreDelivery)


@cache
def _held_column() -> Select[int, int, list[str]]:
    """Find the column of a placement, and let nobody else add a score for it meanwhile."""
    return (
        select(LineItem.id, LineItem.registration_id, LineItem.scopes)
        .where(
            LineItem.tenant_id == bindparam("tenant"),
            LineItem.resource_link_id == bindparam("link"),
            LineItem.is_ended.is_(False),
        )
        .with_for_update(key_share=True)  # rows that point at the column may come meanwhile
    )


def lock_columns(session: Session, column_ids: Collection[int], *, tenant_id: int) -> None:
    """Let nobody else add a score for these columns until the transaction ends.

    What is added for one column at the same moment gets its place one after the other.
    """
    session.execute(_locking(), {"columns": [*column_ids], "tenant": tenant_id})


@cache
def _locking() -> Select[int]:
    return (
        select(LineItem.id)
        .where(
            LineItem.id.in_(bindparam("columns", expanding=True)),
            LineItem.tenant_id == bindparam("tenant"),
        )
        .order_by(LineItem.id)
        .with_for_update(key_share=True)  # rows that point at the column may come meanwhile
    )


def has_newer(session: Session, delivery: ScoreDelivery) -> bool:
    """Whether a later score of the same learner and column is in the outbox."""
    return (
        session.scalar(
            select(
                exists().where(
                    ScoreDelivery.tenant_id == delivery.tenant_id,
                    ScoreDelivery.line_item_id == delivery.line_item_id,
                    ScoreDelivery.person_id == delivery.person_id,
                    ScoreDelivery.id > delivery.id,
                )
            )
        )
        is True
    )
