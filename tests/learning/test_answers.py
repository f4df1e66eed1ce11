from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.activities import Question, Responses
from lti_tool.learning.answers import (
    is_answered,
    is_right,
    matches_of,
    normalised,
    offered,
    placings_of,
)
from lti_tool.learning.marking import mark, unanswered
from tests.learning.sound import MULTIPLE, SINGLE
from tests.learning.whole import (
    CHECK,
    CHOOSE,
    COMPLETE,
    MATCH,
    ORDER,
    SHORT,
    WHOLE,
    right_answers,
)

ANIMAL = next(one.key for one in MATCH.shown if one.text == "An animal")
PLANT = next(one.key for one in MATCH.shown if one.text == "A plant")
FIRST, SECOND, THIRD = ORDER.right


def chose(question: Question, *chosen: str) -> Responses:
    return Responses(chosen={question.key: chosen})


def wrote(answer: str) -> Responses:
    return Responses(written={SHORT.key: answer})


@pytest.mark.parametrize(
    ("matches", "answered", "right"),
    [
        ([f"a={ANIMAL}", f"b={ANIMAL}", f"c={PLANT}"], True, True),
        ([f"c={PLANT}", f"b={ANIMAL}", f"a={ANIMAL}"], True, True),
        ([f"a={ANIMAL}", f"b={PLANT}", f"c={PLANT}"], True, False),
        ([f"a={ANIMAL}", f"b={ANIMAL}"], False, False),
        ([f"a={ANIMAL}", f"b={ANIMAL}", "c=3"], False, False),
        ([f"a={ANIMAL}", f"b={ANIMAL}", f"c={PLANT}", f"c={ANIMAL}"], True, False),
        ([f"a={ANIMAL}", f"b={ANIMAL}", f"c={PLANT}", "d=1"], True, False),
        ([], False, False),
    ],
)
def test_matching_earns_its_mark_for_all_pairs_right(
    matches: list[str],
    answered: bool,  # noqa: FBT001  # a table of cases
    right: bool,  # noqa: FBT001  # a table of cases
) -> None:
    assert is_answered(MATCH, chose(MATCH, *matches)) is answered
    assert is_right(MATCH, chose(MATCH, *matches)) is right


@pytest.mark.parametrize(
    ("steps", "answered", "right"),
    [
        ([FIRST, SECOND, THIRD], True, True),
        ([FIRST, THIRD, SECOND], True, False),
        ([FIRST, SECOND], False, False),
        ([FIRST, SECOND, SECOND], False, False),
        ([FIRST, SECOND, THIRD, FIRST], True, False),
        ([FIRST, SECOND, "z"], False, False),
        ([], False, False),
    ],
)
def test_ordering_earns_its_mark_for_the_whole_order(
    steps: list[str],
    answered: bool,  # noqa: FBT001  # a table of cases
    right: bool,  # noqa: FBT001  # a table of cases
) -> None:
    assert is_answered(ORDER, chose(ORDER, *steps)) is answered
    assert is_right(ORDER, chose(ORDER, *steps)) is right


@pytest.mark.parametrize(
    "answer",
    [
        "Read-back",
        "read-back",
        "  READ-BACK. ",
        "read‑back",  # noqa: RUF001  # what a phone puts in for a hyphen
        "repeat   back",
        "Repeat\tback",
        "repeat\u00a0back",
        "repeat back .",
    ],
)
def test_a_short_answer_is_right_however_it_is_typed(answer: str) -> None:
    assert is_right(SHORT, wrote(answer))


@pytest.mark.parametrize("answer", ["", " ", ".", "readback", "read-back?", "a read-back", "back"])
def test_a_short_answer_that_was_not_listed_is_not_right(answer: str) -> None:
    assert not is_right(SHORT, wrote(answer))


def test_an_empty_answer_is_not_right_even_where_an_accepted_form_comes_to_nothing() -> None:
    assert not is_right(replace(SHORT, accepted=(".",)), wrote(""))


def test_a_short_answer_is_answered_once_there_is_more_than_blanks() -> None:
    assert is_answered(SHORT, wrote("?"))
    assert not is_answered(SHORT, wrote(" \n"))
    assert not is_answered(SHORT, Responses())


