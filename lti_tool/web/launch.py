"""Arriving from a platform: third-party-initiated login, the launch, the way into the visit.

Security Framework 1.0 §5.1.1: https://www.imsglobal.org/spec/security/v1p0/
"""

import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response

from lti_tool.services.launch import HAND_OVER, KnownPlatform, Landing, login_key_of
from lti_tool.web import sessions
from lti_tool.web.current import Who, admits, services, visitor
from lti_tool.web.headers import allow_forms_to, allow_frames_of

bp = Blueprint("launch", __name__)

_TESTED = "lti_tool_cookie_test"


@bp.route("/lti/login", methods=["GET", "POST"])
@admits(Who.PLATFORM)
def login() -> Response | str:
    """Send the browser to the platform's login; first find out whether it keeps our cookies.

    The platform's hint can be used once. Where this may be a frame, cookies are therefore tried
    before it is spent: if none comes back, the person gets a link that begins again in a tab of its
    own.
    """
    parameters = {name: value for name, value in request.values.items() if name != _TESTED}
    if _is_at_the_top() or sessions.has_any_cookie():
        return _to_platform(parameters)
    platform = services().logins.known_platform(parameters)
    if _TESTED not in request.args:
        response = redirect(_login_with({**platform.asks, _TESTED: "1"}), code=303)
        sessions.give_probe(response)
        return response
    return _own_tab(platform)


@bp.post("/lti/launch")
@admits(Who.PLATFORM)
def launch() -> Response:
    """Take the platform's signed message and open the visit that it stands for."""
    visit_id = services().arrivals.accept_launch(request.form, sessions.login_proof)
    session["visit"] = visit_id
    response = redirect(url_for("launch.enter", visit=visit_id), code=303)
    sessions.drop_login(response, login_key_of(request.form))
    return response


@bp.get("/lti/launch")
@admits(Who.PLATFORM)
def refuse_error() -> Response:
    """Say what the platform said against a login, if it says that in the address; nothing opens."""
    services().arrivals.refuse_error(request.args, sessions.login_proof)
    raise MethodNotAllowed(["POST"])


@bp.get("/v/<visit>/")
@admits(Who.VISITOR)
def enter() -> Response:
    """Go to the page that the visit begins with."""
    landings = {
        Landing.ACTIVITY: "attempts.home",
        Landing.PREVIEW: "library.preview",
        Landing.PICKER: "deep_linking.picker",
        Landing.PORTFOLIO: "portfolio.overview",
        Landing.OVERVIEW: "contexts.overview",
        Landing.REVIEW: "reviews.submission",
        Landing.PRIVACY: "privacy.overview",
        Landing.LINK: "links.page",
    }
    return redirect(url_for(landings[visitor().landing]), code=303)


@bp.get("/v/<visit>/stay")
@admits(Who.VISITOR)
def stay() -> tuple[str, int]:
    """Let the visit go on, for somebody who reads or thinks for long: as any page does."""
    return "", HTTPStatus.NO_CONTENT


def _own_tab(platform: KnownPlatform) -> str:
    """The page that begins again in a tab of its own, and takes what is picked there.

    Both know the same random id. What the tab hands over is posted from this frame to the platform,
    whose page needs its parent; so a form of this page may end there.
    """
    allow_frames_of(platform.frame_origins)
    allow_forms_to(platform.own_origins)
    hand_over = secrets.token_urlsafe(32)
    return render_template(
        "launch/own_tab.html",
        again=_login_with({**platform.asks, HAND_OVER: hand_over}),
        hand_over=hand_over,
        is_again=HAND_OVER in platform.asks,
        platform=platform,
    )


def _is_at_the_top() -> bool:
    """Whether this is a tab of its own; browsers that do not say so may be showing a frame."""
    return request.headers.get("Sec-Fetch-Dest") == "document"


def _login_with(parameters: Mapping[str, str]) -> str:
    return f"{url_for('launch.login')}?{urlencode(parameters)}"


def _to_platform(parameters: dict[str, str]) -> Response:
    started = services().logins.start_login(parameters)
    response = redirect(started.url, code=302)
    sessions.give_login(response, started.login_key, started.proof, time.time())
    return response
