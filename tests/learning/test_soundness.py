from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lti_tool.learning.activities import Activity, Choice, ChoiceQuestion
from lti_tool.learning.soundness import mismatches, problems
from tests.learning.sound import (
    ACTIVITY,
    CHECK,
    FRAMEWORK,
    MULTIPLE,
    READING,
    SINGLE,
    a_question,
    options,
)


def with_question(question: ChoiceQuestion) -> Activity:
    return replace(ACTIVITY, parts=(READING, replace(CHECK, questions=(question, MULTIPLE))))


def test_a_sound_activity_has_no_problems() -> None:
    assert problems(ACTIVITY) == ()
    assert mismatches(ACTIVITY, FRAMEWORK) == ()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "", "lower-case"),
        ("code", "Small", "lower-case"),
        ("code", "small-", "lower-case"),
        ("code", "a/b", "lower-case"),
        ("code", "smäll", "lower-case"),
        ("code", "a" * 65, "at most 64"),
        ("title", "", "not empty"),
        ("title", " Small", "without blanks around it"),
        ("title", "Sm\nall", "one line"),
        ("title", "a" * 201, "at most 200"),
        ("summary", "", "not empty"),
        ("version", 0, "from 1"),
        ("minutes", 0, "from 1 to 1440"),
        ("minutes", 1441, "from 1 to 1440"),
        ("pass_mark", 0, "from 1 to 100"),
        ("pass_mark", 101, "from 1 to 100"),
        ("tries", 0, "from 1 to 100"),
        ("filed", (), "at least one"),
        ("filed", ("D1", "D1"), "D1 is there more than once"),
        ("mapped", ("O1", "O2", "O3", "O4"), "at most 3"),
        ("reviewed_by", "A clinician", "together"),
        ("review_due", date(2027, 1, 1), "reviewed_on"),
        ("check_locally", ("",), "not empty"),
    ],
)
def test_a_field_that_is_not_sound_is_named(field: str, value: Any, words: str) -> None:
    (problem,) = problems(replace(ACTIVITY, **{field: value}))
    assert problem.where == field
    assert words in problem.sentence


def test_tries_may_have_no_limit() -> None:
    assert problems(replace(ACTIVITY, tries=None)) == ()


def test_a_review_is_due_after_it_was_done() -> None:
    reviewed = replace(ACTIVITY, reviewed_by="A clinician", reviewed_on=date(2026, 11, 22))
    assert problems(replace(reviewed, review_due=date(2027, 11, 22))) == ()
    (problem,) = problems(replace(reviewed, review_due=date(2026, 11, 22)))
    assert problem.where == "review_due"


def test_an_activity_has_1_to_100_points() -> None:
    (problem,) = problems(replace(ACTIVITY, parts=(READING,)))
    assert problem.where == "scoring"
    questions = tuple(replace(SINGLE, key=f"p2-q{n}") for n in range(1, 102))
    check = replace(CHECK, questions=questions)
    (problem,) = problems(replace(ACTIVITY, parts=(READING, check)))
    assert problem.where == "scoring"
    check = replace(CHECK, questions=questions[:100])
    assert problems(replace(ACTIVITY, parts=(READING, check))) == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (a_question("p2-q1", Choice.SINGLE, "ab"), "exactly one option is right; here 2 are"),
        (a_question("p2-q1", Choice.SINGLE, ""), "exactly one option is right; here 0 are"),
        (a_question("p2-q1", Choice.MULTIPLE, ""), "at least one"),
        (a_question("p2-q1", Choice.MULTIPLE, "abc"), "at least one"),
        (a_question("p2-q1", Choice.SINGLE, "a", "a"), "2 to 10 options"),
        (a_question("p2-q1", Choice.SINGLE, "a", "abcdefghijk"), "2 to 10 options"),
        (replace(SINGLE, text=" "), "needs a text"),
        (replace(SINGLE, explanation=""), "needs an explanation"),
        (replace(SINGLE, key="p2-q7"), "at the position of p2-q1"),
    ],
)
def test_a_question_that_is_not_sound_is_named(question: ChoiceQuestion, words: str) -> None:
    (problem,) = problems(with_question(question))
    assert problem.where == question.key
    assert words in problem.sentence


def test_a_question_with_several_right_answers_may_have_only_one() -> None:
    assert problems(with_question(a_question("p2-q1", Choice.MULTIPLE, "a"))) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"feedback": " "}, "needs feedback"),
        ({"text": ""}, "not empty"),
        ({"text": "a" * 301}, "at most 300"),
        ({"text": "Option a"}, "the same text"),
    ],
)
def test_an_option_that_is_not_sound_is_named(change: dict[str, str], words: str) -> None:
    first, second, third = options("a", "abc")
    changed = replace(SINGLE, options=(first, replace(second, **change), third))
    (problem,) = problems(with_question(changed))
    assert problem.where == "p2-q1-b"
    assert words in problem.sentence


def test_an_option_stands_at_the_position_its_key_says() -> None:
    first, second, third = options("a", "abc")
    found = problems(with_question(replace(SINGLE, options=(second, first, third))))
    assert {problem.where for problem in found} == {"p2-q1-a", "p2-q1-b"}


def test_a_part_stands_at_the_position_its_key_says() -> None:
    found = problems(replace(ACTIVITY, parts=(CHECK, READING)))
    assert "this part is at the position of p1" in {problem.sentence for problem in found}


def test_a_reading_has_a_title_and_a_text_and_a_check_a_question() -> None:
    empty = replace(READING, title="", text="\n")
    found = problems(replace(ACTIVITY, parts=(empty, replace(CHECK, questions=()))))
    assert [problem.where for problem in found] == ["scoring", "p1", "p1", "p2"]


@pytest.mark.parametrize(
    ("field", "codes", "sentence"),
    [
        ("filed", ("D9",), 'the framework sample has no item "D9"'),
        ("filed", ("D1", "O1"), "O1 is of the level Outcome, which is mapped and not filed"),
        ("mapped", ("T1",), "T1 is of the level Theme, which is tagged and not mapped"),
        ("tagged", ("D2",), "D2 is of the level Domain, which is filed and not tagged"),
    ],
)
def test_an_item_is_in_the_framework_and_used_as_its_level_says(
    field: str, codes: tuple[str, ...], sentence: str
) -> None:
    (problem,) = mismatches(replace(ACTIVITY, **{field: codes}), FRAMEWORK)
    assert (problem.where, problem.sentence) == (field, sentence)


def test_a_knowledge_check_that_is_marked_has_a_pass_mark_and_says_which_try_counts() -> None:
    found = problems(replace(ACTIVITY, pass_mark=None, counts=None))
    assert [problem.where for problem in found] == ["pass_mark", "counts"]
