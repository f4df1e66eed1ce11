"""The shelf of access tokens that all processes share: the join of ``lti`` and ``store``."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lti_tool.lti.errors import ShelfUnavailableError
from lti_tool.lti.token_shelf import KeptToken, ShelvedToken, TokenName
from lti_tool.store import access_tokens
from lti_tool.store.database import Transaction
from lti_tool.store.former import Seal, UnreadableSecretError
from lti_tool.store.tables import AccessToken

log = logging.getLogger(__name__)


class TokensInStore:
    """Keeps tokens sealed in the database, each call in a short transaction of its own."""

    def __init__(self, *, transaction: Transaction, reading: Transaction, seal: Seal) -> None:
        self._transaction = transaction
        self._reading = reading
        self._seal = seal

    def load(self, name: TokenName) -> ShelvedToken:
        """Load what is known of a token; one that cannot be opened any more counts as none."""
        with _open(self._reading) as session:
            row = access_tokens.load(session, name.registration_id, name.scopes)
        if row is None:
            return ShelvedToken(kept=None, asking_until=None)
        return ShelvedToken(kept=self._kept(row, name), asking_until=row.asking_until)

    def ask(self, name: TokenName, *, now: datetime, until: datetime) -> bool:
        """Take the right to ask the platform; whether nobody else has it."""
        with _open(self._transaction) as session:
            return access_tokens.ask(
                session,
                name.registration_id,
                name.scopes,
                auth_token_url=name.auth_token_url,
                now=now,
                until=until,
            )

    def keep(self, name: TokenName, kept: KeptToken) -> None:
        """Keep a token for all, and give the right to ask back."""
        sealed = self._seal.close(kept.token)
        with _open(self._transaction) as session:
            access_tokens.keep(
                session,
                name.registration_id,
                name.scopes,
                auth_token_url=name.auth_token_url,
                sealed=sealed,
                lasts=(kept.renew_from, kept.good_until),
            )

    def give_back(self, name: TokenName) -> None:
        """Give the right to ask back, as the platform gave no token."""
        with _open(self._transaction) as session:
            access_tokens.give_back(session, name.registration_id, name.scopes)

    def drop(self, name: TokenName, token: str) -> None:
        """Drop a token that the platform no longer takes, unless another one is kept already."""
        with _open(self._transaction) as session:
            row = access_tokens.load(session, name.registration_id, name.scopes)
            kept = None if row is None else self._kept(row, name)
            if row is not None and kept is not None and kept.token == token:
                access_tokens.drop(
                    session, name.registration_id, name.scopes, row.sealed_token or ""
                )

    def _kept(self, row: AccessToken, name: TokenName) -> KeptToken | None:
        if row.sealed_token is None or row.renew_from is None or row.good_until is None:
            return None
        if row.auth_token_url != name.auth_token_url:
            return None
        try:
            token = self._seal.open(row.sealed_token)
        except UnreadableSecretError:
            return None
        return KeptToken(token=token, renew_from=row.renew_from, good_until=row.good_until)


@contextmanager
def _open(transaction: Transaction) -> Iterator[Session]:
    try:
        with transaction() as session:
            yield session
    except SQLAlchemyError as error:
        log.warning("token.unshared %s", type(error).__name__)
        raise ShelfUnavailableError from error
