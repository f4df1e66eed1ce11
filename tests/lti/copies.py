"""What processes share, in memory: it can be counted, and it can break."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from lti_tool.lti.errors import ShelfUnavailableError
from lti_tool.lti.key_set_shelf import LOOKS, PublishedKeySet, ShelvedKeySet
from lti_tool.lti.token_shelf import KeptToken, ShelvedToken, TokenName

NOTHING = ShelvedKeySet(copy=None, failed_at=None, asking_until=None)
NO_TOKEN = ShelvedToken(kept=None, asking_until=None)


@dataclass
class CopiesOfAll:
    """A shelf for key sets; ``asked`` says how often it was called at all."""

    sets: dict[str, ShelvedKeySet] = field(default_factory=dict)
    looks: Counter[int] = field(default_factory=Counter)
    asked: int = 0
    is_broken: bool = False

    def load(self, url: str) -> ShelvedKeySet | None:
        self._be_asked()
        return self.sets.get(url)

    def ask(self, url: str, *, now: datetime, until: datetime) -> bool:
        self._be_asked()
        known = self.sets.get(url, NOTHING)
        if known.asking_until is not None and known.asking_until > now:
            return False
        self.sets[url] = replace(known, asking_until=until)
        return True

    def keep(self, url: str, copy: PublishedKeySet) -> None:
        self._be_asked()
        self.sets[url] = replace(NOTHING, copy=copy)

    def note_failure(self, url: str, *, at: datetime) -> None:
        self._be_asked()
        self.sets[url] = replace(self.sets[url], failed_at=at, asking_until=None)

    def may_look(self, registration_id: int, *, now: datetime) -> bool:
        self._be_asked()
        assert now.tzinfo is not None
        self.looks[registration_id] += 1
        return self.looks[registration_id] <= LOOKS

    def _be_asked(self) -> None:
        self.asked += 1
        if self.is_broken:
            raise ShelfUnavailableError


@dataclass
class TokensOfAll:
    """A shelf for access tokens; ``asked`` says how often it was called at all."""

    tokens: dict[TokenName, ShelvedToken] = field(default_factory=dict)
    asked: int = 0
    is_broken: bool = False
    lock: Lock = field(default_factory=Lock)

    def load(self, name: TokenName) -> ShelvedToken:
        with self._asked():
            return self.tokens.get(name, NO_TOKEN)

    def ask(self, name: TokenName, *, now: datetime, until: datetime) -> bool:
        with self._asked():
            known = self.tokens.get(name, NO_TOKEN)
            if known.is_asked(now):
                return False
            self.tokens[name] = replace(known, asking_until=until)
            return True

    def keep(self, name: TokenName, kept: KeptToken) -> None:
        with self._asked():
            self.tokens[name] = ShelvedToken(kept=kept, asking_until=None)

    def give_back(self, name: TokenName) -> None:
        with self._asked():
            self.tokens[name] = replace(self.tokens[name], asking_until=None)

    def drop(self, name: TokenName, token: str) -> None:
        with self._asked():
            known = self.tokens[name]
            if known.kept is not None and known.kept.token == token:
                self.tokens[name] = replace(known, kept=None)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """One call after the other, as a database would have it."""
        with self.lock:
            self.asked += 1
            if self.is_broken:
                raise ShelfUnavailableError
            yield
