"""The tool's own key pair: made once, kept as a file, published as a key set, used to sign.

Security Framework 1.0 §6.2-6.4: https://www.imsglobal.org/spec/security/v1p0/#key-management
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lti_tool.lti.errors import KeyFileError

_FILE_NAME = "current.pem"
_NEW_BITS = 2048
_LEAST_BITS = 2048


@dataclass(frozen=True, kw_only=True)
class KeyRow:
    """One key as ``lti-tool keys list`` shows it."""

    kid: str
    state: str
    made_at: datetime


class ToolKeys:
    """The key pair that signs what we send; it is held parsed, since parsing costs 36 ms."""

    def __init__(self, private_key: rsa.RSAPrivateKey, *, made_at: datetime) -> None:
        self._private_key = private_key
        self._made_at = made_at
        self._public = _public_jwk(private_key.public_key())

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Load the key of ``directory``, making one first when there is none."""
        path = directory / _FILE_NAME
        try:
            if not path.exists():
                _make(path)
            pem = path.read_bytes()
            made_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        except OSError as error:
            raise KeyFileError(f"The key file {path} cannot be used: {error.strerror}.") from error
        return cls(_parse(path, pem), made_at=made_at)

    @property
    def kid(self) -> str:
        """The name under which platforms find the public half: its RFC 7638 thumbprint."""
        return self._public["kid"]

    def key_set(self) -> dict[str, list[dict[str, str]]]:
        """Give the public half, as platforms fetch it."""
        return {"keys": [dict(self._public)]}

    def sign(self, claims: Mapping[str, object]) -> str:
        """Make a JSON Web Token of these claims: RS256, naming the key."""
        return jwt.encode(
            dict(claims), self._private_key, algorithm="RS256", headers={"kid": self.kid}
        )

    def listing(self) -> tuple[KeyRow, ...]:
        """List every key there is, the one in use first."""
        return (KeyRow(kid=self.kid, state="current", made_at=self._made_at),)


def _make(path: Path) -> None:
    """Write a new key beside its place and link it there: of two processes one wins, both agree."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=_NEW_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(descriptor)
        try:
            os.link(draft, path)
        except FileExistsError:
            return  # another process was quicker: its key is the key
    finally:
        draft.unlink()


def _parse(path: Path, pem: bytes) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except TypeError as error:
        raise KeyFileError(
            f"The key file {path} is encrypted; store it without a pass phrase."
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"The key file {path} does not hold a PEM private key.") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyFileError(f"The key file {path} holds a key that is not RSA.")
    if key.key_size < _LEAST_BITS:
        raise KeyFileError(
            f"The key file {path} holds an RSA key of {key.key_size} bits; "
            f"at least {_LEAST_BITS} are needed."
        )
    return key


def _public_jwk(key: rsa.RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    members = {"e": _base64url_number(numbers.e), "kty": "RSA", "n": _base64url_number(numbers.n)}
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True)
    thumbprint = _base64url(hashlib.sha256(canonical.encode("ascii")).digest())
    return members | {"alg": "RS256", "use": "sig", "kid": thumbprint}


def _base64url_number(number: int) -> str:
    return _base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
