"""Scores that a decision gave which was undone since: they are not sent any more."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.learning.scores import DeliveryState
from lti_tool.store.deliveries import lock_columns
from lti_tool.store.tables import Attempt, Decision, Evidence, ScoreDelivery

_LEFT_OUT: Final = (
    DeliveryState.WAITING,
    DeliveryState.RETRYING,
    DeliveryState.REFUSED,
    DeliveryState.GIVEN_UP,
)
_UNSENT: Final = "The decision was undone before this was sent."
_UNANSWERED: Final = "The decision was undone, so this is not sent again."


def gave_way(tenant_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether each score came of a decision that was undone, and none stands that gave another."""
    decided = (
        Decision.tenant_id == tenant_id,
        Decision.given.is_not(None),
        Evidence.id == Decision.evidence_id,
        Attempt.id == Evidence.attempt_id,
        Attempt.id == ScoreDelivery.attempt_id,
        Attempt.context_id == Decision.context_id,
    )
    was_undone = exists().where(*decided, Decision.undone_at.is_not(None))
    stands = exists().where(*decided, Decision.undone_at.is_(None))
    return and_(
        ScoreDelivery.given.is_not(None),
        was_undone.correlate(ScoreDelivery),
        ~stands.correlate(ScoreDelivery),
    )


def why_left_out(session: Session, delivery: ScoreDelivery) -> str | None:
    """Why a score is not sent any more, where its decision was undone; else ``None``."""
    found = session.scalar(
        select(ScoreDelivery.id).where(
            ScoreDelivery.id == delivery.id, gave_way(delivery.tenant_id)
        )
    )
    return left_out_reason(delivery.tries) if found is not None else None


def leave_out(session: Session, attempt: Attempt, *, now: datetime) -> None:
    """Let the scores of an attempt stay where they are that did not arrive yet.

    One that is being sent at this moment may still arrive; whoever sends it asks before they try
    again, and waits for this transaction before they note what became of it.
    """
    of_it = (ScoreDelivery.tenant_id == attempt.tenant_id, ScoreDelivery.attempt_id == attempt.id)
    columns = {*session.scalars(select(ScoreDelivery.line_item_id).where(*of_it))}
    lock_columns(session, columns, tenant_id=attempt.tenant_id)
    rows = session.scalars(
        select(ScoreDelivery)
        .where(*of_it, ScoreDelivery.given.is_not(None))
        .order_by(ScoreDelivery.id)
        .with_for_update(of=ScoreDelivery)
        .execution_options(populate_existing=True)
    )
    for row in rows:
        if row.state in _LEFT_OUT:
            row.reason = left_out_reason(row.tries)
            row.state, row.changed_at = DeliveryState.SUPERSEDED, now
    session.flush()


def left_out_reason(tries: int) -> str:
    """Say why a score whose decision was undone is not sent, after so many tries."""
    return _UNANSWERED if tries else _UNSENT
