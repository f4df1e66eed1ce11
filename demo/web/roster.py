"""The Names and Role Provisioning Service."""

from typing import Any

from flask import Blueprint, Response, request

from demo import claims
from demo.courses import Link
from demo.people import MEMBERSHIP, Person
from demo.refusals import Refused
from demo.web.current import platform
from demo.web.pages_of import page_of, with_next_link
from demo.web.service_answers import as_json, as_service, need_scope

blueprint = as_service(Blueprint("roster", __name__, url_prefix="/services"))

MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@blueprint.get("/CourseSection/<course_id>/memberships")
def memberships(course_id: str) -> Response:
    """List the people of a course."""
    need_scope(claims.ROSTER_READ)
    here = platform()
    if request.headers.get("Accept", "*/*") not in {MEDIA_TYPE, "*/*"}:
        raise Refused(400, f"only {MEDIA_TYPE} is served here")
    course = here.courses.get(course_id)
    if course is None:
        raise Refused(404, "no such course")
    link = _asked_link(course_id)
    role = request.args.get("role", "").removeprefix(MEMBERSHIP)
    people = [who for who in here.people.values() if not role or MEMBERSHIP + role in who.roles]
    # Moodle's next address forgets the filter: the tool has to add it again.
    page = page_of(people, lost=("role",) if here.rules.name == "moodle" else ())
    content = {
        "id": f"{here.addresses.memberships(course_id)}",
        "context": {"id": course.id, "label": course.label, "title": course.title},
        "members": [_member(person, link) for person in page.rows],
    }
    return with_next_link(as_json(content, MEDIA_TYPE), page, malformed=False)


def _asked_link(course_id: str) -> Link | None:
    asked = request.args.get("rlid")
    if asked is None:
        return None
    link = platform().links.get(asked)
    if link is None or link.course_id != course_id:
        raise Refused(404, "no such activity in this course")
    return link


def _member(person: Person, link: Link | None) -> dict[str, Any]:
    roles = list(person.roles)
    if platform().rules.short_roles:
        roles = [role.removeprefix(MEMBERSHIP) for role in roles]
    member: dict[str, Any] = {
        "status": "Active",
        "user_id": person.id,
        "roles": roles,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "lis_person_sourcedid": "",
        "ext_user_username": person.username,
    }
    if link is not None:
        custom = dict(link.custom)
        message_type = {claims.LTI + "message_type": claims.RESOURCE_LINK}
        member["message"] = [message_type | {claims.LTI + "custom": custom}]
    return member
