"""The shelf of key sets that all processes share: this room's join of ``lti`` and ``store``."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lti_tool.lti.errors import ShelfUnavailableError
from lti_tool.lti.key_set_shelf import LOOKS, LOOKS_LAST, PublishedKeySet, ShelvedKeySet
from lti_tool.store import key_sets, tallies
from lti_tool.store.database import Transaction

log = logging.getLogger(__name__)

_LOOK: Final = "key-set look"


class KeySetsInStore:
    """Keeps key sets in the database, each call in a short transaction of its own."""

    def __init__(self, *, transaction: Transaction, reading: Transaction) -> None:
        self._transaction = transaction
        self._reading = reading

    def load(self, url: str) -> ShelvedKeySet | None:
        """Load what is known of a URL; ``None`` where nobody has asked there yet."""
        with _open(self._reading) as session:
            row = key_sets.load(session, url)
        if row is None:
            return None
        copy = None
        if row.fetched_at is not None and row.fresh_until is not None:
            copy = PublishedKeySet(
                keys=row.keys, fetched_at=row.fetched_at, fresh_until=row.fresh_until
            )
        return ShelvedKeySet(copy=copy, failed_at=row.failed_at, asking_until=row.asking_until)

    def ask(self, url: str, *, now: datetime, until: datetime) -> bool:
        """Take the right to ask the platform; whether nobody else has it."""
        with _open(self._transaction) as session:
            return key_sets.ask(session, url, now=now, until=until)

    def keep(self, url: str, copy: PublishedKeySet) -> None:
        """Keep a copy for all, and give the right to ask back."""
        with _open(self._transaction) as session:
            key_sets.keep(
                session,
                url,
                keys=copy.keys,
                fetched_at=copy.fetched_at,
                fresh_until=copy.fresh_until,
            )

    def note_failure(self, url: str, *, at: datetime) -> None:
        """Note that the platform could not be asked, and give the right to ask back."""
        with _open(self._transaction) as session:
            key_sets.note_failure(session, url, at=at)

    def may_look(self, registration_id: int, *, now: datetime) -> bool:
        """Count one more look for an unknown key; over the limit nothing is written."""
        whose = str(registration_id)
        with _open(self._reading) as session:
            if tallies.read(session, _LOOK, whose, now=now) >= LOOKS:
                return False
        with _open(self._transaction) as session:
            return tallies.count(session, _LOOK, whose, now=now, lasts=LOOKS_LAST) <= LOOKS


@contextmanager
def _open(transaction: Transaction) -> Iterator[Session]:
    try:
        with transaction() as session:
            yield session
    except SQLAlchemyError as error:
        log.warning("key-set.unshared %s", type(error).__name__)
        raise ShelfUnavailableError from error
