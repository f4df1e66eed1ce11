"""The payloads of the LTI Advantage certification for a tool: 12 known bad, 18 known good.

Conformance certification guide 1.3 §6.1, each named as the list names it. Those of the whole flow
over HTTP are elsewhere; here a token is verified or refused, and the reason is what the log gets.
"""

from collections.abc import Callable
from typing import Any

import pytest

from lti_tool.learning.people import Role
from lti_tool.lti.errors import LaunchRejectedError
from lti_tool.lti.roles import course_roles
from tests.lti.conftest import INSTRUCTOR, LEARNER, Arrival

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
NAMES = ("name", "given_name", "family_name")
PEOPLE = {"instructor": INSTRUCTOR, "student": LEARNER}
ROLES = {"instructor": Role.INSTRUCTOR, "student": Role.LEARNER}
SHORT = {"instructor": "Instructor", "student": "Learner"}


def refused(arrival: Arrival, claims: dict[str, Any], **headers: Any) -> str:
    with pytest.raises(LaunchRejectedError) as refusal:
        arrival.verify(claims, **headers)
    return refusal.value.reason


# ---- known bad payloads


def test_no_kid_sent_in_the_jwt_header(arrival: Arrival) -> None:
    assert refused(arrival, arrival.claims(), kid=None) == "key-id-missing"


def test_incorrect_kid_in_the_jwt_header(arrival: Arrival) -> None:
    assert refused(arrival, arrival.claims(), kid="wrong") == "key-unknown"


def test_wrong_lti_version(arrival: Arrival) -> None:
    assert refused(arrival, arrival.claims(version="11.3")) == "version-wrong"


def test_no_lti_version(arrival: Arrival) -> None:
    assert refused(arrival, arrival.claims(version=None)) == "version-missing"


def test_invalid_lti_message(arrival: Arrival) -> None:
    assert refused(arrival, {"name": "badltilaunch"}) == "nonce-mismatch"


def test_missing_lti_claims(arrival: Arrival) -> None:
    claims = arrival.claims()
    left = {name: value for name, value in claims.items() if "/" not in name}

    assert refused(arrival, left) == "message-type-missing"


def test_timestamps_incorrect(arrival: Arrival) -> None:
    claims = arrival.claims() | {"iat": 11111, "exp": 22222}

    assert refused(arrival, claims) == "token-expired"


def test_message_type_claim_missing(arrival: Arrival) -> None:
    assert refused(arrival, arrival.claims() | message_type(None)) == "message-type-missing"


def message_type(value: object) -> dict[str, Any]:
    return {"https://purl.imsglobal.org/spec/lti/claim/message_type": value}


def test_role_claim_missing(arrival: Arrival) -> None:
    assert refused(arrival, arrival.claims(roles=None)) == "roles-missing"


def test_deployment_id_claim_missing(arrival: Arrival) -> None:
    assert refused(arrival, arrival.claims(deployment_id=None)) == "deployment-id-missing"


def test_resource_link_id_claim_missing(arrival: Arrival) -> None:
    claims = arrival.claims(resource_link={"title": "No id"})

    assert refused(arrival, claims) == "resource-link-id-missing"


def test_user_claim_missing(arrival: Arrival) -> None:
    assert refused(arrival, arrival.claims(sub=None)) == "sub-missing"


# ---- valid payloads, each as instructor and as student

Change = Callable[[str, tuple[str, ...]], dict[str, Any]]

VALID: dict[str, tuple[Change, bool]] = {
    "plain": (lambda _who, _roles: {}, True),
    "several roles": (
        lambda _who, roles: {
            "roles": [*roles, "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"]
        },
        True,
    ),
    "short role": (lambda who, _roles: {"roles": [SHORT[who]]}, True),
    "unknown role": (
        lambda _who, _roles: {"roles": ["http://purl.imsglobal.org/vocab/lis/v2/uknown#Helper"]},
        False,
    ),
    "no role": (lambda _who, _roles: {"roles": []}, False),
    "e-mail only": (lambda _who, _roles: dict.fromkeys(NAMES), True),
    "names only": (lambda _who, _roles: {"email": None}, True),
    "no personal data": (lambda _who, _roles: dict.fromkeys((*NAMES, "email")), True),
    "e-mail without context": (
        lambda _who, _roles: dict.fromkeys((*NAMES, "context", "launch_presentation")),
        True,
    ),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("case", VALID)
def test_valid_launch(arrival: Arrival, case: str, who: str) -> None:
    change, keeps_role = VALID[case]
    person = arrival.platform.people[PEOPLE[who]]

    launch = arrival.verify(arrival.claims(person.id, **change(who, person.roles)))

    assert launch.subject == person.id
    assert course_roles(launch.roles) == ({ROLES[who]} if keeps_role else frozenset())
