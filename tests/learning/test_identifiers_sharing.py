"""Before others read something, what was found in it has been looked at."""

import pytest

from lti_tool.learning.identifiers import (
    IdentifiersFoundError,
    SharedText,
    digest_of,
    find_identifiers,
    look_through,
)

PLAIN = SharedText(key="a", place="What happened", part="story", text="The patient was well.")
NAMED = SharedText(key="b", place="What I learnt", part="end", text="Mrs Oakes, NHS 999 819 3036")
FILE = SharedText(key="c", place="Files", text="Mrs_Oakes.pdf", is_file_name=True)


def refused(*texts: SharedText, looked_at: str = "") -> IdentifiersFoundError:
    with pytest.raises(IdentifiersFoundError) as refusal:
        look_through(texts, looked_at)
    return refusal.value


def test_texts_that_tell_of_nobody_go_through_and_nothing_is_kept() -> None:
    assert look_through([PLAIN], "") is None


def test_what_was_found_is_listed_with_its_place() -> None:
    refusal = refused(PLAIN, NAMED, FILE)

    assert [(one.place, one.part, one.found.text) for one in refusal.suspects] == [
        ("What I learnt", "end", "Mrs Oakes"),
        ("What I learnt", "end", "999 819 3036"),
        ("Files", None, "Mrs_Oakes"),
    ]


def test_who_has_looked_at_just_that_goes_on_and_kinds_and_number_are_kept_but_no_words() -> None:
    override = look_through([PLAIN, NAMED, FILE], refused(PLAIN, NAMED, FILE).digest)

    assert override is not None
    assert override.about == {"kinds": ["nhs_number", "name"], "number": 3}


def test_having_looked_at_something_else_is_not_enough() -> None:
    assert refused(NAMED, FILE, looked_at=refused(NAMED).digest).digest != refused(NAMED).digest


def test_an_agreement_to_what_is_gone_does_no_harm() -> None:
    assert look_through([PLAIN], refused(NAMED).digest) is None


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
