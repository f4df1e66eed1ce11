"""What evidence without an activity asks, and what it needs before others can read it."""

from dataclasses import replace
from datetime import date

import pytest

from lti_tool.learning.days import TypedDay
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.own_evidence import (
    OWN_SORTS,
    Draft,
    OutcomeDomain,
    doubts,
    field_names,
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


def test_an_outcome_of_a_domain_needs_its_domain_too() -> None:
    home = OutcomeDomain(domain="enhance:D2", name="Teams", outcome="Handover")
    draft = replace(WHOLE, mapped={"enhance:D2.1": "We wrote it down"})

    def left(draft: Draft) -> dict[str, str]:
        return unready(draft, has_files=False, today=TODAY, domains={"enhance:D2.1": home})

    assert left(draft) == {"filed": "File it under “Teams” too, or take off the outcome “Handover”"}
    assert left(replace(draft, filed=())) == {
        "filed": "File it under “Teams”, or take off the outcome “Handover”"
    }
    assert left(replace(draft, filed=("enhance:D1", "enhance:D2"))) == {}
    assert left(WHOLE) == {}, "an outcome of the whole framework belongs to no domain"


@pytest.mark.parametrize(
    ("typed", "doubted"),
    [
        (("31", "2", "2026"), {"date"}),
        (("3", "3", "2026"), {"date"}),
        (("3", "", "2026"), set()),
        (("", "", ""), set()),
        (("1", "3", "2026"), set()),
    ],
)
def test_a_whole_date_that_can_be_no_day_is_doubted_and_half_a_date_is_not(
    typed: tuple[str, str, str], doubted: set[str]
) -> None:
    day = TypedDay(day=typed[0], month=typed[1], year=typed[2])

    assert {*doubts(replace(WHOLE, day=day), TODAY)} == doubted


def test_each_field_has_a_name_where_it_is_spoken_of_elsewhere() -> None:
    names = field_names(WHOLE, {"enhance:PO1": "Person-centred"})

    assert names["title"] == "Title"
    assert names["reason-enhance:PO1"] == "Why it shows “Person-centred”"
    assert {*unready(Draft(sort=WHOLE.sort), has_files=False, today=TODAY)} <= {*names}


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
