"""What every answer says to the browser about framing, scripts, caching and addresses."""

from collections.abc import Iterable, Iterator

from flask import Flask, Response, g, request

from lti_tool.learning.origins import is_frame_origin
from lti_tool.web import current

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
)
_ANYBODY = "*"
_KEPT_BY_ANYBODY = {"static", "setup.key_set"}
"""What browsers and platforms may keep for a while; all else is about somebody, or of now."""


def allow_frames_of(origins: tuple[str, ...]) -> None:
    """Let the pages of these origins show this answer in a frame."""
    g.frame_origins = origins


def allow_form_to(origin: str) -> None:
    """Let a form of this answer end at another origin: the platform's."""
    g.form_origin = origin


def allow_forms_to(origins: Iterable[str]) -> None:
    """Let a form of this answer end at any of these origins, or below a host that one stands for.

    As frame origins are written; they come from the registration, never from a request.
    """
    g.form_origins = tuple(origins)


def shut_in() -> None:
    """Let this answer do nothing at all, should a browser show it: somebody else made it."""
    g.is_shut_in = True


def set_headers(response: Response) -> Response:
    """Put the headers of the house on an answer."""
    ancestors = " ".join(_sources(_frame_ancestors())) or "'none'"
    form_targets = " ".join(["'self'", *_sources(_form_origins())])
    response.headers["Content-Security-Policy"] = "; ".join(
        ["default-src 'none'", "sandbox", f"frame-ancestors {ancestors}"]
        if g.get("is_shut_in")
        else [*_POLICY, f"form-action {form_targets}", f"frame-ancestors {ancestors}"]
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if g.get("is_refusal") or request.endpoint not in _KEPT_BY_ANYBODY:
        response.headers["Cache-Control"] = "no-store"
    return response


def _frame_ancestors() -> tuple[str, ...]:
    if "visitor" in g:
        return current.visitor().frame_origins
    if "frame_origins" in g:
        return tuple(g.frame_origins)
    if g.get("is_refusal"):
        # Nobody can be tricked by a page that holds nothing and does nothing, and a person whose
        # launch failed inside a frame has to be able to read why.
        return (_ANYBODY,)
    return ()


def _form_origins() -> tuple[str, ...]:
    origin = g.get("form_origin")
    one = (origin,) if origin and "*" not in origin else ()  # one address, not all below a host
    return (*one, *g.get("form_origins", ()))


def _sources(origins: Iterable[str]) -> Iterator[str]:
    """Origins as a policy names them: in ASCII, and never so that they begin a directive."""
    for origin in origins:
        scheme, _, host = origin.rpartition("://")
        try:
            source = f"{scheme}://{host.encode('idna').decode()}" if scheme else origin
        except UnicodeError:
            continue
        if source == _ANYBODY or is_frame_origin(source):
            yield source


def join(app: Flask) -> None:
    """Put the headers on every answer of the app."""
    app.after_request(set_headers)
