from dataclasses import replace

import pytest

from lti_tool.learning.frameworks import Use, problems
from tests.learning.sound import FRAMEWORK, an_item


def test_items_are_found_by_code() -> None:
    assert FRAMEWORK.item("D2").statement == "Statement D2"
    assert FRAMEWORK.find("D9") is None
    with pytest.raises(KeyError):
        FRAMEWORK.item("D9")


def test_items_are_listed_by_level_and_use_in_order() -> None:
    assert [item.code for item in FRAMEWORK.items_of("domain")] == ["D1", "D2"]
    assert [item.code for item in FRAMEWORK.items_used(Use.MAPPED)] == ["O1"]


def test_levels_are_found_by_key_and_by_use() -> None:
    assert FRAMEWORK.level("theme").use is Use.TAGGED
    assert [level.key for level in FRAMEWORK.levels_used(Use.FILED)] == ["domain"]
    with pytest.raises(KeyError):
        FRAMEWORK.level("realm")


def test_a_sound_framework_has_no_problems() -> None:
    assert problems(FRAMEWORK) == ()


def test_codes_identifiers_and_levels_are_there_once() -> None:
    twice = replace(
        FRAMEWORK,
        items=(*FRAMEWORK.items, an_item("D1", "domain", 9), an_item("D8", "domain", 1)),
        levels=(*FRAMEWORK.levels, FRAMEWORK.levels[0]),
    )
    assert [problem.where for problem in problems(twice)] == [
        "domain",
        "D1",
        "00000000-0000-4000-8000-000000000001",
    ]


def test_an_item_is_of_a_level_that_is_there() -> None:
    odd = replace(FRAMEWORK, items=(*FRAMEWORK.items, an_item("X1", "realm", 9)))
    (problem,) = problems(odd)
    assert problem.where == "X1"
    assert "realm" in problem.sentence


def test_an_item_belongs_to_one_that_is_there_and_not_to_itself() -> None:
    orphan = replace(FRAMEWORK, items=(*FRAMEWORK.items, an_item("O2", "outcome", 9, "D9")))
    assert [problem.where for problem in problems(orphan)] == ["O2"]
    circle = replace(
        FRAMEWORK,
        items=(
            *FRAMEWORK.items,
            an_item("A", "outcome", 7, "B"),
            an_item("B", "outcome", 8, "A"),
            an_item("C", "outcome", 9, "A"),
        ),
    )
    assert [problem.where for problem in problems(circle)] == ["A", "B"]


def test_there_is_something_to_file_evidence_under() -> None:
    bare = replace(FRAMEWORK, items=FRAMEWORK.items_of("theme"))
    (problem,) = problems(bare)
    assert "filed under" in problem.sentence
