"""What platforms and operators ask for: our public keys, and whether we are well."""

from typing import Any

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from lti_tool.web.current import Who, admits, services

bp = Blueprint("setup", __name__)


@bp.get("/lti/jwks.json")
@admits(Who.ANYBODY)
def key_set() -> Response:
    """Our public keys (Security Framework 1.0 §6.2)."""
    return jsonify(services().key_set())


@bp.get("/healthz")
@admits(Who.ANYBODY)
def alive() -> dict[str, Any]:
    """Say that the process answers."""
    return {"status": "alive"}


@bp.get("/readyz")
@admits(Who.ANYBODY)
def ready() -> tuple[dict[str, Any], int]:
    """Say whether requests can be served: the database answers, and no migration is missing.

    Keys need no look: without its key the tool does not start, and then it holds it in memory.
    """
    is_ready = services().is_ready()
    return {"status": "ready" if is_ready else "not ready"}, 200 if is_ready else 503
