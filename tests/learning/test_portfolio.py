from dataclasses import replace

import pytest

from lti_tool.learning.evidence import Audience, EvidenceSort, MappingState
from lti_tool.learning.frameworks import Framework, Level, Use
from lti_tool.learning.portfolio import (
    MOST_WORDS,
    Count,
    Paging,
    Sought,
    Standing,
    Tally,
    covered,
    standing,
    tally,
)
from tests.learning.sound import FRAMEWORK, an_item

WHOLE = replace(
    FRAMEWORK,
    levels=(
        *FRAMEWORK.levels,
        Level(key="spanning", name="Aim", plural="Aims", use=Use.MAPPED, spans=True),
    ),
    items=(
        *FRAMEWORK.items,
        an_item("O1.1", "outcome", 11, parent="O1"),
        an_item("O9", "outcome", 12),
        an_item("S1", "spanning", 13, parent="D1"),
    ),
)


def count(
    code: str,
    pieces: int = 1,
    audience: Audience = Audience.SUBMITTED,
    state: MappingState = MappingState.PROPOSED,
    framework: Framework = WHOLE,
) -> Count:
    identifier = framework.item(code).identifier
    return Count(identifier=identifier, audience=audience, state=state, pieces=pieces)


@pytest.mark.parametrize("state", MappingState)
def test_what_nobody_else_sees_stands_nowhere_whatever_was_recognised(state: MappingState) -> None:
    assert standing(Audience.PRIVATE, state) is Standing.ONLY_YOU
    assert standing(Audience.WITHDRAWN, state) is Standing.WITHDRAWN


def test_what_was_submitted_stands_where_its_mapping_does() -> None:
    found = [standing(Audience.SUBMITTED, state) for state in MappingState]
    assert found == [
        Standing.PROPOSED,
        Standing.ACCEPTED,
        Standing.NOT_YET,
        Standing.ACCEPTED,
    ]


def test_a_tally_adds_up_and_counts_nothing_that_was_withdrawn() -> None:
    found = tally(
        [
            count("D1", 1, Audience.PRIVATE, MappingState.RECOGNISED),
            count("D1", 2, Audience.PRIVATE),
            count("D1", 4, state=MappingState.ACCEPTED),
            count("D1", 8, state=MappingState.RECOGNISED),
            count("D1", 16, state=MappingState.NOT_YET),
            count("D1", 32),
            count("D1", 64, Audience.WITHDRAWN, MappingState.ACCEPTED),
        ]
    )
    assert found == Tally(only_you=3, proposed=32, accepted=12, not_yet=16)
    assert found.pieces == 63
    assert tally([]).pieces == 0


def test_each_domain_has_a_row_with_its_own_outcomes_where_any_are_known() -> None:
    found = covered(WHOLE, [count("D1", 2), count("O1", 3), count("T1", 4), count("S1", 5)])
    assert [
        (one.filed.item.code, [outcome.item.code for outcome in one.outcomes])
        for one in found.domains
    ] == [("D1", ["O1", "O1.1"]), ("D2", [])]
    assert found.domains[0].filed.tally.proposed == 2
    assert found.domains[0].outcomes[0].tally.proposed == 3
    assert [(one.item.code, one.tally.pieces) for one in found.themes] == [("T1", 4)]
    assert found.lacks_outcomes


def test_an_outcome_of_no_domain_belongs_to_the_whole_framework() -> None:
    found = covered(WHOLE, [count("S1", 5)])
    assert [(one.item.code, one.tally.pieces) for one in found.spanning] == [("O9", 0), ("S1", 5)]
    assert [one.item.code for one in found.outcomes] == ["O1", "O1.1", "O9", "S1"]


def test_what_belongs_to_another_framework_is_left_out() -> None:
    stranger = Count(
        identifier="elsewhere", audience=Audience.PRIVATE, state=MappingState.PROPOSED, pieces=7
    )
    assert covered(WHOLE, [stranger]) == covered(WHOLE, [])


def test_gaps_are_domains_and_outcomes_that_nothing_shows_and_never_themes() -> None:
    private = count("O1", 1, Audience.PRIVATE)
    withdrawn = count("D2", 1, Audience.WITHDRAWN)
    found = covered(WHOLE, [count("D1"), private, withdrawn])
    assert [one.item.code for one in found.gaps] == ["D2", "O1.1", "O9", "S1"]


@pytest.mark.parametrize("audience", Audience)
def test_what_was_found_not_to_show_an_item_leaves_it_open(audience: Audience) -> None:
    failed = count("D2", 1, audience, MappingState.NOT_YET)
    found = covered(WHOLE, [count("D1"), failed])
    assert "D2" in {one.item.code for one in found.gaps}
    shown = covered(WHOLE, [failed, count("D2", 1, Audience.PRIVATE)])
    assert "D2" not in {one.item.code for one in shown.gaps}


def test_not_yet_is_told_only_where_there_is_any() -> None:
    assert not covered(WHOLE, [count("D1")]).has_not_yet
    assert covered(WHOLE, [count("S1", state=MappingState.NOT_YET)]).has_not_yet


def test_a_framework_whose_domains_all_have_outcomes_or_none_has_lacks_none() -> None:
    none = replace(WHOLE, items=tuple(one for one in WHOLE.items if one.level != "outcome"))
    every = replace(WHOLE, items=(*WHOLE.items, an_item("O2", "outcome", 14, parent="D2")))
    assert not covered(none, []).lacks_outcomes
    assert not covered(every, []).lacks_outcomes


def test_words_are_sought_each_once_and_not_without_end() -> None:
    assert Sought(words=" ward  round ward ").each_word == ("ward", "round")
    assert len(Sought(words=" ".join(map(str, range(50)))).each_word) == MOST_WORDS


def test_everything_is_sought_where_nothing_narrows_it() -> None:
    assert Sought().is_everything
    for narrowed in (
        Sought(words="x"),
        Sought(item="x"),
        Sought(standing=Standing.ACCEPTED),
        Sought(sort=EvidenceSort.PROJECT),
        Sought(is_showcased=True),
    ):
        assert not narrowed.is_everything


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (20, 1), (21, 2), (2000, 100)])
def test_a_list_has_as_many_pages_as_it_needs(total: int, pages: int) -> None:
    paging = Paging(number=3, size=20, total=total)
    assert paging.pages == pages
    assert paging.skip == 40
    assert paging.last.number == pages
