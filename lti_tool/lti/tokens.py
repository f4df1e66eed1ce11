"""Access tokens for platforms' services, one for all threads and processes, renewed in good time.

Each process keeps the tokens it uses in memory, so that a score costs no look at the shelf that
all processes share. Of those who need the next token one asks the platform. Whoever has one that
still lasts goes on with it meanwhile; the others wait for what comes of the asking. Without a
shelf, or where it cannot be reached, a process stands on its own.
"""

import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.lti.deadlines import seconds_left, within
from lti_tool.lti.errors import ShelfUnavailableError, TryAgainError
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.registrations import Registration
from lti_tool.lti.token_requests import TokenRequests
from lti_tool.lti.token_shelf import KeptToken, ShelvedToken, TokenName, TokenShelf
from lti_tool.lti.transport import PlatformSession

ASK_SECONDS = 10.0
"""How long a platform has to answer as a whole."""
_ASKING_LASTS: Final = timedelta(seconds=ASK_SECONDS + 2)
"""After that a process that was asking is taken to have died."""
PATIENCE_SECONDS = 15.0
"""How long one waits while another process asks: that it died is known before."""
_POLL_SECONDS: Final = 0.1
_REST: Final = timedelta(seconds=5)
"""For so long nobody looks again for the next token, where the present one still lasts."""

_NOT_IN_TIME: Final = "The platform did not give the tool access in time."


