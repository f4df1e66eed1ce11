"""The whole loop with everything in PostgreSQL, as several machines would share it."""

import gc
import json
import secrets
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from sqlalchemy.engine import make_url
from typing_extensions import override

from demo.platform import Platform
from lti_tool.app.building import Tool, build_tool
from lti_tool.settings import Settings
from tests.builders import (
    ACTIVITY,
    CONTENT,
    DEEP_LINKING,
    SAM,
    TEACHER,
    Browser,
    SetClock,
    settings_for,
)
from tests.services.content import content_folder
from tests.web.test_deep_linking import form_of
from tests.worker.workers import until


class RunningClock(SetClock):
    """A clock that goes on: a worker whose clock differs from PostgreSQL's stands aside."""

    @override
    def __call__(self) -> datetime:
        return datetime.now(UTC)


@pytest.fixture
def clock() -> SetClock:
    return RunningClock()


@pytest.fixture
def on_postgresql(postgres: str, tmp_path: Path) -> Settings:
    """A tool whose database and queue are one more database of the server."""
    name = f"loop_{secrets.token_hex(4)}"
    with psycopg.connect(postgres.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = make_url(postgres).set(database=name).render_as_string(hide_password=False)
    return settings_for(tmp_path, database_url=url, queue_url=url)


@pytest.fixture
def tool(on_postgresql: Settings, clock: SetClock) -> Iterator[Tool]:
    built = build_tool(on_postgresql, clock)
    built.database.upgrade()
    built.library.load(CONTENT)
    yield built
    built.close()


@pytest.fixture
def working(tool: Tool) -> Iterator[None]:
    """Workers in threads of this process, woken by the queue alone."""
    stop = tool.engine.start()
    yield
    with warnings.catch_warnings():
        # huey leaves the connection that each thread listens on to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        stop()
        gc.collect()


def placed(browser: Browser) -> Any:
    """Choose an activity inside a course, and let the platform place it."""
    browser.launch(TEACHER, message_type=DEEP_LINKING)
    browser.get("/")
    address, token = form_of(browser.pick(ACTIVITY))
    (key,) = parse_qs(urlsplit(address).query)["sesskey"]
    _, (link,) = browser.platform.accept_picked(key, token)
    return link


@pytest.mark.usefixtures("working")
def test_an_activity_is_chosen_done_and_its_score_arrives(
    browser: Browser, platform: Platform
) -> None:
    link = placed(browser)
    learner = browser.another()
    assert learner.launch(SAM, link).status_code == 303

    page = learner.do_activity()

    assert "8 of 8" in page.text
    until(lambda: bool(platform.scores), "the score")
    until(lambda: not browser.tool.backlog.show().platforms, "its record")
    (row,) = [row for row in platform.gradebook(link.course_id) if row.person_id == SAM]
    assert row.score == 8
    assert "In your gradebook" in learner.get(page.request.path.removeprefix(learner.visit)).text


def test_the_picker_searches_chooses_and_refuses_what_no_text_may_hold(browser: Browser) -> None:
    browser.launch(TEACHER, message_type=DEEP_LINKING)
    assert "1 activity found" in browser.get("/picker?q=MEDICINES+that%00add&longest=30").text
    for path in ("/picker?domain=%00", "/picker?framework=%00", "/picker?q=%25_"):
        assert browser.get(path).status_code == 200
    assert browser.post("/picker/choice", {"add": "\0x"}).status_code == 404
    assert browser.post("/picker/choice", {"remove": "\0x"}).status_code == 200
    browser.post("/picker/choice", {"add": ACTIVITY})
    typed = {"item": ACTIVITY, f"title-{ACTIVITY}": "Week\0 1", f"column-{ACTIVITY}": "1"}
    assert browser.post("/picker/details", typed).status_code == 200
    for _ in range(2):  # handed over twice, it is recorded once
        assert browser.post("/picker").status_code == 200
        browser.get("/picker")


def test_a_framework_whose_texts_fill_their_columns_loads(tool: Tool, tmp_path: Path) -> None:
    """What the checks of files let through, PostgreSQL takes."""
    folder = content_folder(tmp_path)
    file = folder / "frameworks" / "enhance.json"
    package = json.loads(file.read_text())
    package["CFDocument"]["title"] = "é" * 255
    package["CFDocument"]["version"] = "é" * 100
    package["CFDocument"]["extensions"]["code"] = "é" * 100
    package["CFDefinitions"]["CFItemTypes"][0]["typeCode"] = "é" * 100
    for item in package["CFItems"]:
        item["fullStatement"] = item["abbreviatedStatement"] = "é" * 2_000
    package["CFItems"][-1]["humanCodingScheme"] = "é" * 100
    (folder / "activities" / f"{ACTIVITY}.md").unlink()
    file.write_text(json.dumps(package, ensure_ascii=False))

    assert tool.library.load(folder).frameworks == ("é" * 100,)
