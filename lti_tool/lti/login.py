"""The first step of a launch: what a platform's login initiation says, and our answer to it.

Security Framework 1.0 §5.1.1.1 and §5.1.1.2:
https://www.imsglobal.org/spec/security/v1p0/#step-1-third-party-initiated-login
The initiation is unsigned. It chooses a registration and nothing else: where we redirect comes
from that registration, and where the person ends up from the signed launch.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from pylti1p3.cookie import CookieService
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from typing_extensions import override

from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.lti.registrations import Registration, ToolConfig, tool_config

_NAME_LIMIT = 2_000
_HINT_LIMIT = 8_000
_CONTROLS = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Initiation:
    """What a platform says when it asks us to log somebody in; nothing of it is proven."""

    issuer: str
    login_hint: str
    target_link_uri: str | None
    """Required by the standard, left out by some platforms, never followed by us."""
    client_id: str | None
    deployment_id: str | None
    message_hint: str | None


@dataclass(frozen=True, kw_only=True)
class StartedLogin:
    """An authentication request: where to send the browser, and what must come back."""

    state: str
    nonce: str
    redirect_url: str


def read_initiation(parameters: Mapping[str, str]) -> Initiation:
    """Read the parameters of an initiation, or raise `LaunchRejectedError`.

    A blank parameter counts as absent. Hints are opaque: they are kept byte for byte.
    """
    issuer = _text(parameters, "iss", _NAME_LIMIT, _CONTROLS)
    login_hint = _text(parameters, "login_hint", _HINT_LIMIT, _UNSENDABLE)
    if issuer is None or login_hint is None:
        missing = "iss" if issuer is None else "login_hint"
        raise LaunchRejectedError(
            f"initiation-without-{missing.replace('_', '-')}",
            f"The link from your learning platform is incomplete: it does not say “{missing}”.",
        )
    return Initiation(
        issuer=issuer,
        login_hint=login_hint,
        target_link_uri=_text(parameters, "target_link_uri", _NAME_LIMIT, _CONTROLS),
        client_id=_text(parameters, "client_id", _NAME_LIMIT, _CONTROLS),
        deployment_id=_text(parameters, "lti_deployment_id", _NAME_LIMIT, _CONTROLS)
        or _text(parameters, "deployment_id", _NAME_LIMIT, _CONTROLS),
        message_hint=_text(parameters, "lti_message_hint", _HINT_LIMIT, _UNSENDABLE),
    )


def parameters_of(initiation: Initiation) -> dict[str, str]:
    """Say an initiation again, in the words of the wire: what was read of it and nothing else."""
    said = {
        "iss": initiation.issuer,
        "login_hint": initiation.login_hint,
        "target_link_uri": initiation.target_link_uri,
        "client_id": initiation.client_id,
        "lti_deployment_id": initiation.deployment_id,
        "lti_message_hint": initiation.message_hint,
    }
    return {name: value for name, value in said.items() if value is not None}


def start_login(
    registration: Registration, initiation: Initiation, *, redirect_uri: str
) -> StartedLogin:
    """Make the authentication request that answers ``initiation``, with a fresh state and nonce."""
    login = _Login(registration, initiation)
    base = registration.auth_login_url
    query = login.get_redirect_object(redirect_uri).get_redirect_url().removeprefix(f"{base}?")
    # pylti1p3 appends its own "?", also where the registered URL has a query already.
    separator = "&" if "?" in base else "?"
    return StartedLogin(
        state=login.cookies.state,
        nonce=login.nonces.nonce,
        redirect_url=f"{base}{separator}{query}",
    )


def _text(
    parameters: Mapping[str, str], name: str, limit: int, forbidden: re.Pattern[str]
) -> str | None:
    value = parameters.get(name) or None
    if value is not None and (len(value) > limit or forbidden.search(value)):
        raise LaunchRejectedError(
            f"initiation-with-bad-{name.replace('_', '-')}",
            f"The link from your learning platform is damaged: its “{name}” cannot be right.",
        )
    return value


class _Parameters(Request):
    """The initiation in the words of the wire, as pylti1p3 reads it."""

    def __init__(self, initiation: Initiation) -> None:
        self._values = {
            "iss": initiation.issuer,
            "login_hint": initiation.login_hint,
            "client_id": initiation.client_id,
            "lti_message_hint": initiation.message_hint,
        }

    @override
    def get_param(self, key: str) -> str:
        return self._values[key] or ""


class _KeptState(CookieService):
    """Keeps the state; the cookie that proves the browser is made by the view."""

    state = ""

    @override
    def set_cookie(self, name: str, value: str | int, exp: int | None = None) -> None:
        self.state = name


class _KeptNonce(SessionService):
    """Keeps the nonce; it is stored with the pending login."""

    nonce = ""

    @override
    def save_nonce(self, nonce: str) -> None:
        self.nonce = nonce


class _KeptUrl(Redirect[None]):
    """Keeps the URL; the view redirects."""

    def __init__(self, url: str) -> None:
        self._url = url

    @override
    def get_redirect_url(self) -> str:
        return self._url


class _Login(OIDCLogin[_Parameters, ToolConfig, _KeptNonce, _KeptState, None]):
    """pylti1p3's authentication request, with secrets from `secrets` instead of UUIDs."""

    def __init__(self, registration: Registration, initiation: Initiation) -> None:
        parameters = _Parameters(initiation)  # type: ignore[abstract]  # the rest is never asked
        self.cookies = _KeptState()  # type: ignore[abstract]  # likewise
        self.nonces = _KeptNonce(parameters)
        super().__init__(parameters, tool_config(registration), self.nonces, self.cookies)

    @override
    def get_redirect(self, url: str) -> Redirect[None]:
        return _KeptUrl(url)  # type: ignore[abstract]  # we redirect ourselves

    @override
    def _get_uuid(self) -> str:
        return secrets.token_urlsafe(32)

    @override
    def _generate_nonce(self) -> str:
        return secrets.token_urlsafe(32)
