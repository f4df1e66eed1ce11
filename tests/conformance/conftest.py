"""What these tests share: the meeting that they all begin with."""

from typing import Any

import pytest

from demo.platform import Platform
from tests.builders import Browser, place
from tests.conformance.meeting import Meeting


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
