"""The keys and secrets of LTI 1.1 by which migration claims are checked; secrets are sealed."""

import base64
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.store.tables import FormerRegistration


class SealedKind(StrEnum):
    """What is kept sealed; each kind has a key of its own."""

    FORMER = "secrets of LTI 1.1"
    ACCESS = "access tokens"


class UnreadableSecretError(Exception):
    """A secret was sealed under another secret key than the tool has now, or is damaged."""


class Seal:
    """Seals secrets under a key derived from the tool's own: the rows alone are of no use."""

    def __init__(self, secret_key: str, kind: SealedKind = SealedKind.FORMER) -> None:
        purpose = f"lti-tool: {kind.value}".encode()
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))

    def close(self, secret: str) -> str:
        """Seal a secret; the same one looks different each time."""
        return self._fernet.encrypt(secret.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """Read a sealed secret; raises :class:`UnreadableSecretError`."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except (InvalidToken, UnicodeError):
            raise UnreadableSecretError from None


def keep(
    session: Session, registration_id: int, consumer_key: str, sealed: str, *, now: datetime
) -> None:
    """Keep a sealed secret of a key; a key that is there already gets the new one."""
    kept = _find(session, registration_id, consumer_key)
    if kept is None:
        session.add(
            FormerRegistration(
                registration_id=registration_id,
                consumer_key=consumer_key,
                sealed_secret=sealed,
                created_at=now,
            )
        )
    else:
        kept.sealed_secret = sealed


def find(session: Session, registration_id: int, consumer_key: str) -> str | None:
    """Find the sealed secret of a key, compared byte for byte."""
    kept = _find(session, registration_id, consumer_key)
    return None if kept is None else kept.sealed_secret


def list_of_registration(session: Session, registration_id: int) -> Sequence[FormerRegistration]:
    """List the keys of a registration with their sealed secrets, by key."""
    return session.scalars(
        select(FormerRegistration)
        .where(FormerRegistration.registration_id == registration_id)
        .order_by(FormerRegistration.consumer_key)
    ).all()


def _find(session: Session, registration_id: int, consumer_key: str) -> FormerRegistration | None:
    return session.scalar(
        select(FormerRegistration).where(
            FormerRegistration.registration_id == registration_id,
            FormerRegistration.consumer_key == consumer_key,
        )
    )
