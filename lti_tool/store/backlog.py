"""What has not arrived, of all tenants, for the operator: counted and listed, and nobody named."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session

from lti_tool.learning.scores import UNDER_WAY, DeliveryState
from lti_tool.store.delivery_states import is_in, is_newest
from lti_tool.store.score_log import STUCK, may_go_again
from lti_tool.store.tables import LineItem, Registration, ResourceLink, ScoreDelivery

UNDELIVERED: Final = (
    DeliveryState.WAITING,
    DeliveryState.SENDING,
    DeliveryState.RETRYING,
    DeliveryState.REFUSED,
    DeliveryState.GIVEN_UP,
)
"""The states of what has not arrived, in the order in which people read them."""

_INDEXED: Final = (
    (DeliveryState.WAITING, DeliveryState.RETRYING),
    (DeliveryState.SENDING,),
    STUCK,
)
"""The states that have an index of their own, together with others or alone."""

_BY_AGE: Final = ScoreDelivery.id + 0  # in the order of bare ids all that arrived would be read
_ITS_COLUMN: Final = LineItem.id == ScoreDelivery.line_item_id + 0  # and from columns to scores too


@dataclass(frozen=True, kw_only=True)
class BacklogSought:
    """What somebody wants to see of the backlog; ``None`` leaves nothing out."""

    registration_id: int | None = None
    state: DeliveryState | None = None
    came_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PlatformBacklog:
    """What has not arrived at one platform."""

    registration_id: int
    platform: str
    counts: Mapping[DeliveryState, int]
    """For every state of :data:`UNDELIVERED`."""
    oldest_at: datetime | None
    """When the oldest came that is still under way."""

    @property
    def under_way(self) -> int:
        """How many wait to arrive."""
        return sum(self.counts[state] for state in UNDER_WAY)

    @property
    def stuck(self) -> int:
        """How many arrive only if somebody sends them again."""
        return sum(self.counts[state] for state in STUCK)


def count_by_platform(
    session: Session, sought: BacklogSought | None = None
) -> Sequence[PlatformBacklog]:
    """Count what has not arrived and none newer has followed, for each platform there is."""
    wanted = sought or BacklogSought()
    counted: dict[int, dict[DeliveryState, tuple[int, datetime]]] = {}
    for states in _groups(wanted):
        grouped = (
            select(
                ScoreDelivery.registration_id,
                ScoreDelivery.state,
                func.count(),
                func.min(ScoreDelivery.created_at),
            )
            .where(*_fitting(states, wanted))
            .group_by(ScoreDelivery.registration_id, ScoreDelivery.state)
        )
        for registration_id, state, number, oldest in session.execute(grouped):
            counted.setdefault(registration_id, {})[DeliveryState(state)] = (number, oldest)
    named = session.execute(select(Registration.id, Registration.name).order_by(Registration.id))
    return [_summed(id_, name, counted.get(id_, {})) for id_, name in named]


def list_undelivered(
    session: Session, sought: BacklogSought, *, most: int
) -> Sequence[tuple[ScoreDelivery, ResourceLink]]:
    """List what has not arrived and none newer has followed, the oldest first."""
    ids = union_all(
        *(
            select(_ids(states, sought).order_by(_BY_AGE).limit(most).subquery())
            for states in _groups(sought)
        )
    ).subquery()
    rows = session.execute(
        select(ScoreDelivery, ResourceLink)
        .join(LineItem, LineItem.id == ScoreDelivery.line_item_id)
        .join(ResourceLink, ResourceLink.id == LineItem.resource_link_id)
        .where(ScoreDelivery.id.in_(select(ids.c.id)))
        .order_by(ScoreDelivery.id)
        .limit(most)
    )
    return [(*row,) for row in rows]


def list_stuck(
    session: Session, sought: BacklogSought, *, among: Collection[int] | None = None
) -> Sequence[tuple[int, int]]:
    """List what can go out again, of all tenants: its id and its platform's, the oldest first."""
    statement = _ids(STUCK, sought).add_columns(ScoreDelivery.registration_id)
    statement = statement.join(LineItem, _ITS_COLUMN)
    if among is not None:
        statement = statement.where(ScoreDelivery.id.in_(among))
    rows = session.execute(statement.where(*may_go_again()).order_by(_BY_AGE))
    return [(row[0], row[1]) for row in rows]


def list_links(session: Session, columns: Collection[int]) -> Mapping[int, str]:
    """The links that columns belong to, of all tenants: what their platforms call them."""
    if not columns:
        return {}
    rows = session.execute(
        select(LineItem.id, ResourceLink.external_id)
        .join(ResourceLink, ResourceLink.id == LineItem.resource_link_id)
        .where(LineItem.id.in_(columns))
    )
    return {row[0]: row[1] for row in rows}


def list_known(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Those of these numbers that scores have, of all tenants and whatever became of them."""
    known = select(ScoreDelivery.id).where(ScoreDelivery.id.in_(ids))
    return frozenset(session.scalars(known))


def list_columns(session: Session, ids: Collection[int]) -> Sequence[tuple[int, int]]:
    """List the columns of these scores, of all tenants in order: the tenant's id and its own."""
    rows = session.execute(
        select(ScoreDelivery.tenant_id, ScoreDelivery.line_item_id)
        .where(ScoreDelivery.id.in_(ids))
        .distinct()
        .order_by(ScoreDelivery.tenant_id, ScoreDelivery.line_item_id)
    )
    return [(row[0], row[1]) for row in rows]


def get_stuck(session: Session, ids: Collection[int]) -> Sequence[ScoreDelivery]:
    """Get those of these scores that can go out again as things are now, the oldest first."""
    return session.scalars(
        select(ScoreDelivery)
        .join(LineItem, LineItem.id == ScoreDelivery.line_item_id)
        .where(ScoreDelivery.id.in_(ids), *may_go_again())
        .order_by(ScoreDelivery.id)
        .execution_options(populate_existing=True)
    ).all()


def count_ever(session: Session) -> int:
    """How many scores were ever put into the outbox, by the number that the last one got."""
    return session.scalar(select(func.max(ScoreDelivery.id))) or 0


def _groups(sought: BacklogSought) -> Sequence[Collection[DeliveryState]]:
    return [states for states in _INDEXED if sought.state is None or sought.state in states]


def _ids(states: Collection[DeliveryState], sought: BacklogSought) -> Select[Any]:
    return select(ScoreDelivery.id).where(*_fitting(states, sought))


def _fitting(states: Collection[DeliveryState], sought: BacklogSought) -> list[ColumnElement[bool]]:
    conditions = [is_in(states), is_newest()]
    if sought.registration_id is not None:
        conditions.append(ScoreDelivery.registration_id == sought.registration_id)
    if sought.state is not None:
        conditions.append(ScoreDelivery.state == sought.state)
    if sought.came_before is not None:
        conditions.append(ScoreDelivery.created_at < sought.came_before)
    return conditions


def _summed(
    registration_id: int, name: str, found: Mapping[DeliveryState, tuple[int, datetime]]
) -> PlatformBacklog:
    ages = [found[state][1] for state in UNDER_WAY if state in found]
    return PlatformBacklog(
        registration_id=registration_id,
        platform=name,
        counts={state: found[state][0] if state in found else 0 for state in UNDELIVERED},
        oldest_at=min(ages, default=None),
    )
