"""Comparing one column: what the platform holds is read first, then what was found is noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.learning.columns import is_another
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.score_checks import CheckFinding, Points, compare
from lti_tool.lti.errors import ColumnGoneError, RefusedError
from lti_tool.lti.registrations import Registration as Agreement
from lti_tool.lti.results import ResultService
from lti_tool.lti.scores import LineItemRef, Result
from lti_tool.services.reconciling.given import Difference, NamedColumn
from lti_tool.store import gone_columns, score_checks
from lti_tool.store.database import Transaction
from lti_tool.store.score_checks import ArrivedScore, FoundDifference

SETTLES: Final = timedelta(minutes=10)
"""How long a platform may take to show a score that it has taken."""
_KEPT: Final = Decimal("0.000001")
"""To which part of a point it is kept what a platform holds."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column to compare, as it was read."""

    named: NamedColumn
    tenant_id: int
    agreement: Agreement
    line_item: LineItemRef
    rules: FamilyRules

    @property
    def id(self) -> int:
        """Its number."""
        return self.named.id


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What was found in one column."""

    counts: Mapping[CheckFinding, int]
    too_recent: int
    differences: tuple[Difference, ...]


class Comparing:
    """Compares columns, one at a time."""

    def __init__(self, *, transaction: Transaction, clock: Clock, results: ResultService) -> None:
        self._transaction = transaction
        self._clock = clock
        self._results = results

    def compare(self, column: Column) -> Compared:
        """Read a column and note its differences; raises a `DeliveryError`.

        In a column that is gone nothing is held any more.

        No transaction is open while the platform takes its time. What arrived since the reading
        began, and whoever got a newer score, is not compared: scores are read after it.
        """
        began = self._clock()
        try:
            held = self._results.of_column(column.agreement, column.line_item, column.rules)
        except ColumnGoneError:
            self._compare_with(column, None, began)
            raise
        return self._compare_with(column, held, began)

    def _compare_with(
        self, column: Column, held: Mapping[str, Result] | None, began: datetime
    ) -> Compared:
        here = {"tenant_id": column.tenant_id, "line_item_id": column.id}
        with self._transaction() as session:
            url = score_checks.lock_column(session, **here)
            if url is not None and is_another(url, column.line_item.url):
                raise RefusedError("Another column was named meanwhile.")
            every = score_checks.list_arrived(session, **here, until=began)
            settled = began - SETTLES
            arrived = [one for one in every if one.arrived_at <= settled]
            found = {one.delivery_id: _found(one, held or {}) for one in arrived}
            if held is None:  # what was left so is, if the column comes back
                agreed = gone_columns.list_agreed(session, **here)
                found |= {key: one for key, one in agreed.items() if key in found}
            different = {
                delivery_id: one
                for delivery_id, one in found.items()
                if one.finding is not CheckFinding.SAME
            }
            since = score_checks.note_differences(
                session, different, **here, until=settled, now=self._clock()
            )
        findings = [one.finding for one in found.values()]
        return Compared(
            counts={finding: findings.count(finding) for finding in CheckFinding},
            too_recent=len(every) - len(arrived),
            differences=tuple(
                _difference(column, one, different[one.delivery_id], since[one.delivery_id])
                for one in arrived
                if one.delivery_id in different
            ),
        )

    def note_trouble(self, column: Column, reason: str) -> None:
        """Note why a column could not be compared."""
        with self._transaction() as session:
            score_checks.note_trouble(
                session, reason, tenant_id=column.tenant_id, line_item_id=column.id
            )


def _found(arrived: ArrivedScore, held: Mapping[str, Result]) -> FoundDifference:
    there = _points(held.get(arrived.subject))
    finding = compare(there, arrived.sent, arrived.earlier)
    return FoundDifference(finding=finding, held=there)


def _points(result: Result | None) -> Points | None:
    """What is held; nothing too where a platform lists somebody without a score."""
    if result is None or result.given is None:
        return None
    maximum = None if result.maximum is None else result.maximum.quantize(_KEPT)
    return Points(given=result.given.quantize(_KEPT), maximum=maximum)


def _difference(
    column: Column, arrived: ArrivedScore, found: FoundDifference, since: datetime
) -> Difference:
    return Difference(
        delivery_id=arrived.delivery_id,
        column=column.named,
        finding=found.finding,
        held_given=found.held.given if found.held else None,
        held_maximum=found.held.maximum if found.held else None,
        sent_given=arrived.sent.given,
        sent_maximum=arrived.sent.maximum,
        found_at=since,
    )
