"""What all processes share of key sets, in this room's words: the store keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

LOOKS: Final = 3
LOOKS_LAST: Final = timedelta(seconds=30)
"""So many looks a registration has, in so long, for keys that are not in the copy."""

Members = Mapping[str, str]
"""The public members of one key, as the platform spelled them."""


@dataclass(frozen=True, kw_only=True)
class PublishedKeySet:
    """What a platform published at a URL, as far as it can verify a launch."""

    keys: Mapping[str, Members]
    """By key id."""
    fetched_at: datetime
    """When the platform was asked, not when it had answered."""
    fresh_until: datetime


@dataclass(frozen=True, kw_only=True)
class ShelvedKeySet:
    """What all processes together know of one key-set URL."""

    copy: PublishedKeySet | None
    """The last good copy."""
    failed_at: datetime | None
    """When the platform last could not be asked; ``None`` since it answered again."""
    asking_until: datetime | None
    """Until when the others leave the asking to the process that is asking now."""


class KeySetShelf(Protocol):
    """The copies that all processes share; each call raises `ShelfUnavailableError`."""

    def load(self, url: str) -> ShelvedKeySet | None:
        """Load what is known of a URL; ``None`` where nobody has asked there yet."""

    def ask(self, url: str, *, now: datetime, until: datetime) -> bool:
        """Take the right to ask the platform; whether nobody else has it."""

    def keep(self, url: str, copy: PublishedKeySet) -> None:
        """Keep a copy for all, and give the right to ask back."""

    def note_failure(self, url: str, *, at: datetime) -> None:
        """Note that the platform could not be asked, and give the right to ask back."""

    def may_look(self, registration_id: int, *, now: datetime) -> bool:
        """Count one more look for a key that is not in the copy; whether it is within the limit."""
