"""What all tests share: a real tool on a real database, a real platform, a clock that is set."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from demo.platform import Platform
from demo.server import serve
from lti_tool.app.building import Tool, build_tool
from tests.builders import CONTENT, Browser, SetClock, settings_for
from tests.postgres import postgres
from tests.sparing import PLATFORM_KEY, spared, swept_less_often

__all__ = ["postgres", "spared", "swept_less_often"]

# How long an example takes says something about a busy machine and nothing about us. All runs try
# the same examples, or one would fail by chance for what another change has brought; to look for
# new ones there is `pytest --hypothesis-profile=exploring`.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("exploring", unhurried)
settings.register_profile("repeatable", unhurried, derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Keep pytest-flask from holding one request context open around each test.

    Flask would reuse it for every request of the test, so that a view that forgets to commit would
    find its own uncommitted rows, and pass.
    """


@pytest.fixture
def clock() -> SetClock:
    """The time of a test, which passes only when the test says so."""
    return SetClock()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated database that has the shipped content, and a key: to be copied."""
    folder = tmp_path_factory.mktemp("kept")
    tool = build_tool(settings_for(folder))
    tool.database.upgrade()
    tool.library.load(CONTENT)
    tool.close()
    with sqlite3.connect(folder / "tool.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return folder


@pytest.fixture
def home(kept: Path, tmp_path: Path) -> Path:
    """A folder of this test's own, with database, queue and key of a tool that has not started."""
    folder = tmp_path / "tool"
    shutil.copytree(kept, folder)
    return folder


@pytest.fixture
def rate_limits() -> bool:
    """Whether refused requests are limited; overridden where a test is refused again and again."""
    return True


@pytest.fixture
def tool(home: Path, clock: SetClock, rate_limits: bool) -> Iterator[Tool]:  # noqa: FBT001  # pytest's way
    """A tool on SQLite with the shipped content and no registration; nothing rings its worker."""
    built = build_tool(settings_for(home, rate_limits=rate_limits), clock)
    yield built
    built.close()


@pytest.fixture
def platform(clock: SetClock) -> Iterator[Platform]:
    """The demo platform, answering on a real socket."""
    demo = Platform(issuer="http://127.0.0.1", clock=clock)
    demo.key_pairs = [PLATFORM_KEY]
    with serve(demo):
        yield demo


@pytest.fixture
def browser(tool: Tool, platform: Platform) -> Browser:
    """A browser at a tool that knows the platform."""
    return Browser.at(tool, platform)
