"""One key pair of the tool: read from PEM or made, and its public half as platforms fetch it.

Security Framework 1.0 §6.2: https://www.imsglobal.org/spec/security/v1p0/#h_key-set-url
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lti_tool.lti.errors import KeyFileError

_NEW_BITS = 2048
_LEAST_BITS = 2048


@dataclass(frozen=True, kw_only=True)
class KeyPair:
    """A key that can sign, held parsed, since parsing costs 36 ms."""

    private_key: rsa.RSAPrivateKey = field(repr=False)
    public: Mapping[str, str]
    """Its public half as a JSON Web Key, and no member of the private one."""

    @property
    def kid(self) -> str:
        """The name under which platforms find the public half: its RFC 7638 thumbprint."""
        return self.public["kid"]

    @classmethod
    def read(cls, path: Path, pem: bytes) -> Self:
        """Read what a key file holds; raises `KeyFileError` with a sentence."""
        key = _parse(path, pem)
        return cls(private_key=key, public=_public_jwk(key.public_key()))


def new_pem() -> bytes:
    """Make a new key pair, as the text of its file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_NEW_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


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
