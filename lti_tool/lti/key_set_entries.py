"""What a key-set URL answers: which of its keys can verify a launch, and how long they are fresh.

Security Framework 1.0 §6.3: https://www.imsglobal.org/spec/security/v1p0/#h_key-set-url
JSON Web Key: https://www.rfc-editor.org/rfc/rfc7517, its members for RSA: RFC 7518 §6.3.1
Cache-Control and Age: https://www.rfc-editor.org/rfc/rfc9111#section-4.2
"""

import http
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from lti_tool.lti.claim_values import ID_LIMIT
from lti_tool.lti.errors import BadJsonError
from lti_tool.lti.key_set_shelf import Members
from lti_tool.lti.strict_json import read_json_object
from lti_tool.lti.transport import Answer

_LEAST_BITS = 2048
_MODULUS_LIMIT = 1400  # base64url of 8192 bits, and a little
_EXPONENT_LIMIT = 12
_MOST_KEYS = 100

_FRESH_UNLESS_TOLD: Final = timedelta(hours=1)
_FRESH_AT_LEAST: Final = timedelta(minutes=1)
_FRESH_AT_MOST: Final = timedelta(hours=24)

_MAX_AGE = re.compile(r'(?:^|[\s,])max-age="?([0-9]{1,9})')
_NOT_TO_BE_KEPT = re.compile(r"(?:^|[\s,])no-(?:store|cache)(?![\w-])")
_AGE = re.compile(r"[0-9]{1,9}")


def read_entries(answer: Answer) -> dict[str, Members]:
    """Read the keys that can verify a launch, by key id; the first of a name counts.

    Keys of other kinds and uses are passed over, and of each only the public members are taken.
    Raises `BadJsonError` where the answer is no key set.
    """
    if answer.status != http.HTTPStatus.OK:
        raise BadJsonError(f"it was answered with status {answer.status}")
    entries = read_json_object(answer.body).get("keys")
    if not isinstance(entries, list):
        raise BadJsonError("it is not a key set")
    found: dict[str, Members] = {}
    for entry in entries[:_MOST_KEYS]:
        if isinstance(entry, dict) and _is_meant_for_us(entry):
            members = {name: entry[name] for name in ("n", "e") if isinstance(entry.get(name), str)}
            if read_key(members) is not None:
                found.setdefault(entry["kid"], members)
    return found


def read_key(members: Members) -> RSAPublicKey | None:
    """Read an RSA key of a sound size; ``None`` where it is none."""
    modulus, exponent = members.get("n", ""), members.get("e", "")
    if len(modulus) > _MODULUS_LIMIT or len(exponent) > _EXPONENT_LIMIT:
        return None
    try:
        # Only these members: a key that (by mistake) came with its private half is read as public.
        key = RSAAlgorithm.from_jwk({"kty": "RSA", "n": modulus, "e": exponent})
    except (InvalidKeyError, ValueError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= _LEAST_BITS else None


def freshness(headers: Mapping[str, str]) -> timedelta:
    """Say how long a copy is fresh: as the platform has it, within bounds.

    What it forbids to be kept is kept for the least time, since each launch would fetch otherwise.
    ``s-maxage`` is for caches that many tools share; ours is not one.
    """
    told = headers.get("Cache-Control", "").lower()
    most = _MAX_AGE.search(told)
    if _NOT_TO_BE_KEPT.search(told):
        wanted = timedelta()
    elif most is not None:
        age = headers.get("Age", "").strip()
        wanted = timedelta(seconds=int(most[1]) - (int(age) if _AGE.fullmatch(age) else 0))
    else:
        wanted = _FRESH_UNLESS_TOLD
    return min(max(wanted, _FRESH_AT_LEAST), _FRESH_AT_MOST)


def _is_meant_for_us(entry: Mapping[str, object]) -> bool:
    """Tell whether this is an RSA key for RS256 signatures; many platforms leave alg or use out."""
    operations, kid = entry.get("key_ops"), entry.get("kid")
    return (
        entry.get("kty") == "RSA"
        and isinstance(kid, str)
        and 0 < len(kid) <= ID_LIMIT
        and entry.get("alg") in (None, "RS256")
        and entry.get("use") in (None, "sig")
        and (not isinstance(operations, list) or "verify" in operations)
    )
