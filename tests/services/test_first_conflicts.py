"""A first try that meets an entry as new: its time was just given, so it is given another, once."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from demo.gradebook import Grade
from demo.platform import Platform
from lti_tool.app.building import build_tool
from lti_tool.store.tables import LineItem, ScoreDelivery
from tests.builders import CONTENT, MEI, SAM, SetClock, settings_for
from tests.services.course import Course

NEWER = "The gradebook holds a newer entry; it was left alone."


@pytest.fixture
def family() -> str:
    """Only a platform that compares times answers with a conflict."""
    return "moodle"


def enter(
    course: Course, points: float | None, *, later: float = 0, comment: str | None = None
) -> None:
    """Let the gradebook hold an entry that is not of this outbox, with a time near to now."""
    moment = course.clock.now + timedelta(seconds=later)
    key = (course.link.line_item_id, SAM)
    course.platform.book.grades[key] = Grade(
        score=points, comment=comment, timestamp=moment, received_at=moment
    )


@pytest.mark.parametrize("held", [3, None])
@pytest.mark.parametrize("later", [0, 0.7, 2])
def test_a_score_gets_a_new_time_and_arrives(
    course: Course, clock: SetClock, later: float, held: float | None
) -> None:
    enter(course, held, later=later)
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    course.deliver()
    assert course.state(sam, attempt) == "retrying"
    assert "a new time" in (course.score(sam, attempt).reason or "")
    assert course.deliver() == 0, "it has to wait"

    clock.advance(seconds=3)
    course.deliver()

    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 6
    assert course.tried() == [409, 200]
    (row,) = course.rows()
    assert row.timestamp == clock.now.replace(microsecond=0)


def test_a_score_waits_a_second_and_no_longer_for_its_new_time(
    course: Course, clock: SetClock
) -> None:
    enter(course, 3)
    course.submit(course.learner())
    course.deliver()
    clock.advance(seconds=0.9)
    assert course.deliver() == 0
    clock.advance(seconds=0.1)
    assert course.deliver() == 1
    assert course.tried() == [409, 200]


def test_a_score_that_waited_for_days_gets_its_new_time_too(
    course: Course, clock: SetClock
) -> None:
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    with course.tool.database.transaction() as session:
        session.query(ScoreDelivery).one().created_at -= timedelta(days=4)
    enter(course, 3)
    course.deliver()
    clock.advance(seconds=1)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


def test_an_entry_that_is_newer_than_the_new_time_too_is_left_alone(
    course: Course, clock: SetClock
) -> None:
    enter(course, 3, later=3600)
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    course.deliver()
    clock.advance(seconds=1)
    course.deliver()
    superseded = course.score(sam, attempt)
    assert (superseded.state, superseded.reason) == ("superseded", NEWER)
    assert course.shown() == 3
    assert course.tried() == [409, 409]
    clock.advance(days=1)
    assert course.deliver() == 0


def test_an_entry_that_says_the_same_is_as_good_as_delivered(course: Course) -> None:
    enter(course, 6, later=3600, comment="Passed: 6 of 8 answers right.")
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    assert course.tried() == [409]


def test_an_entry_of_the_same_points_does_not_keep_a_comment_away(
    course: Course, clock: SetClock
) -> None:
    enter(course, 6)
    course.submit(course.learner(), right=6)
    course.deliver()
    clock.advance(seconds=1)
    course.deliver()
    assert course.tried() == [409, 200]
    row = next(
        one for one in course.platform.gradebook(course.link.course_id) if one.person_id == SAM
    )
    assert row.comment == "Passed: 6 of 8 answers right."


def test_the_new_time_is_repeated_by_every_later_try(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    enter(course, 3)
    course.submit(course.learner())
    course.deliver()
    platform.faults.statuses = [503]
    stamps = []
    for _ in range(2):
        clock.advance(seconds=5)
        course.deliver()
        (row,) = course.rows()
        stamps.append(row.timestamp)
    assert stamps[0] == stamps[1]
    assert course.tried() == [409, 503, 200]


def test_a_score_gets_its_new_time_also_when_the_results_cannot_be_read_just_now(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    course.submit(course.learner(MEI))
    course.deliver()  # from here on there is a token to send scores with, and none to read results
    enter(course, 3)
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    platform.faults.token_status = 503
    course.deliver()
    assert course.state(sam, attempt) == "retrying"
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    assert course.tried() == [200, 409, 200]


def test_a_score_gets_its_new_time_also_where_results_may_not_be_read(
    course: Course, clock: SetClock
) -> None:
    enter(course, 3)
    sam = course.learner()
    with course.tool.database.transaction() as session:
        column = session.query(LineItem).one()
        column.scopes = [scope for scope in column.scopes if "result" not in scope]
    attempt = course.submit(sam, right=6)
    course.deliver()
    clock.advance(seconds=1)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


def test_a_newer_score_goes_instead_of_one_that_would_get_a_new_time(
    course: Course, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(course, 3)
    sam = course.learner()
    attempts = [course.submit(sam, right=6)]
    course.while_sending(monkeypatch, lambda: attempts.append(course.submit(sam, right=7)))
    course.deliver()
    assert course.state(sam, attempts[0]) == "superseded"
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempts[1]) == "delivered"
    assert course.shown() == 7


@pytest.fixture
def patient_course(
    home: Path, tmp_path: Path, platform: Platform, clock: SetClock
) -> Iterator[Course]:
    """A course at a platform whose family leaves five seconds between two times."""
    content = shutil.copytree(CONTENT, tmp_path / "content")
    rules = content / "platforms" / "moodle.toml"
    rules.write_text(rules.read_text().replace("= 1000", "= 5000"))
    tool = build_tool(settings_for(home, config_dir=content), clock)
    yield Course.at(tool, platform, clock, "moodle")
    tool.close()


def test_the_new_time_is_later_by_the_step_of_the_family(
    patient_course: Course, clock: SetClock
) -> None:
    course = patient_course
    enter(course, 3)
    course.submit(course.learner())
    course.deliver()
    clock.advance(seconds=4.9)
    assert course.deliver() == 0
    clock.advance(seconds=0.1)
    assert course.deliver() == 1
    assert course.tried() == [409, 200]