@dataclass
class _Held:
    """What this process holds of one token; changed only under the lock, read by anybody."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: KeptToken | None = None
    refused: str | None = field(default=None, repr=False)
    """The last token that the platform no longer took: the shelf may still have it."""
    search: Future[KeptToken | None] | None = None
    """What the thread that looks for the next token will come to."""
    rests_until: datetime | None = None

    def usable(self, now: datetime) -> KeptToken | None:
        kept = self.kept
        return kept if kept is not None and now < kept.good_until else None

    def is_due(self, kept: KeptToken, now: datetime) -> bool:
        """Tell whether somebody should look for the next one."""
        is_resting = self.rests_until is not None and now < self.rests_until
        return now >= kept.renew_from and not is_resting

    def is_next(self, kept: KeptToken, now: datetime) -> bool:
        """Tell whether this one, which another process left, takes us further."""
        if kept.token == self.refused:
            return False
        return now < (kept.good_until if self.usable(now) is None else kept.renew_from)

    def take(self, kept: KeptToken) -> KeptToken:
        with self.lock:
            self.kept, self.refused = kept, None
        return kept

    def end_search(self, *, rests_until: datetime | None) -> None:
        with self.lock:
            self.search, self.rests_until = None, rests_until

    def forget(self, token: str) -> bool:
        with self.lock:
            if self.kept is None or self.kept.token != token:
                return False
            self.kept, self.refused = None, token
            return True


class AccessTokens:
    """The access tokens of all registrations; threads share it, and processes share its shelf."""

    def __init__(
        self,
        session: PlatformSession,
        keys: ToolKeys,
        clock: Clock,
        shelf: TokenShelf | None = None,
    ) -> None:
        self._requests = TokenRequests(session, keys, clock)
        self.clock = clock
        self._shelf = shelf
        self._all: dict[TokenName, _Held] = {}
        self._all_lock = threading.Lock()

    def get(self, registration: Registration, scopes: Iterable[str]) -> str:
        """Give a token for exactly these scopes, a kept one if it still lasts.

        To be called outside any transaction. Raises `TryAgainError` when the platform gives none,
        whatever it says.
        """
        name = _name(registration, scopes)
        held = self._held(name)
        while True:
            now = self.clock()
            usable = held.usable(now)
            if usable is not None and not held.is_due(usable, now):
                return usable.token
            search: Future[KeptToken | None] = Future()
            with held.lock:
                others = held.search
                if others is None:
                    held.search = search
            if others is None:
                found = self._lead(search, registration, name, has_one=usable is not None)
            else:
                found = None if usable is not None else _outcome(others)
            best = found or usable
            if best is not None:
                return best.token

    def forget(self, registration: Registration, scopes: Iterable[str], token: str) -> None:
        """Drop a token that the platform no longer takes, unless a newer one is kept already."""
        name = _name(registration, scopes)
        if self._held(name).forget(token) and self._shelf is not None:
            with suppress(ShelfUnavailableError):
                self._shelf.drop(name, token)

    def _held(self, name: TokenName) -> _Held:
        held = self._all.get(name)
        if held is None:
            with self._all_lock:
                held = self._all.setdefault(name, _Held())
        return held

    def _lead(
        self,
        search: Future[KeptToken | None],
        registration: Registration,
        name: TokenName,
        *,
        has_one: bool,
    ) -> KeptToken | None:
        """Look for the next token, and let those who wait know what came of it."""
        held = self._held(name)
        found = None
        try:
            found = self._find(held, registration, name, has_one=has_one)
        except BaseException as error:
            search.set_exception(error)
            if not (has_one and isinstance(error, TryAgainError)):
                raise
        else:
            search.set_result(found)
        finally:
            held.end_search(rests_until=self.clock() + _REST if found is None else None)
        return found

    def _find(
        self, held: _Held, registration: Registration, name: TokenName, *, has_one: bool
    ) -> KeptToken | None:
        """Take the next token from the shelf or from the platform.

        ``None`` where another process is asking and ``has_one`` says that nobody has to wait.
        """
        deadline = time.monotonic() + min(PATIENCE_SECONDS, seconds_left())
        may_ask = False
        while True:
            shelved = self._load(name)
            now = self.clock()
            if shelved is None:
                return self._ask(held, registration, name)
            if shelved.kept is not None and held.is_next(shelved.kept, now):
                if may_ask:
                    self._give_back(name)
                return held.take(shelved.kept)
            if may_ask:
                return self._ask(held, registration, name)
            # Once the right is ours we look again: somebody may have been there just before.
            may_ask = not shelved.is_asked(now) and self._take_right(name, now)
            if not may_ask:
                if has_one:
                    return None
                _wait_a_moment(deadline)

    def _ask(self, held: _Held, registration: Registration, name: TokenName) -> KeptToken:
        try:
            with within(min(ASK_SECONDS, seconds_left())):
                kept = self._requests.ask(registration, name.scopes)
        except TryAgainError:
            self._give_back(name)
            raise
        held.take(kept)
        if self._shelf is not None:
            with suppress(ShelfUnavailableError):
                self._shelf.keep(name, kept)
        return kept

    def _load(self, name: TokenName) -> ShelvedToken | None:
        """Load what all processes know; ``None`` where this one is on its own."""
        if self._shelf is None:
            return None
        try:
            return self._shelf.load(name)
        except ShelfUnavailableError:
            return None

    def _take_right(self, name: TokenName, now: datetime) -> bool:
        try:
            return self._shelf is None or self._shelf.ask(name, now=now, until=now + _ASKING_LASTS)
        except ShelfUnavailableError:
            return True

    def _give_back(self, name: TokenName) -> None:
        if self._shelf is not None:
            with suppress(ShelfUnavailableError):
                self._shelf.give_back(name)


def _name(registration: Registration, scopes: Iterable[str]) -> TokenName:
    return TokenName(
        registration_id=registration.id,
        # Where the address changes, a token of the old one is not for whoever is there now.
        auth_token_url=registration.auth_token_url,
        scopes=" ".join(sorted(set(scopes))),
    )


def _wait_a_moment(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise TryAgainError(_NOT_IN_TIME)
    time.sleep(_POLL_SECONDS)


def _outcome(search: Future[KeptToken | None]) -> KeptToken | None:
    try:
        return search.result(timeout=max(0.0, min(2 * PATIENCE_SECONDS, seconds_left())))
    except TimeoutError:
        raise TryAgainError(_NOT_IN_TIME) from None
