"""The key set and the token endpoint."""

from flask import Blueprint, Response, request

from demo.web.current import platform
from demo.web.service_answers import as_json, as_service, failure

blueprint = as_service(Blueprint("tokens", __name__))


@blueprint.get("/mod/lti/certs")
def key_set() -> Response:
    """Show the platform's public keys."""
    status = platform().faults.key_set_status
    return failure(status) if status else as_json(platform().key_set())


@blueprint.post("/mod/lti/token")
def token() -> Response:
    """Give an access token for a signed assertion."""
    here = platform()
    if here.faults.token_status:
        return failure(here.faults.token_status)
    granted = here.desk.grant(request.form, client_id=here.client_id, audiences=here.audiences)
    answer = as_json(granted)
    if here.rules.plain_token_answers:
        answer.content_type = "text/html; charset=utf-8"
    answer.headers["Cache-Control"] = "no-store"
    return answer
