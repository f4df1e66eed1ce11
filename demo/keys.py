"""The platform's own key pairs, and signing with them: also what no library would sign."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key


@dataclass(frozen=True, kw_only=True)
class KeyPair:
    """An RSA key with the name under which its public half is published."""

    kid: str
    private: RSAPrivateKey

    @classmethod
    def new(cls) -> "KeyPair":
        """Make a fresh pair of 2048 bits."""
        return cls(kid=secrets.token_hex(10), private=generate_private_key(65537, 2048))

    @classmethod
    def from_pem(cls, kid: str, pem: str) -> "KeyPair":
        """Read a kept pair."""
        private = serialization.load_pem_private_key(pem.encode(), password=None)
        if not isinstance(private, RSAPrivateKey):
            raise TypeError("the kept key is not an RSA key")
        return cls(kid=kid, private=private)

    @property
    def pem(self) -> str:
        """The private key as text, for the state file."""
        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    @property
    def public(self) -> dict[str, str]:
        """The public half as the key set shows it."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "kid": self.kid,
            "n": _base64url(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8)),
            "e": _base64url(numbers.e.to_bytes((numbers.e.bit_length() + 7) // 8)),
        }


def sign(claims: Mapping[str, Any] | bytes, key: RSAPrivateKey, headers: Mapping[str, Any]) -> str:
    """Sign with RS256 whatever is given; JWT libraries refuse the broken tokens tests need."""
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    content = f"{_base64url(json.dumps(dict(headers)).encode())}.{_base64url(payload)}"
    signature = key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{content}.{_base64url(signature)}"


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
