"""`scores reconcile`: what the operator is told of gradebooks that differ."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

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


def test_differences_are_listed_by_numbers_and_without_names(there: Run, course: Course) -> None:
    set_by_hand(course, 5.5)

    said = there("scores", "reconcile")

    assert said.code == 0, said.err
    found = json.loads(said.out)
    assert found["columns"] == 1
    assert found["not_compared"] == []
    assert found["counts"] == {"same": 1, "missing": 0, "outdated": 0, "overridden": 1}
    (difference,) = found["differences"]
    assert difference.pop("found_at")
    assert difference == {
        "delivery_id": 1,
        "line_item_id": 1,
        "registration_id": 1,
        "finding": "overridden",
        "held_given": 5.5,
        "held_maximum": 8.0,
        "sent_given": 8.0,
        "sent_maximum": 8.0,
    }
    assert "Sam" not in said.out
    assert course.shown() == 5.5


def test_what_cannot_be_compared_is_listed_with_the_reason(there: Run, course: Course) -> None:
    course.platform.faults.token_status = 503
    said = there("scores", "reconcile", "--platform", "1")
    assert said.code == 0
    (trouble,) = json.loads(said.out)["not_compared"]
    assert (trouble["line_item_id"], trouble["registration_id"]) == (1, 1)
    assert "503" in trouble["reason"]


def test_a_platform_that_there_is_not_is_a_sentence(ready: Run) -> None:
    said = ready("scores", "reconcile", "--platform", "99")
    assert (said.code, said.err) == (2, "Error: There is no registration 99.\n")
