"""What an operator says about a platform, and what of it cannot be."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lti_tool.learning.origins import is_frame_origin

_MOST = 2000  # the width of the columns
_NOT_IN_URLS = re.compile(r"[^\x21-\x7e]|[\"<>\\^`{|}]")
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")  # it goes into headers, where a semicolon would matter


class PlatformsError(Exception):
    """What the operator asked for cannot be done; in one sentence."""


@dataclass(frozen=True, kw_only=True)
class FormerSecret:
    """A key of LTI 1.1 and its secret, by which a platform's migration claims are checked."""

    key: str
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class NewRegistration:
    """What an LMS shows its admin about the tool, and the operator passes on."""

    issuer: str
    client_id: str
    deployment_ids: tuple[str, ...]
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    auth_audience: str | None = None
    name: str | None = None
    family: str | None = None
    frame_origins: tuple[str, ...] = ()
    service_origins: tuple[str, ...] = ()
    former: FormerSecret | None = None
    is_replacement: bool = False
    """Whether this takes the place of addresses and origins of a registration that is there."""


def check_given(
    new: NewRegistration, *, families: Collection[str], allow_insecure_http: bool
) -> None:
    """Refuse what cannot be kept or used; raises :class:`PlatformsError`."""
    for what, value in (
        ("issuer", new.issuer),
        ("auth-login-url", new.auth_login_url),
        ("auth-token-url", new.auth_token_url),
        ("jwks-url", new.jwks_url),
    ):
        _check_url(what, value, allow_insecure_http=allow_insecure_http)
    for what, origins in (
        ("frame-origin", new.frame_origins),
        ("service-origin", new.service_origins),
    ):
        for origin in origins:
            _check_origin(what, origin, allow_insecure_http=allow_insecure_http)
    ids = [("deployment-id", deployment_id) for deployment_id in new.deployment_ids]
    for what, value in (("client-id", new.client_id), *ids):
        if not value.isascii():
            raise PlatformsError(f"--{what} has to be plain characters (Core 1.3, 5.3.3).")
        check_text(what, value, most=255)
    check_text("name", new.name or "unnamed", most=255)
    check_text("auth-audience", new.auth_audience or "none", most=_MOST)
    if new.former is not None:
        check_text("lti1p1-key", new.former.key, most=255)
        check_text("lti1p1-secret-file", new.former.secret, most=_MOST)
    if new.family is not None and new.family not in families:
        raise PlatformsError(
            f"--family: there are rules for {', '.join(sorted(families))}, not for {new.family}."
        )


def check_text(what: str, value: str, *, most: int) -> None:
    """Refuse what is empty, too long or cannot be printed; raises :class:`PlatformsError`."""
    if not value or len(value) > most or not value.isprintable():
        raise PlatformsError(f"--{what} has to be 1 to {most} printable characters.")


def _check_origin(what: str, origin: str, *, allow_insecure_http: bool) -> None:
    without_wildcard = origin.replace("://*.", "://", 1)
    _check_url(what, without_wildcard, allow_insecure_http=allow_insecure_http)
    if not is_frame_origin(origin):
        raise PlatformsError(f"--{what}: {origin} is not a scheme and host alone.")


def _check_url(what: str, value: str, *, allow_insecure_http: bool) -> None:
    try:
        address = urlsplit(value)
        is_whole = bool(address.hostname) and (address.port is None or address.port > 0)
    except ValueError:
        is_whole = False
        address = urlsplit("")
    allowed = {"https", "http"} if allow_insecure_http else {"https"}
    is_plain = bool(_HOST.fullmatch(address.netloc)) and not _NOT_IN_URLS.search(value)
    if not is_whole or not is_plain or address.scheme not in allowed or len(value) > _MOST:
        raise PlatformsError(f"--{what}: {value!r} is not an https address.")
