"""How the views, their cookies, headers, errors and pages become one Flask app."""

from typing import Any

from flask import Flask, g
from flask_wtf import CSRFProtect
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from lti_tool.web import (
    attempts,
    columns,
    contexts,
    current,
    deep_linking,
    deliveries,
    errors,
    evidence,
    files,
    headers,
    identifiers,
    launch,
    library,
    links,
    metrics,
    pages,
    portfolio,
    privacy,
    reviews,
    setup,
)
from lti_tool.web.sessions import VisitSessions

MOST_BYTES = 1024 * 1024
_HIGHEST_ID = 2**31 - 1

_WITH_VIEWS = (
    launch,
    links,
    attempts,
    columns,
    contexts,
    library,
    deep_linking,
    deliveries,
    evidence,
    files,
    portfolio,
    privacy,
    reviews,
    identifiers,
    metrics,
    setup,
)


class RowId(IntegerConverter):
    """The id of a row in an address; a number that no database holds is no page's address."""

    def __init__(self, url_map: Map, **limits: Any) -> None:
        super().__init__(url_map, **{"max": _HIGHEST_ID, **limits})


class ActivityCode(BaseConverter):
    """The code of an activity in an address; what no activity can be called is no page's."""

    regex = "[a-z0-9-]{1,64}"


def furnish(app: Flask) -> None:
    """Give an app all that its visitors meet. Its services are put beside it by ``app.py``."""
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_PARTITIONED=True,
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,  # bound to the visit, which has an end of its own
        # Not the Referer too: it is compared with the Host header, which proxies change, and some
        # browsers and networks strip it. The token is bound to the visit's own signed __Host-
        # cookie, which no neighbouring site can set.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.url_map.converters.update(int=RowId, activity=ActivityCode)
    app.session_interface = VisitSessions()
    pages.join(app)
    headers.join(app)
    errors.join(app)
    _name_visits(app)
    app.before_request(current.close_without_cookie)  # first: a form's token is in the visit
    app.before_request(files.allow_larger)  # before the form is read
    csrf = CSRFProtect(app)
    csrf.exempt(launch.bp)  # its two forms come from platforms; the state and signature prove them
    for module in _WITH_VIEWS:
        app.register_blueprint(module.bp)


def _name_visits(app: Flask) -> None:
    """Take the visit out of the address for the views, and put it back into the links they make."""

    @app.url_value_preprocessor
    def _remember(_: str | None, values: dict[str, Any] | None) -> None:
        if values and "visit" in values:
            g.visit_id = values.pop("visit")

    @app.url_defaults
    def _repeat(endpoint: str, values: dict[str, Any]) -> None:
        if "visit" not in values and app.url_map.is_endpoint_expecting(endpoint, "visit"):
            values["visit"] = g.get("visit_id")

    @app.context_processor
    def _for_pages() -> dict[str, Any]:
        return {
            "here": g.get("visitor"),
            "waiting_for_review": current.waiting_for_review,
        }
