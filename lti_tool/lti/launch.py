"""The launch itself: a form post that proves who somebody is, or does not.

Security Framework 1.0 §5.1.1.3-5.1.3:
https://www.imsglobal.org/spec/security/v1p0/#authentication-response-validation
Nothing here is kept: whoever calls spends the login once everything has been verified.
"""

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn, cast

from jwt.algorithms import RSAAlgorithm
from pylti1p3.cookie import CookieService
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch, TJwtData
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from typing_extensions import override

from lti_tool.learning.clock import Clock
from lti_tool.lti.claim_values import ID_LIMIT
from lti_tool.lti.claims import Launch, read_launch
from lti_tool.lti.errors import (
    UNPROVEN,
    BadJsonError,
    LaunchRejectedError,
    WrongAudienceError,
)
from lti_tool.lti.key_sets import KeySets
from lti_tool.lti.registrations import Registration, ToolConfig, tool_config
from lti_tool.lti.return_urls import message_type_of, return_url_of
from lti_tool.lti.strict_json import read_json_object

FORM_LIMIT = 1024 * 1024
LEEWAY_SECONDS: Final = 60
_MOST_AUDIENCES = 5
_RS256: Final = RSAAlgorithm(RSAAlgorithm.SHA256)

_STATE = re.compile(r"[A-Za-z0-9_-]{1,200}")
_TOKEN = re.compile(r"(([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+))\.([A-Za-z0-9_-]+)")


@dataclass(frozen=True, kw_only=True)
class ExpectedLogin:
    """The pending login that a launch has to answer."""

    registration: Registration
    state: str
    nonce: str
    trusts: Callable[[str], bool]
    """Whether a launch may be made out to this audience as well as to us."""


def peek_state(form: Mapping[str, str]) -> str:
    """Read which login this form says it answers; nothing is verified yet."""
    state = form.get("state", "")
    if not _STATE.fullmatch(state):
        reject("state-missing" if not state else "state-wrong")
    return state


class LaunchVerifier:
    """Verifies launches, outside any transaction: it may have to fetch keys."""

    def __init__(self, key_sets: KeySets, clock: Clock | None = None) -> None:
        self._key_sets = key_sets
        self._clock = clock or key_sets.clock

    def verify(self, form: Mapping[str, str], expected: ExpectedLogin) -> Launch:
        """Verify everything a token can prove, or raise `LaunchRejectedError`."""
        message = _Message(form, expected, self._key_sets, self._clock)
        try:
            message.validate()
        except LtiException:
            reject("registration-wrong")
        except LaunchRejectedError as refusal:
            message.say_on(refusal)
            raise
        return message.launch


def reject(reason: str) -> NoReturn:
    """Refuse the launch; the log gets the reason, the person a sentence."""
    raise LaunchRejectedError(reason, _SENTENCES.get(reason, UNPROVEN))


_SENTENCES: Final[Mapping[str, str]] = {
    "token-expired": "This launch is too old. Go back to your course and open the activity again.",
    "issued-in-future": "The clocks of your learning platform and of this tool do not agree. "
    "Tell whoever looks after the platform.",
}


