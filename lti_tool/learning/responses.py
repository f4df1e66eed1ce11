"""What a learner gives back: chosen, written, read, logged, handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """One entry of a log: when, where, in which role, for how long, and what was done."""

    key: str
    """Given when it is added, and its own within the log."""
    on: date
    setting: str
    role: str
    hours: Decimal
    what: str


@dataclass(frozen=True, kw_only=True)
class Responses:
    """All that a learner gave back in one attempt, by the keys of the activity."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Per question: option keys; ``a=2`` for each match made; step keys in the order given."""
    written: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Per short answer and per prompt, those of a resource among them."""
    read: frozenset[str] = frozenset()
    """The readings that were read to their end."""
    entries: Mapping[str, tuple[LogEntry, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Per log."""
    finished: frozenset[str] = frozenset()
    """The logs that their learner called finished."""
    files: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Per upload: one name for each file."""
