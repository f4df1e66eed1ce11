from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lti_tool.learning.activities import FileType, Pair, Part, Prompt, Question
from lti_tool.learning.soundness import problems
from tests.learning.whole import (
    CHECK,
    FILES,
    GO,
    LOG,
    MATCH,
    NAMED,
    ORDER,
    OWN,
    READ,
    SHORT,
    WHOLE,
)

FIRST, SECOND, THIRD = MATCH.pairs


def test_an_activity_with_every_part_has_no_problems() -> None:
    assert problems(WHOLE) == ()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("pass_mark", 50, 'no "pass_mark"'),
        ("tries", 3, 'no "tries"'),
        ("counts", "best", 'no "counts"'),
        ("professions", ("Nursing", "Nursing"), "more than once"),
        ("professions", ("",), "not empty"),
    ],
)
def test_completion_has_nothing_to_do_with_marks_and_tries(
    field: str, value: Any, words: str
) -> None:
    (problem,) = problems(replace(WHOLE, **{field: value}))
    assert problem.where == field
    assert words in problem.sentence


def test_an_activity_without_parts_cannot_be_completed() -> None:
    (problem,) = problems(replace(WHOLE, parts=()))
    assert problem.where == "scoring"


@pytest.mark.parametrize(
    ("part", "change", "where", "words"),
    [
        (READ, {"text": " "}, "p1", "needs a text"),
        (GO, {"text": ""}, "p2", "needs a text"),
        (GO, {"title": ""}, "p2", "not empty"),
        (GO, {"link_text": ""}, "p2-address", "not empty"),
        (GO, {"link_text": "a [b"}, "p2-address", "no square brackets"),
        (GO, {"address": ""}, "p2-address", "absolute https address"),
        (GO, {"address": "http://example.org"}, "p2-address", "absolute https address"),
        (GO, {"address": "https://example.org/a b"}, "p2-address", "absolute https address"),
        (GO, {"address": "https://[::1"}, "p2-address", "absolute https address"),
        (GO, {"address": "https://e.org/" + "a" * 2_000}, "p2-address", "absolute https address"),
        (GO, {"prompt": Prompt(key="p2-w1", text="")}, "p2-w1", "not empty"),
        (GO, {"prompt": Prompt(key="p9-w1", text="Say")}, "p9-w1", "the position of p2-w1"),
        (OWN, {"prompts": ()}, "p4", "1 to 10 prompts"),
        (OWN, {"prompts": NAMED.prompts * 4}, "p4", "1 to 10 prompts"),
        (OWN, {"prompt_set": "what happened"}, "p4", "not the prompts called"),
        (NAMED, {"prompt_set": "other"}, "p5", "not the prompts called"),
        (NAMED, {"prompts": NAMED.prompts[:2]}, "p5", "not the prompts called"),
        (LOG, {"text": ""}, "p6", "needs a text"),
        (LOG, {"least_entries": None, "least_hours": None}, "p6", "At least 4 entries."),
        (LOG, {"least_entries": 0}, "p6", "1 to 100 entries"),
        (LOG, {"least_hours": Decimal(0)}, "p6", "quarters of an hour"),
        (LOG, {"least_hours": Decimal("0.3")}, "p6", "quarters of an hour"),
        (LOG, {"least_hours": Decimal("1000.25")}, "p6", "quarters of an hour"),
        (LOG, {"least_hours": Decimal("NaN")}, "p6", "quarters of an hour"),
        (FILES, {"text": ""}, "p7", "needs a text"),
        (FILES, {"least": 0}, "p7-files", "1 to 10 files"),
        (FILES, {"least": 3}, "p7-files", "1 to 10 files"),
        (FILES, {"most": 11}, "p7-files", "1 to 10 files"),
        (FILES, {"types": ()}, "p7-files", "each once"),
        (FILES, {"types": (FileType.PDF, FileType.PDF)}, "p7-files", "each once"),
    ],
)
def test_a_part_that_is_not_sound_is_named(
    part: Part, change: dict[str, Any], where: str, words: str
) -> None:
    parts = tuple(replace(one, **change) if one is part else one for one in WHOLE.parts)
    found = problems(replace(WHOLE, parts=parts))
    assert where in {problem.where for problem in found}
    assert any(words in problem.sentence for problem in found)


