"""What has not arrived, of all tenants, as the operator sees it: no name, no answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_tool.learning.clock import Clock
from lti_tool.learning.pacing import Pace
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.scores import DeliveryState
from lti_tool.store import backlog, platform_paces
from lti_tool.store.backlog import BacklogSought, PlatformBacklog
from lti_tool.store.database import Transaction
from lti_tool.store.tables import ResourceLink, ScoreDelivery


@dataclass(frozen=True, kw_only=True)
class PlatformRow:
    """What has not arrived at one platform, and whether it is left alone at this moment."""

    id: int
    """Of its registration."""
    platform: str
    counts: Mapping[DeliveryState, int]
    oldest_since: datetime | None
    """Since when the oldest waits that is still under way."""
    is_left_alone: bool
    """Whether it is paused, or tried with one score at a time after a pause."""
    links: tuple[str, ...]
    """The links whose columns failed, where others are not left alone with them."""
    paused_until: datetime | None
    reason: str | None
    """What it answered when it was left alone."""


@dataclass(frozen=True, kw_only=True)
class BacklogRow:
    """A score that has not arrived."""

    id: int
    platform_id: int
    resource_link: str
    state: str
    since: datetime
    """When it came into the outbox."""
    changed_at: datetime
    """When it was last tried, or came into this state."""
    tries: int
    due_at: datetime
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class BacklogPage:
    """What has not arrived: all of it counted, and as much listed as was asked for."""

    platforms: tuple[PlatformRow, ...]
    """Those with scores that fit."""
    scores: tuple[BacklogRow, ...]
    more: int
    """How many fit besides those that are listed."""


class Backlog:
    """Says what has not arrived. It changes nothing."""

    def __init__(self, *, reading: Transaction, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    def show(
        self,
        *,
        platform_id: int | None = None,
        state: DeliveryState | None = None,
        older_than: timedelta | None = None,
        most: int = 50,
    ) -> BacklogPage:
        """Count what fits, and list the oldest of it; raises :class:`MissingError`."""
        now = self._clock()
        sought = BacklogSought(
            registration_id=platform_id,
            state=state,
            came_before=None if older_than is None else now - older_than,
        )
        with self._reading() as session:
            counted = backlog.count_by_platform(session, sought)
            check_platform(platform_id, {one.registration_id for one in counted})
            left_alone = platform_paces.list_paused(session, now=now)
            links = backlog.list_links(
                session, {each for pace in left_alone.values() for each in pace.columns}
            )
            rows = backlog.list_undelivered(session, sought, most=most)
            return BacklogPage(
                platforms=_platforms(counted, left_alone, links, now),
                scores=tuple(_row(*row) for row in rows),
                more=sum(one.under_way + one.stuck for one in counted) - len(rows),
            )


def check_platform(platform_id: int | None, known: Collection[int]) -> None:
    """Refuse the number of a platform that nobody registered; raises :class:`MissingError`."""
    if platform_id is not None and platform_id not in known:
        raise MissingError(f"There is no platform {platform_id}: lti-tool platforms list has them.")


def _platforms(
    counted: Collection[PlatformBacklog],
    left_alone: Mapping[int, Pace],
    links: Mapping[int, str],
    now: datetime,
) -> tuple[PlatformRow, ...]:
    return tuple(
        _platform(one, left_alone.get(one.registration_id), links, now)
        for one in counted
        if one.under_way or one.stuck
    )


def _platform(
    one: PlatformBacklog, pace: Pace | None, links: Mapping[int, str], now: datetime
) -> PlatformRow:
    columns = pace.columns if pace is not None and pace.is_of_columns else ()
    return PlatformRow(
        id=one.registration_id,
        platform=one.platform,
        counts=one.counts,
        oldest_since=one.oldest_at,
        is_left_alone=pace is not None,
        links=tuple(sorted(links[each] for each in columns if each in links)),
        paused_until=pace.paused_until if pace is not None and pace.is_paused(now) else None,
        reason=pace.reason if pace is not None else None,
    )


def _row(row: ScoreDelivery, link: ResourceLink) -> BacklogRow:
    return BacklogRow(
        id=row.id,
        platform_id=row.registration_id,
        resource_link=link.external_id,
        state=row.state,
        since=row.created_at,
        changed_at=row.changed_at,
        tries=row.tries,
        due_at=row.due_at,
        reason=row.reason,
    )
