"""The scores of one course as its instructors look for them, and those that they send again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from lti_tool.learning.columns import is_told_gone
from lti_tool.learning.score_checks import Points
from lti_tool.learning.scores import UNDER_WAY, DeliveryState
from lti_tool.store.delivery_states import is_beside_one_under_way, is_in, is_newest
from lti_tool.store.score_statuses import is_before_zero, is_over_finding, points_of
from lti_tool.store.tables import (
    ActivityVersion,
    Attempt,
    LineItem,
    Person,
    Registration,
    ResourceLink,
    ScoreCheck,
    ScoreDelivery,
)
from lti_tool.store.undone_scores import gave_way

STUCK = (DeliveryState.REFUSED, DeliveryState.GIVEN_UP)
"""The states that a score leaves only when somebody sends it again."""


class ScoreShown(StrEnum):
    """Which scores of a course are listed."""

    ALL = "all"
    NOT_ARRIVED = "not_arrived"
    """Those that somebody has to look at: none newer of the same learner has gone there since."""
    UNDER_WAY = "under_way"
    ARRIVED = "arrived"
    LEFT_OUT = "left_out"
    """The rest: those that were never sent, or did not arrive before a newer one went there."""
    DIFFERENT = "different"
    """Those in whose place the gradebook was found to hold something else."""
    AGREED = "agreed"
    """The same, where an instructor has left it so."""


@dataclass(frozen=True, kw_only=True)
class ScoresSought:
    """What somebody wants to see of the scores of a course; blank means all."""

    tenant_id: int
    context_id: int
    shown: ScoreShown = ScoreShown.ALL
    activity_code: str = ""
    learner: str = ""
    """Part of a name."""


@dataclass(frozen=True, kw_only=True)
class FoundScore:
    """A score of a course, with what decides whether it can be sent again."""

    delivery: ScoreDelivery
    is_newest: bool
    """Of its learner and column."""
    has_column: bool
    """Whether launches still name its column."""
    is_undone: bool
    """Whether the decision that gave it was undone, and none stands that gave another."""
    check: ScoreCheck | None
    """What its gradebook holds in its place; ``None`` where a newer one has gone there since."""
    family: str | None = None
    """That of its platform; this and what follows only where scores are listed."""
    link_title: str | None = None
    is_over_finding: bool = False
    earlier: Points | None = None
    """What arrived in its column before, where this is a 0."""
    is_column_gone: bool = False
    """Whether comparing has found that its column is not in the gradebook any more."""


def count_shown(session: Session, *, tenant_id: int, context_id: int) -> dict[ScoreShown, int]:
    """Count the scores of a course by what is shown of them."""
    each = (
        select(
            ScoreDelivery.state,
            is_newest().label("is_newest"),
            ScoreCheck.delivery_id.is_not(None).label("is_different"),
            ScoreCheck.agreed_at.is_not(None).label("is_agreed"),
        )
        .outerjoin(ScoreCheck, ScoreCheck.delivery_id == ScoreDelivery.id)
        .where(*_of_course(tenant_id, context_id))
        .subquery()
    )
    kinds = (each.c.state, each.c.is_newest, each.c.is_different, each.c.is_agreed)
    rows = session.execute(select(*kinds, func.count()).group_by(*kinds)).all()
    stuck = [(newest, n) for state, newest, *_, n in rows if state in STUCK]
    differing = [(agreed, n) for _, newest, differs, agreed, n in rows if differs and newest]
    by_state = [(row[0], row[-1]) for row in rows]
    return {
        ScoreShown.ALL: sum(n for _, n in by_state),
        ScoreShown.NOT_ARRIVED: sum(n for newest, n in stuck if newest),
        ScoreShown.UNDER_WAY: sum(n for state, n in by_state if state in UNDER_WAY),
        ScoreShown.ARRIVED: sum(n for state, n in by_state if state == DeliveryState.DELIVERED),
        ScoreShown.LEFT_OUT: sum(n for newest, n in stuck if not newest)
        + sum(n for state, n in by_state if state == DeliveryState.SUPERSEDED),
        ScoreShown.DIFFERENT: sum(n for agreed, n in differing if not agreed),
        ScoreShown.AGREED: sum(n for agreed, n in differing if agreed),
    }


def count_found(session: Session, sought: ScoresSought) -> int:
    """Count the scores that fit."""
    wanted = (
        select(func.count(ScoreDelivery.id))
        .outerjoin(ScoreCheck, ScoreCheck.delivery_id == ScoreDelivery.id)
        .where(*_fitting(sought))
    )
    return session.scalar(wanted) or 0


def list_found(
    session: Session, sought: ScoresSought, *, most: int, skip: int
) -> Sequence[FoundScore]:
    """List the scores that fit, the newest first."""
    earlier = aliased(ScoreDelivery)
    rows = session.execute(
        select(
            ScoreDelivery,
            is_newest(),
            LineItem.is_ended,
            gave_way(sought.tenant_id),
            ScoreCheck,
            Registration.family,
            ResourceLink.title,
            is_over_finding(sought.tenant_id),
            LineItem.check_trouble,
            earlier,
        )
        .join(LineItem, LineItem.id == ScoreDelivery.line_item_id)
        .outerjoin(ResourceLink, ResourceLink.id == LineItem.resource_link_id)
        .join(Registration, Registration.id == ScoreDelivery.registration_id)
        .outerjoin(ScoreCheck, ScoreCheck.delivery_id == ScoreDelivery.id)
        .outerjoin(earlier, is_before_zero(earlier))
        .where(*_fitting(sought))
        .options(
            joinedload(ScoreDelivery.person),
            joinedload(ScoreDelivery.asker),
            joinedload(ScoreCheck.agreer),
            joinedload(ScoreDelivery.attempt)
            .joinedload(Attempt.activity_version)
            .defer(ActivityVersion.document),
        )
        .order_by(ScoreDelivery.id.desc())
        .limit(most)
        .offset(skip)
    )
    return [_listed(row) for row in rows]


def _listed(row: Sequence[Any]) -> FoundScore:
    *found, family, title, is_over, trouble, earlier = row
    is_gone = is_told_gone(trouble)
    of_it = {"family": family, "link_title": title, "is_over_finding": is_over}
    return replace(_found(found), **of_it, is_column_gone=is_gone, earlier=points_of(earlier))


def list_activities(
    session: Session, *, tenant_id: int, context_id: int
) -> Sequence[tuple[str, str]]:
    """List the activities that scores of a course are of: code and title."""
    title = func.max(ActivityVersion.title)
    rows = session.execute(
        select(Attempt.activity_code, title)
        .where(
            ActivityVersion.id == Attempt.activity_version_id, *_of_course(tenant_id, context_id)
        )
        .group_by(Attempt.activity_code)
        .order_by(title)
    )
    return [(row[0], row[1]) for row in rows]


def find(
    session: Session, delivery_id: int, *, tenant_id: int, context_id: int
) -> FoundScore | None:
    """Find a score of a course as it is now."""
    row = session.execute(
        select(ScoreDelivery, is_newest(), LineItem.is_ended, gave_way(tenant_id), ScoreCheck)
        .outerjoin(ScoreCheck, ScoreCheck.delivery_id == ScoreDelivery.id)
        .where(
            ScoreDelivery.id == delivery_id,
            LineItem.id == ScoreDelivery.line_item_id,
            *_of_course(tenant_id, context_id),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    return _found(row) if row else None


def list_stuck(
    session: Session, *, tenant_id: int, context_id: int, most: int
) -> Sequence[ScoreDelivery]:
    """List what did not arrive, where none newer has taken its place; the oldest first.

    Where the column is gone nothing can be sent, and where something is being sent it is left.
    """
    return session.scalars(
        select(ScoreDelivery)
        .where(
            LineItem.id == ScoreDelivery.line_item_id,
            *_of_course(tenant_id, context_id),
            *may_go_again(),
        )
        .order_by(ScoreDelivery.id)
        .limit(most)
        .execution_options(populate_existing=True)
    ).all()


def may_go_again() -> tuple[ColumnElement[bool], ...]:
    """What has to hold of a stuck score, and of its column beside it, for it to be sent again."""
    return (
        is_in(STUCK),
        is_newest(),
        LineItem.is_ended.is_(False),
        ~is_beside_one_under_way(),
        ~gave_way(ScoreDelivery.tenant_id),
    )


def has_under_way(session: Session, delivery: ScoreDelivery) -> bool:
    """Whether a score of the same learner and column is on its way."""
    found = exists().where(
        ScoreDelivery.tenant_id == delivery.tenant_id,
        ScoreDelivery.line_item_id == delivery.line_item_id,
        ScoreDelivery.person_id == delivery.person_id,
        ScoreDelivery.state.in_(UNDER_WAY),
    )
    return session.scalar(select(found)) is True


def _found(row: Sequence[object]) -> FoundScore:
    delivery, newest, is_ended, is_undone, check = row
    assert isinstance(delivery, ScoreDelivery)  # noqa: S101  # as it was selected
    return FoundScore(
        delivery=delivery,
        is_newest=bool(newest),
        has_column=not is_ended,
        is_undone=bool(is_undone),
        check=check if newest and isinstance(check, ScoreCheck) else None,
    )


def _of_course(tenant_id: int, context_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Attempt.id == ScoreDelivery.attempt_id,
        Attempt.context_id == context_id,
        ScoreDelivery.tenant_id == tenant_id,
    )


def _fitting(sought: ScoresSought) -> list[ColumnElement[bool]]:
    conditions = [*_of_course(sought.tenant_id, sought.context_id), *_shown_as(sought.shown)]
    if sought.activity_code:
        conditions.append(Attempt.activity_code == sought.activity_code)
    if sought.learner:
        of_that_name = select(Person.id).where(
            Person.tenant_id == sought.tenant_id,
            Person.name.icontains(sought.learner, autoescape=True),
        )
        conditions.append(ScoreDelivery.person_id.in_(of_that_name))
    return conditions


def _shown_as(shown: ScoreShown) -> Sequence[ColumnElement[bool]]:
    """What has to hold of each score that is listed."""
    state, is_stuck = ScoreDelivery.state, ScoreDelivery.state.in_(STUCK)
    agreed_at = ScoreCheck.agreed_at
    conditions: dict[ScoreShown, Sequence[ColumnElement[bool]]] = {
        ScoreShown.NOT_ARRIVED: [is_stuck, is_newest()],
        ScoreShown.UNDER_WAY: [state.in_(UNDER_WAY)],
        ScoreShown.ARRIVED: [state == DeliveryState.DELIVERED],
        ScoreShown.LEFT_OUT: [or_(state == DeliveryState.SUPERSEDED, and_(is_stuck, ~is_newest()))],
        ScoreShown.DIFFERENT: [
            ScoreCheck.delivery_id.is_not(None),
            agreed_at.is_(None),
            is_newest(),
        ],
        ScoreShown.AGREED: [agreed_at.is_not(None), is_newest()],
    }
    return conditions.get(shown, ())
