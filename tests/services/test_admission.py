"""What a verified launch has to be besides: about oneself or by a teacher, from what is in use."""

from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.lti.claims import MessageType
from lti_tool.services.launch import Visitor
from lti_tool.store.tables import LaunchEntry, Person, Registration, Visit
from tests.builders import MEI, RESOURCE_LINK, SAM, TEACHER
from tests.services.course import Course, refused

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
REVIEW, PRIVACY = "LtiSubmissionReviewRequest", "LtiDataPrivacyLaunchRequest"
SYSTEM_ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
OF_MEI = {f"{LTI}for_user": {"user_id": MEI}}


def arrived(course: Course, person: str, message: str, **changes: Any) -> Visitor:
    return course.visitor(course.arrive_with(person, message_type=message, **changes))


# ---- about whom


@pytest.mark.parametrize("message", [REVIEW, PRIVACY])
def test_a_teacher_may_ask_about_somebody_who_was_never_here(course: Course, message: str) -> None:
    teaches = {f"{LTI}roles": [MEMBERSHIP + "Instructor"]}
    visitor = arrived(course, TEACHER, message, **OF_MEI, **teaches)

    assert visitor.message_type is MessageType(message)
    assert visitor.for_subject == MEI
    assert course.how_many(Person) == 1


@pytest.mark.parametrize("message", [REVIEW, PRIVACY])
@pytest.mark.parametrize("said", [None, {"user_id": SAM}])
def test_a_learner_may_ask_about_themselves(course: Course, message: str, said: object) -> None:
    visitor = arrived(course, SAM, message, **{f"{LTI}for_user": said})

    assert visitor.for_subject == (SAM if said else None)


@pytest.mark.parametrize("message", [REVIEW, PRIVACY])
@pytest.mark.parametrize("role", ["Learner", "Mentor", "ContentDeveloper", None])
def test_nobody_else_may_ask_about_others(course: Course, message: str, role: str | None) -> None:
    """A list of whom somebody mentors changes nothing, with the role of a mentor or without."""
    changes = {
        f"{LTI}roles": [MEMBERSHIP + role] if role else [],
        f"{LTI}role_scope_mentor": [MEI],
        **OF_MEI,
    }
    reason = refused(lambda: arrived(course, SAM, message, **changes))

    assert reason == "for-user-somebody-else"
    assert course.how_many(Visit) == 0


def test_whoever_looks_after_the_platform_may_ask_what_is_kept_and_see_no_work(
    course: Course,
) -> None:
    changes = {f"{LTI}roles": [SYSTEM_ADMINISTRATOR], **OF_MEI}

    assert arrived(course, SAM, PRIVACY, **changes).for_subject == MEI
    reason = refused(lambda: arrived(course, SAM, REVIEW, **changes))
    assert reason == "for-user-somebody-else"


def test_whoever_is_not_named_asks_about_nobody(course: Course) -> None:
    unnamed = dict.fromkeys(("sub", "name", "given_name", "family_name", "email"))

    def ask(message: str, **more: Any) -> str:
        return refused(lambda: arrived(course, TEACHER, message, **unnamed, **more))

    assert ask(PRIVACY, **OF_MEI) == "for-user-somebody-else"
    assert ask(REVIEW) == "sub-missing"
    assert arrived(course, TEACHER, PRIVACY, **unnamed).is_anonymous


def test_other_launches_are_about_nobody_else(course: Course) -> None:
    assert arrived(course, SAM, RESOURCE_LINK, **OF_MEI).for_subject is None


@pytest.mark.parametrize("scopes", [None, {"scope": ["x"]}])
def test_a_review_without_its_column_opens_and_is_noted(course: Course, scopes: object) -> None:
    arrived(course, TEACHER, REVIEW, **OF_MEI)
    arrived(course, TEACHER, REVIEW, **OF_MEI, **{AGS_ENDPOINT: scopes})

    with course.tool.database.reading() as session:
        notes = session.scalars(select(LaunchEntry.note).order_by(LaunchEntry.id)).all()
    assert notes == [
        None,
        "The submission review came without the line item that the standard asks for.",
    ]


# ---- what is in use


def retire(course: Course, deployment_id: str | None = None) -> None:
    course.tool.platforms.retire(
        issuer=course.platform.issuer,
        client_id=course.platform.client_id,
        deployment_id=deployment_id,
    )


def test_a_retired_platform_logs_nobody_in_and_its_visits_end_at_once(course: Course) -> None:
    visit = course.arrive(SAM).visit_id
    redirect, asked = course.begin()
    form = dict(course.platform.authenticate(asked).fields)

    retire(course)

    assert course.services.visits.enter(visit) is None
    assert refused(course.begin) == "platform-retired"
    accept = course.services.arrivals.accept_launch
    assert refused(lambda: accept(form, lambda _key: redirect.proof)) == "platform-retired"


def test_a_retired_deployment_launches_nobody_and_others_go_on(course: Course) -> None:
    here = course.arrive(SAM).visit_id
    course.platform.deployment_id = "2"
    refused(lambda: course.arrive(SAM))
    course.tool.platforms.approve(
        issuer=course.platform.issuer, client_id="demo-tool", deployment_id="2", new_tenant=None
    )
    there = course.arrive(SAM).visit_id

    retire(course, "2")

    assert refused(lambda: course.arrive(SAM)) == "deployment-retired"
    assert course.services.visits.enter(there) is None
    assert course.services.visits.enter(here) is not None
    course.platform.deployment_id = "1"
    assert course.arrive(SAM)


def test_a_platform_retired_while_its_launch_is_verified_opens_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refused(lambda: course.launch_during(monkeypatch, lambda _accept: retire(course)))

    assert said == "platform-retired"
    assert course.how_many(Visit) == 0


def test_a_login_that_names_no_client_goes_to_the_one_that_is_in_use(course: Course) -> None:
    with course.tool.database.transaction() as session:
        known = session.query(Registration).one()
        session.add(
            Registration(
                **{
                    column.key: getattr(known, column.key)
                    for column in Registration.__table__.columns
                    if column.key not in {"id", "client_id"}
                },
                client_id="former-tool",
            )
        )
    begun = {
        "iss": course.platform.issuer,
        "login_hint": "x",
        "target_link_uri": "http://localhost",
    }
    start = course.services.logins.start_login
    assert refused(lambda: start(begun)) == "client-ambiguous"

    course.tool.platforms.retire(issuer=course.platform.issuer, client_id="former-tool")
    assert "client_id=demo-tool" in start(begun).url

    retire(course)
    assert refused(lambda: start(begun)) == "platform-retired"
