"""LTI Core 1.3, appendix B: where a link and its course were copied from."""

import pytest

from lti_tool.lti.histories import CONTEXT_HISTORY, LINK_HISTORY, MOST_COPIES, history_of


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("12", ("12",)),
        ("12,7", ("12", "7")),
        (" 12 , 7 ,", ("12", "7")),
        ("a%2Cb,c%20d", ("a,b", "c d")),
        ("12,7,12", ("12", "7")),
        ("", ()),
        (",,", ()),
        ("$Context.id.history", ()),
        ("$ResourceLink.id.history", ()),
        ("%00,7", ("7",)),
        ("%ff", ("\ufffd",)),
        ("x" * 256 + ",7", ("7",)),
    ],
)
def test_ids_are_read_as_the_standard_writes_them_the_newest_first(
    said: str, ids: tuple[str, ...]
) -> None:
    assert history_of({CONTEXT_HISTORY: said}, CONTEXT_HISTORY) == ids


def test_a_history_that_is_not_sent_is_empty() -> None:
    assert history_of({LINK_HISTORY: "1"}, CONTEXT_HISTORY) == ()


def test_not_more_copies_of_copies_are_followed_than_anybody_makes() -> None:
    said = ",".join(str(number) for number in range(10_000))
    assert history_of({LINK_HISTORY: said}, LINK_HISTORY) == tuple(map(str, range(MOST_COPIES)))
