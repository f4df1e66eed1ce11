"""Turns: one process at a time asks for a link's column, and writes down what came of it."""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.learning.columns import FAULT, UNANSWERED, UNSEEN, Column, Origin
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.score_checks import Points
from lti_tool.lti.errors import TryAgainError
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.columns.asked import Asked, asked_of, opened_by
from lti_tool.services.columns.waiting import WaitingScores
from lti_tool.store import columns, links
from lti_tool.store.database import Transaction

log = logging.getLogger(__name__)

ASKING_SECONDS: Final = 10.0
"""How long a platform may take for all that is asked of it in one turn."""
_TURN: Final = timedelta(seconds=60)
"""Well over that: names are looked up besides, and what came of it is written down."""
_LATER: Final = timedelta(hours=1)
"""When a platform is asked again that did not answer."""
_LATEST: Final = timedelta(days=1)
_REASON_LIMIT: Final = 500


@dataclass(frozen=True, kw_only=True)
class Asker:
    """The instructor who asks, and of which course."""

    tenant_id: int
    context_id: int


class Turns:
    """Begins and ends turns. Between the two no transaction is open."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        clock: Clock,
        families: Mapping[str, FamilyRules],
        waiting: WaitingScores,
        ring: Callable[[], None],
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._families = families
        self._waiting = waiting
        self._ring = ring

    def begin(self, asker: Asker, link_id: int) -> Asked | None:
        """Begin the turn of an instructor; ``None`` while somebody else has it.

        Raises :class:`MissingError` for what is no link of the course, or opens no activity.
        """
        now = self._clock()
        here = {"tenant_id": asker.tenant_id, "context_id": asker.context_id}
        with self._transaction() as session:
            link = links.find(session, link_id, **here)
            if link is None or link.page is not None or opened_by(session, link) is None:
                raise MissingError("There is no such activity in this course.")
            turn = columns.claim(session, link_id, **here, now=now, until=now + _TURN)
            return None if turn is None else asked_of(session, turn, self._families)

    def begin_due(self) -> Asked | None:
        """Begin the turn of what has waited longest, for the worker; ``None`` if nothing has."""
        now = self._clock()
        with self._transaction() as session:
            turn = columns.claim_due(session, now=now, until=now + _TURN)
            return None if turn is None else asked_of(session, turn, self._families)

    def keep(
        self,
        asked: Asked,
        column: Column,
        origin: Origin,
        held: Mapping[str, Points],
        *,
        sends: bool = True,
    ) -> int | None:
        """Keep a column as the link's own, and send what waited for it: how many scores.

        What is ``held`` there by others is not replaced. Where it ``sends`` nothing, an instructor
        is to say whether that goes there.

        ``None`` where the turn ran out, or a launch has named a column meanwhile: that one wins.
        """
        now = self._clock()
        with self._transaction() as session:
            link = columns.end_turn(
                session, asked.link_id, tenant_id=asked.tenant_id, until=asked.until
            )
            if link is None:
                return None
            known = columns.find_known(session, link)
            if (known.url if known else None) != asked.known_url:
                return None
            row, is_new = columns.take(
                session,
                link,
                registration_id=asked.agreement.id,
                url=column.url,
                scopes=asked.place.scopes if asked.place else (),
                origin=origin,
            )
            link.column_due_at, link.column_trouble = None, None if sends else UNSEEN
            link.column_sought_at = now
            if not sends:
                return 0
            sent = self._waiting.send(session, link, row, now, held, is_new=is_new)
        if sent:
            self._ring()
        return sent

    def catch_up(self, asked: Asked, held: Mapping[str, Points]) -> int:
        """Send what waited for a column that is known by now: how many scores.

        What is ``held`` there by others is not replaced.
        """
        now = self._clock()
        with self._transaction() as session:
            link = columns.end_turn(
                session, asked.link_id, tenant_id=asked.tenant_id, until=asked.until
            )
            known = columns.find_known(session, link) if link else None
            if link is None or known is None:
                return 0
            if SCORE_SCOPE not in known.scopes:  # a launch that allows it says so
                link.column_due_at = None
                return 0
            is_new = columns.settle(session, link, known, now)
            sent = self._waiting.send(session, link, known, now, held, is_new=is_new)
        if sent:
            self._ring()
        return sent

    def hold_back(self, asked: Asked) -> None:
        """Leave it to an instructor whether what went to another column goes to this one."""
        with self._transaction() as session:
            link = columns.end_turn(
                session, asked.link_id, tenant_id=asked.tenant_id, until=asked.until
            )
            if link is not None:
                link.column_due_at, link.column_trouble = None, UNSEEN

    def give_up(self, asked: Asked, trouble: str) -> None:
        """Write down why there is no column."""
        now = self._clock()
        with self._transaction() as session:
            link = columns.end_turn(
                session, asked.link_id, tenant_id=asked.tenant_id, until=asked.until
            )
            if link is not None:
                link.column_due_at, link.column_sought_at = None, now
                link.column_trouble = trouble[:_REASON_LIMIT]

    def postpone(self, asked: Asked, error: TryAgainError) -> None:
        """Ask this platform later: it does not answer at this moment."""
        log.info("column.unanswered link=%s reason=%r", asked.link_id, error.reason)
        now = self._clock()
        seconds = min(error.after or 0, _LATEST.total_seconds())
        until = now + max(_LATER, timedelta(seconds=seconds))
        with self._transaction() as session:
            link = columns.end_turn(
                session, asked.link_id, tenant_id=asked.tenant_id, until=asked.until
            )
            if link is not None:
                link.column_trouble = UNANSWERED
                link.column_due_at = link.column_due_at or until
            columns.postpone(session, asked.agreement.id, now=now, until=until)

    def break_off(self, asked: Asked, error: Exception) -> None:
        """End the turn of a link that cannot be dealt with through a fault of this tool.

        The log says where it is, and not what it says: that may hold what a platform answered.
        """
        log.error(
            "column.fault link=%s error=%s\n%s",
            asked.link_id,
            type(error).__name__,
            "".join(traceback.format_tb(error.__traceback__)),
        )
        now = self._clock()
        with self._transaction() as session:
            link = columns.end_turn(
                session, asked.link_id, tenant_id=asked.tenant_id, until=asked.until
            )
            if link is not None:
                link.column_due_at, link.column_trouble = now + _LATER, FAULT
