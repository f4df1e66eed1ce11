"""What the rules of a family say of comments and names."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.families import FamilyRules, family_at, family_called, rules_of

PLAIN = FamilyRules(
    family="default", name="Any", clock_step=timedelta(seconds=1), whole_seconds=False
)
SAKAI = replace(PLAIN, family="sakai", product_family_codes=("sakai", "Sakai Plus"))
EDX = replace(PLAIN, family="edx", addresses=("/api/Edx/v1/", "//edx.example/"))
FAMILIES = {"default": PLAIN, "sakai": SAKAI, "edx": EDX}


@given(comment=st.text(max_size=60), longest=st.integers(1, 40))
def test_a_comment_is_sent_whole_or_cut_where_that_shows(comment: str, longest: int) -> None:
    sent = replace(PLAIN, longest_comment=longest).as_sent(comment)
    assert sent is not None
    assert len(sent) <= longest
    assert sent == comment or sent.endswith("…")


def test_no_comment_is_sent_where_there_is_none_or_none_is_taken() -> None:
    assert PLAIN.as_sent(None) is None
    assert replace(PLAIN, longest_comment=0).as_sent("Well argued.") is None


@pytest.mark.parametrize("family", ["none of these", "default", None, ""])
def test_whoever_has_no_rules_goes_by_the_careful_ones(family: str | None) -> None:
    assert rules_of(FAMILIES, family) is PLAIN
    assert rules_of(FAMILIES, "sakai") is SAKAI


@pytest.mark.parametrize("code", ["sakai", "SAKAI", " sakai plus "])
def test_capitals_and_blanks_do_not_matter_to_what_a_platform_is_called(code: str) -> None:
    assert family_called(FAMILIES, code) == "sakai"
    assert [family_called(FAMILIES, odd) for odd in (None, "", "default", "saka")] == [None] * 4


@pytest.mark.parametrize(
    "address",
    ["https://a.example/API/edx/v1/token/5", "https://edx.example/", "https://edx.example:443/"],
)
def test_a_platform_is_known_by_a_piece_of_one_of_its_addresses(address: str) -> None:
    assert family_at(FAMILIES, "https://a.example/login", address) == "edx"


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/api/edx/v12",
        "https://a.example/?to=//edx.example/",
        "https://a.example/#//edx.example/",
        "",
    ],
)
def test_what_only_looks_like_such_an_address_says_nothing(address: str) -> None:
    assert family_at(FAMILIES, address) is None
