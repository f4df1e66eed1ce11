"""Launches by the use cases alone; `tests/web` has the cookies."""

from typing import Any

import pytest
from sqlalchemy import select

from demo.platform import Platform
from lti_tool.learning.people import Role
from lti_tool.lti.claims import MessageType
from lti_tool.lti.errors import PlatformRefusedError
from lti_tool.services.launch import Landing
from lti_tool.store.tables import (
    Context,
    Deployment,
    Enrolment,
    LineItem,
    PendingLogin,
    Person,
    Registration,
    ResourceLink,
    Visit,
)
from tests.builders import DEEP_LINKING, SAM, TEACHER, SetClock, a_registration, place
from tests.services.course import Course, refused

LTI = "https://purl.imsglobal.org/spec/lti/claim/"


def test_a_launch_leaves_person_course_placement_column_and_role(course: Course) -> None:
    visitor = course.arrive(SAM)
    assert visitor.roles == {Role.LEARNER}
    assert (visitor.name, visitor.course_title) == (
        "Sam Okafor",
        "Generalist skills, autumn cohort",
    )
    assert visitor.activity_code == "medicines-that-add-up"
    assert visitor.message_type is MessageType.RESOURCE_LINK
    assert visitor.landing is Landing.ACTIVITY
    assert visitor.frame_origins == (course.platform.issuer,)
    for table in (Person, Context, ResourceLink, LineItem, Enrolment, Visit):
        assert course.how_many(table) == 1
    assert course.how_many(PendingLogin) == 0


def test_launching_again_opens_another_visit_and_nothing_else(course: Course) -> None:
    first, second = course.arrive(SAM), course.arrive(SAM)
    assert first.visit_id != second.visit_id
    assert first.person_id == second.person_id
    for table in (Person, Context, ResourceLink, LineItem, Enrolment):
        assert course.how_many(table) == 1


def test_a_launch_passes_once(course: Course) -> None:
    redirect, asked = course.begin()
    form = dict(course.platform.authenticate(asked).fields)
    accept = course.services.arrivals.accept_launch
    accept(form, lambda _key: redirect.proof)
    assert refused(lambda: accept(form, lambda _key: redirect.proof)) == "state-unknown"
    assert course.how_many(Visit) == 1


def test_a_login_that_is_spent_while_its_launch_is_verified_opens_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refused(lambda: course.launch_during(monkeypatch, lambda accept: accept()))

    assert said == "state-unknown"
    assert course.how_many(Visit) == 1


@pytest.mark.parametrize("proof", [None, "", "another browser's"])
def test_a_launch_without_proof_from_the_browser_that_began_is_refused_and_burns_nothing(
    course: Course, proof: str | None
) -> None:
    redirect, asked = course.begin()
    form = dict(course.platform.authenticate(asked).fields)
    accept = course.services.arrivals.accept_launch
    assert refused(lambda: accept(form, lambda _key: proof)) == "browser-without-proof"
    assert course.how_many(PendingLogin) == 1
    assert accept(form, lambda _key: redirect.proof)


def test_proof_is_asked_for_by_the_key_that_the_browser_was_given(course: Course) -> None:
    redirect, asked = course.begin()
    form = dict(course.platform.authenticate(asked).fields)
    kept = {redirect.login_key: redirect.proof}
    assert course.services.arrivals.accept_launch(form, kept.get)


@pytest.mark.parametrize("state", [None, "", "of-nothing", "\x00", "\ud800"])
def test_what_the_platform_says_against_a_login_comes_before_all_else_and_burns_nothing(
    course: Course, state: str | None
) -> None:
    redirect, asked = course.begin()
    good = dict(course.platform.authenticate(asked).fields)
    error = {"error": "login_required", "state": good["state"] if state is None else state}
    accept = course.services.arrivals.accept_launch

    for form in (error, {**good, **error}):
        with pytest.raises(PlatformRefusedError) as refusal:
            accept(form, lambda _key: None)
        named = refusal.value.about.get("issuer")
        assert named == (course.platform.issuer if state is None else None)
    assert accept(good, lambda _key: redirect.proof)


def test_a_forged_launch_burns_no_login(course: Course) -> None:
    redirect, asked = course.begin()
    form = dict(course.platform.authenticate(asked).fields)
    forged = {**form, "id_token": form["id_token"][:-8] + "AAAAAAAA"}
    accept = course.services.arrivals.accept_launch
    refused(lambda: accept(forged, lambda _key: redirect.proof))
    assert accept(form, lambda _key: redirect.proof)


def test_a_login_lasts_ten_minutes(course: Course, clock: SetClock) -> None:
    redirect, asked = course.begin()
    clock.advance(minutes=10, seconds=1)
    form = dict(course.platform.authenticate(asked).fields)
    accept = course.services.arrivals.accept_launch
    assert refused(lambda: accept(form, lambda _key: redirect.proof)) == "state-unknown"


def test_a_link_to_another_tool_is_refused(course: Course) -> None:
    for target in (
        "https://other.example/x",
        "https://localhost/lti/launch",
        "http://localhost:8080/lti/launch",
        "http://localhost@other.example/lti/launch",
        "http://localhost.other.example/lti/launch",
    ):
        spoil = {f"{LTI}target_link_uri": target}
        assert refused(lambda spoil=spoil: course.arrive_with(**spoil)) == "target-elsewhere"
    assert course.how_many(Visit) == 0


