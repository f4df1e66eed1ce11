"""Cookies: one for each visit, so that frames, courses and people of one browser keep apart."""

import re

from flask import Flask, Request, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature
from typing_extensions import override
from werkzeug.wrappers import Response as WerkzeugResponse

VISIT_COOKIE = "__Host-visit-"
LOGIN_COOKIE = "__Host-login-"
PROBE_COOKIE = "__Host-probe"
_MOST_VISITS = 8
_MOST_LOGINS = 20
_LOGIN_SECONDS = 600
_LAUNCH_PATH = "/lti/launch"

_VISIT_PATH = re.compile(r"/v/([A-Za-z0-9_-]{20,64})/")


class VisitSessions(SecureCookieSessionInterface):
    """Flask's signed session, in a cookie named after the visit.

    A page finds its visit's session by its path. The launch begins an empty one and names the new
    visit in it. Anywhere else there is no session at all.
    """

    @override
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path == _LAUNCH_PATH:
            return self.session_class()
        return super().open_session(app, request) if _visit_of(request) else None

    @override
    def get_cookie_name(self, app: Flask) -> str:
        return f"{VISIT_COOKIE}{_visit_of(request) or session.get('visit')}"

    @override
    def save_session(self, app: Flask, session: SessionMixin, response: WerkzeugResponse) -> None:
        super().save_session(app, session, response)  # type: ignore[arg-type]  # flask narrows it
        if request.path == _LAUNCH_PATH and "visit" in session:
            self._drop_oldest(app, response)

    def _drop_oldest(self, app: Flask, response: WerkzeugResponse) -> None:
        ages = {
            name: self._signed_at(app, value)
            for name, value in request.cookies.items()
            if name.startswith(VISIT_COOKIE)
        }
        beyond = max(0, len(ages) + 1 - _MOST_VISITS)
        for name in sorted(ages, key=lambda name: ages[name])[:beyond]:
            _drop(response, name)

    def _signed_at(self, app: Flask, value: str) -> float:
        signer = self.get_signing_serializer(app)
        try:
            _, moment = signer.loads(value, return_timestamp=True) if signer else (None, None)
        except BadSignature:
            return 0.0
        return moment.timestamp() if moment else 0.0


def has_any_cookie() -> bool:
    """Whether this browser has sent any cookie of ours, so that cookies are known to work."""
    return any(
        name == PROBE_COOKIE or name.startswith((VISIT_COOKIE, LOGIN_COOKIE))
        for name in request.cookies
    )


def give_probe(response: WerkzeugResponse) -> None:
    """Give the browser a cookie only to see whether it comes back."""
    _set(response, PROBE_COOKIE, "1", seconds=_LOGIN_SECONDS)


def give_login(response: WerkzeugResponse, login_key: str, proof: str, moment: float) -> None:
    """Give the browser the proof of a login it started, and take the oldest beyond twenty away.

    ``moment`` is in seconds; cookies keep milliseconds, all as long, so that they sort by age.
    """
    value = f"{moment * 1_000:013.0f}.{proof}"
    _set(response, f"{LOGIN_COOKIE}{login_key}", value, seconds=_LOGIN_SECONDS)
    kept = sorted(
        (name for name in request.cookies if name.startswith(LOGIN_COOKIE)),
        key=lambda name: request.cookies[name],
    )
    for name in kept[: max(0, len(kept) + 1 - _MOST_LOGINS)]:
        _drop(response, name)


def login_proof(login_key: str) -> str | None:
    """What the browser holds for a login."""
    value = request.cookies.get(f"{LOGIN_COOKIE}{login_key}")
    return None if value is None else value.partition(".")[2]


def drop_login(response: WerkzeugResponse, login_key: str) -> None:
    """Take the proof of a login away that has been spent: another one can have its place."""
    _drop(response, f"{LOGIN_COOKIE}{login_key}")


def _visit_of(request: Request) -> str | None:
    found = _VISIT_PATH.match(request.path)
    return found.group(1) if found else None


def _set(response: WerkzeugResponse, name: str, value: str, *, seconds: int | None = None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )


def _drop(response: WerkzeugResponse, name: str) -> None:
    response.delete_cookie(
        name, path="/", secure=True, httponly=True, samesite="None", partitioned=True
    )
