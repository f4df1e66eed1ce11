"""What a link opens: the activity it names while that can be used, else one that stands in."""

import pytest

from lti_tool.learning.choices import PlacedPage
from lti_tool.learning.links import CodeState, Linked, code_state, linked_of, page_named
from tests.learning.listed import a_listing

USABLE, RETIRED, UNKNOWN = CodeState.USABLE, CodeState.RETIRED, CodeState.UNKNOWN


def opens(named: CodeState, relinked: CodeState, stand_in: str | None = "b") -> Linked:
    """A link that names activity a, and for which another may have been chosen."""
    return Linked(named="a", named_state=named, relinked=stand_in, relinked_state=relinked)


def test_what_is_named_counts_while_it_can_be_used() -> None:
    assert opens(USABLE, USABLE).code == "a"
    assert not opens(USABLE, USABLE).is_relinked


@pytest.mark.parametrize("named", [RETIRED, UNKNOWN])
def test_what_was_chosen_counts_while_the_named_one_cannot_be_used(named: CodeState) -> None:
    assert opens(named, USABLE).code == "b"
    assert opens(named, USABLE).is_relinked
    for relinked in (RETIRED, UNKNOWN):
        assert opens(named, relinked).code is None
        assert not opens(named, relinked).is_relinked
    assert opens(named, UNKNOWN, stand_in=None).code is None


def test_whoever_left_a_retired_activity_open_goes_on_with_it() -> None:
    link = opens(RETIRED, USABLE)
    assert link.code_for(begun={"a"}, open={"a"}) == "a"
    assert link.code_for(begun={"a"}, open=set()) == "b"
    assert link.code_for(begun=set(), open=set()) == "b"


def test_whoever_left_the_one_that_stood_in_open_goes_on_with_that() -> None:
    assert opens(UNKNOWN, RETIRED).code_for(begun={"b"}, open={"b"}) == "b"


def test_without_one_that_stands_in_the_results_of_a_retired_one_stay() -> None:
    link = opens(RETIRED, UNKNOWN, stand_in=None)
    assert link.code_for(begun={"a"}, open=set()) == "a"
    assert link.code_for(begun=set(), open=set()) is None


def test_only_retired_ones_can_have_been_left() -> None:
    assert opens(RETIRED, RETIRED).retired == ("a", "b")
    assert opens(UNKNOWN, USABLE).retired == ()


def test_what_the_library_says_of_a_code() -> None:
    assert code_state(is_retired=None) is CodeState.UNKNOWN
    assert code_state(is_retired=True) is CodeState.RETIRED
    assert code_state(is_retired=False) is CodeState.USABLE


def test_a_link_is_put_together_from_listings() -> None:
    known = {"a": a_listing("a", is_retired=True), "b": a_listing("b")}
    assert linked_of(known, named="a", relinked="b").code == "b"
    assert linked_of(known, named="b", relinked=None).code == "b"
    assert linked_of(known, named=None, relinked="b").code == "b"
    assert linked_of({}, named="a", relinked="b").code is None


@pytest.mark.parametrize("text", [None, "", "PORTFOLIO", "portfolio ", "admin"])
def test_a_page_that_is_not_ours_is_none(text: str | None) -> None:
    assert page_named(text) is None


def test_a_page_of_ours_is_known_by_its_name() -> None:
    assert page_named("portfolio") is PlacedPage.PORTFOLIO
    assert page_named("course_overview") is PlacedPage.COURSE_OVERVIEW
