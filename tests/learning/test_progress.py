from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lti_tool.learning.activities import Part, Responses
from lti_tool.learning.marking import mark
from lti_tool.learning.progress import done, log_totals, undone, unwritten, word_advice
from tests.learning.whole import (
    CHECK,
    COMPLETE,
    FILES,
    GO,
    LOG,
    NAMED,
    OWN,
    READ,
    WHOLE,
    a_file,
    an_entry,
)


def test_whoever_gave_nothing_back_has_everything_left() -> None:
    assert undone(WHOLE, Responses()) == WHOLE.parts


def test_whoever_did_every_part_has_nothing_left() -> None:
    assert undone(WHOLE, COMPLETE) == ()


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (READ, {"read": frozenset()}),
        (GO, {"written": {**COMPLETE.written, "p2-w1": " \n"}}),
        (CHECK, {"written": {**COMPLETE.written, "p3-q4": ""}}),
        (CHECK, {"chosen": {**COMPLETE.chosen, "p3-q2": ()}}),
        (OWN, {"written": {**COMPLETE.written, "p4-w2": ""}}),
        (NAMED, {"written": {**COMPLETE.written, "p5-w3": ""}}),
        (LOG, {"entries": {"p6": (an_entry("9"),)}}),
        (LOG, {"entries": {"p6": (an_entry("1"), an_entry("1"), an_entry("0.25"))}}),
        (LOG, {"finished": frozenset()}),
        (FILES, {"files": {}}),
        (FILES, {"files": {"p7": (a_file(1), a_file(2), a_file(3))}}),
    ],
)
def test_one_thing_left_leaves_its_part_undone(part: Part, change: dict[str, Any]) -> None:
    assert undone(WHOLE, replace(COMPLETE, **change)) == (part,)


def test_a_log_may_ask_for_entries_or_hours_alone() -> None:
    entries = replace(LOG, least_hours=None)
    hours = replace(LOG, least_entries=None)
    one = replace(COMPLETE, entries={"p6": (an_entry("2.5"),)})
    assert done(hours, one)
    assert not done(entries, one)


def test_a_log_says_what_it_amounts_to_and_what_is_lacking() -> None:
    totals = log_totals(LOG, Responses(entries={"p6": (an_entry("0.1"), an_entry("0.2"))}))
    assert (totals.entries, totals.hours) == (2, Decimal("0.3"))
    assert (totals.entries_left, totals.hours_left) == (0, Decimal("2.2"))
    assert not totals.is_enough
    assert log_totals(LOG, COMPLETE).is_enough
    assert log_totals(LOG, Responses()).hours_left == Decimal("2.5")


def test_few_words_are_told_and_never_keep_a_part_from_being_done() -> None:
    advice = word_advice(OWN.prompts[0], COMPLETE)
    assert advice is not None
    assert (advice.words, advice.advised, advice.is_short) == (1, 80, True)
    assert done(OWN, COMPLETE)
    assert word_advice(OWN.prompts[1], COMPLETE) is None
    enough = word_advice(GO.prompt, COMPLETE)
    assert enough is not None
    assert not enough.is_short


def test_prompts_without_an_answer_are_listed_in_order() -> None:
    assert unwritten(NAMED, Responses(written={"p5-w2": "x"})) == (
        NAMED.prompts[0],
        NAMED.prompts[2],
    )
    assert unwritten(READ, Responses()) == ()


def test_completion_earns_its_one_point_for_having_done_every_part() -> None:
    marked = mark(WHOLE, COMPLETE)
    assert (marked.earned, marked.possible, marked.passed) == (1, 1, True)
    before = mark(WHOLE, replace(COMPLETE, read=frozenset()))
    assert (before.earned, before.possible, before.passed) == (0, 1, False)


def test_where_completion_decides_wrong_answers_are_told_and_cost_nothing() -> None:
    wrong = replace(COMPLETE, chosen={**COMPLETE.chosen, "p3-q1": ("a",)})
    marked = mark(WHOLE, wrong)
    assert marked.passed
    assert [one.is_right for one in marked.questions] == [False, True, True, True]
