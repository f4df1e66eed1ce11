"""What evidence without an activity asks, and what it needs before others can read it."""

from dataclasses import replace
from datetime import date

import pytest

from lti_tool.learning.days import TypedDay
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.own_evidence import (
    OWN_SORTS,
    Draft,
    other_set,
    prompts_of_sort,
    text_keys,
    told,
    unkeepable,
    unready,
)
from lti_tool.learning.prompts import TRANSFORMATIVE, WHAT_HAPPENED

TODAY = date(2026, 3, 2)
WHOLE = Draft(
    sort=EvidenceSort.PROJECT,
    title="An audit",
    day=TypedDay(day="1", month="3", year="2026"),
    texts={"account": "What we did"},
    filed=("enhance:D1",),
    mapped={"enhance:PO1": "We asked patients first"},
)
FRAMEWORK = {f"enhance:PO{number}": "enhance" for number in range(1, 8)} | {"other:A": "other"}


@pytest.mark.parametrize("sort", OWN_SORTS)
def test_each_sort_asks_something(sort: EvidenceSort) -> None:
    prompts = prompts_of_sort(sort)

    assert prompts
    assert {prompt.key for prompt in prompts} <= {*text_keys(sort)}


def test_a_reflective_account_has_two_sets_of_prompts_that_keep_their_texts_apart() -> None:
    happened = {one.key for one in prompts_of_sort(EvidenceSort.REFLECTIVE_ACCOUNT)}
    transformative = prompts_of_sort(EvidenceSort.REFLECTIVE_ACCOUNT, TRANSFORMATIVE)

    assert not happened & {one.key for one in transformative}
    assert len(text_keys(EvidenceSort.REFLECTIVE_ACCOUNT)) == len(happened) + len(transformative)


def test_an_unknown_set_of_prompts_is_the_usual_one() -> None:
    sort = EvidenceSort.REFLECTIVE_ACCOUNT

    assert prompts_of_sort(sort, "none of ours") == prompts_of_sort(sort, WHAT_HAPPENED)


def test_the_other_set_of_prompts_is_offered_where_there_is_one() -> None:
    draft = Draft(sort=EvidenceSort.REFLECTIVE_ACCOUNT)

    assert other_set(draft) == TRANSFORMATIVE
    assert other_set(replace(draft, prompt_set=TRANSFORMATIVE)) == WHAT_HAPPENED
    assert other_set(WHOLE) is None


def test_only_what_was_written_to_the_chosen_prompts_is_told() -> None:
    texts = {"happened-w1": "A fall", "happened-w2": "  ", "transformative-w1": "A doubt"}
    draft = Draft(sort=EvidenceSort.REFLECTIVE_ACCOUNT, texts=texts)

    assert [one.text for one in told(draft)] == ["A fall"]
    assert [one.text for one in told(replace(draft, prompt_set=TRANSFORMATIVE))] == ["A doubt"]


def test_what_is_whole_can_be_submitted() -> None:
    assert unready(WHOLE, has_files=False, today=TODAY) == {}


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"title": "  "}, "title"),
        ({"day": TypedDay()}, "date"),
        ({"day": TypedDay(day="31", month="2", year="2026")}, "date"),
        ({"day": TypedDay(day="3", month="3", year="2026")}, "date"),
        ({"day": TypedDay(day="1", month="1", year="1949")}, "date"),
        ({"texts": {}}, "account"),
        ({"filed": ()}, "filed"),
        ({"mapped": {"enhance:PO1": " "}}, "reason-enhance:PO1"),
    ],
)
def test_what_is_lacking_is_said_beside_its_field(lacking: dict[str, object], field: str) -> None:
    draft = replace(WHOLE, **lacking)  # type: ignore[arg-type]

    assert list(unready(draft, has_files=False, today=TODAY)) == [field]


def test_a_file_may_stand_for_a_text() -> None:
    assert unready(replace(WHOLE, texts={}), has_files=True, today=TODAY) == {}


def test_it_needs_no_outcome() -> None:
    assert unready(replace(WHOLE, mapped={}), has_files=False, today=TODAY) == {}


def test_a_draft_may_lack_everything() -> None:
    assert unkeepable(Draft(sort=EvidenceSort.PROJECT), FRAMEWORK) == {}


def test_a_draft_keeps_no_text_that_is_too_long() -> None:
    draft = replace(WHOLE, title="x" * 201, texts={"account": "x" * 20_001})

    assert set(unkeepable(draft, FRAMEWORK)) == {"title", "account"}


def test_at_most_three_outcomes_of_each_framework() -> None:
    three = dict.fromkeys(("enhance:PO1", "enhance:PO2", "enhance:PO3"), "why")

    assert not unkeepable(replace(WHOLE, mapped={**three, "other:A": "why"}), FRAMEWORK)
    assert set(unkeepable(replace(WHOLE, mapped={**three, "enhance:PO4": "why"}), FRAMEWORK)) == {
        "mapped"
    }
