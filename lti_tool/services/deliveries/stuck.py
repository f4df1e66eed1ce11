"""Sending again what is stuck, for the operator: of all tenants, once its cause was mended."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from lti_tool.learning.clock import Clock
from lti_tool.learning.scores import DeliveryState
from lti_tool.services.deliveries.backlog import check_platform
from lti_tool.services.deliveries.resending import MOST_AT_ONCE, again
from lti_tool.store import backlog, deliveries, registrations
from lti_tool.store.backlog import BacklogSought
from lti_tool.store.database import Transaction


@dataclass(frozen=True, kw_only=True)
class SentAgain:
    """What went into the outbox again."""

    platforms: Mapping[str, tuple[int, ...]]
    """The numbers of the scores, by what people call their platform and its number."""
    left: tuple[int, ...]
    """Those that were asked for by number, and cannot go out again or were not to."""
    unknown: tuple[int, ...]
    """Those that were asked for by number, and that there are not."""


class StuckScores:
    """Puts what was refused or given up into the outbox once more, by the rules of one score."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        ring: Callable[[], None],
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._ring = ring

    def send_again(
        self,
        ids: Collection[int] = (),
        *,
        platform_id: int | None = None,
        state: DeliveryState | None = None,
        is_trial: bool = False,
    ) -> SentAgain:
        """Send what fits again, :data:`MOST_AT_ONCE` in a transaction; without ``ids`` all of it.

        A trial says what would go out. Raises :class:`MissingError`.
        """
        sought = BacklogSought(registration_id=platform_id, state=state)
        with self._reading() as session:
            found = dict(backlog.list_stuck(session, sought, among=ids or None))
            known = backlog.list_known(session, ids)
            names = {one.id: one.name for one in registrations.list_all(session)}
        check_platform(platform_id, names)
        sent = [*found] if is_trial else [*self._send(list(found))]
        return SentAgain(
            platforms={
                f"{names[platform]} (platform {platform})": tuple(
                    one for one in sent if found[one] == platform
                )
                for platform in sorted({found[one] for one in sent})
            },
            left=tuple(sorted(known.difference(sent))),
            unknown=tuple(sorted({*ids} - known)),
        )

    def _send(self, ids: Sequence[int]) -> Iterator[int]:
        """Give those that went out: meanwhile somebody else may have seen to the others."""
        for start in range(0, len(ids), MOST_AT_ONCE):
            yield from self._send_some(ids[start : start + MOST_AT_ONCE])
            self._ring()

    def _send_some(self, ids: Sequence[int]) -> list[int]:
        with self._transaction() as session:
            columns = backlog.list_columns(session, ids)
            for tenant_id, ours in groupby(columns, key=itemgetter(0)):
                deliveries.lock_columns(session, {one for _, one in ours}, tenant_id=tenant_id)
            sent = backlog.get_stuck(session, ids)
            deliveries.add(session, [again(one) for one in sent], now=self._clock())
            return [one.id for one in sent]
