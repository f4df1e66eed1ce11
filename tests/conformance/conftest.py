"""What these tests share: the meeting that they all begin with."""

from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import Browser, SetClock, place
from tests.conformance.meeting import Meeting
from tests.services.course import Course


@pytest.fixture
def rate_limits() -> bool:
    """Many launches of one test are refused: that they are too many is no part of any line."""
    return False


@pytest.fixture
def link(platform: Platform) -> Any:
    """The shipped activity, placed in the first course with a grade column."""
    return place(platform)


@pytest.fixture
def meeting(browser: Browser, link: Any, caplog: pytest.LogCaptureFixture) -> Meeting:
    """A browser that is about to open the activity."""
    return Meeting(browser=browser, link=link, log=caplog)


@pytest.fixture
def family() -> str:
    """Whose rules the platform goes by; a test may ask for others."""
    return "default"


@pytest.fixture
def course(tool: Tool, platform: Platform, clock: SetClock, family: str) -> Course:
    """A course with the activity in it, for what is seen at the platform alone."""
    return Course.at(tool, platform, clock, family)
