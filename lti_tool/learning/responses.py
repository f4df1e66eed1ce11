"""What a learner gives back: chosen, written, read, logged, handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from lti_tool.learning.files import AttachedFile

Files = Mapping[str, tuple[AttachedFile, ...]]
"""Files, by the key of the upload that they were handed in with."""

_NO_FILES: Final[Files] = MappingProxyType({})


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
    files: Files = field(default_factory=lambda: _NO_FILES)
    """Per upload, in the order they were added."""


def responses_from(kept: Mapping[str, Any], files: Files = _NO_FILES) -> Responses:
    """Read what is kept of an attempt; its files are kept apart from the rest."""
    return Responses(
        chosen={key: tuple(options) for key, options in kept["chosen"].items()},
        written=kept.get("written", {}),
        read=frozenset(kept["read"]),
        entries={
            part: tuple(_entry(one) for one in found)
            for part, found in kept.get("entries", {}).items()
        },
        finished=frozenset(part for part, said in kept.get("finished", {}).items() if said),
        files=files,
    )


def _entry(kept: Mapping[str, str]) -> LogEntry:
    return LogEntry(
        key=kept["key"],
        on=date.fromisoformat(kept["on"]),
        setting=kept["setting"],
        role=kept["role"],
        hours=Decimal(kept["hours"]),
        what=kept["what"],
    )
