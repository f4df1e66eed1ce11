"""Where scores stand, for every page that tells of one: of an attempt, or of what is listed."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from lti_tool.learning.people import instructor_name
from lti_tool.learning.score_checks import CheckFinding, Points, ScoreDifference
from lti_tool.learning.scores import DeliveryState, ScoreStatus
from lti_tool.store import platform_paces
from lti_tool.store.delivery_states import is_newest
from lti_tool.store.tables import Registration, ScoreCheck, ScoreDelivery


def find(
    session: Session, attempt_id: int, *, tenant_id: int, person_id: int
) -> ScoreStatus | None:
    """Find where the score stands that an attempt of this person led to; ``None`` without one."""
    latest = select(func.max(ScoreDelivery.id)).where(
        ScoreDelivery.attempt_id == attempt_id,
        ScoreDelivery.tenant_id == tenant_id,
        ScoreDelivery.person_id == person_id,
    )
    return next(iter(find_all(session, latest, tenant_id=tenant_id).values()), None)


def find_all(
    session: Session, ids: Select[Any], *, tenant_id: int
) -> Mapping[ScoreDelivery, ScoreStatus]:
    """Find where the scores of these numbers stand.

    What a gradebook was found to hold is told of the newest of a learner and column alone.
    """
    earlier = aliased(ScoreDelivery)
    rows = session.execute(
        select(
            ScoreDelivery,
            ScoreCheck,
            is_over_finding(tenant_id),
            is_newest(),
            Registration.family,
            earlier,
        )
        .join(Registration, Registration.id == ScoreDelivery.registration_id)
        .outerjoin(ScoreCheck, ScoreCheck.delivery_id == ScoreDelivery.id)
        .outerjoin(earlier, is_before_zero(earlier))
        .where(ScoreDelivery.id.in_(ids), ScoreDelivery.tenant_id == tenant_id)
        .options(joinedload(ScoreCheck.agreer))
    ).all()
    failing = platform_paces.list_failing(session) if rows else {}
    found = {}
    for delivery, check, is_over, newest, family, before in rows:
        status = status_of(delivery, check, failing=failing, is_over_finding=is_over)
        status = replace(status, family=family, earlier=points_of(before))
        if not newest and not status.is_under_way:
            status = replace(status, is_followed=True, difference=None)
        found[delivery] = status
    return found


def is_over_finding(tenant_id: int) -> ColumnElement[bool]:
    """Whether the gradebook was found to hold something else in place of an earlier score.

    The next comparison of the column forgets that, and compares the newest.
    """
    earlier = aliased(ScoreDelivery)
    found = exists().where(
        earlier.tenant_id == tenant_id,
        earlier.line_item_id == ScoreDelivery.line_item_id,
        earlier.person_id == ScoreDelivery.person_id,
        earlier.id < ScoreDelivery.id,
        ScoreCheck.delivery_id == earlier.id,
    )
    return found.correlate(ScoreDelivery)


def is_before_zero(earlier: type[ScoreDelivery]) -> ColumnElement[bool]:
    """Whether a score was in the gradebook until a 0 of the same learner went there."""
    other = aliased(ScoreDelivery)
    last = select(func.max(other.id)).where(
        other.line_item_id == ScoreDelivery.line_item_id,
        other.person_id == ScoreDelivery.person_id,
        other.id < ScoreDelivery.id,
        other.state == DeliveryState.DELIVERED,
        or_(other.given.is_(None), cast(other.given, Float) != 0),
    )
    is_last = earlier.id == last.correlate(ScoreDelivery).scalar_subquery()
    return and_(cast(ScoreDelivery.given, Float) == 0, is_last)  # it is kept as text


def points_of(delivery: ScoreDelivery | None) -> Points | None:
    """What a score gave, as a value; ``None`` without points."""
    if delivery is None or delivery.given is None:
        return None
    return Points(given=delivery.given, maximum=delivery.maximum)


def status_of(
    delivery: ScoreDelivery,
    check: ScoreCheck | None = None,
    *,
    failing: Mapping[int, Collection[int]],
    is_over_finding: bool = False,
) -> ScoreStatus:
    """Where a delivery stands, as a value; with what its gradebook was found to hold instead.

    ``failing`` are the platforms that take no scores at this moment, with the columns that it is
    about; without any it is about all.
    """
    status = ScoreStatus(
        state=DeliveryState(delivery.state),
        since=delivery.changed_at,
        reason=delivery.reason,
        given=delivery.given,
        maximum=delivery.maximum,
        difference=difference_of(check) if check else None,
        is_over_finding=is_over_finding,
    )
    columns = failing.get(delivery.registration_id)
    is_about_it = columns is not None and (not columns or delivery.line_item_id in columns)
    return replace(status, is_held_up=True) if status.is_under_way and is_about_it else status


def difference_of(check: ScoreCheck) -> ScoreDifference:
    """What a gradebook was found to hold in place of a score, as a value."""
    given, maximum = check.held_given, check.held_maximum
    return ScoreDifference(
        finding=CheckFinding(check.finding),
        held=None if given is None else Points(given=given, maximum=maximum),
        checked_at=check.checked_at,
        agreed_by=instructor_name(check.agreer.name) if check.agreer else None,
        agreed_at=check.agreed_at,
    )
