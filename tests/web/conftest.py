"""An activity in a course, for tests that go through its pages."""

import pytest

from demo.courses import Link
from demo.platform import Platform
from tests.builders import place


@pytest.fixture
def link(platform: Platform) -> Link:
    """The shipped activity, placed in the first course with a grade column."""
    placed: Link = place(platform)
    return placed
