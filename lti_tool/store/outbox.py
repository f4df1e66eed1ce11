"""What workers write into the outbox, for many rows at a time, of all tenants."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.orm import Session

from lti_tool.learning.scores import DeliveryState
from lti_tool.store.delivery_states import is_sending
from lti_tool.store.tables import ScoreDelivery


def take(
    session: Session,
    stamped: Mapping[int, tuple[datetime, int]],
    *,
    lease: str,
    until: datetime,
    now: datetime,
) -> None:
    """Take listed scores in hand, each with its timestamp and the number of its try."""
    _change(
        session,
        [
            {"row": row, "timestamp": timestamp, "tries": number}
            for row, (timestamp, number) in stamped.items()
        ],
        state=DeliveryState.SENDING,
        lease=lease,
        leased_until=until,
        changed_at=now,
    )


def put_back(session: Session, due: Mapping[int, datetime], *, now: datetime) -> None:
    """Let listed scores wait until the time of their own timestamp has come."""
    _change(
        session,
        [{"row": row, "timestamp": due_at, "due_at": due_at} for row, due_at in due.items()],
        state=DeliveryState.WAITING,
        lease=None,
        leased_until=None,
        changed_at=now,
    )


def leave_out(session: Session, reasons: Mapping[int, str], *, now: datetime) -> None:
    """Let listed scores be superseded, each for its reason."""
    _change(
        session,
        [{"row": row, "reason": reason} for row, reason in reasons.items()],
        state=DeliveryState.SUPERSEDED,
        lease=None,
        leased_until=None,
        changed_at=now,
    )


def renew(session: Session, ids: Collection[int], *, lease: str, until: datetime) -> None:
    """Let a live worker keep what it has in hand."""
    session.execute(
        update(ScoreDelivery)
        .where(is_sending(), ScoreDelivery.id.in_(ids), ScoreDelivery.lease == lease)
        .values(leased_until=until)
        .execution_options(synchronize_session=False)
    )


def note_delivered(
    session: Session, tries: Mapping[int, int], *, lease: str, now: datetime
) -> None:
    """Note that scores arrived, those that are still in the worker's hands in this very try."""
    _change(
        session,
        [{"row": row, "held": lease, "try": number} for row, number in tries.items()],
        state=DeliveryState.DELIVERED,
        reason=None,
        lease=None,
        leased_until=None,
        changed_at=now,
    )


def find_held(
    session: Session, delivery_id: int, *, lease: str, tries: int
) -> ScoreDelivery | None:
    """Find a score for the worker that still has it in hand, in this very try."""
    return session.scalar(
        select(ScoreDelivery)
        .where(
            ScoreDelivery.id == delivery_id,
            ScoreDelivery.lease == lease,
            ScoreDelivery.tries == tries,
        )
        .with_for_update()
    )


def _change(session: Session, rows: Collection[dict[str, Any]], **values: Any) -> None:
    """Change many rows at once: the same in all, and what is given for each."""
    if not rows:
        return
    given = next(iter(rows)).keys()
    changed = _changing(tuple(sorted(values)), tuple(sorted(given)))
    same = {f"new_{name}": value for name, value in values.items()}
    session.connection().execute(changed, [{**same, **row} for row in rows])


@cache
def _changing(same: tuple[str, ...], given: tuple[str, ...]) -> Update:
    """Build a statement once: building it takes longer than what the database does for it."""
    conditions = [ScoreDelivery.id == bindparam("row")]
    if "held" in given:
        conditions += [
            ScoreDelivery.lease == bindparam("held"),
            ScoreDelivery.tries == bindparam("try"),
        ]
    own: dict[str, Any] = {
        name: bindparam(name) for name in given if name not in {"row", "held", "try"}
    }
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in same}
    return update(ScoreDelivery).where(*conditions).values(own | new)
