"""The public keys of platforms: fetched once, held parsed, fetched again when that is worth it.

Security Framework 1.0 §6.3-6.4: https://www.imsglobal.org/spec/security/v1p0/#h_key-set-url
A key id that is not in the set is worth a new look, since platforms change keys; but anybody can
make one up, so such looks are counted. A platform that is down is still the one it was: its last
good keys serve for a day.
"""

import http
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from lti_tool.learning.clock import Clock
from lti_tool.lti.errors import BadJsonError, KeySetUnavailableError, LaunchRejectedError
from lti_tool.lti.strict_json import read_json_object

_LEAST_BITS = 2048
_MODULUS_LIMIT = 1400  # base64url of 8192 bits, and a little
_EXPONENT_LIMIT = 12
_MOST_KEYS = 100

_FRESH_UNLESS_TOLD: Final = timedelta(hours=1)
_FRESH_AT_LEAST: Final = timedelta(minutes=5)
_FRESH_AT_MOST: Final = timedelta(hours=24)
_GOOD_FOR: Final = timedelta(hours=24)
"""How long after its freshness a copy still serves while the platform is down."""
_PAUSE_AFTER_FAILURE: Final = timedelta(seconds=10)
_LOOKS: Final = 3
_LOOK_COMES_BACK: Final = timedelta(seconds=10)

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})")


@dataclass(frozen=True, kw_only=True)
class _Copy:
    """What a platform published, as far as it is of use."""

    keys: Mapping[str, RSAPublicKey]
    fresh_until: datetime


@dataclass
class _Entry:
    """What is known about one key-set URL; changed only by whoever holds the lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    copy: _Copy | None = None
    failed_at: datetime | None = None
    looks: float = _LOOKS
    looked_at: datetime | None = None


class KeySets:
    """The key sets of all platforms, in this process; threads share it."""

    def __init__(self, session: requests.Session, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self._entries: dict[str, _Entry] = {}
        self._entries_lock = threading.Lock()

    def find(self, url: str, kid: str) -> RSAPublicKey:
        """Find the key of that id.

        Raises `LaunchRejectedError` when the platform has no such key, `KeySetUnavailableError`
        when it could not be asked.
        """
        with self._entries_lock:
            entry = self._entries.setdefault(url, _Entry())
        key = self._held(entry, kid, also_stale=False)
        if key is not None:
            return key
        # Whoever has a key that is merely stale does not wait for the one who is fetching.
        stale = self._held(entry, kid, also_stale=True)
        if stale is None:
            entry.lock.acquire()
        elif not entry.lock.acquire(blocking=False):
            return stale
        try:
            return self._held(entry, kid, also_stale=False) or self._look(entry, url, kid)
        finally:
            entry.lock.release()

    def _held(self, entry: _Entry, kid: str, *, also_stale: bool) -> RSAPublicKey | None:
        copy = entry.copy
        if copy is None:
            return None
        until = copy.fresh_until + (_GOOD_FOR if also_stale else timedelta())
        return copy.keys.get(kid) if self.clock() < until else None

    def _look(self, entry: _Entry, url: str, kid: str) -> RSAPublicKey:
        now = self.clock()
        is_fresh = entry.copy is not None and now < entry.copy.fresh_until
        if is_fresh and not _may_look(entry, now):
            raise _unknown_key()
        if entry.failed_at is None or now - entry.failed_at >= _PAUSE_AFTER_FAILURE:
            self._fetch(entry, url)
        key = self._held(entry, kid, also_stale=entry.failed_at is not None)
        if key is not None:
            return key
        if entry.failed_at is not None:
            raise KeySetUnavailableError
        raise _unknown_key()

    def _fetch(self, entry: _Entry, url: str) -> None:
        try:
            answer = self.session.get(url, headers={"Accept": "application/json"})
            keys = _read_keys(answer)
        except (requests.RequestException, BadJsonError):
            entry.failed_at = self.clock()
            return
        fresh_until = self.clock() + _freshness(answer.headers.get("Cache-Control", ""))
        entry.copy = _Copy(keys=keys, fresh_until=fresh_until)
        entry.failed_at = None


def _may_look(entry: _Entry, now: datetime) -> bool:
    """Spend one of the looks for an unknown key id; they come back one by one."""
    if entry.looked_at is not None:
        entry.looks = min(_LOOKS, entry.looks + (now - entry.looked_at) / _LOOK_COMES_BACK)
    entry.looked_at = now
    if entry.looks < 1:
        return False
    entry.looks -= 1
    return True


def _unknown_key() -> LaunchRejectedError:
    return LaunchRejectedError(
        "key-unknown",
        "Your learning platform signed this launch with a key that it has not published. "
        "Open the activity again; if that does not help, tell whoever looks after the platform.",
    )


def _freshness(cache_control: str) -> timedelta:
    told = _MAX_AGE.search(cache_control.lower())
    wanted = timedelta(seconds=int(told[1])) if told else _FRESH_UNLESS_TOLD
    return min(max(wanted, _FRESH_AT_LEAST), _FRESH_AT_MOST)


def _read_keys(answer: requests.Response) -> Mapping[str, RSAPublicKey]:
    if answer.status_code != http.HTTPStatus.OK:
        raise BadJsonError("the key set was not served")
    entries = read_json_object(answer.content).get("keys")
    if not isinstance(entries, list):
        raise BadJsonError("it is not a key set")
    found: dict[str, RSAPublicKey] = {}
    for entry in entries[:_MOST_KEYS]:
        if isinstance(entry, dict) and _is_meant_for_us(entry):
            key = _read_key(entry.get("n"), entry.get("e"))
            if key is not None:
                found.setdefault(entry["kid"], key)
    return found


def _is_meant_for_us(entry: Mapping[str, object]) -> bool:
    """Tell whether this is an RSA key for RS256 signatures; many platforms leave alg or use out."""
    operations = entry.get("key_ops")
    return (
        entry.get("kty") == "RSA"
        and isinstance(entry.get("kid"), str)
        and entry.get("alg") in (None, "RS256")
        and entry.get("use") in (None, "sig")
        and (not isinstance(operations, list) or "verify" in operations)
    )


def _read_key(modulus: object, exponent: object) -> RSAPublicKey | None:
    if not isinstance(modulus, str) or not isinstance(exponent, str):
        return None
    if len(modulus) > _MODULUS_LIMIT or len(exponent) > _EXPONENT_LIMIT:
        return None
    try:
        # Only these members: a key that (by mistake) came with its private half is read as public.
        key = RSAAlgorithm.from_jwk({"kty": "RSA", "n": modulus, "e": exponent})
    except (InvalidKeyError, ValueError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= _LEAST_BITS else None
