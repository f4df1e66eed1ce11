"""Who somebody was in LTI 1.1: the claim of a launch that says so, and what proves it.

LTI 1.1 to 1.3 migration: https://www.imsglobal.org/spec/lti/v1p3/migr#lti-1-1-migration-claim
The platform signs with the secret of LTI 1.1, which only it and the tool know. Nothing here depends
on the claim: what of it cannot be used counts as not proven, and the launch goes on.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lti_tool.lti.claim_values import ID_LIMIT, ClaimValues, is_sound_text

_CLAIM: Final = "https://purl.imsglobal.org/spec/lti/claim/lti1p1"


@dataclass(frozen=True, kw_only=True)
class FormerIdentity:
    """Who a launch says that somebody was in LTI 1.1, and what it signs that with."""

    user_id: str
    """The id of LTI 1.1; the ``sub`` where the claim leaves it out, because it is the same.

    Blank where the claim says what cannot be one: then nobody knows who is meant.
    """
    consumer_key: str
    """Blank where the claim names none, or none that could be one; so too the signature."""
    signature: str
    signed: tuple[str, ...]
    """What is signed behind key and deployment but for the client: issuer, ``exp``, ``nonce``."""


def read_former_identity(claims: Mapping[str, object], subject: str) -> FormerIdentity | None:
    """Read the claim of a verified launch; None where there is none."""
    if claims.get(_CLAIM) is None:
        return None
    claim = ClaimValues(claims).courtesies(_CLAIM)
    user_id = _short(claim.courtesy("user_id")) if claim.is_said("user_id") else subject
    return FormerIdentity(
        user_id=user_id,
        consumer_key=_short(claim.courtesy("oauth_consumer_key")),
        signature=claim.courtesy("oauth_consumer_key_sign") or "",
        signed=tuple(_spelled(claims.get(name)) for name in ("iss", "exp", "nonce")),
    )


def is_proven(former: FormerIdentity, *, deployment_id: str, client_id: str, secret: str) -> bool:
    """Whether the platform holds the secret of the key that the claim names, and says who it was.

    A platform that signs another nonce than the token's, as Canvas once did, has proved nothing.
    """
    if not former.user_id:
        return False
    issuer, expires, nonce = former.signed
    text = f"{former.consumer_key}&{deployment_id}&{issuer}&{client_id}&{expires}&{nonce}"
    digest = hmac.digest(secret.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return hmac.compare_digest(base64.b64encode(digest), former.signature.encode())


def _spelled(value: object) -> str:
    """A number as platforms write it into what they sign: whole, if it is."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _short(value: str | None) -> str:
    return value if is_sound_text(value, ID_LIMIT) else ""
