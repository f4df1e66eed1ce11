"""Controls for tests in other processes: read the state, set the switches, start afresh."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request

from demo.families import FAMILIES
from demo.gradebook import Row
from demo.platform import Platform
from demo.refusals import Refused
from demo.web.current import platform

blueprint = Blueprint("control", __name__, url_prefix="/control")


@blueprint.get("/state")
def state() -> Response:
    """Show everything there is to see."""
    return jsonify(_state(platform()))


@blueprint.post("/faults")
def faults() -> Response:
    """Set switches by name; also ``family``, ``revoke_tokens`` and ``rotate_keys``."""
    here = platform()
    wanted = _object()
    family = wanted.pop("family", here.family)
    revoke, rotate = wanted.pop("revoke_tokens", False), wanted.pop("rotate_keys", False)
    if family not in FAMILIES:
        raise Refused(400, f"no such family: {family}")
    with here.lock:
        here.faults.change(wanted)
        here.family = family
    if revoke:
        here.revoke_tokens()
    if rotate:
        here.rotate_keys()
    return jsonify(asdict(here.faults))


@blueprint.post("/reset")
def reset() -> Response:
    """Empty the courses and mend the faults."""
    _object()
    platform().reset()
    return jsonify(_state(platform()))


@blueprint.post("/copy")
def copy() -> Response:
    """Copy a course, named by ``course_id``, with its activities and columns."""
    course_id = _object().get("course_id")
    if course_id not in platform().courses:
        raise Refused(404, f"no such course: {course_id}")
    return jsonify(asdict(platform().copy_course(course_id)))


@blueprint.post("/place")
def place() -> Response:
    """Place the content items ``items`` in the course ``course_id``, as a picker would."""
    asked = _object()
    course_id, items = asked.get("course_id"), asked.get("items")
    if course_id not in platform().courses:
        raise Refused(404, f"no such course: {course_id}")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Refused(400, "items must be a list of objects")
    return jsonify([asdict(platform().place(course_id, item)) for item in items])


@blueprint.post("/grade")
def grade() -> Response:
    """Set what ``person_id`` has in ``line_item_id`` to ``score``, as a teacher; null erases."""
    asked = _object()
    line_item_id, person_id = asked.get("line_item_id"), asked.get("person_id")
    score = asked.get("score")
    here = platform()
    if line_item_id not in here.line_items or person_id not in here.people:
        raise Refused(404, "no such column or person")
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
        raise Refused(400, "score must be a number, or null")
    here.set_by_hand(line_item_id, person_id, score)
    return jsonify(_state(here)["gradebook"])


@blueprint.errorhandler(Refused)
def refused(refusal: Refused) -> tuple[Response, int]:
    """Answer a refused control request in JSON."""
    return jsonify(error=refusal.reason), refusal.status


def _object() -> dict[str, Any]:
    # Asking for the media type keeps other web pages in the browser from pulling switches.
    if request.mimetype != "application/json":
        raise Refused(415, "the Content-Type must be application/json")
    content = request.get_json(silent=True)
    if not isinstance(content, dict):
        raise Refused(400, "the body must be a JSON object")
    return content


def _state(here: Platform) -> dict[str, Any]:
    with here.lock:
        return {
            "issuer": here.issuer,
            "family": here.family,
            "client_id": here.client_id,
            "deployment_id": here.deployment_id,
            "connection": asdict(here.connection),
            "addresses": {
                "authentication": here.addresses.authentication,
                "token": here.addresses.token,
                "key_set": here.addresses.key_set,
            },
            "people": [asdict(person) for person in here.people.values()],
            "courses": [asdict(course) for course in here.courses.values()],
            "links": [asdict(link) for link in here.links.values()],
            "line_items": [asdict(item) for item in here.line_items.values()],
            "scores": [
                post._asdict() | {"received_at": post.received_at.isoformat()}
                for post in here.scores
            ],
            "gradebook": {
                course_id: [_row(row) for row in here.gradebook(course_id)]
                for course_id in here.courses
            },
            "requests": [
                seen._asdict() | {"received_at": seen.received_at.isoformat()}
                for seen in here.requests
            ],
            "faults": asdict(here.faults),
        }


def _row(row: Row) -> dict[str, Any]:
    return {
        "person_id": row.person_id,
        "link_id": row.link_id,
        "score": row.score,
        "maximum": row.maximum,
        "comment": row.comment,
        "completed": row.completed,
        "progress": row.progress,
        "received_at": row.received_at.isoformat() if row.received_at else None,
    }
