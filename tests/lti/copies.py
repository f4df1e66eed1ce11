"""What processes share of key sets, in memory: it can be counted, and it can break."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from lti_tool.lti.errors import ShelfUnavailableError
from lti_tool.lti.key_set_shelf import LOOKS, PublishedKeySet, ShelvedKeySet

NOTHING = ShelvedKeySet(copy=None, failed_at=None, asking_until=None)


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
