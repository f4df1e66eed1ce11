"""What Prometheus is told: numbers of platforms and of the tool, to whom the operator lets it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool, build_tool
from lti_tool.services.deliveries.resending import again
from lti_tool.store import deliveries
from lti_tool.store.tables import Person, ScoreCheck, ScoreDelivery
from tests.builders import MEI, SAM, TEACHER, Browser, SetClock, settings_for
from tests.web.refusals import assert_refused

TOKEN = "a token that is long enough for it"


def told(tool: Tool) -> dict[tuple[str, ...], float]:
    """The numbers by their names and labels, read by Prometheus' own parser."""
    answer = tool.app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_what_has_not_arrived_is_told_by_platform_and_state_and_nobody_is_named(
    browser: Browser, tool: Tool, platform: Platform, link: Link, clock: SetClock
) -> None:
    platform.faults.statuses = [503]
    browser.launch(SAM, link)
    browser.do_activity()
    browser.deliver()
    clock.advance(seconds=30)
    other = browser.another()
    other.launch(MEI, link)
    other.do_activity()

    numbers = told(tool)

    assert numbers["lti_tool_up",] == numbers["lti_tool_queue_up",] == 1
    assert numbers["lti_tool_scores_undelivered", "1", "retrying"] == 1
    assert numbers["lti_tool_scores_undelivered", "1", "waiting"] == 1
    assert numbers["lti_tool_scores_undelivered", "1", "refused"] == 0
    assert numbers["lti_tool_oldest_score_seconds", "1"] == 30
    assert numbers["lti_tool_platform_paused", "1"] == 0
    assert numbers["lti_tool_scores_total",] == 2
    assert numbers["lti_tool_launches_last_hour", "opened"] == 2
    assert numbers["lti_tool_launches_last_hour", "refused"] == 0
    with tool.database.reading() as session:
        names = [person.name for person in session.query(Person)]
    said = tool.app.test_client().get("/metrics").text
    assert not [name for name in (*names, "Demo LMS", platform.issuer) if name and name in said]


def test_scores_that_differ_in_the_gradebook_are_told_and_replaced_ones_no_more(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    assert told(tool)["lti_tool_scores_different", "1"] == 0
    with tool.database.transaction() as session:
        score = session.query(ScoreDelivery).one()
        now = {"found_at": score.created_at, "checked_at": score.created_at}
        found = {"delivery_id": score.id, "tenant_id": score.tenant_id, "finding": "missing"}
        session.add(ScoreCheck(**found, **now))
    assert told(tool)["lti_tool_scores_different", "1"] == 1
    with tool.database.transaction() as session:
        score = session.query(ScoreDelivery).one()
        deliveries.add(session, [again(score)], now=score.created_at)
    assert told(tool)["lti_tool_scores_different", "1"] == 0


def test_refused_launches_are_told_and_only_those_of_the_last_hour(
    browser: Browser, tool: Tool, clock: SetClock
) -> None:
    browser.client.post("/lti/launch", data={})
    assert told(tool)["lti_tool_launches_last_hour", "refused"] == 1
    clock.advance(minutes=61)
    assert told(tool)["lti_tool_launches_last_hour", "refused"] == 0


def test_a_database_that_does_not_answer_is_told_and_is_no_fault(tool: Tool, home: Path) -> None:
    tool.database.close()
    (home / "tool.sqlite").unlink()
    for name in ("tool.sqlite-wal", "tool.sqlite-shm"):
        (home / name).unlink(missing_ok=True)
    assert told(tool) == {("lti_tool_up",): 0, ("lti_tool_queue_up",): 1}


def test_a_queue_that_answers_and_takes_no_work_is_told(tool: Tool) -> None:
    queue: Any = tool.engine._queue  # noqa: SLF001  # its connection, which is to refuse changes
    queue.storage.conn.execute("PRAGMA query_only = 1")
    assert queue.pending_count() == 0
    assert told(tool)["lti_tool_queue_up",] == 0


@pytest.fixture
def guarded(home: Path, clock: SetClock) -> Iterator[Tool]:
    """A tool whose operator has set a token."""
    built = build_tool(settings_for(home, metrics_token=TOKEN), clock)
    yield built
    built.close()


def ask(tool: Tool, **headers: Any) -> TestResponse:
    return tool.app.test_client().get("/metrics", headers=headers)


def test_whoever_shows_the_token_is_told(guarded: Tool) -> None:
    assert "lti_tool_up 1.0" in ask(guarded, Authorization=f"Bearer {TOKEN}").text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": TOKEN},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Bearer {TOKEN[:-1]}\xe9"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Basic Og=="},
        {"Authorization": f'Digest username="{TOKEN}"'},
    ],
)
def test_nobody_else_is_told_anything(guarded: Tool, headers: dict[str, str]) -> None:
    answer = ask(guarded, **headers)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "lti_tool_" not in answer.text
    assert_refused(answer, says="This address needs a token", status=401)


def test_the_token_is_no_key_to_anything_else(browser: Browser, link: Link) -> None:
    browser.launch(TEACHER, link)
    answer = browser.another().client.get(
        f"{browser.visit}/scores", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert answer.status_code == 403
