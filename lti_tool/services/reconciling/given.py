"""What comparing gradebooks came to, for the operator: numbers, places, and nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lti_tool.learning.score_checks import CheckFinding


@dataclass(frozen=True, kw_only=True)
class NamedColumn:
    """A column as the operator finds it: its number, and what people call the place it is in."""

    id: int
    platform_id: int
    """Of its registration."""
    platform: str
    context: str
    resource_link: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One score in whose place a gradebook holds something else."""

    delivery_id: int
    column: NamedColumn
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

    column: NamedColumn
    reason: str


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """What comparing some columns came to."""

    columns: int
    """How many were compared."""
    not_compared: tuple[Uncompared, ...]
    counts: Mapping[CheckFinding, int]
    """Of their scores, by what was found."""
    too_recent: int
    """Of their scores, those that arrived a moment ago: a gradebook may not show them yet."""
    differences: tuple[Difference, ...]
