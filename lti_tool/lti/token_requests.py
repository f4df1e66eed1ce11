"""Asking a platform for an access token, with a signed assertion.

Security Framework 1.0 §4.1: https://www.imsglobal.org/spec/security/v1p0/#securing_web_services
"""

import logging
import re
import secrets
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from lti_tool.learning.clock import Clock
from lti_tool.lti.answers import failure_of, failure_to_reach, is_success, said_by
from lti_tool.lti.errors import BadJsonError, NoAnswerError, TryAgainError
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.registrations import Registration
from lti_tool.lti.strict_json import read_json_object
from lti_tool.lti.token_shelf import KeptToken
from lti_tool.lti.transport import Answer, PlatformSession

log = logging.getLogger(__name__)

_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASKING: Final = {
    "Accept": "application/json",
    "Content-Type": "application/x-www-form-urlencoded",
}
_ASSERTION_LASTS: Final = 300
_CLOCKS_DIFFER: Final = 5
_RENEWED_BEFORE_END: Final = 60
_UNUSED_BEFORE_END: Final = 10
_LASTS_UNLESS_TOLD: Final = 300
_LASTS_AT_MOST: Final = 24 * 3600
_SECONDS = re.compile(r"-?\d{1,9}")
_TOKEN = re.compile(r"[\x21-\x7e]{1,8000}")


class TokenRequests:
    """Asks platforms for tokens; threads share it."""

    def __init__(self, session: PlatformSession, keys: ToolKeys, clock: Clock) -> None:
        self._session = session
        self._keys = keys
        self._clock = clock

    def ask(self, registration: Registration, scopes: str) -> KeptToken:
        """Ask for a token for exactly these scopes, once.

        Raises `TryAgainError` when the platform gives none, whatever it says: that is about the
        registration, which a person or the platform may mend, and not about what is to be sent.
        """
        asked = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": self._assertion(registration),
            "scope": scopes,
        }
        try:
            answer = self._session.exchange(
                "POST", registration.auth_token_url, _ASKING, urlencode(asked).encode()
            )
        except NoAnswerError as error:
            failure = failure_to_reach(error)
            if not isinstance(failure, TryAgainError):
                failure = TryAgainError(failure.reason)
            raise failure from error
        if not is_success(answer):
            raise self._no_access(registration, answer)
        return _read(answer.body, self._clock())

    def _no_access(self, registration: Registration, answer: Answer) -> TryAgainError:
        failure = failure_of(answer, self._clock)
        if isinstance(failure, TryAgainError):
            return failure
        # Typically the platform has not fetched our key set yet, or cannot.
        log.warning(
            "token.refused issuer=%r client_id=%r status=%s",
            registration.issuer,
            registration.client_id,
            answer.status,
        )
        return TryAgainError(f"The platform gives the tool no access yet ({said_by(answer)}).")

    def _assertion(self, registration: Registration) -> str:
        now = int(self._clock().timestamp())
        return self._keys.sign(
            {
                "iss": registration.client_id,
                "sub": registration.client_id,
                "aud": registration.token_audience,
                "iat": now - _CLOCKS_DIFFER,
                "exp": now + _ASSERTION_LASTS,
                "jti": secrets.token_urlsafe(24),
            }
        )


def _read(body: bytes, now: datetime) -> KeptToken:
    """Read token and lifetime; whatever the media type says (Moodle says text/html)."""
    try:
        answer = read_json_object(body)
    except BadJsonError:
        answer = {}
    token = answer.get("access_token")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise TryAgainError("The platform's answer to a request for access made no sense.")
    seconds = _lasts(answer.get("expires_in"))
    # A short life is used to the half, so that a token of a few seconds is still kept for a burst.
    renewed = min(max(seconds - _RENEWED_BEFORE_END, seconds / 2, 0), _LASTS_AT_MOST)
    unused = min(max(seconds - _UNUSED_BEFORE_END, renewed), _LASTS_AT_MOST)
    return KeptToken(
        token=token,
        renew_from=now + timedelta(seconds=renewed),
        good_until=now + timedelta(seconds=unused),
    )


def _lasts(told: object) -> float:
    if isinstance(told, str) and _SECONDS.fullmatch(told):
        told = int(told)
    return float(told) if isinstance(told, int | float) else _LASTS_UNLESS_TOLD
