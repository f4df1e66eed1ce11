"""Scores that meet others on the way: repeats, newer ones, a teacher's, another worker's."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest

from demo.platform import Platform
from lti_tool.lti.errors import DeliveryError, KeptOutError, RefusedError
from lti_tool.lti.scores import ScoreService
from lti_tool.store.tables import LineItem
from tests.builders import SAM, SetClock
from tests.services.course import Course

both_families = pytest.mark.parametrize("family", ["default", "moodle"])
moodle = pytest.mark.parametrize("family", ["moodle"])


def overrule(course: Course, points: float, *, later: float) -> None:
    """Let a teacher write into the gradebook, some seconds from now."""
    book = course.platform.book
    (key,) = book.grades or {(course.link.line_item_id, SAM): None}
    grade = book.grades[key]
    moment = course.clock.now + timedelta(seconds=later)
    book.grades[key] = replace(grade, score=points, timestamp=moment)


@both_families
def test_a_score_that_was_recorded_before_the_platform_failed_counts_as_delivered(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    course.deliver()
    assert course.state(sam, attempt) == "retrying"
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 6
    assert len(course.posts()) == 1
    assert course.tried() == [500, 409 if course.platform.family == "moodle" else 200]


@moodle
def test_a_column_of_another_maximum_is_recognised_on_its_own_scale(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    platform.faults.record_then_fail = 1
    (item,) = platform.line_items.values()
    platform.book.change(replace(item, score_maximum=100))
    sam = course.learner()
    attempt = course.submit(sam, right=7)
    course.deliver()
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 87.5


@moodle
def test_a_newer_entry_of_a_teacher_is_left_alone(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    course.deliver()
    overrule(course, 3, later=1)
    clock.advance(seconds=2)
    course.deliver()
    superseded = course.score(sam, attempt)
    assert superseded.state == "superseded"
    assert superseded.reason == "The gradebook holds a newer entry; it was left alone."
    assert course.shown() == 3


@moodle
def test_an_entry_that_was_erased_meanwhile_is_left_alone(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    (key,) = platform.book.grades
    platform.book.grades[key] = replace(platform.book.grades[key], score=None)
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "superseded"


@moodle
def test_a_conflict_is_settled_later_when_the_results_cannot_be_read_just_now(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    clock.advance(seconds=2)
    platform.faults.token_status = 503  # reading results needs a token of its own
    course.deliver()
    assert course.state(sam, attempt) == "retrying"
    platform.faults.token_status = None
    clock.advance(seconds=3)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    assert len(course.posts()) == 1


@moodle
def test_a_conflict_on_a_column_whose_results_may_not_be_read_means_that_the_score_is_there(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    hide_results(course)
    clock.advance(seconds=2)
    course.deliver()
    there = course.score(sam, attempt)
    assert there.state == "delivered"
    assert there.reason == (
        "The gradebook has this score, or a newer one; this tool cannot see which."
    )
    assert course.shown() == 8


@moodle
@pytest.mark.parametrize(
    "error",
    [RefusedError("It cannot be read."), KeptOutError("No access.", status=401, said="401 No")],
)
def test_a_conflict_on_a_column_whose_results_say_nothing_means_that_the_score_is_there(
    course: Course,
    platform: Platform,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    error: DeliveryError,
) -> None:
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    monkeypatch.setattr(ScoreService, "result", Mock(side_effect=error))
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 8


@moodle
def test_a_conflict_that_cannot_be_seen_and_met_every_try_is_for_a_person_to_look_at(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    """Nobody's answer was lost, so what is there cannot be this score."""
    platform.faults.statuses = [409] * 9
    sam = course.learner()
    attempt = course.submit(sam)
    hide_results(course)
    for _ in range(4):
        course.deliver()
        clock.advance(seconds=2)
    refused = course.score(sam, attempt)
    assert refused.state == "refused"
    assert "409" in (refused.reason or "")
    assert course.shown() is None


def hide_results(course: Course) -> None:
    """Let the platform no longer allow to read what it holds."""
    with course.tool.database.transaction() as session:
        column = session.query(LineItem).one()
        column.scopes = [scope for scope in column.scopes if "result" not in scope]


# ---- the newest wins -------------------------------------------------------------------------


@both_families
@pytest.mark.parametrize("within", [0, 0.1, 0.7])
def test_of_two_scores_within_a_second_the_newer_is_shown_in_the_end(
    course: Course, clock: SetClock, within: float
) -> None:
    sam = course.learner()
    first = course.submit(sam, right=3)
    course.deliver()
    clock.advance(seconds=within)
    second = course.submit(sam, right=5)
    course.deliver()
    assert course.state(sam, second) == "waiting"
    clock.advance(seconds=1)
    course.deliver()
    assert (course.state(sam, first), course.state(sam, second)) == ("delivered", "delivered")
    assert [given for given, _ in course.posts()] == [3, 5]
    assert course.shown() == 5


@both_families
def test_of_two_scores_that_wait_only_the_newer_is_sent(course: Course) -> None:
    sam = course.learner()
    first = course.submit(sam, right=3)
    second = course.submit(sam, right=5)
    assert course.state(sam, first) == "superseded"
    course.deliver()
    assert course.state(sam, second) == "delivered"
    assert [given for given, _ in course.posts()] == [5]


@both_families
def test_a_newer_score_takes_the_place_of_one_that_is_tried_again(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    platform.faults.record_then_fail = 1  # the first is in the gradebook all the same
    sam = course.learner()
    first = course.submit(sam, right=3)
    course.deliver()
    assert course.state(sam, first) == "retrying"
    second = course.submit(sam, right=5)
    assert course.state(sam, first) == "superseded"
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, second) == "delivered"
    assert course.shown() == 5


@both_families
def test_the_best_try_stays_shown_after_a_worse_one(course: Course, clock: SetClock) -> None:
    sam = course.learner()
    for right in (7, 2):
        course.submit(sam, right=right)
        course.deliver()
        clock.advance(seconds=3)
    assert course.shown() == 7
    assert [given for given, _ in course.posts()] == [7, 7]


@both_families
def test_a_score_submitted_while_the_last_one_is_being_sent_follows_it(
    course: Course, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = course.learner()
    attempts = [course.submit(sam, right=3)]
    course.while_sending(monkeypatch, lambda: attempts.append(course.submit(sam, right=5)))
    course.deliver()
    clock.advance(seconds=2)
    course.deliver()
    assert [course.state(sam, each) for each in attempts] == ["delivered", "delivered"]
    assert course.shown() == 5


def test_a_score_that_failed_while_a_newer_one_was_submitted_is_not_tried_again(
    course: Course, platform: Platform, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempts = [course.submit(sam, right=3)]
    course.while_sending(monkeypatch, lambda: attempts.append(course.submit(sam, right=5)))
    course.deliver()
    assert course.state(sam, attempts[0]) == "superseded"
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempts[1]) == "delivered"