def test_a_curly_apostrophe_and_a_straight_one_are_the_same() -> None:
    assert normalised("Gower’s") == normalised("gower's.")  # noqa: RUF001  # meant


@given(answer=st.text())
def test_no_blanks_are_left_to_compare(answer: str) -> None:
    once = normalised(f" {answer}  ")
    assert once == " ".join(once.split())
    assert once == normalised(answer)


@pytest.mark.parametrize(
    ("question", "chosen", "kept"),
    [
        (SINGLE, ["b"], ("b",)),
        (SINGLE, ["b", "a"], ()),
        (SINGLE, ["z"], ()),
        (MULTIPLE, ["c", "a", "z"], ("a", "c")),
        (MATCH, [f"b={PLANT}", f"a={ANIMAL}", "a", "z=1"], (f"a={ANIMAL}", f"b={PLANT}")),
        (MATCH, [f"a={PLANT}", f"a={ANIMAL}", f"b={PLANT}"], (f"b={PLANT}",)),
        (ORDER, [THIRD, FIRST, THIRD, "z"], (THIRD, FIRST)),
        (SHORT, ["a"], ()),
    ],
)
def test_only_what_a_page_offers_is_kept_of_what_was_chosen(
    question: Question, chosen: list[str], kept: tuple[str, ...]
) -> None:
    assert offered(question, chosen) == kept


def test_every_sort_of_question_is_one_mark() -> None:
    activity = replace(WHOLE, parts=(replace(CHECK, key="p1"),))
    marked = mark(activity, COMPLETE)
    assert [one.is_right for one in marked.questions] == [True] * 4
    assert [one.key for one in marked.questions] == [q.key for q in CHECK.questions]
    assert marked.questions[2].chosen == ORDER.right
    assert marked.questions[3].written == "read-back"


def test_the_questions_without_a_whole_answer_are_listed() -> None:
    halves = Responses(
        chosen={**right_answers(), "p3-q2": (f"a={ANIMAL}",), "p3-q3": (FIRST,)}, written={}
    )
    assert unanswered(WHOLE, Responses()) == (CHOOSE, MATCH, ORDER, SHORT)
    assert unanswered(WHOLE, halves) == (MATCH, ORDER, SHORT)
    assert unanswered(WHOLE, COMPLETE) == ()


def test_each_left_side_is_told_what_it_was_matched_to() -> None:
    found = matches_of(MATCH, [f"a={ANIMAL}", f"b={PLANT}"])
    assert [(one.pair.left, one.chosen.text if one.chosen else None) for one in found] == [
        ("A cat", "An animal"),
        ("A dog", "A plant"),
        ("A rose", None),
    ]
    assert [one.is_right for one in found] == [True, False, False]


def test_a_match_that_cannot_be_made_is_none() -> None:
    chosen = [f"z={ANIMAL}", "a=9", "a", "", f"c={PLANT}{PLANT}"]
    assert [one.chosen for one in matches_of(MATCH, chosen)] == [None, None, None]


def test_each_step_of_a_whole_order_is_told_its_place() -> None:
    found = placings_of(ORDER, [SECOND, FIRST, THIRD])
    assert {one.step.key: one.place for one in found} == {SECOND: 1, FIRST: 2, THIRD: 3}
    assert {one.step.key: one.is_right for one in found} == {
        SECOND: False,
        FIRST: False,
        THIRD: True,
    }


def test_steps_are_told_in_the_order_they_are_shown_in_whatever_their_place() -> None:
    shown = [one.key for one in ORDER.shown]
    for chosen in ([], list(ORDER.right), [THIRD, SECOND, FIRST], [f"{FIRST}=2"]):
        assert [one.step.key for one in placings_of(ORDER, chosen)] == shown


def test_an_order_that_is_only_begun_has_places_and_blanks_and_the_blanks_come_last() -> None:
    found = placings_of(ORDER, [f"{THIRD}=1", f"{FIRST}=9", f"{SECOND}=", "z=2"])
    assert {one.step.key: one.place for one in found} == {FIRST: None, SECOND: None, THIRD: 1}
    assert not any(one.is_right for one in found)
    ranked = sorted(found, key=lambda one: one.rank)
    assert [one.place for one in ranked] == [1, None, None]
