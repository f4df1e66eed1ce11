"""What a platform and the tool agreed on, and the same in the form pylti1p3 asks for it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from pylti1p3.registration import Registration as WireRegistration
from pylti1p3.request import Request
from pylti1p3.tool_config.abstract import ToolConfAbstract
from typing_extensions import override


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A platform's agreement with us; issuer and client id together name it, byte for byte."""

    id: int
    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    auth_audience: str | None
    """The ``aud`` of token requests where it is not the token URL (Brightspace)."""
    jwks_url: str
    frame_origins: tuple[str, ...] = ()
    service_origins: tuple[str, ...] = ()
    """Where its services may be besides the hosts of its addresses and frames."""

    def has_services_at(self, url: str) -> bool:
        """Tell whether a service of this platform may be called, and a token sent, at this URL.

        It may on every host that the operator registered, in whichever address, with the scheme
        and the port that go with it; an origin ``https://*.host`` stands for all hosts below.
        """
        asked = _place(url)
        if asked is None or asked.names_somebody or "\\" in url:
            return False
        origins = (
            *(self.issuer, self.auth_login_url, self.auth_token_url, self.jwks_url),
            *self.frame_origins,
            *self.service_origins,
        )
        return any(_covers(origin, asked) for origin in origins)

    @property
    def token_audience(self) -> str:
        """The one ``aud`` of a token request, exactly as registered."""
        return self.auth_audience or self.auth_token_url


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a URL leads."""

    scheme: str
    host: str
    port: int | None
    names_somebody: bool


def _covers(origin: str, asked: _Place) -> bool:
    place = _place(origin)
    if place is None or place.scheme != asked.scheme or place.port != asked.port:
        return False
    if place.host.startswith("*."):
        return asked.host.endswith(place.host[1:]) and asked.host != place.host[1:]
    return asked.host == place.host


@lru_cache(maxsize=1024)  # each score of a course goes to the same few places
def _place(url: str) -> _Place | None:
    """Take a URL apart; ``None`` where it is not one with a host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or port == 0:
        return None
    return _Place(
        scheme=parts.scheme,
        host=host,
        port=port or {"http": 80, "https": 443}.get(parts.scheme),
        names_somebody=parts.username is not None,
    )


def wire_registration(registration: Registration) -> WireRegistration:
    """Put the registration as pylti1p3's classes take it, without our private key.

    pylti1p3 would take the key as PEM text and parse it at each use (36 ms); our subclasses
    sign with the key object that `ToolKeys` holds instead.
    """
    wire = WireRegistration()
    wire.set_issuer(registration.issuer)
    wire.set_client_id(registration.client_id)
    wire.set_auth_login_url(registration.auth_login_url)
    wire.set_auth_token_url(registration.auth_token_url)
    wire.set_auth_audience(registration.token_audience)
    wire.set_key_set_url(registration.jwks_url)
    return wire


def tool_config(registration: Registration) -> "ToolConfig":
    """Put the registration as pylti1p3's chains take it."""
    return ToolConfig(registration)  # type: ignore[abstract]  # other finders are never asked


class ToolConfig(ToolConfAbstract[Request]):
    """The one registration that a login or launch is about, found beforehand by both its names.

    An issuer may have many clients, so pylti1p3's two finders by issuer alone are never asked; and
    which deployments are known is asked of the store, once the launch has been verified.
    """

    def __init__(self, registration: Registration) -> None:
        self._registration = registration

    @override
    def check_iss_has_one_client(self, iss: str) -> bool:
        return False

    @override
    def check_iss_has_many_clients(self, iss: str) -> bool:
        return True

    @override
    def find_registration_by_params(  # type: ignore[override]  # pylti1p3 tests for None itself
        self, iss: str, client_id: str | None, *args: Any, **kwargs: Any
    ) -> WireRegistration | None:
        same_client = client_id in (None, "", self._registration.client_id)
        if iss != self._registration.issuer or not same_client:
            return None
        return wire_registration(self._registration)
