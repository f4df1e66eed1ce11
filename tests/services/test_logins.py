"""Logins: which registration an initiation means."""

from typing import Any

import pytest

from lti_tool.lti.errors import UnknownRegistrationError
from lti_tool.services.platforms import NewRegistration
from lti_tool.store.tables import (
    PendingLogin,
)
from tests.builders import MEI, a_registration
from tests.services.course import Course, refused


def initiation(course: Course, **changes: Any) -> dict[str, str]:
    begun = {
        "iss": course.platform.issuer,
        "login_hint": MEI,
        "target_link_uri": "http://localhost/lti/launch",
        "client_id": "demo-tool",
        "lti_deployment_id": "1",
    }
    return {name: value for name, value in {**begun, **changes}.items() if value is not None}


def another_customer(course: Course, client_id: str, deployment_id: str) -> None:
    known = a_registration(course.platform)
    course.tool.platforms.add(
        NewRegistration(
            issuer=known.issuer,
            client_id=client_id,
            deployment_ids=(deployment_id,),
            auth_login_url=known.auth_login_url,
            auth_token_url=known.auth_token_url,
            jwks_url=known.jwks_url,
        )
    )


def client_of(course: Course, **changes: Any) -> str:
    redirect = course.services.logins.start_login(initiation(course, **changes))
    return redirect.url.partition("client_id=")[2].partition("&")[0]


def test_a_page_may_know_which_platform_somebody_comes_from(course: Course) -> None:
    known = course.services.logins.known_platform(initiation(course))
    assert known.name == "Demo LMS"
    assert known.frame_origins == (course.platform.issuer,)


def test_an_unknown_platform_is_told_so(course: Course) -> None:
    for change in ({"iss": "https://other.example"}, {"client_id": "other"}):
        with pytest.raises(UnknownRegistrationError):
            course.services.logins.start_login(initiation(course, **change))
    assert course.how_many(PendingLogin) == 0


def test_without_a_client_id_the_only_registration_of_the_issuer_is_meant(
    course: Course,
) -> None:
    assert client_of(course, client_id=None) == "demo-tool"


def test_customers_who_share_an_issuer_are_told_apart_by_client_or_deployment(
    course: Course,
) -> None:
    another_customer(course, "second", "2")
    assert client_of(course, client_id="second") == "second"
    assert client_of(course, client_id=None, lti_deployment_id="2") == "second"
    assert client_of(course, client_id=None, lti_deployment_id="1") == "demo-tool"


def test_customers_who_cannot_be_told_apart_are_refused(course: Course) -> None:
    another_customer(course, "second", "1")
    for change in ({"lti_deployment_id": "1"}, {"lti_deployment_id": None}):
        without = initiation(course, client_id=None, **change)
        reason = refused(lambda without=without: course.services.logins.start_login(without))
        assert reason == "client-ambiguous"
    without = initiation(course, client_id=None, lti_deployment_id="9")
    with pytest.raises(UnknownRegistrationError):
        course.services.logins.start_login(without)