class _Form(Request):
    """The form as pylti1p3 reads it."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form

    @override
    def get_param(self, key: str) -> str:
        return self._form.get(key, "")


class _Message(MessageLaunch[_Form, ToolConfig, SessionService, CookieService]):
    """pylti1p3's chain of checks over one pending login, with the checks that it leaves out."""

    launch: Launch
    _is_signed = False

    def __init__(
        self, form: Mapping[str, str], expected: ExpectedLogin, key_sets: KeySets, clock: Clock
    ) -> None:
        request = _Form(form)  # type: ignore[abstract]  # nothing asks whether it is secure
        cookies = CookieService()  # type: ignore[abstract]  # asked for, and never used
        super().__init__(
            request,
            tool_config(expected.registration),
            SessionService(request),
            cookies,
            requests_session=key_sets.session,  # type: ignore[arg-type]  # and never calls it
        )
        self._expected = expected
        self._key_sets = key_sets
        self._clock = clock

    def say_on(self, refusal: LaunchRejectedError) -> None:
        """Let a refusal say what the platform asked for and wants back, once that is its word."""
        if self._is_signed:
            refusal.return_url = return_url_of(self._claims)
            refusal.message_type = message_type_of(self._claims)

    @override
    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)

    @override
    def validate_state(self) -> "_Message":
        if not _same(self._get_request_param("state"), self._expected.state):
            reject("state-mismatch")
        return self

    @override
    def validate_jwt_format(self) -> "_Message":
        token = self._get_request_param("id_token")
        if not token:
            reject("token-missing")
        if len(token) > FORM_LIMIT:
            reject("token-too-large")
        parts = _TOKEN.fullmatch(token)
        if parts is None:
            reject("token-malformed")
        header = _json(parts[2])
        if header.get("alg") != "RS256":
            reject("algorithm-refused")
        if "crit" in header:
            reject("header-refused")  # it names members that change what the token means
        kid = header.get("kid")
        if not isinstance(kid, str) or not 0 < len(kid) <= ID_LIMIT:
            reject("key-id-missing")
        self._kid = kid
        self._claims = _json(parts[3])
        self._signed, self._signature = parts[1].encode("ascii"), _bytes(parts[4])
        self._jwt = cast("TJwtData", {"header": header, "body": self._claims})
        return self

    @override
    def validate_nonce(self) -> "_Message":
        nonce = self._claims.get("nonce")
        if not isinstance(nonce, str) or not _same(nonce, self._expected.nonce):
            reject("nonce-mismatch")
        return self

    @override
    def validate_registration(self) -> "_Message":
        if self._claims.get("iss") != self._expected.registration.issuer:
            reject("issuer-mismatch")
        self._others = _other_audiences(self._expected.registration.client_id, self._claims)
        super().validate_registration()
        return self

    @override
    def get_client_id(self) -> str:
        return self._expected.registration.client_id

    @override
    def validate_jwt_signature(self) -> "_Message":
        # Not pylti1p3's: PyJWT would take the token apart again, letter by letter, which costs
        # twice as much as everything else here.
        registration = self._expected.registration
        key = self._key_sets.find(registration.jwks_url, self._kid, registration_id=registration.id)
        if not _RS256.verify(self._signed, key, self._signature):
            reject("signature-wrong")
        self._is_signed = True
        _check_times(self._claims, self._clock().timestamp())
        if not all(self._expected.trusts(other) for other in self._others):
            raise WrongAudienceError
        return self

    @override
    def validate_deployment(self) -> "_Message":
        return self  # its shape is checked with the claims, and the store knows which there are

    @override
    def validate_message(self) -> "_Message":
        self.launch = read_launch(self._claims)
        return self

    @override
    def save_launch_data(self) -> "_Message":
        return self  # the token is kept nowhere


def _bytes(segment: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except ValueError:
        reject("token-malformed")


def _json(segment: str) -> dict[str, object]:
    try:
        return read_json_object(_bytes(segment))
    except BadJsonError:
        reject("token-malformed")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8"))


def _other_audiences(client_id: str, claims: Mapping[str, object]) -> list[str]:
    """List for whom the token is besides us; raises `WrongAudienceError` where it is not for us.

    Security Framework §5.1.3 (3)-(5). Whether the others are trusted is asked once it is known
    who signed the token.
    """
    audience, party = claims.get("aud"), claims.get("azp")
    meant = audience if isinstance(audience, list) else [audience]
    others = [each for each in meant if isinstance(each, str) and each != client_id]
    if (
        client_id not in meant
        or party not in ((client_id,) if others else (None, client_id))
        or len(meant) > _MOST_AUDIENCES
        or not all(isinstance(each, str) for each in meant)
    ):
        raise WrongAudienceError
    return others


def _check_times(claims: Mapping[str, object], now: float) -> None:
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    starts = issued if claims.get("nbf") is None else _time(claims, "nbf")
    if expires + LEEWAY_SECONDS <= now:
        reject("token-expired")
    if max(issued, starts) - LEEWAY_SECONDS > now:
        reject("issued-in-future")


def _time(claims: Mapping[str, object], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        reject(f"{name}-missing" if value is None else f"{name}-wrong")
    return value
