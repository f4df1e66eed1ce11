from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lti_tool.learning.families import FamilyRules
from lti_tool.learning.pacing import (
    FAILURES_TO_PAUSE,
    LONGEST_PAUSE,
    START_AT_ONCE,
    Answer,
    Heard,
    Pace,
    Pauses,
    Trial,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RULES = FamilyRules(
    family="default", name="Other", clock_step=SECOND, whole_seconds=False, most_at_once=50
)
WORKS = Heard(answer=Answer.WORKS)
FAILS = Heard(answer=Answer.FAILS, reason="The platform did not answer in time.")
TOO_MANY = Heard(answer=Answer.TOO_MANY, after=timedelta(seconds=30), reason="429")


def hear(pace: Pace, *heard: Heard, at: datetime = NOW, chance: float = 1.0) -> Pace:
    return pace.after(heard, RULES, at, Pauses(chance=chance))


def room(pace: Pace, at: datetime = NOW, in_hand: int = 0, rules: FamilyRules = RULES) -> int:
    return pace.room(rules, at, in_hand=in_hand)


def test_a_new_platform_gets_a_few_at_once() -> None:
    assert room(Pace.new(NOW)) == START_AT_ONCE
    assert room(Pace.new(NOW), in_hand=4) == START_AT_ONCE - 4
    assert room(Pace.new(NOW), in_hand=99) == 0


def test_a_platform_that_works_gets_more_and_never_more_than_its_family_may() -> None:
    pace = Pace.new(NOW)
    sizes = []
    for _ in range(60):
        pace = hear(pace, *[WORKS] * room(pace))
        sizes.append(room(pace))
    assert sizes == sorted(sizes)
    assert sizes[0] in {START_AT_ONCE, START_AT_ONCE + 1}
    assert sizes[-1] == RULES.most_at_once


def test_a_family_may_get_less_than_a_start() -> None:
    assert room(Pace.new(NOW), rules=replace(RULES, most_at_once=3)) == 3


# ---- it asks for less ------------------------------------------------------------------------


def test_asked_for_less_it_gets_half_at_once_and_never_nothing() -> None:
    pace = replace(Pace.new(NOW), at_once=40.0)
    assert room(hear(pace, TOO_MANY)) == 20
    assert room(hear(replace(pace, at_once=1.2), TOO_MANY)) == 1


def test_one_such_answer_among_others_pauses_nothing() -> None:
    pace = Pace.new(NOW)
    for _ in range(50):
        pace = hear(pace, TOO_MANY, *[WORKS] * 19)
        assert not pace.is_paused(NOW)
    assert room(pace) > 1


def test_several_such_answers_together_pause_it_for_as_long_as_it_asks_and_slow_it_down() -> None:
    pace = hear(Pace.new(NOW), *[WORKS] * 90, at=NOW + SECOND)
    pace = hear(pace, *[TOO_MANY] * 4, at=NOW + 2 * SECOND)
    ends = NOW + timedelta(seconds=32)
    assert (pace.paused_until, pace.reason) == (ends, "429")
    assert room(pace, ends - SECOND) == 0
    assert pace.per_second is not None
    assert 1 <= pace.per_second < 90
    assert room(pace, ends) == 1  # half of one at once is one


def test_without_a_time_it_is_paused_for_a_moment_and_with_an_endless_one_not_for_ever() -> None:
    silent = replace(TOO_MANY, after=None)
    endless = replace(TOO_MANY, after=timedelta(days=30))
    assert hear(Pace.new(NOW), *[silent] * 4).paused_until == NOW + 2 * SECOND
    assert hear(Pace.new(NOW), *[endless] * 4).paused_until == NOW + LONGEST_PAUSE


def test_a_limit_that_was_asked_for_is_kept_to_and_grows_until_it_is_none() -> None:
    pace = replace(Pace.new(NOW), per_second=2.0)
    assert room(pace, NOW) == 0
    assert room(pace, NOW + SECOND) == 2
    assert room(pace, NOW + 60 * SECOND) == 2  # what was not used is not saved up
    left = pace.left(RULES, NOW + SECOND, 2)
    assert room(left, NOW + SECOND) == 0
    for number in range(1, 100):
        pace = hear(pace, WORKS, at=NOW + number * SECOND)
    assert pace.per_second is None


def test_a_family_limit_is_kept_to_from_the_start() -> None:
    rules = replace(RULES, most_per_second=5)
    pace = Pace.new(NOW)
    assert room(pace, NOW + SECOND, rules=rules) == 5
    left = pace.left(rules, NOW + SECOND, 5)
    assert room(left, NOW + SECOND, rules=rules) == 0
    assert room(left, NOW + 2 * SECOND, rules=rules) == 5


# ---- it fails --------------------------------------------------------------------------------


def test_failures_between_answers_pause_nothing() -> None:
    pace = Pace.new(NOW)
    for _ in range(40):
        pace = hear(pace, *[FAILS] * (FAILURES_TO_PAUSE - 1), WORKS)
        assert not pace.is_paused(NOW)


def test_so_many_failures_in_a_row_pause_it_with_the_reason() -> None:
    pace = hear(Pace.new(NOW), *[FAILS] * FAILURES_TO_PAUSE)
    assert pace.is_paused(NOW)
    assert pace.reason == FAILS.reason
    assert room(pace) == 0


def test_what_was_on_its_way_when_the_pause_began_makes_it_no_longer() -> None:
    pace = hear(Pace.new(NOW), *[FAILS] * FAILURES_TO_PAUSE)
    later = hear(pace, *[FAILS] * 40)
    assert (later.paused_until, later.failures) == (pace.paused_until, pace.failures)


def test_after_a_pause_one_score_at_a_time_finds_out_whether_it_works() -> None:
    pace = hear(Pace.new(NOW), *[FAILS] * FAILURES_TO_PAUSE)
    assert pace.paused_until is not None
    ends = pace.paused_until
    assert pace.is_probing
    assert room(pace, ends) == 1
    assert room(pace, ends, in_hand=1) == 0


def test_each_failure_after_a_pause_doubles_the_next_up_to_five_minutes() -> None:
    pace, pauses, now = hear(Pace.new(NOW), *[FAILS] * FAILURES_TO_PAUSE), [], NOW
    for _ in range(12):
        assert pace.paused_until is not None
        pauses.append((pace.paused_until - now).total_seconds())
        now = pace.paused_until
        pace = hear(pace, FAILS, at=now)
    assert pauses[:4] == [2, 4, 8, 16]
    assert pauses[-1] == LONGEST_PAUSE.total_seconds()


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_pauses_are_spread_over_their_whole_length(chance: float) -> None:
    pace = hear(Pace.new(NOW), *[FAILS] * FAILURES_TO_PAUSE, chance=chance)
    assert pace.paused_until == NOW + timedelta(seconds=2) * chance


def test_a_platform_that_says_when_to_come_back_is_not_asked_before() -> None:
    later = replace(FAILS, after=timedelta(seconds=90))
    pace = hear(Pace.new(NOW), *[later] * FAILURES_TO_PAUSE)
    assert pace.paused_until == NOW + timedelta(seconds=90)


def test_one_answer_ends_the_trouble_and_it_starts_anew_with_a_few() -> None:
    pace = hear(replace(Pace.new(NOW), at_once=50.0), *[FAILS] * (FAILURES_TO_PAUSE + 30))
    pace = hear(pace, WORKS, at=NOW + SECOND)
    assert (pace.failures, pace.paused_until, pace.reason) == (0, None, None)
    assert room(pace, NOW + SECOND) == START_AT_ONCE


def test_a_platform_that_asks_for_less_works() -> None:
    pace = hear(Pace.new(NOW), *[FAILS] * (FAILURES_TO_PAUSE - 1), TOO_MANY, FAILS)
    assert not pace.is_paused(NOW)
    assert pace.failures == 1


# ---- one of its columns fails ----------------------------------------------------------------


def fails(*columns: int) -> list[Heard]:
    return [replace(FAILS, column=column) for column in columns]


def holds(pace: Pace, column: int) -> bool:
    return not pace.is_of_columns or column in pace.columns


def test_what_fails_in_one_column_holds_up_that_column_alone() -> None:
    pace = hear(Pace.new(NOW), *fails(*[1] * FAILURES_TO_PAUSE))
    assert pace.is_paused(NOW)
    assert holds(pace, 1)
    assert not holds(pace, 2)
    assert room(pace) == 1
    assert room(pace, in_hand=1) == 0
    assert pace.trial(NOW) == Trial(failed=(1,), spares_failed=True)


def test_after_the_pause_a_column_that_did_not_fail_is_tried_first() -> None:
    pace = hear(Pace.new(NOW), *fails(2, 1, 2, *[1] * FAILURES_TO_PAUSE))
    assert pace.paused_until is not None
    assert pace.trial(pace.paused_until) == Trial(failed=(2, 1), spares_failed=False)
    later = hear(pace, *fails(2), at=pace.paused_until)
    assert later.columns == (1, 2)


def test_what_fails_in_as_many_columns_holds_up_all() -> None:
    pace = hear(Pace.new(NOW), *fails(*range(FAILURES_TO_PAUSE)))
    assert pace.is_paused(NOW)
    assert holds(pace, 99)
    assert room(pace) == 0


def test_columns_that_fail_while_another_is_left_alone_make_its_pause_no_longer() -> None:
    pace = hear(Pace.new(NOW), *fails(*[1] * FAILURES_TO_PAUSE))
    later = hear(pace, *fails(*range(FAILURES_TO_PAUSE)))
    assert later.paused_until == pace.paused_until
    assert later.failures == pace.failures
    assert holds(later, 99)


def test_an_answer_to_another_column_ends_the_trouble_of_all() -> None:
    pace = hear(Pace.new(NOW), *fails(*[1] * FAILURES_TO_PAUSE), WORKS)
    assert (pace.columns, pace.failures, pace.trial(NOW)) == ((), 0, None)
    assert room(pace) == START_AT_ONCE


def test_failures_of_no_column_hold_up_all() -> None:
    assert holds(hear(Pace.new(NOW), *[FAILS] * FAILURES_TO_PAUSE), 1)


def test_a_platform_that_asks_for_less_asks_it_for_all_columns() -> None:
    pace = hear(Pace.new(NOW), *fails(1), *[TOO_MANY] * 4)
    assert pace.is_paused(NOW)
    assert holds(pace, 2)
    assert room(pace) == 0


def test_that_holds_while_a_column_of_it_is_left_alone() -> None:
    pace = hear(Pace.new(NOW), *fails(*[1] * FAILURES_TO_PAUSE), *[TOO_MANY] * 4)
    assert pace.paused_until == NOW + timedelta(seconds=30)
    assert holds(pace, 2)


def test_of_many_columns_that_failed_the_latest_are_known() -> None:
    pace = hear(Pace.new(NOW), *fails(*range(200)))
    assert 8 <= len(pace.columns) < 100
    assert pace.columns[-1] == 199
