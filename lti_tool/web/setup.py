"""What platforms and operators ask for: our public keys, and whether we are well."""

from typing import Any

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from lti_tool.web.current import Who, admits, services

bp = Blueprint("setup", __name__)

_KEPT_SECONDS = 3600  # far less than the day that a key is published before it signs


@bp.get("/lti/jwks.json")
@admits(Who.ANYBODY)
def key_set() -> Response:
    """Our public keys (Security Framework 1.0 §6.2): one set for everybody, to be kept a while."""
    answer = jsonify(services().key_set())
    answer.cache_control.public = True
    answer.cache_control.max_age = _KEPT_SECONDS
    return answer


@bp.get("/healthz")
@admits(Who.ANYBODY)
def alive() -> dict[str, Any]:
    """Say that the process answers."""
    return {"status": "alive"}


@bp.get("/readyz")
@admits(Who.ANYBODY)
def ready() -> tuple[dict[str, Any], int]:
    """Say whether requests can be served: the database answers, takes changes and is up to date.

    Keys need no look: without its key the tool does not start, and then it holds it in memory.
    """
    is_ready = services().is_ready()
    return {"status": "ready" if is_ready else "not ready"}, 200 if is_ready else 503
