"""Before others read something, what was found in it has been looked at."""

import pytest

from lti_tool.learning.identifiers import (
    IdentifiersFoundError,
    SharedText,
    digest_of,
    find_identifiers,
    look_through,
)

PLAIN = SharedText(key="a", place="“What happened?”", text="The patient was well.")
NAMED = SharedText(key="b", place="“Now what?”", text="Mrs Oakes, NHS 999 819 3036")
FILE = SharedText(key="c", place="the name of a file", text="Mrs_Oakes.pdf", is_file_name=True)


def digest_shown(*texts: SharedText) -> str:
    with pytest.raises(IdentifiersFoundError) as refusal:
        look_through(texts, "").check()
    return refusal.value.digest


def test_texts_that_tell_of_nobody_go_through_and_nothing_is_kept() -> None:
    look = look_through([PLAIN], "")

    look.check()
    assert look.override is None


def test_what_was_found_is_listed_with_its_place() -> None:
    with pytest.raises(IdentifiersFoundError) as refusal:
        look_through([PLAIN, NAMED, FILE], "").check()

    assert [one.words for one in refusal.value.suspects] == [
        "“Mrs Oakes” in “Now what?” looks like a name",
        "“999 819 3036” in “Now what?” looks like an NHS number",
        "“Mrs_Oakes” in the name of a file looks like a name",
    ]


def test_the_same_words_in_the_same_place_are_listed_once_and_counted_each_time() -> None:
    again = SharedText(key="d", place="“Log”", text="Mr Oakes. Mr Oakes.")

    with pytest.raises(IdentifiersFoundError) as refusal:
        look_through([again], "").check()

    assert len(refusal.value.suspects) == 1
    look = look_through([again], refusal.value.digest)
    assert look.override == {"kinds": ["name"], "number": 2}


def test_who_has_looked_at_just_that_goes_on_and_kinds_and_number_are_kept_but_no_words() -> None:
    look = look_through([PLAIN, NAMED, FILE], digest_shown(PLAIN, NAMED, FILE))

    look.check()
    assert look.override == {"kinds": ["nhs_number", "name"], "number": 3}


def test_having_looked_at_something_else_is_not_enough() -> None:
    look = look_through([NAMED, FILE], digest_shown(NAMED))

    with pytest.raises(IdentifiersFoundError):
        look.check()


def test_an_agreement_to_what_is_gone_does_no_harm() -> None:
    look = look_through([PLAIN], digest_shown(NAMED))

    look.check()
    assert look.override is None


def test_a_digest_is_short_and_the_same_for_the_same_finding() -> None:
    found = find_identifiers("Mrs Oakes")

    assert digest_of({"a": found, "b": ()}) == digest_of({"a": find_identifiers("So Mrs Oakes")})
    assert len(digest_of({"a": found})) == 16


def test_other_words_and_other_fields_have_other_digests() -> None:
    oakes, albright = find_identifiers("Mrs Oakes"), find_identifiers("Mrs Albright")

    digests = {
        digest_of(one)
        for one in ({"a": oakes}, {"b": oakes}, {"a": albright}, {"a": (*oakes, *oakes)})
    }

    assert len(digests) == 4
