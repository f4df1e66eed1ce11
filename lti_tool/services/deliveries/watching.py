"""Watching the backlog: the log says when a score waits for too long, and when none does again."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.store import backlog
from lti_tool.store.backlog import PlatformBacklog
from lti_tool.store.database import Transaction

log = logging.getLogger(__name__)

SAID_AGAIN_AFTER: Final = timedelta(minutes=15)


class BacklogWatch:
    """Says in the log, once in a quarter of an hour, that scores are overdue."""

    def __init__(self, *, reading: Transaction, clock: Clock, patience: timedelta) -> None:
        """Take ``patience``: how long a score may wait before somebody ought to know."""
        self._reading = reading
        self._clock = clock
        self._patience = patience
        self._said_at: datetime | None = None
        """When this process last said so; ``None`` while all is well."""

    def overdue(self) -> Sequence[PlatformBacklog]:
        """The platforms whose oldest score has been on its way for too long."""
        latest = self._clock() - self._patience
        with self._reading() as session:
            found = backlog.count_by_platform(session)
        return [one for one in found if one.oldest_at is not None and one.oldest_at < latest]

    def look_at_backlog(self) -> None:
        """Say it if scores are overdue and it was not said lately, and once when it is over."""
        overdue, now = self.overdue(), self._clock()
        if not overdue:
            if self._said_at is not None:
                log.warning("scores.caught-up")
            self._said_at = None
        elif self._said_at is None or now - self._said_at >= SAID_AGAIN_AFTER:
            log.warning(
                "scores.overdue oldest=%s waiting=%s platforms=%s",
                min(one.oldest_at for one in overdue if one.oldest_at).isoformat("T", "seconds"),
                sum(one.under_way for one in overdue),
                ",".join(str(one.registration_id) for one in overdue),
            )
            self._said_at = now
