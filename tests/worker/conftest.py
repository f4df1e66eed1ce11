"""What tests of the background work share: real worker processes beside a real platform."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.platform import Platform
from lti_tool.app.building import Tool, build_tool
from lti_tool.worker import open_queue
from tests.builders import CONTENT, SetClock, settings_for
from tests.redis_server import RedisServer, redis_server
from tests.services.course import Course
from tests.store.databases import database_url, migrated_file, migrated_postgres
from tests.worker.workers import Worker

__all__ = ["database_url", "migrated_file", "migrated_postgres", "redis_server"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits for minutes, so that at the end nobody waits for it."""
    items.sort(key=lambda item: item.path.name != "test_fault_mix.py")


@pytest.fixture
def family() -> str:
    """Whose rules the platform goes by; a test may ask for others."""
    return "moodle"


@pytest.fixture
def queue_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty queue: on SQLite, unless a test asks for a real server."""
    kind = getattr(request, "param", "sqlite")
    if kind == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        return server.url
    if kind == "postgresql":
        url: str = request.getfixturevalue("migrated_postgres")
        queue = open_queue(url)
        queue.flush()  # other tests share this database
        queue.storage.close()
        return url
    return f"sqlite:///{tmp_path / 'queue.sqlite'}"


@pytest.fixture
def tool_here(database_url: str, queue_url: str, tmp_path: Path, clock: SetClock) -> Iterator[Tool]:
    """A tool in this process, while workers are processes of their own."""
    tool = build_tool(settings_for(tmp_path, database_url=database_url, queue_url=queue_url), clock)
    yield tool
    tool.close()


@pytest.fixture
def course(tool_here: Tool, platform: Platform, clock: SetClock, family: str) -> Course:
    """A course whose learners submit in this process."""
    tool_here.library.load(CONTENT)
    return Course.at(tool_here, platform, clock, family)


@pytest.fixture
def start_worker(
    database_url: str, queue_url: str, tmp_path: Path
) -> Iterator[Callable[[], Worker]]:
    """Start a worker process at the same database, queue and keys; all end with the test."""
    environment = {
        "PATH": os.environ["PATH"],
        "LTI_TOOL_BASE_URL": "http://localhost",
        "LTI_TOOL_SECRET_KEY": "not a secret, this is for tests only",
        "LTI_TOOL_DATABASE_URL": database_url,
        "LTI_TOOL_QUEUE_URL": queue_url,
        "LTI_TOOL_KEYS_DIR": str(tmp_path / "keys"),
        "LTI_TOOL_ALLOW_INSECURE_HTTP": "on",
        "LTI_TOOL_PRIVATE_NETWORKS": "127.0.0.0/8",
        "LTI_TOOL_RETRY_FIRST_SECONDS": "0.2",
        "LTI_TOOL_RETRY_CAP_SECONDS": "2",
    }
    started: list[Worker] = []

    def start() -> Worker:
        log = tmp_path / f"worker-{len(started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  # our own program
                [Path(sys.executable).with_name("lti-tool"), "worker"],
                env=environment,
                cwd=tmp_path,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        started.append(Worker(process, log))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
