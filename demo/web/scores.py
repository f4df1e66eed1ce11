"""The Assignment and Grade Services: scores and results."""

from flask import Blueprint, Response, request

from demo.claims import RESULT_READ, SCORE
from demo.refusals import Refused
from demo.web.current import platform
from demo.web.line_items import found
from demo.web.pages_of import page_of, with_next_link
from demo.web.service_answers import (
    as_json,
    as_service,
    failure,
    json_body,
    need_accept,
    need_scope,
    planned_failure,
)

blueprint = as_service(Blueprint("scores", __name__, url_prefix="/services"))

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"


@blueprint.post("/<course_id>/lineitems/<line_item_id>/lineitem/scores")
def post_score(course_id: str, line_item_id: str) -> Response:
    """Take a score, or fail the way the switches say."""
    failed = planned_failure()
    if failed is not None:
        return failed
    need_scope(SCORE)
    here = platform()
    payload = json_body(request.mimetype if here.rules.any_score_type else SCORE_TYPE)
    line_item = found(course_id, line_item_id)
    here.accept_score(line_item.id, payload)
    with here.lock:
        if here.faults.fails_after_recording():
            return failure(500)
    if here.rules.exact_media_types:
        return Response(status=200)
    result = here.addresses.result(course_id, line_item_id, payload["userId"])
    return as_json({"resultUrl": result}, status=here.rules.score_status)


@blueprint.get("/<course_id>/lineitems/<line_item_id>/lineitem/results")
@blueprint.get("/<course_id>/lineitems/<line_item_id>/lineitem/results/<user_id>")
def results(course_id: str, line_item_id: str, user_id: str | None = None) -> Response:
    """Show the grades of a column."""
    need_scope(RESULT_READ)
    need_accept(RESULTS_TYPE)
    here = platform()
    line_item = found(course_id, line_item_id)
    if here.rules.name == "moodle" and "limit" in request.args:
        raise Refused(404, "limit makes the results service crash")
    grades = here.book.results(line_item, user_id or request.args.get("user_id"))
    page = page_of(
        [
            {
                "id": here.addresses.result(course_id, line_item_id, person_id),
                "userId": person_id,
                "resultScore": grade.held,
                "resultMaximum": line_item.score_maximum,
                "comment": grade.comment or "",
                "scoreOf": here.addresses.line_item(course_id, line_item_id),
            }
            for person_id, grade in grades.items()
        ]
    )
    return with_next_link(as_json(page.rows, RESULTS_TYPE), page)
