from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.activities import Counts
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.marking import Mark
from lti_tool.learning.scores import (
    ActivityProgress,
    DeliveryState,
    GradingProgress,
    RetryPace,
    ScoreDue,
    ScoreStatus,
    is_held_as,
    next_timestamp,
    pause_before_next_try,
    score_of,
)
from tests.learning.sound import ACTIVITY
from tests.learning.whole import WHOLE

NOW = datetime(2026, 3, 2, 9, 0, 0, 250_999, tzinfo=UTC)
PACE = RetryPace(first=timedelta(seconds=10), cap=timedelta(hours=1))
FAMILIES = st.builds(
    FamilyRules,
    family=st.just("any"),
    name=st.just("Any"),
    clock_step=st.integers(1, 60).map(lambda seconds: timedelta(seconds=seconds)),
    whole_seconds=st.booleans(),
)
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001  # the zone is added by the strategy itself
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001  # as above
    timezones=st.just(UTC),
)


def a_mark(earned: int, possible: int = 8, *, passed: bool = False) -> Mark:
    return Mark(earned=earned, possible=possible, passed=passed, questions=())


def a_score(given: object = 2, maximum: object = 8, comment: str | None = None) -> ScoreDue:
    return ScoreDue(
        given=Decimal(str(given)),
        maximum=Decimal(str(maximum)),
        activity_progress=ActivityProgress.COMPLETED,
        grading_progress=GradingProgress.FULLY_GRADED,
        comment=comment,
    )


def rules(*, whole_seconds: bool, step: float = 1.0) -> FamilyRules:
    return FamilyRules(
        family="any",
        name="Any",
        clock_step=timedelta(seconds=step),
        whole_seconds=whole_seconds,
    )


# ---- which score follows ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "earned", "given"),
    [
        (Counts.BEST, (3, 7, 5), 7),
        (Counts.LAST, (3, 7, 5), 5),
        (Counts.BEST, (4,), 4),
        (Counts.LAST, (4,), 4),
    ],
)
def test_the_best_or_the_last_try_counts_as_the_activity_says(
    counts: Counts, earned: Sequence[int], given: int
) -> None:
    activity = replace(ACTIVITY, counts=counts, tries=None)
    due = score_of(activity, [a_mark(each) for each in earned])
    assert (due.given, due.maximum) == (given, 8)


def test_the_best_try_is_the_one_with_the_largest_share_where_versions_have_more_questions() -> (
    None
):
    activity = replace(ACTIVITY, counts=Counts.BEST, tries=None)
    due = score_of(activity, [a_mark(8, 8, passed=True), a_mark(9, 12)])
    assert (due.given, due.maximum) == (8, 8)


def test_nothing_right_is_a_score_of_zero_and_not_an_absent_one() -> None:
    due = score_of(ACTIVITY, [a_mark(0)])
    assert (due.given, due.maximum) == (0, 8)
    assert due.grading_progress is GradingProgress.FULLY_GRADED


@pytest.mark.parametrize(
    ("tries", "marks", "progress"),
    [
        (3, [a_mark(2)], ActivityProgress.SUBMITTED),
        (3, [a_mark(2)] * 2, ActivityProgress.SUBMITTED),
        (3, [a_mark(2)] * 3, ActivityProgress.COMPLETED),
        (3, [a_mark(2)] * 4, ActivityProgress.COMPLETED),
        (3, [a_mark(8, passed=True)], ActivityProgress.COMPLETED),
        (None, [a_mark(2)] * 9, ActivityProgress.SUBMITTED),
        (None, [a_mark(2), a_mark(8, passed=True)], ActivityProgress.COMPLETED),
    ],
)
def test_an_activity_is_completed_once_it_is_passed_or_its_tries_are_used(
    tries: int | None, marks: list[Mark], progress: ActivityProgress
) -> None:
    assert score_of(replace(ACTIVITY, tries=tries), marks).activity_progress is progress


def test_whatever_is_sent_is_final_so_that_no_platform_erases_a_grade() -> None:
    for marks in ([a_mark(0)], [a_mark(2), a_mark(8, passed=True)]):
        assert score_of(ACTIVITY, marks).grading_progress is GradingProgress.FULLY_GRADED


def test_the_comment_is_a_fixed_sentence_about_the_counting_try() -> None:
    assert score_of(ACTIVITY, [a_mark(8, passed=True)]).comment == "Passed: 8 of 8 answers right."
    assert score_of(ACTIVITY, [a_mark(2), a_mark(3)]).comment == (
        "Not passed yet (pass mark 50%): 3 of 8 answers right. "
        "Tries so far: 2; the best one counts."
    )
    last = replace(ACTIVITY, counts=Counts.LAST)
    assert score_of(last, [a_mark(3), a_mark(2)]).comment == (
        "Not passed yet (pass mark 50%): 2 of 8 answers right. "
        "Tries so far: 2; the last one counts."
    )


@given(st.lists(st.integers(0, 8), min_size=1, max_size=6))
def test_a_further_try_never_lowers_a_score_where_the_best_counts(earned: list[int]) -> None:
    activity = replace(ACTIVITY, counts=Counts.BEST, tries=None)
    scores = [
        score_of(activity, [a_mark(each) for each in earned[:number]]).given
        for number in range(1, len(earned) + 1)
    ]
    assert scores == sorted(scores)


# ---- its time --------------------------------------------------------------------------------


def test_the_first_timestamp_is_now_cut_to_milliseconds() -> None:
    stamp = next_timestamp(rules(whole_seconds=False), NOW, None)
    assert stamp == NOW.replace(microsecond=250_000)


