"""The page of roles says of each URI what it gives: exactly what the tool does with it."""

import re

import pytest

from lti_tool.learning.people import Role, may_attempt, may_build, may_teach
from lti_tool.lti import roles
from lti_tool.lti.roles import ADMINISTRATORS, TEST_USER, administers, course_roles, is_test_user
from tests.house.sources import HOME

PAGE = (HOME / "docs" / "roles.md").read_text()
VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
SHORTENED = re.compile(r"(membership|institution/person|system/person|person)[#/]")
NAMES = {
    "Learner": Role.LEARNER,
    "Instructor": Role.INSTRUCTOR,
    "Administrator": Role.ADMINISTRATOR,
    "Content developer": Role.CONTENT_DEVELOPER,
    "Mentor": Role.MENTOR,
}


def tables() -> list[list[list[str]]]:
    """The rows of each table, without its head."""
    blocks = re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE)
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]]
        for block in blocks
    ]


RIGHTS, KNOWN, NOTHING, PLATFORM = tables()


def uris(cell: str) -> list[str]:
    found = re.findall(r"`([^`]+)`", cell)
    return [VOCABULARY + uri if SHORTENED.match(uri) else uri for uri in found]


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row[0])
def test_what_is_said_to_be_a_role_is_that_role(row: list[str]) -> None:
    role, sent, sub_roles = row

    assert uris(sent)
    assert uris(sub_roles)
    for uri in [*uris(sent), *uris(sub_roles)]:
        assert course_roles([uri]) == {NAMES[role]}, uri


def test_no_role_that_counts_is_left_out() -> None:
    said = {uri for _, sent, sub_roles in KNOWN for uri in [*uris(sent), *uris(sub_roles)]}

    assert said == roles._BY_NAME.keys() | roles._BY_SUB_ROLE.keys()  # noqa: SLF001  # the whole


@pytest.mark.parametrize("uri", [uri for row in NOTHING for uri in uris(row[0])])
def test_what_is_said_to_give_nothing_gives_nothing(uri: str) -> None:
    assert course_roles([uri]) == frozenset()


def test_a_sub_role_beside_learner_does_not_count() -> None:
    assert course_roles(uris("`Learner` `membership/Instructor#TeachingAssistant`")) == {
        Role.LEARNER
    }


def test_administrators_of_the_platform_are_those_of_the_page() -> None:
    said = {uri for row in PLATFORM for uri in uris(row[0])}

    assert said == ADMINISTRATORS
    assert all(administers([uri]) for uri in said)
    assert not any(administers(uris(row[1])) for row in KNOWN)


def test_a_preview_student_is_known_by_the_uri_of_the_page() -> None:
    assert f"`{TEST_USER}`" in PAGE
    assert is_test_user([TEST_USER])
    assert not is_test_user(["TestUser", "TestUser#TestUser", f"{TEST_USER}s"])


@pytest.mark.parametrize("row", RIGHTS, ids=lambda row: row[0])
def test_the_rights_of_each_row_are_those_that_pages_ask_for(row: list[str]) -> None:
    who, *rights = row
    mixes = (
        [{NAMES[each] for each in who.split(" and ")}]
        if " and " in who
        else [{NAMES[each]} if each in NAMES else set() for each in who.split(", ")]
    )

    for mix in mixes:
        may = (may_attempt(mix), may_teach(mix), may_build(mix))
        assert tuple(right.startswith("yes") for right in rights) == may
