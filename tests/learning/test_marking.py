from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.activities import Responses
from lti_tool.learning.marking import mark, unanswered
from tests.learning.sound import ACTIVITY, MULTIPLE, READING, SINGLE


def given_back(single: str, multiple: str) -> Responses:
    return Responses(chosen={"p2-q1": tuple(single), "p2-q2": tuple(multiple)})


@pytest.mark.parametrize(
    ("single", "multiple", "earned"),
    [
        ("b", "ac", 2),
        ("b", "ca", 2),
        ("a", "ac", 1),
        ("b", "a", 1),
        ("b", "abc", 1),
        ("b", "", 1),
        ("", "", 0),
        ("bb", "aacc", 2),
    ],
)
def test_a_question_earns_its_mark_for_exactly_the_right_options(
    single: str, multiple: str, earned: int
) -> None:
    marked = mark(ACTIVITY, given_back(single, multiple))
    assert (marked.earned, marked.possible) == (earned, 2)


def test_two_answers_to_a_single_choice_are_wrong_even_if_one_is_right() -> None:
    assert mark(ACTIVITY, given_back("ab", "")).earned == 0


def test_an_option_that_does_not_exist_spoils_the_answer_and_is_not_kept() -> None:
    marked = mark(ACTIVITY, given_back("bz", "ac"))
    assert [question.is_right for question in marked.questions] == [False, True]
    assert marked.questions[0].chosen == ("b",)


def test_answers_to_questions_that_do_not_exist_change_nothing() -> None:
    responses = Responses(chosen={"p2-q1": ("b",), "p9-q9": ("a",)})
    assert mark(ACTIVITY, responses).earned == 1


def test_chosen_options_are_kept_in_the_order_of_the_question() -> None:
    assert mark(ACTIVITY, given_back("b", "ca")).questions[1].chosen == ("a", "c")


@pytest.mark.parametrize(
    ("pass_mark", "passed"), [(1, True), (50, True), (51, False), (100, False)]
)
def test_the_pass_mark_itself_passes(pass_mark: int, passed: bool) -> None:  # noqa: FBT001 (a table of cases)
    marked = mark(replace(ACTIVITY, pass_mark=pass_mark), given_back("b", ""))
    assert marked.passed is passed


def test_an_activity_without_questions_is_never_passed() -> None:
    marked = mark(replace(ACTIVITY, parts=(READING,)), Responses())
    assert (marked.earned, marked.possible, marked.passed) == (0, 0, False)


@given(possible=st.integers(1, 100), data=st.data(), pass_mark=st.integers(1, 100))
def test_the_pass_mark_is_a_percentage_of_the_points(
    possible: int, data: st.DataObject, pass_mark: int
) -> None:
    right = data.draw(st.integers(0, possible))
    questions = tuple(replace(SINGLE, key=f"p2-q{n}") for n in range(1, possible + 1))
    check = replace(ACTIVITY.parts[1], questions=questions)
    activity = replace(ACTIVITY, parts=(READING, check), pass_mark=pass_mark)
    chosen = {f"p2-q{n}": ("b",) for n in range(1, right + 1)}
    marked = mark(activity, Responses(chosen=chosen))
    assert marked.passed == (marked.earned * 100 >= pass_mark * marked.possible)


def test_questions_without_an_answer_are_listed_in_order() -> None:
    assert unanswered(ACTIVITY, Responses()) == (SINGLE, MULTIPLE)
    assert unanswered(ACTIVITY, given_back("a", "")) == (MULTIPLE,)
    assert unanswered(ACTIVITY, given_back("a", "b")) == ()
    assert unanswered(ACTIVITY, given_back("z", "b")) == (SINGLE,)
