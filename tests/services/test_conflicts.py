"""Scores that meet others on the way: repeats, newer ones, a teacher's, another worker's."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from demo.platform import Platform
from lti_tool.store.tables import LineItem, Registration, ScoreDelivery
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
    assert "perhaps a teacher's" in (superseded.reason or "")
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
def test_a_conflict_on_a_column_whose_results_may_not_be_read_is_left_alone(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    with course.tool.database.transaction() as session:
        column = session.query(LineItem).one()
        column.scopes = [scope for scope in column.scopes if "result" not in scope]
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "superseded"
    assert course.shown() == 8


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


def while_sending(course: Course, monkeypatch: pytest.MonkeyPatch, meanwhile: object) -> None:
    """Let something happen after the post, before its worker records what became of it."""
    taken = type(course.platform).accept_score

    def accept(self: Platform, line_item_id: str, payload: object) -> None:
        monkeypatch.undo()
        try:
            taken(self, line_item_id, payload)
        finally:
            assert callable(meanwhile)
            meanwhile()

    monkeypatch.setattr(type(course.platform), "accept_score", accept)


@both_families
def test_a_score_submitted_while_the_last_one_is_being_sent_follows_it(
    course: Course, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = course.learner()
    attempts = [course.submit(sam, right=3)]
    while_sending(course, monkeypatch, lambda: attempts.append(course.submit(sam, right=5)))
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
    while_sending(course, monkeypatch, lambda: attempts.append(course.submit(sam, right=5)))
    course.deliver()
    assert course.state(sam, attempts[0]) == "superseded"
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempts[1]) == "delivered"


# ---- workers that end, or are too slow -------------------------------------------------------


def set_row(course: Course, **values: object) -> None:
    with course.tool.database.transaction() as session:
        row = session.query(ScoreDelivery).one()
        for name, value in values.items():
            setattr(row, name, value)


@both_families
def test_a_score_whose_worker_died_is_sent_by_the_next_with_the_same_timestamp(
    course: Course, clock: SetClock
) -> None:
    sam = course.learner()
    attempt = course.submit(sam)
    stamp: datetime = clock.now.replace(microsecond=0)
    ended = clock.now + timedelta(minutes=3)
    set_row(course, state="sending", lease="dead", leased_until=ended, timestamp=stamp, tries=1)
    assert course.deliver() == 0, "its worker may still be alive"
    clock.advance(minutes=3, seconds=1)
    # The platform's own clock is the real one for tokens: one that was given before still lasts.
    clock.now -= timedelta(minutes=3, seconds=1)
    set_row(course, leased_until=clock.now - timedelta(seconds=1))
    assert course.deliver() == 1
    (row,) = course.rows()
    assert (row.state, row.timestamp, row.tries) == ("delivered", stamp, 2)
    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 8


def test_a_newer_score_goes_instead_of_one_whose_worker_died(
    course: Course, clock: SetClock
) -> None:
    sam = course.learner()
    first = course.submit(sam, right=3)
    set_row(course, state="sending", lease="dead", leased_until=clock.now - timedelta(seconds=1))
    second = course.submit(sam, right=5)
    assert course.state(sam, first) == "sending"
    course.deliver()
    assert (course.state(sam, first), course.state(sam, second)) == ("superseded", "delivered")
    assert [given for given, _ in course.posts()] == [5]


@both_families
def test_a_worker_that_was_too_slow_leaves_what_the_next_one_recorded(
    course: Course, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow one's post arrives after its lease ran out and another worker took over."""
    platform.faults.record_then_fail = 1
    sam = course.learner()
    attempt = course.submit(sam)

    def take_over() -> None:
        set_row(course, leased_until=course.clock.now - timedelta(seconds=1))
        platform.faults.record_then_fail = 0
        course.deliver()
        platform.faults.record_then_fail = 1

    while_sending(course, monkeypatch, take_over)
    course.deliver()

    (row,) = course.rows()
    assert (row.state, row.lease) == ("delivered", None)
    assert course.state(sam, attempt) == "delivered"
    assert len(course.posts()) == 1


# ---- families --------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["moodle"])
def test_a_platform_of_a_family_without_rules_is_served_by_the_careful_ones(
    course: Course,
) -> None:
    with course.tool.database.transaction() as session:
        session.query(Registration).one().family = "a family whose file was taken away"
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    (row,) = course.rows()
    assert row.timestamp is not None
    assert row.timestamp.microsecond == 250_000


@moodle
def test_moodle_gets_whole_seconds(course: Course) -> None:
    course.submit(course.learner())
    course.deliver()
    ((_, stamp),) = course.posts()
    assert stamp.endswith(".000+00:00")
