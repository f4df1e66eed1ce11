from dataclasses import replace

import pytest

from lti_tool.learning.evidence import (
    MappingState,
    outcome_problems,
    pickable,
    reasons_missing,
    ties_of,
    towards,
)
from lti_tool.learning.frameworks import Use
from lti_tool.learning.marking import Mark
from tests.learning.sound import ACTIVITY, FRAMEWORK
from tests.learning.whole import WHOLE


def a_mark(*, passed: bool) -> Mark:
    return Mark(earned=1, possible=2, passed=passed, questions=())


def test_evidence_is_filed_under_domains_mapped_to_outcomes_and_tagged_with_themes() -> None:
    activity = replace(ACTIVITY, filed=("D1", "D2"), mapped=("O1",), tagged=("T1",))
    assert [(tie.code, tie.use) for tie in ties_of(activity, a_mark(passed=True))] == [
        ("D1", Use.FILED),
        ("D2", Use.FILED),
        ("O1", Use.MAPPED),
        ("T1", Use.TAGGED),
    ]


@pytest.mark.parametrize(
    ("passed", "state"), [(True, MappingState.RECOGNISED), (False, MappingState.NOT_YET)]
)
def test_a_passed_knowledge_check_is_recognised_by_itself_and_another_is_not_yet(
    passed: bool,  # noqa: FBT001  # a table of cases
    state: MappingState,
) -> None:
    assert {tie.state for tie in ties_of(ACTIVITY, a_mark(passed=passed))} == {state}


def test_an_activity_that_names_no_item_leaves_evidence_tied_to_nothing() -> None:
    activity = replace(ACTIVITY, filed=(), mapped=(), tagged=())
    assert ties_of(activity, a_mark(passed=True)) == ()


def test_what_an_activity_counts_for_is_told_in_the_words_of_the_framework() -> None:
    counted = towards(ACTIVITY, FRAMEWORK)
    assert counted.framework is FRAMEWORK
    assert [item.statement for item in counted.filed] == ["Statement D1"]
    assert [item.statement for item in counted.mapped] == ["Statement O1"]
    assert [item.statement for item in counted.tagged] == ["Statement T1"]


def test_an_item_that_the_framework_no_longer_has_is_left_out() -> None:
    activity = replace(ACTIVITY, filed=("D9", "D2"), mapped=("O9",))
    counted = towards(activity, FRAMEWORK)
    assert [item.code for item in counted.filed] == ["D2"]
    assert counted.mapped == ()


def test_where_completion_decides_what_the_learner_picked_is_proposed_with_the_reason() -> None:
    activity = replace(WHOLE, mapped=("O1", "O2"))
    ties = ties_of(activity, a_mark(passed=True), {"O2": "I asked first."})
    assert {tie.state for tie in ties} == {MappingState.PROPOSED}
    assert [(tie.code, tie.reason) for tie in ties] == [
        ("D1", None),
        ("O2", "I asked first."),
        ("T1", None),
    ]


def test_where_nothing_was_picked_the_work_is_filed_and_tagged_and_mapped_to_nothing() -> None:
    assert {tie.use for tie in ties_of(WHOLE, a_mark(passed=True))} == {Use.FILED, Use.TAGGED}


def test_only_outcomes_of_the_activity_are_mapped_whatever_was_picked() -> None:
    ties = ties_of(WHOLE, a_mark(passed=True), {"O9": "It is mine.", "D2": "So is this."})
    assert [tie.code for tie in ties] == ["D1", "T1"]


def test_a_knowledge_check_asks_for_no_pick_and_takes_none() -> None:
    assert pickable(ACTIVITY) == ()
    assert pickable(WHOLE) == ("O1",)


def test_an_outcome_is_chosen_with_a_reason_that_is_not_a_blank() -> None:
    chosen = {"O1": "I asked first.", "O2": " ", "O3": ""}
    assert [*reasons_missing(chosen)] == ["reason-O2", "reason-O3"]


def test_a_reason_is_a_sentence_and_no_essay() -> None:
    problems = outcome_problems({"O1": "w" * 300, "O2": "w" * 301}, {"O1": "a", "O2": "a"})
    assert problems == {"reason-O2": "Use 300 characters or fewer; this has 301"}


def test_no_more_than_three_outcomes_of_one_framework_are_chosen() -> None:
    reasons = dict.fromkeys(("O1", "O2", "O3", "O4"), "It does.")
    assert outcome_problems(reasons, dict.fromkeys(reasons, "a"))["mapped"].startswith("Choose 3")
    assert not outcome_problems(reasons, {"O1": "a", "O2": "a", "O3": "a", "O4": "b"})
