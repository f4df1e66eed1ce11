"""What all processes share of access tokens, in this room's words: the store keeps it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class TokenName:
    """Which token of which platform; of another address it would be another platform's."""

    registration_id: int
    auth_token_url: str
    scopes: str
    """Sorted, with a space between each two."""


@dataclass(frozen=True, kw_only=True)
class KeptToken:
    """An access token and how long it lasts; it never shows itself."""

    token: str = field(repr=False)
    renew_from: datetime
    """From when one asks for the next, while all others go on with this one."""
    good_until: datetime


@dataclass(frozen=True, kw_only=True)
class ShelvedToken:
    """What all processes together know of one token."""

    kept: KeptToken | None
    asking_until: datetime | None
    """Until when the others leave the asking to the process that is asking now."""

    def is_asked(self, now: datetime) -> bool:
        """Tell whether a process is asking the platform just now."""
        return self.asking_until is not None and now < self.asking_until


class TokenShelf(Protocol):
    """The tokens that all processes share; each call raises `ShelfUnavailableError`."""

    def load(self, name: TokenName) -> ShelvedToken:
        """Load what is known of a token."""

    def ask(self, name: TokenName, *, now: datetime, until: datetime) -> bool:
        """Take the right to ask the platform; whether nobody else has it."""

    def keep(self, name: TokenName, kept: KeptToken) -> None:
        """Keep a token for all, and give the right to ask back."""

    def give_back(self, name: TokenName) -> None:
        """Give the right to ask back, as the platform gave no token."""

    def drop(self, name: TokenName, token: str) -> None:
        """Drop a token that the platform no longer takes, unless another one is kept already."""
