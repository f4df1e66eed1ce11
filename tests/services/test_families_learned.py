"""Which family a platform is of, where nobody has said it: learned from launches and addresses."""

import pytest

from demo.families import FAMILIES
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Registration
from tests.builders import SetClock, connect, place
from tests.services.course import Course

CODES = [
    ("Canvas", "canvas"),
    ("OpenEdX", "openedx"),
    ("brightspace", None),
    ("", None),
    *(
        (family.product_family_code, None if family.name == "default" else family.name)
        for family in FAMILIES.values()
        if family.product_family_code
    ),
]


def test_a_family_is_learned_from_what_launches_call_their_platform(
    tool: Tool, platform: Platform, clock: SetClock
) -> None:
    connect(tool, platform, family=None)
    course = Course(tool, platform, clock, place(platform))
    for code, family in CODES:
        with tool.database.transaction() as session:
            session.query(Registration).one().family = None
        course.arrive_with(tool_platform={"guid": "1", "product_family_code": code})
        assert course.only(Registration).family == family


@pytest.mark.parametrize(
    ("family", "token_url", "audience"),
    [
        ("openedx", "https://lms.example/api/lti_consumer/v1/token/5c0a", None),
        (
            "brightspace",
            "https://auth.brightspace.com/core/connect/token",
            "https://api.brightspace.com/auth/token",
        ),
    ],
)
def test_a_family_is_learned_from_the_addresses_that_are_registered(
    tool: Tool, platform: Platform, family: str, token_url: str, audience: str | None
) -> None:
    connect(tool, platform, family=None, auth_token_url=token_url)
    (added,) = tool.platforms.list_all()
    assert (added.family, added.auth_audience) == (family, audience)


def test_a_platform_added_long_ago_is_known_by_its_addresses_at_its_next_launch(
    tool: Tool, platform: Platform, clock: SetClock
) -> None:
    connect(tool, platform, auth_token_url="https://lms.example/api/lti_consumer/v1/token/5c0a")
    course = Course(tool, platform, clock, place(platform))
    with tool.database.transaction() as session:
        session.query(Registration).one().family = None
    course.arrive_with(tool_platform={"guid": "1"})
    assert course.only(Registration).family == "openedx"


def test_a_family_that_is_learned_late_says_too_whom_tokens_are_asked_of(
    tool: Tool, platform: Platform, clock: SetClock
) -> None:
    connect(tool, platform, auth_token_url="https://auth.brightspace.com/core/connect/token")
    course = Course(tool, platform, clock, place(platform))
    for given, then in ((None, "https://api.brightspace.com/auth/token"), ("mine", "mine")):
        with tool.database.transaction() as session:
            registration = session.query(Registration).one()
            registration.family, registration.auth_audience = None, given
        course.arrive_with(tool_platform={"guid": "1"})
        assert course.only(Registration).family == "brightspace"
        assert course.only(Registration).auth_audience == then
