"""Two servers and one browser for all journeys of a process; courses and cookies anew for each."""

import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from tests.journeys.chromium import (
    LONGEST_WAIT_MS,
    Complaints,
    Cookies,
    executable,
    open_context,
)
from tests.journeys.servers import Lms, two_sites

LEFT_BY_LEARNERS = (
    *("review_draft", "returned_tie", "returned_version", "decision"),
    *("score_delivery", "evidence_event", "attachment", "mapping", "evidence", "attempt"),
    *("context_activity", "enrolment"),
)
IN_HAND = "SELECT count(*) FROM score_delivery WHERE state = 'sending'"
FAULT = re.compile(r"^.* (?:ERROR|CRITICAL) .*$", re.MULTILINE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def forget_what_learners_did(database: Path) -> None:
    """Empty all portfolios: they span the courses of a tenant, and so those of other journeys.

    Not while a worker has one of their scores in hand: it would reach the next journey's platform,
    and take an answer that is meant for that journey's own.
    """
    deadline = time.monotonic() + LONGEST_WAIT_MS / 1000
    while not _is_forgotten(database):
        assert time.monotonic() < deadline, "a score of an earlier journey stays in hand"
        time.sleep(0.05)


def _is_forgotten(database: Path) -> bool:
    """Empty them at once, unless something is in hand."""
    with closing(sqlite3.connect(database, timeout=60)) as connection, connection:
        connection.execute("BEGIN IMMEDIATE")  # nobody takes anything in hand meanwhile
        if connection.execute(IN_HAND).fetchone()[0]:
            return False
        for table in LEFT_BY_LEARNERS:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  # the names above
    return True


@pytest.fixture(scope="session")
def started_playwright() -> Iterator[Playwright]:
    executable()
    expect.set_options(timeout=LONGEST_WAIT_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def servers_folder(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that a tool keeps, as it is before anybody has come."""
    return shutil.copytree(kept, tmp_path_factory.mktemp("journeys") / "tool")


@pytest.fixture(scope="session")
def servers(servers_folder: Path) -> Iterator[Lms]:
    executable()  # without a browser no server is needed
    with two_sites(servers_folder) as lms:
        yield lms


@pytest.fixture
def lms(servers: Lms, servers_folder: Path) -> Iterator[Lms]:
    """The LMS with empty courses, in good order; the tool must have no fault of its own."""
    log = servers_folder / "tool.log"
    known = len(log.read_text())
    servers.platform.reset()
    forget_what_learners_did(servers_folder / "tool.sqlite")
    yield servers
    assert not FAULT.findall(log.read_text()[known:])


@pytest.fixture(scope="session")
def opened(
    started_playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Cookies], BrowserContext]]:
    """Open each kind of browser once, when it is first asked for."""
    kept: dict[Cookies, BrowserContext] = {}
    with ExitStack() as stack:

        def of(cookies: Cookies) -> BrowserContext:
            if cookies not in kept:
                folder = tmp_path_factory.mktemp("profile")
                kept[cookies] = stack.enter_context(
                    open_context(started_playwright, folder, cookies)
                )
            return kept[cookies]

        yield of


@pytest.fixture
def cookies() -> Cookies:
    """Overridden by `parametrize` where a journey is about cookies."""
    return Cookies.PARTITIONED


@pytest.fixture
def context(
    opened: Callable[[Cookies], BrowserContext], cookies: Cookies
) -> Iterator[BrowserContext]:
    """A browser without a past; whatever it opened is closed afterwards."""
    kept = opened(cookies)
    kept.clear_cookies()
    yield kept
    kept.unroute_all()
    for page in kept.pages[1:]:  # without its first page the browser would end
        page.close()
    kept.pages[0].goto("about:blank")


@pytest.fixture
def complaints(context: BrowserContext) -> Iterator[Complaints]:
    """What the browser complains about; a journey fails on what it did not expect."""
    heard = Complaints()
    context.on("console", heard.hear)
    context.on("weberror", heard.hear_error)
    yield heard
    context.remove_listener("console", heard.hear)
    context.remove_listener("weberror", heard.hear_error)
    assert not heard.unexpected


@pytest.fixture
def page(context: BrowserContext, complaints: Complaints) -> Page:
    """A page of somebody's browser."""
    assert not complaints.said
    return context.new_page()
