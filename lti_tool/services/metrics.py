"""The numbers that somebody who watches the tool needs: of platforms and of the tool, of nobody."""

import hmac
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from lti_tool.learning.clock import Clock
from lti_tool.learning.scores import DeliveryState
from lti_tool.store import backlog, launch_entries, platform_paces, score_checks
from lti_tool.store.database import Transaction, is_writable

log = logging.getLogger(__name__)

LAUNCHES_OF: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class PlatformFigures:
    """The numbers of one platform, which is named by its registration alone."""

    registration_id: int
    scores: Sequence[tuple[DeliveryState, int]]
    """How many have not arrived, by their states."""
    oldest_seconds: float
    """For how long the oldest has been on its way; 0 where none is."""
    is_left_alone: bool
    different: int
    """For how many scores its gradebook was found to hold something else."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What could be read from the database at one moment."""

    platforms: Sequence[PlatformFigures]
    put_in: int
    """How many scores were put into the outbox, ever."""
    opened: int
    """How many launches opened a visit lately: see :data:`LAUNCHES_OF`."""
    refused: int
    takes_changes: bool
    """Whether the database could be written as well."""


class Metrics:
    """Reads all numbers anew each time, so that every process of the tool says the same."""

    def __init__(
        self,
        *,
        reading: Transaction,
        clock: Clock,
        is_queue_up: Callable[[], bool],
        token: str | None,
    ) -> None:
        """Take ``token``: what whoever reads them has to show; ``None``: nothing."""
        self._reading = reading
        self._clock = clock
        self._token = token
        self.is_queue_up = is_queue_up

    def may_read(self, token: str | None) -> bool:
        """Whether whoever shows this token may read the numbers."""
        if self._token is None:
            return True
        return hmac.compare_digest((token or "").encode(errors="replace"), self._token.encode())

    def read(self) -> Figures | None:
        """Read the numbers; ``None`` where the database does not give them."""
        now = self._clock()
        try:
            with self._reading() as session:
                left_alone = platform_paces.list_paused(session, now=now)
                different = score_checks.count_by_platform(session)
                counted = backlog.count_by_platform(session)
                opened, refused = launch_entries.count_since(session, now - LAUNCHES_OF)
                put_in = backlog.count_ever(session)
                takes_changes = is_writable(session)
        except SQLAlchemyError as error:
            log.warning("metrics.unread error=%s", type(error).__name__)
            return None
        platforms = [
            PlatformFigures(
                registration_id=one.registration_id,
                scores=[*one.counts.items()],
                oldest_seconds=(now - one.oldest_at).total_seconds() if one.oldest_at else 0.0,
                is_left_alone=one.registration_id in left_alone,
                different=different.get(one.registration_id, 0),
            )
            for one in counted
        ]
        return Figures(
            platforms=platforms,
            put_in=put_in,
            opened=opened,
            refused=refused,
            takes_changes=takes_changes,
        )
