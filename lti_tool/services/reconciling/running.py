"""Comparing many columns: when the operator asks, and once in a night for all workers."""

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.learning.families import FamilyRules, rules_of
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.score_checks import CheckFinding
from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.errors import DeliveryError, TryAgainError
from lti_tool.lti.results import ResultService
from lti_tool.lti.scores import LineItemRef
from lti_tool.services.reconciling.comparing import Column, Compared, Comparing
from lti_tool.services.reconciling.given import NamedColumn, Reconciled, Uncompared
from lti_tool.store import platform_paces, registrations, score_checks, tallies
from lti_tool.store.database import Transaction, is_read_only
from lti_tool.store.score_checks import ColumnsSought
from lti_tool.store.tables import Context, LineItem, Registration, ResourceLink

log = logging.getLogger(__name__)

EVERY: Final = timedelta(hours=20)
"""How often a column is compared at the most, and how long one night's turn lasts."""
LOOKS_BACK: Final = timedelta(days=90)
"""Columns that nothing has arrived in for longer are compared only when the operator asks."""
MOST_FAILURES: Final = 3
"""After how many columns in a row that could not be read the rest of a platform is left."""
_TURN: Final = ("reconcile", "all")
_LEFT: Final = "Left out, since the platform did not answer for others."
_FAULT: Final = "Something went wrong in the tool."


class Reconciling:
    """Compares what platforms hold with what arrived there, and notes what differs."""

    def __init__(
        self,
        *,
        transaction: Transaction,
        reading: Transaction,
        clock: Clock,
        results: ResultService,
        families: Mapping[str, FamilyRules],
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._families = families
        self._comparing = Comparing(transaction=transaction, clock=clock, results=results)

    def reconcile(self, registration_id: int | None = None) -> Reconciled:
        """Compare every column, or those of one platform; raises :class:`MissingError`."""
        columns = self._columns(ColumnsSought(registration_id=registration_id))
        return _summed(self._compare_all(columns, lambda: False))

    def reconcile_due(self, is_stopping: Callable[[], bool]) -> None:
        """Compare what is due tonight, unless another worker does; leave off when asked to stop.

        What is left then is for whoever asks next; what failed, and platforms that take no scores
        at this moment, are left for the next night.
        """
        now = self._clock()
        with self._transaction() as session:
            if tallies.count(session, *_TURN, now=now, lasts=EVERY) > 1:
                return
        with self._reading() as session:
            paces = platform_paces.list_paused(session, now=now)
        paused = {platform for platform, pace in paces.items() if not pace.is_of_columns}
        sought = ColumnsSought(arrived_since=now - LOOKS_BACK, compared_before=now - EVERY)
        columns = [one for one in self._columns(sought) if one.agreement.id not in paused]
        found = _summed(self._compare_all(columns, is_stopping))
        log.info(
            "reconcile.done columns=%s not_compared=%s %s",
            found.columns,
            len(found.not_compared),
            " ".join(f"{finding}={number}" for finding, number in found.counts.items()),
        )
        if is_stopping():
            with self._transaction() as session:
                tallies.forget(session, *_TURN)

    def _columns(self, sought: ColumnsSought) -> tuple[Column, ...]:
        with self._reading() as session:
            known = {row.id for row in registrations.list_all(session)}
            if sought.registration_id is not None and sought.registration_id not in known:
                raise MissingError(
                    f"There is no platform {sought.registration_id}: lti-tool platforms list has "
                    "them."
                )
            return tuple(
                Column(
                    named=_named(line_item, link, context, registration),
                    tenant_id=line_item.tenant_id,
                    agreement=agreement_of(registration),
                    line_item=LineItemRef(url=line_item.url, scopes=tuple(line_item.scopes)),
                    rules=rules_of(self._families, registration.family),
                )
                for line_item, link, context, registration in score_checks.list_columns(
                    session, sought
                )
            )

    def _compare_all(
        self, columns: Iterable[Column], is_stopping: Callable[[], bool]
    ) -> Iterator[Compared | Uncompared]:
        """Platform by platform; one that does not answer for some columns is asked for no more."""
        for _, its in groupby(columns, key=lambda one: one.agreement.id):
            failures = 0
            for column in its:
                if is_stopping():
                    return
                if failures >= MOST_FAILURES:
                    yield _uncompared(column, _LEFT)
                    continue
                try:
                    yield self._comparing.compare(column)
                    failures = 0
                except TryAgainError as error:
                    # A platform that asks for a pause gets one until the next night.
                    failures = MOST_FAILURES if error.after is not None else failures + 1
                    yield self._troubled(column, error.reason)
                except DeliveryError as error:
                    yield self._troubled(column, error.reason)
                except Exception as error:  # noqa: BLE001  # one odd column must not hold up all others
                    yield _at_fault(column, error)

    def _troubled(self, column: Column, reason: str) -> Uncompared:
        self._comparing.note_trouble(column, reason)
        log.info(
            "reconcile.failed platform=%s line_item=%s reason=%r",
            column.agreement.id,
            column.id,
            reason,
        )
        return _uncompared(column, reason)


def _uncompared(column: Column, reason: str) -> Uncompared:
    return Uncompared(column=column.named, reason=reason)


def _at_fault(column: Column, error: Exception) -> Uncompared:
    if is_read_only(error):
        raise error  # nothing that is found out of any column could be noted
    _log_fault(column, error)
    return _uncompared(column, _FAULT)


def _named(
    line_item: LineItem, link: ResourceLink, context: Context, registration: Registration
) -> NamedColumn:
    return NamedColumn(
        id=line_item.id,
        platform_id=registration.id,
        platform=registration.name,
        context=context.title or context.external_id,
        resource_link=link.title or link.external_id,
    )


def _summed(found: Iterable[Compared | Uncompared]) -> Reconciled:
    every = list(found)
    compared = [one for one in every if isinstance(one, Compared)]
    return Reconciled(
        columns=len(compared),
        not_compared=tuple(one for one in every if isinstance(one, Uncompared)),
        counts={finding: sum(one.counts[finding] for one in compared) for finding in CheckFinding},
        too_recent=sum(one.too_recent for one in compared),
        differences=tuple(each for one in compared for each in one.differences),
    )


def _log_fault(column: Column, error: Exception) -> None:
    """Log where a fault is, and not what it says: that may hold what a platform answered."""
    log.error(
        "reconcile.fault line_item=%s error=%s\n%s",
        column.id,
        type(error).__name__,
        "".join(traceback.format_tb(error.__traceback__)),
    )
