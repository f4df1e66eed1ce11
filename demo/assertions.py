"""Access tokens, and the checking of everything the tool signs."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
import requests

from demo.claims import SCOPES
from demo.families import Family
from demo.refusals import Refused

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TOKEN_SECONDS = 3600
LEEWAY_SECONDS = 5

FetchKeySet = Callable[[str], dict[str, Any]]


def fetch_over_http(url: str) -> dict[str, Any]:
    """Fetch the tool's key set, directly: no proxy stands between two local programs."""
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(url, timeout=5, allow_redirects=False)
        answer.raise_for_status()
        key_set: dict[str, Any] = answer.json()
        return key_set


@dataclass(frozen=True, kw_only=True)
class AccessToken:
    """What a bearer may do, and until when."""

    scopes: frozenset[str]
    expires: datetime


@dataclass(kw_only=True)
class ToolKeys:
    """The tool's public keys: fetched when first needed, and once more for an unknown signature."""

    url: str = ""
    fetch: FetchKeySet = fetch_over_http
    cached: dict[str, Any] | None = None

    def verify(self, token: str, *, audience: str | Sequence[str]) -> dict[str, Any]:
        """Return the claims of a token the tool signed for one of these audiences, or refuse it."""
        fresh = self.cached is None
        try:
            return self._verify_once(token, audience)
        except Refused:
            if fresh:
                raise
        self.cached = None
        return self._verify_once(token, audience)

    def _verify_once(self, token: str, audience: str | Sequence[str]) -> dict[str, Any]:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = next((key for key in self._keys() if key.get("kid") == kid), None)
            if kid is None or key is None:
                raise Refused(401, f"the tool's key set has no key named {kid!r}", "invalid_client")
            claims: dict[str, Any] = jwt.decode(
                token,
                jwt.PyJWK(key, algorithm="RS256"),
                algorithms=["RS256"],
                audience=audience,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as refusal:
            raise Refused(401, f"signature or claims: {refusal}", "invalid_client") from refusal
        return claims

    def _keys(self) -> list[dict[str, Any]]:
        if self.cached is None:
            try:
                self.cached = self.fetch(self.url)
            except (requests.RequestException, ValueError) as failure:
                reason = f"the tool's key set could not be fetched: {failure}"
                raise Refused(400, reason, "invalid_client") from failure
        keys = self.cached.get("keys")
        return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


@dataclass(kw_only=True)
class TokenDesk:
    """Gives out access tokens for signed assertions, and knows which are still good."""

    keys: ToolKeys
    clock: Callable[[], datetime]
    tokens: dict[str, AccessToken] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def grant(
        self, form: Mapping[str, str], *, client_id: str, audiences: Sequence[str]
    ) -> dict[str, str | int]:
        """Answer a token request, or refuse it with OAuth's error code."""
        if form.get("grant_type") != "client_credentials":
            raise Refused(400, "grant_type must be client_credentials", "unsupported_grant_type")
        if form.get("client_assertion_type") != JWT_BEARER:
            raise Refused(400, "client_assertion_type must be jwt-bearer")
        self._check_assertion(form.get("client_assertion", ""), client_id, audiences)
        scopes = [scope for scope in SCOPES if scope in form.get("scope", "").split(" ")]
        if not scopes:
            raise Refused(400, "none of the scopes asked for is offered", "invalid_scope")
        token = secrets.token_hex(16)
        expires = self.clock() + timedelta(seconds=TOKEN_SECONDS)
        self.tokens[token] = AccessToken(scopes=frozenset(scopes), expires=expires)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(scopes),
        }

    def check(self, authorization: str, any_of: tuple[str, ...], family: Family) -> None:
        """Refuse a service request whose bearer token is unknown, expired or without the scope."""
        token = self.tokens.get(authorization.removeprefix("Bearer "))
        if not authorization.startswith("Bearer ") or token is None:
            reason = "no access token, or not one of ours"
            raise Refused(family.bad_token_status, reason, "invalid_token")
        if token.expires <= self.clock():
            raise Refused(family.bad_token_status, "the access token has expired", "invalid_token")
        if not token.scopes.intersection(any_of):
            reason = "the access token lacks the scope"
            raise Refused(family.missing_scope_status, reason, "insufficient_scope")

    def _check_assertion(self, assertion: str, client_id: str, audiences: Sequence[str]) -> None:
        claims = self.keys.verify(assertion, audience=audiences)
        if claims.get("aud") not in audiences:
            raise Refused(401, "aud must be the token address and nothing else", "invalid_client")
        if claims.get("iss") != client_id or claims.get("sub") != client_id:
            raise Refused(401, "iss and sub must both be the client id", "invalid_client")
        if not isinstance(claims["exp"], int) or not isinstance(claims["iat"], int):
            raise Refused(401, "exp and iat must be whole numbers", "invalid_client")
        jti = claims.get("jti")
        if not isinstance(jti, str) or not jti or jti in self.used:
            raise Refused(401, "jti must be there, and new", "invalid_client")
        self.used.add(jti)
