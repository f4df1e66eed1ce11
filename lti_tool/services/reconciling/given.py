"""What comparing gradebooks came to, for the operator: numbers of rows, and nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lti_tool.learning.score_checks import CheckFinding


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One score in whose place a gradebook holds something else."""

    delivery_id: int
    line_item_id: int
    registration_id: int
    finding: CheckFinding
    held_given: Decimal | None
    """What is there, on the platform's scale; ``None``: nothing."""
    held_maximum: Decimal | None
    sent_given: Decimal
    sent_maximum: Decimal | None
    found_at: datetime
    """When this was first seen."""


@dataclass(frozen=True, kw_only=True)
class Uncompared:
    """A column that could not be compared."""

    line_item_id: int
    registration_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """What comparing some columns came to."""

    columns: int
    """How many were compared."""
    not_compared: tuple[Uncompared, ...]
    counts: Mapping[CheckFinding, int]
    """Of their scores, by what was found."""
    differences: tuple[Difference, ...]
