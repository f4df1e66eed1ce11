import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.texts import plain, plain_line, too_long


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("One\r\ntwo\rthree\nfour", "One\ntwo\nthree\nfour"),
        ("\tSet in.\n\n  And in. ", "\tSet in.\n\n  And in. "),
        ("a\x00b\x07c\x1bd\x7fe\x85f", "abcdef"),
        ("half\ud83d a pair", "half a pair"),
        ("é ẞ æ‽ 👩🏽‍⚕️ العربية", "é ẞ æ‽ 👩🏽‍⚕️ العربية"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("An \u202eaudit\u202c of \u202awards\u202b and \u202dbeds", "An audit of wards and beds"),
        ("\u2067A name\u2069 in English\u200e", "\u2067A name\u2069 in English\u200e"),
        ("", ""),
    ],
)
def test_a_text_is_kept_as_it_was_typed_but_for_what_no_keyboard_writes(
    typed: str, kept: str
) -> None:
    assert plain(typed) == kept


def test_a_line_among_others_has_no_breaks_and_sets_nothing_apart() -> None:
    assert plain_line(" An\r\n audit\u2067 of\t\u202ewards ") == "An audit of wards"


@given(typed=st.text(st.characters()))
def test_every_text_can_be_kept_by_any_database_and_is_kept_once(typed: str) -> None:
    kept = plain(typed)
    assert "\x00" not in kept
    kept.encode()
    assert plain(kept) == kept


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    assert too_long("w" * 20_001, 20_000) == "Use 20,000 characters or fewer; this has 20,001"