def test_the_first_timestamp_is_now_cut_to_seconds_where_a_platform_compares_seconds() -> None:
    assert next_timestamp(rules(whole_seconds=True), NOW, None) == NOW.replace(microsecond=0)


def test_a_second_score_within_the_step_lies_in_the_future() -> None:
    stamp = next_timestamp(rules(whole_seconds=True), NOW, NOW.replace(microsecond=0))
    assert stamp == NOW.replace(microsecond=0) + timedelta(seconds=1)
    assert stamp > NOW


def test_a_clock_that_went_back_gives_no_earlier_timestamp() -> None:
    last = NOW + timedelta(hours=1)
    stamp = next_timestamp(rules(whole_seconds=False), NOW, last)
    assert stamp == last.replace(microsecond=250_000) + timedelta(seconds=1)


@given(family=FAMILIES, moments=st.lists(MOMENTS, min_size=2, max_size=8))
def test_timestamps_of_one_learner_and_column_are_apart_by_the_step_whatever_the_clock_says(
    family: FamilyRules, moments: list[datetime]
) -> None:
    stamps: list[datetime] = []
    for moment in moments:
        stamps.append(next_timestamp(family, moment, max(stamps, default=None)))
    for one, next_one in pairwise(stamps):
        assert next_one - one >= family.clock_step


@given(family=FAMILIES, now=MOMENTS, last=st.none() | MOMENTS)
def test_a_timestamp_is_as_exact_as_the_platform_compares_and_no_older_than_that(
    family: FamilyRules, now: datetime, last: datetime | None
) -> None:
    stamp = next_timestamp(family, now, last)
    unit = timedelta(seconds=1) if family.whole_seconds else timedelta(milliseconds=1)
    assert stamp.microsecond % (unit // timedelta(microseconds=1)) == 0
    assert now - stamp < unit
    if last is None or last + family.clock_step + unit < now:
        assert stamp <= now


# ---- whether it arrived ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "maximum", "held"),
    [
        ("2", "8", True),
        ("25", "100", True),
        ("2.5", "10", True),
        ("3", "8", False),
        ("2", "10", False),
        (None, "8", False),
        ("2", None, True),
        ("0.25", None, True),
        ("1", None, False),
        ("3", None, False),
        ("2", "0", True),
        ("0", "8", False),
    ],
)
def test_a_score_is_recognised_on_whatever_scale_the_platform_keeps_it(
    given: str | None,
    maximum: str | None,
    held: bool,  # noqa: FBT001  # a table of cases
) -> None:
    found = [None if value is None else Decimal(value) for value in (given, maximum)]
    assert is_held_as(a_score(2, 8), *found) is held


def test_a_third_is_recognised_although_moodle_keeps_four_decimals() -> None:
    assert is_held_as(a_score(1, 3), Decimal("3.3333"), Decimal(10))


@pytest.mark.parametrize("given", range(1, 7))
def test_sevenths_are_recognised_in_a_gradebook_that_keeps_two_decimals(given: int) -> None:
    kept = (Decimal(given) * 10 / 7).quantize(Decimal("0.01"))
    assert is_held_as(a_score(given, 7), kept, Decimal(10))
    assert not is_held_as(a_score(given, 7), kept + Decimal("0.02"), Decimal(10))


def test_a_score_of_zero_is_recognised() -> None:
    assert is_held_as(a_score(0, 8), Decimal(0), Decimal(10))


def test_stamping_changes_nothing_but_the_time() -> None:
    due = a_score(comment="Passed.")
    stamped = due.stamped(NOW)
    assert stamped.timestamp == NOW
    assert (stamped.given, stamped.maximum, stamped.comment) == (2, 8, "Passed.")
    assert stamped.activity_progress is due.activity_progress
    assert stamped.grading_progress is due.grading_progress


# ---- when it is tried again ------------------------------------------------------------------


def test_pauses_double_from_the_first_to_the_cap() -> None:
    pauses = [
        pause_before_next_try(tries, PACE, chance=1).total_seconds() for tries in range(1, 12)
    ]
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


@given(
    tries=st.integers(1, 100_000),
    first=st.floats(0.1, 3600),
    cap=st.floats(0.1, 86_400),
    chance=st.floats(0, 1),
)
def test_a_pause_lies_between_nothing_and_all_of_its_doubling_and_never_beyond_the_cap(
    tries: int, first: float, cap: float, chance: float
) -> None:
    pace = RetryPace(first=timedelta(seconds=first), cap=timedelta(seconds=cap))
    full = pause_before_next_try(tries, pace, chance=1)
    pause = pause_before_next_try(tries, pace, chance=chance)
    assert timedelta(0) <= pause <= full <= pace.cap


@pytest.mark.parametrize("state", DeliveryState)
def test_a_score_is_under_way_until_nothing_happens_by_itself_any_more(
    state: DeliveryState,
) -> None:
    status = ScoreStatus(state=state, since=NOW, reason=None, given=Decimal(1), maximum=Decimal(1))
    assert status.is_under_way == (state in {"waiting", "sending", "retrying"})


# ---- where completion decides ------------------------------------------------------------------


def test_completion_sends_full_points_at_complete_and_nothing_before() -> None:
    before = a_mark(0, 1)
    complete = a_mark(1, 1, passed=True)
    assert score_of(WHOLE, [before]) is None
    for marks in ([complete], [before, complete], [complete, before]):
        due = score_of(WHOLE, marks)
        assert due is not None
        assert (due.given, due.maximum) == (1, 1)
        assert due.activity_progress is ActivityProgress.COMPLETED
        assert due.grading_progress is GradingProgress.FULLY_GRADED
        assert due.comment == "Complete: every part is done."