@pytest.mark.parametrize("words", [0, 2_001])
def test_a_prompt_advises_a_sensible_number_of_words_or_none(words: int) -> None:
    go = replace(GO, prompt=replace(GO.prompt, least_words=words))
    parts = tuple(go if one is GO else one for one in WHOLE.parts)
    (problem,) = problems(replace(WHOLE, parts=parts))
    assert problem.where == "p2-w1"
    assert "1 to 2000 words" in problem.sentence


@pytest.mark.parametrize(
    ("question", "change", "where", "words"),
    [
        (MATCH, {"text": ""}, "p3-q2", "needs a text"),
        (MATCH, {"explanation": ""}, "p3-q2", "needs an explanation"),
        (MATCH, {"pairs": (FIRST,)}, "p3-q2", "2 to 10 pairs"),
        (MATCH, {"pairs": (FIRST, SECOND)}, "p3-q2", "at least two right sides"),
        (MATCH, {"pairs": (SECOND, FIRST, THIRD)}, "p3-q2-b", "the position of a"),
        (
            MATCH,
            {"pairs": (FIRST, SECOND, Pair(key="c", left="A cat", right="x", feedback="x"))},
            "p3-q2-c",
            "the same left side",
        ),
        (MATCH, {"pairs": (replace(FIRST, left="a = b"), THIRD)}, "p3-q2-a", "no equals sign"),
        (MATCH, {"pairs": (replace(FIRST, left=""), THIRD)}, "p3-q2-a", "left side of a pair"),
        (MATCH, {"pairs": (replace(FIRST, right=" x"), THIRD)}, "p3-q2-a", "right side of a pair"),
        (MATCH, {"pairs": (replace(FIRST, feedback=""), THIRD)}, "p3-q2-a", "needs feedback"),
        (ORDER, {"explanation": ""}, "p3-q3", "needs an explanation"),
        (ORDER, {"steps": ("One",)}, "p3-q3", "2 to 10 steps"),
        (ORDER, {"steps": tuple("abcdefghijk")}, "p3-q3", "2 to 10 steps"),
        (ORDER, {"steps": ("One", "Two", "One")}, "p3-q3-c", "the same text"),
        (ORDER, {"steps": ("One", "")}, "p3-q3-b", "not empty"),
        (SHORT, {"accepted": ()}, "p3-q4", "1 to 10 accepted forms"),
        (SHORT, {"accepted": ("a", "A. ")}, "p3-q4-b", "one line without blanks"),
        (SHORT, {"accepted": ("a", "A.")}, "p3-q4-b", "the same once case"),
        (SHORT, {"accepted": ("a", ".")}, "p3-q4-b", "a letter or a digit"),
        (SHORT, {"accepted": ("a" * 101,)}, "p3-q4-a", "at most 100"),
        (SHORT, {"feedback": ""}, "p3-q4", "for a right answer"),
        (SHORT, {"feedback_otherwise": " "}, "p3-q4", "### Not accepted"),
    ],
)
def test_a_question_that_is_not_sound_is_named(
    question: Question, change: dict[str, Any], where: str, words: str
) -> None:
    changed = tuple(replace(q, **change) if q is question else q for q in CHECK.questions)
    check = replace(CHECK, questions=changed)
    parts = tuple(check if one is CHECK else one for one in WHOLE.parts)
    found = problems(replace(WHOLE, parts=parts))
    assert where in {problem.where for problem in found}
    assert any(words in problem.sentence for problem in found)
