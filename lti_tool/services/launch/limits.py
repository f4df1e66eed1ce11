"""Limits: whoever is refused again and again is told so in short; nobody who is let in is counted.

Only refused requests count, per address, for all processes together. A hospital may have a single
address: while somebody there is refused, everybody else launches from it as ever.
"""

import hashlib
import hmac
import ipaddress
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from lti_tool.learning.clock import Clock
from lti_tool.services.launch.noting import note_flood
from lti_tool.store import tallies
from lti_tool.store.database import Transaction

log = logging.getLogger(__name__)

REFUSED_IN: Final = timedelta(minutes=1)
MOST_REFUSED: Final = 60
"""A ward whose course is misconfigured stays below it; whoever tries things out does not."""
_WHAT: Final = "refused-requests"
_SURE_FOR: Final = timedelta(seconds=5)  # an address that is over its limit stays so for a while
_MOST_SURE: Final = 1_000
_NETWORK_OF_ONE: Final = 64  # one household or ward has as many IPv6 addresses as it likes


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an address stands with its refused requests."""

    is_over: bool
    reference: str
    """What all its pages show for as long as it is over the limit: the log has it once."""
    again_in: timedelta = REFUSED_IN
    """When the next page is one with its own reason again, at the latest."""


class RefusalLimit:
    """Counts the refused requests of each address; of the address it keeps no more than a hash."""

    def __init__(
        self, *, transaction: Transaction, clock: Clock, secret: bytes, is_on: bool
    ) -> None:
        self._transaction = transaction
        self._clock = clock
        self._secret = secret
        self._is_on = is_on
        self._over: dict[str, datetime] = {}
        """Until when we need not ask: a flood must not become as many writing transactions."""

    def count(self, address: str | None) -> Standing:
        """Count one more refused request; it never fails: who cannot be counted is not limited."""
        whose = self._hashed(network_of(address or ""))
        now = self._clock()
        reference = self._hashed(f"{whose} {now:%Y-%m-%d}")[:8].upper()
        is_over = self._is_on and (self._is_surely_over(whose, now) or self._add(whose, reference))
        return Standing(is_over=is_over, reference=reference)

    def _is_surely_over(self, whose: str, now: datetime) -> bool:
        until = self._over.get(whose)
        return until is not None and now < until

    def _add(self, whose: str, reference: str) -> bool:
        now = self._clock()
        try:
            with self._transaction() as session:
                number = tallies.count(session, _WHAT, whose, now=now, lasts=REFUSED_IN)
                if number == 1:  # each row that is new takes those with it that have ended
                    tallies.forget_ended(session, now=now)
                if number == MOST_REFUSED + 1:
                    log.warning("limit.reached reference=%s refused=%s", reference, number)
                    note_flood(session, reference=reference, now=now)
        except SQLAlchemyError as error:
            log.warning("limit.uncounted error=%s", type(error).__name__)
            return False
        if number > MOST_REFUSED:
            self._be_sure(whose, now)
        return number > MOST_REFUSED

    def _be_sure(self, whose: str, now: datetime) -> None:
        if len(self._over) >= _MOST_SURE:
            self._over.clear()
        self._over[whose] = now + _SURE_FOR

    def _hashed(self, text: str) -> str:
        """Hash with a key: addresses are few enough to try them all without one."""
        return hmac.new(self._secret, f"limit {text}".encode(), hashlib.sha256).hexdigest()


def network_of(address: str) -> str:
    """Whom an address stands for: itself, for IPv6 its whole network; a port is left out."""
    host = address.strip().partition("%")[0]
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, _NETWORK_OF_ONE), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
