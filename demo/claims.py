"""The claims of a signed message, shaped like Moodle's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from demo.addresses import Addresses
from demo.courses import Course, Link
from demo.families import Family
from demo.people import MEMBERSHIP, Person

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINKING_SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM, LINE_ITEM_READ = AGS + "lineitem", AGS + "lineitem.readonly"
RESULT_READ, SCORE = AGS + "result.readonly", AGS + "score"
ROSTER_READ = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = (LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE, ROSTER_READ)

RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
DATA_PRIVACY = "LtiDataPrivacyLaunchRequest"

_SHORT = {
    "message_type", "version", "deployment_id", "target_link_uri", "resource_link", "roles",
    "context", "custom", "launch_presentation", "tool_platform", "lis", "role_scope_mentor",
    "for_user", "ext",
}  # fmt: skip
_LONG = {
    "ags": AGS_ENDPOINT,
    "nrps": NRPS_SERVICE,
    "deep_linking_settings": DEEP_LINKING_SETTINGS,
    **{name: LTI + name for name in _SHORT},
}


@dataclass(frozen=True, kw_only=True)
class Message:
    """What a launch is about, before it is put into claims."""

    message_type: str
    person: Person
    course: Course
    link: Link | None
    target_link_uri: str
    client_id: str
    deployment_id: str
    document_target: str = "iframe"
    return_key: str = ""
    return_data: str = ""


def write(message: Message, addresses: Addresses, nonce: str, issued: int) -> dict[str, Any]:
    """Return the claims of a message, issued at that second."""
    person, course = message.person, message.course
    claims: dict[str, Any] = {
        "iss": addresses.issuer,
        "aud": message.client_id,
        "sub": person.id,
        "iat": issued,
        "exp": issued + addresses.family.token_seconds,
        "nonce": nonce,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        LTI + "message_type": message.message_type,
        LTI + "version": "1.3.0",
        LTI + "deployment_id": message.deployment_id,
        LTI + "target_link_uri": message.target_link_uri,
        LTI + "roles": list(person.roles),
        LTI + "context": {
            "id": course.id,
            "label": course.label,
            "title": course.title,
            "type": ["CourseSection"],
        },
        LTI + "lis": {"person_sourcedid": "", "course_section_sourcedid": ""},
        LTI + "ext": {"user_username": person.username, "lms": f"{addresses.family.name}-demo"},
        LTI + "tool_platform": {
            "product_family_code": addresses.family.product_family_code,
            "version": "2024100706",
            "guid": "9fd0c7f4c7a34d0fae5c2b0c4f1f3f20",
            "name": "Demo LMS",
            "description": "A small LMS to try a tool with",
        },
        AGS_ENDPOINT: _grade_service(message, addresses),
    }
    if message.message_type == DEEP_LINKING:
        return claims | _deep_linking(message, addresses)
    if message.message_type == DATA_PRIVACY:
        return _about_a_person(claims, message, addresses)
    return claims | _about_the_link(message, addresses)


def override(claims: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change claims by full or short name (``roles``, ``ags``); None takes a claim away."""
    for name, value in changes.items():
        claim = _LONG.get(name, name)
        if value is None:
            claims.pop(claim, None)
        else:
            claims[claim] = value
    return claims


def _grade_service(message: Message, addresses: Addresses) -> dict[str, Any]:
    endpoint: dict[str, Any] = {
        "scope": [LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE],
        "lineitems": addresses.line_items(message.course.id),
    }
    link = message.link
    if link is not None and link.line_item_id is not None:
        endpoint["lineitem"] = addresses.line_item(link.course_id, link.line_item_id)
    return endpoint


def _about_the_link(message: Message, addresses: Addresses) -> dict[str, Any]:
    link, course_id = message.link, message.course.id
    memberships = addresses.memberships(course_id)
    custom = substituted(link.custom if link else {}, message, addresses.family)
    if addresses.family.name == "moodle":
        custom["context_memberships_url"] = memberships
    claims: dict[str, Any] = {
        LTI + "custom": custom,
        LTI + "launch_presentation": {
            "locale": "en",
            "document_target": message.document_target,
            "return_url": addresses.course(message.person.id, course_id),
        },
        NRPS_SERVICE: {
            "context_memberships_url": memberships,
            "service_versions": ["1.0", "2.0"],
        },
    }
    if link is not None:
        claims[LTI + "resource_link"] = {
            "id": link.id,
            "title": link.title,
            "description": link.text,
        }
    return claims


def _about_a_person(
    claims: dict[str, Any], message: Message, addresses: Addresses
) -> dict[str, Any]:
    """Outside every course: without its claims, and with roles on the site alone."""
    for name in (LTI + "context", LTI + "lis", AGS_ENDPOINT):
        del claims[name]
    person = message.person
    return claims | {
        LTI + "roles": [role for role in person.roles if not role.startswith(MEMBERSHIP)],
        LTI + "launch_presentation": {
            "locale": "en",
            "document_target": message.document_target,
            "return_url": f"{addresses.issuer}/as/{person.id}",
        },
    }


def _deep_linking(message: Message, addresses: Addresses) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_copy_advice": False,
        "accept_multiple": True,
        "accept_unsigned": False,
        "auto_create": False,
        "can_confirm": False,
        "deep_link_return_url": addresses.deep_link_return(message.course.id, message.return_key),
        "title": "",
        "text": "",
    }
    if addresses.family.link_settings_data:
        settings |= {"data": message.return_data, "accept_lineitem": True}
    return {
        DEEP_LINKING_SETTINGS: settings,
        LTI + "launch_presentation": {"locale": "en"},
    }


def substituted(custom: Mapping[str, str], message: Message, family: Family) -> dict[str, str]:
    """Put values for the variables this platform knows; unknown ones stay as they are."""
    link = message.link
    known = {
        "$User.id": message.person.id,
        "$Person.name.full": message.person.name,
        "$Context.id": message.course.id,
        "$Context.id.history": _history(message.course.history),
        "$ResourceLink.id": link.id if link else "",
    }
    if family.knows_link_history:
        known["$ResourceLink.id.history"] = _history(link.history if link else ())
    return {name: known.get(value, value) for name, value in custom.items()}


def _history(ids: tuple[str, ...]) -> str:
    """Write ids as the standard does: each URL-encoded, with commas between, the newest first."""
    return ",".join(quote(each, safe="") for each in ids)
