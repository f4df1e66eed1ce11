"""`scores reconcile`: what the operator is told of gradebooks that differ."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from demo.platform import Platform
from lti_tool.app.building import build_tool
from lti_tool.store.tables import ScoreDelivery
from tests.app.conftest import Run
from tests.builders import MEI, SetClock, settings_for
from tests.services.comparing import arrived, set_by_hand
from tests.services.course import Course


@pytest.fixture
def course(home: Path, platform: Platform, clock: SetClock) -> Iterator[Course]:
    """A course in which Sam's score and Mei's arrived a while ago."""
    tool = build_tool(settings_for(home), clock)
    found = Course.at(tool, platform, clock)
    for person in ("4", MEI):
        arrived(found, person)
    with tool.database.transaction() as session:
        for row in session.query(ScoreDelivery):
            row.changed_at -= timedelta(minutes=11)
    yield found
    tool.close()


@pytest.fixture
def there(ready: Run, course: Course, environment: Callable[..., None], home: Path) -> Run:
    """Run ``lti-tool`` where that course is."""
    assert course
    environment(
        DATABASE_URL=f"sqlite:///{home / 'tool.sqlite'}",
        QUEUE_URL=f"sqlite:///{home / 'queue.sqlite'}",
        KEYS_DIR=str(home / "keys"),
        PRIVATE_NETWORKS="127.0.0.0/8",
        ALLOW_INSECURE_HTTP="on",
    )
    return ready


def test_differences_are_listed_with_their_place_and_without_names(
    there: Run, course: Course
) -> None:
    set_by_hand(course, 5.5)

    said = there("scores", "reconcile", "--json")

    assert said.code == 0, said.err
    found = json.loads(said.out)
    assert (found["columns"], found["not_compared"], found["too_recent"]) == (1, [], 0)
    assert found["counts"] == {"same": 1, "missing": 0, "outdated": 0, "overridden": 1}
    (difference,) = found["differences"]
    assert difference.pop("found_at")
    assert difference == {
        "delivery_id": 1,
        "column": {
            "id": 1,
            "platform_id": 1,
            "platform": "Demo LMS",
            "context": "Generalist skills, autumn cohort",
            "resource_link": course.link.title,
        },
        "finding": "overridden",
        "held_given": 5.5,
        "held_maximum": 8.0,
        "sent_given": 8.0,
        "sent_maximum": 8.0,
    }
    assert course.shown() == 5.5

    spoken = there("scores", "reconcile")
    summary, blank, headings, row = spoken.out.splitlines()
    assert summary == "1 column was compared: 1 same, 0 missing, 0 outdated, 1 overridden."
    assert (blank, headings.split()[0]) == ("", "Score")
    assert "overridden  5.5 of 8  8 of 8  Demo LMS (1)  " in row
    assert row.endswith(course.link.title)
    assert "Sam" not in said.out + spoken.out


def test_what_cannot_be_compared_is_listed_with_the_reason_and_the_exit_code_says_so(
    there: Run, course: Course
) -> None:
    course.platform.faults.token_status = 503
    said = there("scores", "reconcile", "--platform", "1", "--json")
    assert said.code == 1
    (trouble,) = json.loads(said.out)["not_compared"]
    assert (trouble["column"]["id"], trouble["column"]["platform_id"]) == (1, 1)
    assert "503" in trouble["reason"]

    spoken = there("scores", "reconcile")
    assert spoken.code == 1
    blank, sentence, headings, row = spoken.out.splitlines()
    assert (blank, sentence) == ("", "1 column was not compared:")
    assert headings.split() == ["Platform", "Course", "Link", "Why"]
    assert row.startswith("Demo LMS (1)  ")
    assert "503" in row


def test_what_arrived_a_moment_ago_is_left_out_and_counted(there: Run, course: Course) -> None:
    with course.tool.database.transaction() as session:
        session.query(ScoreDelivery).update(
            {"changed_at": datetime.now(UTC) - timedelta(minutes=1)}
        )
    summary, left_out = there("scores", "reconcile").out.splitlines()
    assert summary == "1 column was compared: 0 same, 0 missing, 0 outdated, 0 overridden."
    assert left_out == "2 scores were left out, of the last ten minutes: compare again later."


def test_with_no_column_to_compare_a_sentence_says_so(ready: Run) -> None:
    said = ready("scores", "reconcile")
    assert (said.code, said.out.partition(":")[0]) == (0, "There is no column to compare")


def test_a_platform_that_there_is_not_is_a_sentence(ready: Run) -> None:
    said = ready("scores", "reconcile", "--platform", "99")
    assert (said.code, said.err) == (
        2,
        "Error: There is no platform 99: lti-tool platforms list has them.\n",
    )


def test_where_nothing_can_be_noted_it_ends_with_what_the_database_said(
    course: Course,
) -> None:
    """A fault of each column would be said otherwise, and none of them has one."""
    database = course.tool.database

    @event.listens_for(database.engine, "begin")
    def _refuse(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only = ON")

    with pytest.raises(DBAPIError, match="readonly database"):
        course.tool.reconciling.reconcile()
    database.close()
