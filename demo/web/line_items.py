"""The Assignment and Grade Services: columns."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request

from demo.claims import LINE_ITEM, LINE_ITEM_READ
from demo.courses import LineItem
from demo.deep_linking import read_review
from demo.refusals import Refused
from demo.web.current import platform
from demo.web.pages_of import page_of, with_next_link
from demo.web.service_answers import as_json, as_service, json_body, need_accept, need_scope

blueprint = as_service(Blueprint("line_items", __name__, url_prefix="/services"))

ONE = "application/vnd.ims.lis.v2.lineitem+json"
MANY = "application/vnd.ims.lis.v2.lineitemcontainer+json"
LONGEST_LABEL = 255


def found(course_id: str, line_item_id: str) -> LineItem:
    """Return a column of that course, or refuse."""
    here = platform()
    if here.rules.line_item_query and request.args.get("type_id") != "1":
        raise Refused(400, "the address has lost its query, ?type_id=1")
    line_item = here.line_items.get(line_item_id)
    if line_item is None or line_item.course_id != course_id:
        raise Refused(404, "no such line item")
    return line_item


@blueprint.get("/<course_id>/lineitems")
def list_line_items(course_id: str) -> Response:
    """List a course's columns, filtered and paged."""
    need_scope(LINE_ITEM, LINE_ITEM_READ)
    need_accept(MANY)
    wanted = [each for each in platform().line_items.values() if _is_asked_for(each, course_id)]
    page = page_of(wanted)
    return with_next_link(as_json([_shown(each) for each in page.rows], MANY), page)


@blueprint.post("/<course_id>/lineitems")
def create_line_item(course_id: str) -> Response:
    """Make a column."""
    need_scope(LINE_ITEM)
    here = platform()
    if course_id not in here.courses:
        raise Refused(404, "no such course")
    content = json_body(ONE)
    read = _read(content)
    link = here.links.get(read.resource_link_id or "")
    if read.resource_link_id and (link is None or link.course_id != course_id):
        raise Refused(403, "resourceLinkId is not an activity of this course")
    with here.lock:
        line_item = replace(read, id=here.new_id(), course_id=course_id)
        here.add_column(line_item)
        here.keep()
    return as_json({**content, **_shown(line_item)}, ONE, 201)


@blueprint.get("/<course_id>/lineitems/<line_item_id>/lineitem")
def show_line_item(course_id: str, line_item_id: str) -> Response:
    """Show one column."""
    need_scope(LINE_ITEM, LINE_ITEM_READ)
    need_accept(ONE)
    return as_json(_shown(found(course_id, line_item_id)), ONE)


@blueprint.put("/<course_id>/lineitems/<line_item_id>/lineitem")
def replace_line_item(course_id: str, line_item_id: str) -> Response:
    """Replace one column: what is left out is erased."""
    need_scope(LINE_ITEM)
    here = platform()
    old = found(course_id, line_item_id)
    new = replace(_read(json_body(ONE)), id=old.id, course_id=course_id)
    with here.lock:
        here.book.change(new)
        here.keep()
    return as_json(_shown(new), ONE)


@blueprint.delete("/<course_id>/lineitems/<line_item_id>/lineitem")
def delete_line_item(course_id: str, line_item_id: str) -> Response:
    """Delete one column with its grades."""
    need_scope(LINE_ITEM)
    here = platform()
    line_item = found(course_id, line_item_id)
    with here.lock:
        here.book.drop(line_item.id)
        here.keep()
    return Response(status=204)


def _is_asked_for(line_item: LineItem, course_id: str) -> bool:
    filters = {
        "resource_link_id": line_item.resource_link_id,
        "resource_id": line_item.resource_id,
        "tag": line_item.tag,
    }
    return line_item.course_id == course_id and all(
        value == request.args.get(name, value) for name, value in filters.items()
    )


def _read(content: Any) -> LineItem:
    if not isinstance(content, dict):
        raise Refused(400, "a line item must be an object")
    label, maximum = content.get("label"), content.get("scoreMaximum")
    if not isinstance(label, str) or not label.strip() or len(label) > LONGEST_LABEL:
        raise Refused(400, "label must be there, and at most 255 characters")
    is_number = isinstance(maximum, int | float) and not isinstance(maximum, bool)
    if not is_number or float(maximum or 0) <= 0:
        raise Refused(400, "scoreMaximum must be a number over 0")
    here = platform()
    if here.rules.whole_line_items:
        _check_whole(content, float(maximum or 0))
    review = read_review(content.get("submissionReview"), here.rules, here.tool_origin)
    return LineItem(
        id="",
        course_id="",
        label=label,
        score_maximum=float(maximum or 0),
        resource_link_id=content.get("resourceLinkId") or None,
        resource_id=str(content.get("resourceId") or ""),
        tag=str(content.get("tag") or ""),
        review=review,
    )


def _check_whole(content: dict[str, Any], maximum: float) -> None:
    if not maximum.is_integer():
        raise Refused(400, "scoreMaximum must be a whole number")
    if not content.get("resourceId") and not content.get("resourceLinkId"):
        raise Refused(400, "resourceId or resourceLinkId must be there")


def _shown(line_item: LineItem) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": platform().addresses.line_item(line_item.course_id, line_item.id),
        "label": line_item.label,
        "scoreMaximum": line_item.score_maximum,
        "resourceId": line_item.resource_id,
        "tag": line_item.tag,
    }
    if line_item.resource_link_id:
        shown["resourceLinkId"] = line_item.resource_link_id
    if line_item.review:
        review = line_item.review
        asked = {"reviewableStatus": list(review.statuses), "label": review.label}
        url = {"url": review.url} if review.url else {}
        shown["submissionReview"] = {**asked, **url, "custom": dict(review.custom)}
    return shown
