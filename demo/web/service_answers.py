"""What all services share: their tokens, media types, log and faults."""

import json
import time
from typing import Any

from flask import Blueprint, Response, request

from demo.holdings import ServiceRequest
from demo.refusals import Refused
from demo.web.current import platform

LONGEST_DELAY = 30.0
LONGEST_LOGGED = 4000
LONGEST_LOG = 20_000


def as_json(content: object, media_type: str = "application/json", status: int = 200) -> Response:
    """Answer JSON, mislabelled if that switch is on."""
    if platform().faults.wrong_content_type:
        media_type = "text/html; charset=utf-8"
    return Response(json.dumps(content), status=status, content_type=media_type)


def need_scope(*any_of: str) -> None:
    """Refuse this request unless its bearer token has one of the scopes."""
    here = platform()
    here.desk.check(request.headers.get("Authorization", ""), any_of, here.rules)


def need_accept(media_type: str) -> None:
    """Refuse an Accept header the family would not answer."""
    accept = request.headers.get("Accept", "")
    if platform().rules.exact_media_types:
        if accept != media_type:
            raise Refused(400, "No handler found for this Accept header")
    elif accept and not request.accept_mimetypes.quality(media_type):
        raise Refused(406, f"only {media_type} is served here")


def json_body(media_type: str) -> Any:
    """Return the request's JSON, if it is labelled as it must be."""
    if request.mimetype != media_type:
        status = 400 if platform().rules.exact_media_types else 415
        raise Refused(status, f"the Content-Type must be {media_type}")
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not JSON") from None


def refusal_answer(refusal: Refused) -> Response:
    """Answer a refused service request the way the family does."""
    if platform().rules.exact_media_types and refusal.error == "invalid_request":
        return as_json([], status=refusal.status)
    content = {"error": refusal.error, "error_description": refusal.reason}
    return as_json(content, status=refusal.status)


def take_time() -> None:
    """Wait as long as the delay switch says."""
    delay = min(platform().faults.delay, LONGEST_DELAY)
    if delay > 0:
        time.sleep(delay)


def log(answer: Response) -> Response:
    """Keep what was asked and answered."""
    here = platform()
    query = request.query_string.decode("latin-1")
    here.requests.append(
        ServiceRequest(
            method=request.method,
            path=f"{request.path}?{query}" if query else request.path,
            status=answer.status_code,
            received_at=here.clock(),
            body=request.get_data(as_text=True)[:LONGEST_LOGGED],
            answer=answer.get_data(as_text=True)[:LONGEST_LOGGED],
        )
    )
    del here.requests[:-LONGEST_LOG]
    return answer


def as_service(blueprint: Blueprint) -> Blueprint:
    """Give a blueprint of services the delay, the refusals and the log."""
    blueprint.before_request(take_time)
    blueprint.register_error_handler(Refused, refusal_answer)
    blueprint.after_request(log)
    return blueprint


def planned_failure() -> Response | None:
    """Return the failure planned for this score post, if one is."""
    here = platform()
    with here.lock:
        status = here.faults.next_status()
    return None if status is None else failure(status)


def failure(status: int) -> Response:
    """Fail on purpose."""
    answer = as_json({"error": "failed on purpose"}, status=status)
    if platform().faults.retry_after is not None:
        answer.headers["Retry-After"] = str(platform().faults.retry_after)
    return answer
