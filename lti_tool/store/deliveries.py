"""The outbox: scores on their way, claimed by one worker at a time under a lease."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from lti_tool.learning.scores import (
    UNDER_WAY,
    DeliveryState,
    FamilyRules,
    ScoreDue,
    ScoreStatus,
    rules_of,
)
from lti_tool.store import launches
from lti_tool.store.tables import (
    Attempt,
    LineItem,
    Person,
    Registration,
    ResourceLink,
    ScoreDelivery,
)

Claimed = tuple[ScoreDelivery, LineItem, Registration, Person]

_QUEUED = (DeliveryState.WAITING, DeliveryState.RETRYING)


def add_due(
    session: Session, attempt: Attempt, due: ScoreDue, *, scope: str, now: datetime
) -> bool:
    """Put a score of an attempt in the outbox, where its placement has a column that takes scores.

    ``scope`` is what a launch has to have allowed there. What says only that somebody has to decide
    is left out once there is a score with points. Gives whether something is to be sent.
    """
    column = find_column(
        session, tenant_id=attempt.tenant_id, resource_link_id=attempt.resource_link_id, scope=scope
    )
    if column is None:
        return False
    if due.given is None and _has_points(session, attempt, column.id):
        return False
    delivery = ScoreDelivery(
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
        state=DeliveryState.WAITING,
        tries=0,
        created_at=now,
        changed_at=now,
        due_at=now,
    )
    add(session, delivery)
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


def has_points(session: Session, delivery: ScoreDelivery) -> bool:
    """Whether there is a score with points for the same learner and column.

    What gave way before it was ever sent is none.
    """
    return _has_points(session, delivery, delivery.line_item_id)


def _has_points(session: Session, work: Attempt | ScoreDelivery, line_item_id: int) -> bool:
    was_sent = or_(ScoreDelivery.state != DeliveryState.SUPERSEDED, ScoreDelivery.tries > 0)
    found = exists().where(
        ScoreDelivery.tenant_id == work.tenant_id,
        ScoreDelivery.line_item_id == line_item_id,
        ScoreDelivery.person_id == work.person_id,
        ScoreDelivery.given.is_not(None),
        was_sent,
    )
    return session.scalar(select(found)) is True


def add(session: Session, delivery: ScoreDelivery) -> None:
    """Put a score in the outbox; what was still queued for the same learner and column gives way.

    The newest score wins. One that is being sent at this moment is left alone: it is followed.
    What is added for one column at the same moment gets its place one after the other.
    """
    lock_columns(session, {delivery.line_item_id}, tenant_id=delivery.tenant_id)
    session.execute(
        update(ScoreDelivery)
        .where(
            ScoreDelivery.tenant_id == delivery.tenant_id,
            ScoreDelivery.line_item_id == delivery.line_item_id,
            ScoreDelivery.person_id == delivery.person_id,
            ScoreDelivery.state.in_(_QUEUED),
        )
        .values(
            state=DeliveryState.SUPERSEDED,
            reason="A newer score took its place.",
            changed_at=delivery.created_at,
        )
    )
    session.add(delivery)


def lock_columns(session: Session, column_ids: Collection[int], *, tenant_id: int) -> None:
    """Let nobody else add a score for these columns until the transaction ends."""
    session.execute(
        select(LineItem.id)
        .where(LineItem.id.in_(column_ids), LineItem.tenant_id == tenant_id)
        .order_by(LineItem.id)
        .with_for_update(key_share=True)  # rows that point at the column may come meanwhile
    )


def claim_next(
    session: Session, *, now: datetime, lease: str, leased_until: datetime
) -> Claimed | None:
    """Claim the delivery that has been due longest, for the worker; of all tenants.

    Nothing is claimed for a learner and column while another delivery of theirs is being sent by a
    live worker, so that two workers never cross. A lease that ran out is a worker that died.
    """
    free = _due_and_free(now).limit(1).with_for_update(skip_locked=True, of=ScoreDelivery)
    delivery = session.scalar(free)
    if delivery is None:
        return None
    delivery.state = DeliveryState.SENDING
    delivery.lease, delivery.leased_until, delivery.changed_at = lease, leased_until, now
    line_item = session.get_one(LineItem, delivery.line_item_id)
    registration = session.get_one(Registration, line_item.registration_id)
    return delivery, line_item, registration, session.get_one(Person, delivery.person_id)


def _due_and_free(now: datetime) -> Select[ScoreDelivery]:
    other = aliased(ScoreDelivery)
    # An earlier one of the same learner and column goes first, if only to give way: were both free,
    # two workers could each claim one at the same moment.
    before = and_(other.state.in_(_QUEUED), other.due_at <= now, other.id < ScoreDelivery.id)
    in_hand = exists().where(
        other.line_item_id == ScoreDelivery.line_item_id,
        other.person_id == ScoreDelivery.person_id,
        other.id != ScoreDelivery.id,
        or_(other.state == DeliveryState.SENDING, before),
    )
    queued = and_(ScoreDelivery.state.in_(_QUEUED), ScoreDelivery.due_at <= now, ~in_hand)
    abandoned = and_(ScoreDelivery.state == DeliveryState.SENDING, ScoreDelivery.leased_until < now)
    return select(ScoreDelivery).where(or_(queued, abandoned)).order_by(ScoreDelivery.due_at)


def last_timestamp(session: Session, delivery: ScoreDelivery) -> datetime | None:
    """The latest timestamp given to any score of this delivery's learner and column."""
    return session.scalar(
        select(func.max(ScoreDelivery.timestamp)).where(
            ScoreDelivery.tenant_id == delivery.tenant_id,
            ScoreDelivery.line_item_id == delivery.line_item_id,
            ScoreDelivery.person_id == delivery.person_id,
        )
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


def find_leased(session: Session, delivery_id: int, lease: str) -> ScoreDelivery | None:
    """Find a delivery for the worker that still holds its lease."""
    return session.scalar(
        select(ScoreDelivery)
        .where(ScoreDelivery.id == delivery_id, ScoreDelivery.lease == lease)
        .with_for_update()
    )


def find_status(
    session: Session, attempt_id: int, *, tenant_id: int, person_id: int
) -> ScoreStatus | None:
    """Find where the score stands that an attempt of this person led to; ``None`` without one."""
    delivery = session.scalar(
        select(ScoreDelivery)
        .where(
            ScoreDelivery.attempt_id == attempt_id,
            ScoreDelivery.tenant_id == tenant_id,
            ScoreDelivery.person_id == person_id,
        )
        .order_by(ScoreDelivery.id.desc())
        .limit(1)
    )
    return None if delivery is None else status_of(delivery)


def status_of(delivery: ScoreDelivery) -> ScoreStatus:
    """Where a delivery stands, as a value."""
    return ScoreStatus(
        state=DeliveryState(delivery.state),
        since=delivery.changed_at,
        reason=delivery.reason,
        given=delivery.given,
        maximum=delivery.maximum,
    )


def list_backlog(session: Session) -> Sequence[tuple[ScoreDelivery, ResourceLink, Registration]]:
    """List what has not arrived and none newer has followed, for the operator; of all tenants."""
    states = [*UNDER_WAY, DeliveryState.REFUSED, DeliveryState.GIVEN_UP]
    newer = aliased(ScoreDelivery)
    is_followed = exists().where(
        newer.line_item_id == ScoreDelivery.line_item_id,
        newer.person_id == ScoreDelivery.person_id,
        newer.id > ScoreDelivery.id,
    )
    rows = session.execute(
        select(ScoreDelivery, ResourceLink, Registration)
        .join(LineItem, LineItem.id == ScoreDelivery.line_item_id)
        .join(ResourceLink, ResourceLink.id == LineItem.resource_link_id)
        .join(Registration, Registration.id == LineItem.registration_id)
        .where(ScoreDelivery.state.in_(states), ~is_followed)
        .order_by(ScoreDelivery.id)
    )
    return [(*row,) for row in rows]
