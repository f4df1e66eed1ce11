import pytest

from lti_tool.learning.people import Role
from lti_tool.lti.roles import course_roles

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
TEACHING_ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"
LEARNER = f"{MEMBERSHIP}#Learner"


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Learner", Role.LEARNER),
        ("Instructor", Role.INSTRUCTOR),
        ("ContentDeveloper", Role.CONTENT_DEVELOPER),
        ("Mentor", Role.MENTOR),
        ("Administrator", Role.ADMINISTRATOR),
    ],
)
def test_roles_in_the_course_count_by_uri_and_by_short_name(name: str, role: Role) -> None:
    assert course_roles([f"{MEMBERSHIP}#{name}"]) == {role}
    assert course_roles([name]) == {role}


def test_no_role_is_an_answer() -> None:
    assert course_roles([]) == frozenset()


def test_several_roles_all_count() -> None:
    assert course_roles([f"{MEMBERSHIP}#Instructor", "Mentor", "Whatever"]) == {
        Role.INSTRUCTOR,
        Role.MENTOR,
    }


@pytest.mark.parametrize(
    "uri",
    [
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Faculty",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/person#Administrator",
        "http://purl.imsglobal.org/vocab/lti/system/person#TestUser",
        "urn:lti:sysrole:ims/lis/Administrator",
        "urn:lti:role:ims/lis/Instructor",
        f"{MEMBERSHIP}#Instructors",
        f"{MEMBERSHIP}#instructor",
        f"{MEMBERSHIP}#Instructor ",
        f"https://evil.example/?{MEMBERSHIP}#Instructor",
        "https://purl.imsglobal.org/vocab/lis/v2/membership#Instructor",
        f"{MEMBERSHIP}/Instructor#MadeUp",
        f"{MEMBERSHIP}#Manager",
        "instructor",
        "",
    ],
)
def test_anything_else_gives_no_rights(uri: str) -> None:
    assert course_roles([uri]) == frozenset()
    assert course_roles([uri, LEARNER]) == {Role.LEARNER}


def test_a_sub_role_of_learner_that_is_called_instructor_is_a_learner() -> None:
    assert course_roles([f"{MEMBERSHIP}/Learner#Instructor"]) == {Role.LEARNER}


def test_a_teaching_assistant_is_an_instructor() -> None:
    assert course_roles([TEACHING_ASSISTANT]) == {Role.INSTRUCTOR}


def test_a_learner_with_a_teaching_assistants_sub_role_stays_a_learner() -> None:
    assert course_roles([LEARNER, TEACHING_ASSISTANT]) == {Role.LEARNER}


def test_a_learner_who_is_an_instructor_in_full_is_both() -> None:
    assert course_roles([LEARNER, f"{MEMBERSHIP}#Instructor", TEACHING_ASSISTANT]) == {
        Role.LEARNER,
        Role.INSTRUCTOR,
    }


@pytest.mark.parametrize(
    ("uri", "role"),
    [
        (f"{MEMBERSHIP}/Learner#GuestLearner", Role.LEARNER),
        (f"{MEMBERSHIP}/Instructor#Lecturer", Role.INSTRUCTOR),
        (f"{MEMBERSHIP}/ContentDeveloper#Librarian", Role.CONTENT_DEVELOPER),
        (f"{MEMBERSHIP}/Mentor#Tutor", Role.MENTOR),
        (f"{MEMBERSHIP}/Administrator#Support", Role.ADMINISTRATOR),
    ],
)
def test_a_sub_role_alone_stands_for_its_principal_role(uri: str, role: Role) -> None:
    assert course_roles([uri]) == {role}
