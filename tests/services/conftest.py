"""What tests of the use cases share: a tool that knows a platform, and a course on it."""

from pathlib import Path

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.services.attempts import Learner
from lti_tool.services.reviews import Reviewer
from tests.builders import SetClock
from tests.services.columns import lose_column
from tests.services.course import Course
from tests.services.reviewing import reviewer, use
from tests.store.databases import (
    database,
    empty_database,
    migrated_file,
    migrated_postgres,
)

__all__ = ["database", "migrated_file", "migrated_postgres"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: of both kinds, the second of them in the long tests.

    That a statement does the same on both is tested with the store; these are about what use cases
    do at the same moment.
    """
    return empty_database(request, tmp_path)


@pytest.fixture
def family() -> str:
    """Whose rules the platform goes by; a test may ask for others."""
    return "default"


@pytest.fixture
def course(tool: Tool, platform: Platform, clock: SetClock, family: str) -> Course:
    """A course at a platform of this family, with the shipped activity in it."""
    return Course.at(tool, platform, clock, family)


@pytest.fixture
def without_column(course: Course) -> None:
    """The activity of the course was added without a column."""
    lose_column(course)


@pytest.fixture
def assessed(course: Course) -> None:
    """Everybody arrives by a link to the activity whose points an instructor decides."""
    use(course)


@pytest.fixture
def sam(course: Course) -> Learner:
    """A learner who has arrived."""
    return course.learner()


@pytest.fixture
def priya(course: Course) -> Reviewer:
    """An instructor who has arrived."""
    return reviewer(course)
