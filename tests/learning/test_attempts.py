from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.attempts import shows_right_answers, tries_left
from lti_tool.learning.marking import Mark
from tests.learning.sound import ACTIVITY
from tests.learning.whole import WHOLE

FULL = Mark(earned=2, possible=2, passed=True, questions=())
PASSED = Mark(earned=1, possible=2, passed=True, questions=())
FAILED = Mark(earned=0, possible=2, passed=False, questions=())


@pytest.mark.parametrize(
    ("tries", "made", "left"),
    [(3, 0, 3), (3, 2, 1), (3, 3, 0), (3, 4, 0), (1, 0, 1), (None, 0, None), (None, 99, None)],
)
def test_the_tries_left_are_those_not_made_or_as_many_as_one_likes(
    tries: int | None, made: int, left: int | None
) -> None:
    assert tries_left(replace(ACTIVITY, tries=tries), made) == left


@pytest.mark.parametrize(
    ("tries", "marks", "shown"),
    [
        (3, [], False),
        (3, [FAILED], False),
        (3, [FAILED, FAILED], False),
        (3, [FAILED, FAILED, FAILED], True),
        (3, [PASSED], False),
        (3, [PASSED, FAILED], False),
        (3, [PASSED, FAILED, PASSED], True),
        (1, [PASSED], True),
        (3, [FULL], True),
        (3, [FULL, FAILED], True),
        (None, [FAILED] * 20, False),
        (None, [FAILED, PASSED], False),
        (None, [PASSED, FULL], True),
    ],
)
def test_right_answers_are_shown_once_all_were_right_or_when_no_try_is_left(
    tries: int | None,
    marks: list[Mark],
    shown: bool,  # noqa: FBT001  # a table of cases
) -> None:
    assert shows_right_answers(replace(ACTIVITY, tries=tries), marks) is shown


@given(tries=st.none() | st.integers(1, 9), marks=st.lists(st.sampled_from([FULL, PASSED, FAILED])))
def test_right_answers_are_never_shown_to_somebody_whose_score_they_could_still_raise(
    tries: int | None, marks: list[Mark]
) -> None:
    activity = replace(ACTIVITY, tries=tries)
    if shows_right_answers(activity, marks):
        assert FULL in marks or tries_left(activity, len(marks)) == 0


def test_right_answers_are_not_shown_where_a_try_for_a_score_could_copy_them() -> None:
    activity = replace(ACTIVITY, tries=1)
    assert not shows_right_answers(activity, [FAILED], counts_elsewhere=True)
    assert shows_right_answers(activity, [FULL], counts_elsewhere=True)
    assert shows_right_answers(WHOLE, [FAILED], counts_elsewhere=True)
