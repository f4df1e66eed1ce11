"""The public keys of platforms: held parsed in this process, shared by all, fetched when need be.

Security Framework 1.0 §6.3-6.4: https://www.imsglobal.org/spec/security/v1p0/#h_key-set-url
A key id that is not in the set is worth a new look, since platforms change keys; but anybody can
make one up, so such looks are counted for each registration, in all processes together. A platform
that is down is still the one it was: its last good keys serve for a day, also after a restart.
One that hangs is asked less and less often, and never holds more than a few launches.
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from lti_tool.learning.clock import Clock
from lti_tool.lti import key_set_turns
from lti_tool.lti.deadlines import within
from lti_tool.lti.errors import (
    BadJsonError,
    KeySetUnavailableError,
    LaunchRejectedError,
    NoAnswerError,
    ShelfUnavailableError,
)
from lti_tool.lti.key_set_entries import freshness, read_entries, read_key
from lti_tool.lti.key_set_shelf import KeySetShelf, PublishedKeySet
from lti_tool.lti.key_set_turns import Turn
from lti_tool.lti.transport import PlatformSession

log = logging.getLogger(__name__)

FETCH_SECONDS = 5.0
"""How long a platform has to answer as a whole."""
REFRESH_SECONDS = 2.0
"""The same when the launch that asks could do with a stale key."""
_POLL_SECONDS: Final = 0.1
_GOOD_FOR: Final = timedelta(hours=24)
"""How long after its freshness a copy still serves while the platform is down."""
_FIRST_PAUSE: Final = timedelta(seconds=10)
_LONGEST_PAUSE: Final = timedelta(minutes=2)
_MOST_DOUBLED: Final = 8
_ASKING_LASTS: Final = timedelta(seconds=FETCH_SECONDS + 5)
"""After that whoever was asking is taken to have died."""


@dataclass(frozen=True, kw_only=True)
class _Copy:
    """What a platform published, parsed."""

    keys: Mapping[str, RSAPublicKey]
    fetched_at: datetime
    fresh_until: datetime


@dataclass
class _Entry:
    """What this process knows about one URL; changed only by whoever has the turn."""

    turn: Turn = field(default_factory=Turn)
    copy: _Copy | None = None
    failed_at: datetime | None = None
    failures: int = 0
    """How often in a row the platform failed, as far as this process saw."""

    def is_fresh(self, now: datetime) -> bool:
        return self.copy is not None and now < self.copy.fresh_until

    def key(self, kid: str, now: datetime, *, also_stale: bool) -> RSAPublicKey | None:
        copy = self.copy
        if copy is None:
            return None
        until = copy.fresh_until + (_GOOD_FOR if also_stale else timedelta())
        return copy.keys.get(kid) if now < until else None

    def is_down(self, now: datetime) -> bool:
        """Tell whether the platform failed so lately that it is left alone."""
        failed_at = self.failed_at
        doubled = 2 ** min(self.failures - 1, _MOST_DOUBLED)
        pause = min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)
        return failed_at is not None and now - failed_at < pause

    def key_at_hand(self, kid: str, now: datetime) -> RSAPublicKey | None:
        """Find a key for which nobody has to be asked; while the platform is down nobody is."""
        key = self.key(kid, now, also_stale=False)
        if key is None and self.is_down(now):
            return _or_unavailable(self.key(kid, now, also_stale=True))
        return key

    def see_failure(self, at: datetime | None) -> None:
        """Take over when the platform last failed; ``None`` when it has answered since."""
        if at is None:
            self.failures = 0
        elif at != self.failed_at:
            self.failures += 1
        self.failed_at = at

    def adopt(self, published: PublishedKeySet) -> None:
        found = {kid: read_key(members) for kid, members in published.keys.items()}
        self.copy = _Copy(
            keys={kid: key for kid, key in found.items() if key is not None},
            fetched_at=published.fetched_at,
            fresh_until=published.fresh_until,
        )


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """The key that a launch needs."""

    url: str
    kid: str
    registration_id: int
    arrived: datetime
    deadline: float
    """Until when it waits for others, on the monotonic clock."""


class KeySets:
    """The key sets of all platforms; threads share it, and processes share its shelf.

    While this process has a fresh copy with the key, nobody else is asked: neither the platform
    nor the shelf.
    """

    def __init__(self, session: PlatformSession, clock: Clock, shelf: KeySetShelf) -> None:
        self.session = session
        self.clock = clock
        self._shelf = shelf
        self._entries: dict[str, _Entry] = {}
        self._entries_lock = threading.Lock()
        self._seats = threading.Semaphore(key_set_turns.SEATS)

    def find(self, url: str, kid: str, *, registration_id: int) -> RSAPublicKey:
        """Find the key of that id, outside any transaction: it may have to be fetched.

        Raises `LaunchRejectedError` when the platform has no such key, `KeySetUnavailableError`
        when it could not be asked.
        """
        with self._entries_lock:
            entry = self._entries.setdefault(url, _Entry())
        now = self.clock()
        key = entry.key(kid, now, also_stale=False)
        if key is not None:
            return key
        # Whoever has a key that is merely stale does not wait for the one who is fetching.
        stale = entry.key(kid, now, also_stale=True)
        if stale is not None and entry.is_down(now):
            return stale
        if not self._take_turn(entry, waits=stale is None):
            return _or_unavailable(stale)
        try:
            wanted = _Wanted(
                url=url,
                kid=kid,
                registration_id=registration_id,
                arrived=now,
                deadline=time.monotonic() + key_set_turns.PATIENCE_SECONDS,
            )
            return self._find_anew(entry, wanted)
        finally:
            entry.turn.give_back()

    def _take_turn(self, entry: _Entry, *, waits: bool) -> bool:
        if not waits:
            return entry.turn.take_if_free()
        return entry.turn.take(self._seats, is_failing=entry.failures > 0)

    def _find_anew(self, entry: _Entry, wanted: _Wanted) -> RSAPublicKey:
        self._read_shelf(entry, wanted.url)
        now = self.clock()
        key = entry.key_at_hand(wanted.kid, now)
        if key is not None:
            return key
        stale = entry.key(wanted.kid, now, also_stale=True)
        is_failing = stale is not None or entry.failures > 0
        with entry.turn.asking(self._seats, is_failing=is_failing) as has_seat:
            return self._ask(entry, wanted) if has_seat else _or_unavailable(stale)

    def _ask(self, entry: _Entry, wanted: _Wanted) -> RSAPublicKey:
        has_looked = False
        while True:
            is_being_asked = self._read_shelf(entry, wanted.url)
            now = self.clock()
            key = entry.key_at_hand(wanted.kid, now)
            if key is not None:
                return key
            if entry.is_fresh(now) and not is_being_asked and not has_looked:
                self._count_look(entry, wanted, now)
                has_looked = True
            if not is_being_asked and self._may_ask(wanted.url, now):
                return self._fetch(entry, wanted)
            stale = entry.key(wanted.kid, now, also_stale=True)
            if stale is not None or time.monotonic() > wanted.deadline:
                return _or_unavailable(stale)
            time.sleep(_POLL_SECONDS)

    def _count_look(self, entry: _Entry, wanted: _Wanted, now: datetime) -> None:
        """Count a look for a key that a fresh copy has not, or refuse the launch."""
        if entry.copy is not None and entry.copy.fetched_at > wanted.arrived:
            raise _unknown_key()  # somebody has looked since this launch came
        try:
            is_allowed = self._shelf.may_look(wanted.registration_id, now=now)
        except ShelfUnavailableError:
            raise KeySetUnavailableError from None  # nobody can count, so nobody looks
        if not is_allowed:
            raise _unknown_key()

    def _read_shelf(self, entry: _Entry, url: str) -> bool:
        """Take over what all processes know; whether one of the others is asking just now."""
        try:
            shelved = self._shelf.load(url)
        except ShelfUnavailableError:
            return False
        if shelved is None:
            return False
        theirs, ours = shelved.copy, entry.copy
        if theirs is not None and (ours is None or theirs.fetched_at > ours.fetched_at):
            entry.adopt(theirs)
        entry.see_failure(shelved.failed_at)
        return shelved.asking_until is not None and self.clock() < shelved.asking_until

    def _may_ask(self, url: str, now: datetime) -> bool:
        try:
            return self._shelf.ask(url, now=now, until=now + _ASKING_LASTS)
        except ShelfUnavailableError:
            return True

    def _fetch(self, entry: _Entry, wanted: _Wanted) -> RSAPublicKey:
        asked_at = self.clock()
        stale = entry.key(wanted.kid, asked_at, also_stale=True)
        try:
            with within(FETCH_SECONDS if stale is None else REFRESH_SECONDS):
                answer = self.session.get(wanted.url)
            keys = read_entries(answer)
        except (NoAnswerError, BadJsonError) as error:
            why = str(error) if isinstance(error, BadJsonError) else type(error).__name__
            log.warning("key-set.unavailable url=%r: %s", wanted.url, why)
            self._note_failure(entry, wanted.url)
        else:
            fresh_until = self.clock() + freshness(answer.headers)
            self._keep(
                entry,
                wanted.url,
                PublishedKeySet(keys=keys, fetched_at=asked_at, fresh_until=fresh_until),
            )
        has_failed = entry.failed_at is not None
        key = entry.key(wanted.kid, self.clock(), also_stale=has_failed)
        if key is None and not has_failed:
            raise _unknown_key()
        return _or_unavailable(key)

    def _keep(self, entry: _Entry, url: str, copy: PublishedKeySet) -> None:
        entry.adopt(copy)
        entry.see_failure(None)
        try:
            self._shelf.keep(url, copy)
        except ShelfUnavailableError:
            return  # this process has it

    def _note_failure(self, entry: _Entry, url: str) -> None:
        failed_at = self.clock()
        entry.see_failure(failed_at)
        try:
            self._shelf.note_failure(url, at=failed_at)
        except ShelfUnavailableError:
            return  # this process knows


def _or_unavailable(key: RSAPublicKey | None) -> RSAPublicKey:
    if key is None:
        raise KeySetUnavailableError
    return key


def _unknown_key() -> LaunchRejectedError:
    return LaunchRejectedError(
        "key-unknown",
        "Your learning platform signed this launch with a key that it has not published. "
        "Open the activity again; if that does not help, tell whoever looks after the platform.",
    )
