from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.activities import OrderingQuestion
from lti_tool.learning.questions import shuffled
from tests.learning.whole import MATCH, ORDER

STEPS = st.lists(st.text(min_size=1), min_size=2, max_size=10, unique=True).map(tuple)


def test_right_sides_that_are_the_same_are_offered_once() -> None:
    assert sorted(one.text for one in MATCH.shown) == ["A plant", "An animal"]
    assert [one.key for one in MATCH.shown] == ["1", "2"]


def test_the_right_answer_names_each_left_side_with_the_key_of_its_right_one() -> None:
    shown = {one.key: one.text for one in MATCH.shown}
    right = dict(match.split("=") for match in MATCH.right)
    assert {left: shown[key] for left, key in right.items()} == {
        "a": "An animal",
        "b": "An animal",
        "c": "A plant",
    }


@given(steps=STEPS, position=st.integers(1, 99))
def test_steps_are_never_shown_in_the_right_order_and_none_is_lost(
    steps: tuple[str, ...], position: int
) -> None:
    question = OrderingQuestion(key=f"p1-q{position}", text="", steps=steps, explanation="")
    shown = {one.key: one.text for one in question.shown}
    assert tuple(shown.values()) != steps
    assert sorted(shown.values()) == sorted(steps)
    assert tuple(shown[key] for key in question.right) == steps


@given(steps=STEPS)
def test_what_is_shuffled_does_not_tell_in_which_order_it_was(steps: tuple[str, ...]) -> None:
    assert shuffled("p1-q1", steps) == shuffled("p1-q1", reversed(steps))


def test_the_order_of_what_is_shuffled_stays_for_ever_because_answers_are_kept_by_it() -> None:
    texts = ["one", "two", "three", "four"]
    assert shuffled("p1-q1", texts) == ("one", "three", "two", "four")
    assert shuffled("p2-q1", texts) == ("four", "two", "one", "three")


def test_the_keys_that_a_page_shows_do_not_follow_the_right_order() -> None:
    longer = replace(ORDER, steps=("First", "Second", "Third", "Fourth", "Fifth"))
    assert list(longer.right) != sorted(longer.right)