def test_a_link_to_any_page_of_the_tool_is_taken(course: Course) -> None:
    for target in (
        "http://localhost",
        "http://localhost/",
        "http://localhost/somewhere?x=1",
        "http://localhost?x=1",
        "HTTP://LocalHost/lti/launch",
        "http://localhost:80/lti/launch",
    ):
        assert course.arrive_with(**{f"{LTI}target_link_uri": target})


def test_a_launch_without_a_course_is_at_home_in_its_placement(course: Course) -> None:
    visitor = course.visitor(course.arrive_with(**{f"{LTI}context": None}))
    assert visitor.course_title is None
    assert course.only(Context).kind == "resource_link"


def test_a_name_that_is_no_longer_shared_is_kept_no_longer(course: Course) -> None:
    assert course.arrive(SAM).name == "Sam Okafor"
    nameless = dict.fromkeys(("name", "given_name", "family_name"))
    assert course.visitor(course.arrive_with(**nameless)).name is None


def test_somebody_with_two_names_has_one(course: Course) -> None:
    assert course.visitor(course.arrive_with(name=None)).name == "Sam Okafor"


def test_a_family_is_learned_from_a_launch_unless_it_was_said(
    tool: Any, platform: Platform, clock: SetClock
) -> None:
    tool.platforms.add(a_registration(platform, family=None))
    platform.connect_tool(
        "http://localhost/lti/login", "http://localhost/lti/launch", "http://localhost/keys"
    )
    course = Course(tool, platform, clock, place(platform))
    named = {f"{LTI}tool_platform": {"guid": "1", "product_family_code": "nobody-knows"}}
    course.arrive_with(**named)
    assert course.only(Registration).family is None
    named[f"{LTI}tool_platform"]["product_family_code"] = "moodle"
    course.arrive_with(**named)
    assert course.only(Registration).family == "moodle"
    named[f"{LTI}tool_platform"]["product_family_code"] = "default"
    course.arrive_with(**named)
    assert course.only(Registration).family == "moodle"


# ---- deployments that wait -------------------------------------------------------------------


def test_an_unknown_deployment_waits_until_an_operator_approves_it(
    course: Course,
) -> None:
    course.platform.deployment_id = "2"
    assert refused(lambda: course.arrive(SAM)) == "deployment-waiting"
    assert refused(lambda: course.arrive(SAM)) == "deployment-waiting"
    assert course.how_many(Visit) == 0
    assert course.how_many(Person) == 0
    with course.tool.database.reading() as session:
        waiting = session.scalars(select(Deployment).where(Deployment.tenant_id.is_(None))).one()
    assert waiting.deployment_id == "2"

    course.tool.platforms.approve(
        issuer=course.platform.issuer, client_id="demo-tool", deployment_id="2", new_tenant=None
    )
    assert course.arrive(SAM).tenant_id == 1


def test_the_same_person_in_a_deployment_of_another_tenant_is_another_person(
    course: Course,
) -> None:
    here = course.arrive(SAM)
    course.platform.deployment_id = "2"
    refused(lambda: course.arrive(SAM))
    course.tool.platforms.approve(
        issuer=course.platform.issuer, client_id="demo-tool", deployment_id="2", new_tenant="Two"
    )
    there = course.arrive(SAM)
    assert here.tenant_id != there.tenant_id
    assert here.person_id != there.person_id
    assert here.context_id != there.context_id


# ---- deep linking ----------------------------------------------------------------------------


def test_a_course_admin_lands_at_the_picker(course: Course) -> None:
    visitor = course.arrive(TEACHER, message_type=DEEP_LINKING, link_id=None)
    assert visitor.landing is Landing.PICKER
    assert visitor.may_pick
    assert visitor.may_teach
    assert not visitor.may_attempt
    assert (visitor.resource_link_id, visitor.activity_code) == (None, None)


def test_a_learner_may_not_add_activities(course: Course) -> None:
    reason = refused(lambda: course.arrive(SAM, message_type=DEEP_LINKING, link_id=None))
    assert reason == "may-not-build"
    assert course.how_many(Visit) == 0


def picking(course: Course, **changes: Any) -> str:
    redirect, asked = course.begin(TEACHER, message_type=DEEP_LINKING, link_id=None)
    claims = course.platform.claims(
        TEACHER, nonce=asked["nonce"], message_type=DEEP_LINKING, course_id="2", **changes
    )
    form = {"state": asked["state"], "id_token": course.platform.sign(claims)}
    return course.services.arrivals.accept_launch(form, lambda _key: redirect.proof)


def test_a_deep_linking_request_outside_of_courses_belongs_to_the_deployment(
    course: Course,
) -> None:
    assert course.visitor(picking(course, **{f"{LTI}context": None})).may_pick
    assert course.only(Context).kind == "deployment"


def test_a_deep_linking_request_need_not_say_where_it_wants_to_go(course: Course) -> None:
    assert course.visitor(picking(course, **{f"{LTI}target_link_uri": None})).may_pick
