"""How what an operator gives changes a registration that is there already."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lti_tool.services.platforms.given import NewRegistration, PlatformsError
from lti_tool.store.tables import Registration


def apply(registration: Registration, new: NewRegistration) -> None:
    """Apply what is given, and make the registration active again.

    Raises :class:`PlatformsError` where an address would change that is not to be replaced.
    """
    if new.is_replacement:
        _replace(registration, new)
    else:
        _refuse_change(registration, new)
        _add_origins(registration, new)
    registration.name = new.name or registration.name
    registration.family = new.family or registration.family
    registration.retired_at = None


def origins_of(*urls: str) -> tuple[str, ...]:
    """Give the origins of addresses, each once: whose pages frame ours unless others are named."""
    parts = [urlsplit(url) for url in urls]
    return tuple(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))


def _refuse_change(registration: Registration, new: NewRegistration) -> None:
    for what, kept, given in (
        ("auth-login-url", registration.auth_login_url, new.auth_login_url),
        ("auth-token-url", registration.auth_token_url, new.auth_token_url),
        ("jwks-url", registration.jwks_url, new.jwks_url),
        ("auth-audience", registration.auth_audience, new.auth_audience),
    ):
        if given is not None and kept != given:
            raise PlatformsError(
                f"{new.client_id} at {new.issuer} is registered with another --{what}: "
                f"{kept or 'none'}. --replace puts the new one in its place."
            )


def _add_origins(registration: Registration, new: NewRegistration) -> None:
    frames = dict.fromkeys((*registration.frame_origins, *new.frame_origins))
    registration.frame_origins = list(frames)
    services = dict.fromkeys((*registration.service_origins, *new.service_origins))
    registration.service_origins = list(services)


def _replace(registration: Registration, new: NewRegistration) -> None:
    registration.frame_origins = list(dict.fromkeys(new.frame_origins or _moved(registration, new)))
    if new.service_origins:
        registration.service_origins = list(dict.fromkeys(new.service_origins))
    registration.auth_login_url = new.auth_login_url
    registration.auth_token_url = new.auth_token_url
    registration.jwks_url = new.jwks_url
    registration.auth_audience = new.auth_audience or registration.auth_audience


def _moved(registration: Registration, new: NewRegistration) -> Iterator[str]:
    """Give the frames of today; that of the login address, perhaps a mistake, moves with it."""
    issuer, old, moved = (
        origins_of(url)[0]
        for url in (registration.issuer, registration.auth_login_url, new.auth_login_url)
    )
    for origin in registration.frame_origins:
        if origin != old or origin == issuer:
            yield origin
        if origin == old:
            yield moved
