"""What changed between two versions is told so that it can be read at a glance."""

import random

import pytest

from lti_tool.learning.differences import Change, Differences, Stretch, differences
from lti_tool.learning.handed_in import HandedFile, HandedIn, HandedLine
from lti_tool.learning.texts import LONGEST_TEXT


def handed(*files: str, **texts: str) -> HandedIn:
    lines = (HandedLine(key=key, heading=key.title(), text=text) for key, text in texts.items())
    kept = (HandedFile(name=one, kept_as=f"kept-{one}") for one in files)
    return HandedIn(lines=tuple(lines), files=tuple(kept))


def compared(old: str, new: str) -> list[tuple[str, str]]:
    """How one text changed: what became of each stretch of it."""
    (line,) = differences(handed(text=old), handed(text=new)).lines
    return [(one.change.value, one.text) for one in line.stretches]


def side(stretches: list[tuple[str, str]], change: Change) -> str:
    """One side of a comparison, put together again."""
    return "".join(text for what, text in stretches if what in (Change.SAME, change))


def test_nothing_changed_where_both_say_the_same() -> None:
    assert differences(handed("a.pdf", a="One"), handed("a.pdf", a="One")).is_empty


def test_a_word_that_was_changed_stands_beside_what_it_was() -> None:
    assert compared("We asked her daughter first.", "We asked her interpreter first.") == [
        ("same", "We asked her "),
        ("removed", "daughter"),
        ("added", "interpreter"),
        ("same", " first."),
    ]


def test_a_full_stop_that_stays_is_no_change() -> None:
    assert compared("We asked her. She said no.", "We asked them. She said no!") == [
        ("same", "We asked "),
        ("removed", "her"),
        ("added", "them"),
        ("same", ". She said "),
        ("removed", "no."),
        ("added", "no!"),
    ]


def test_a_paragraph_that_was_added_is_added_whole() -> None:
    assert compared("What happened.\n", "What happened.\nWhat I will do.\n") == [
        ("same", "What happened.\n"),
        ("added", "What I will do.\n"),
    ]


def test_texts_with_little_in_common_are_told_as_one_taken_out_and_one_put_in() -> None:
    old, new = "I was late to the ward round.", "Reflection takes a calm hour and some honesty."

    assert compared(old, new) == [("removed", old), ("added", new)]


def test_texts_come_in_the_order_of_the_newer_version_and_those_that_went_come_last() -> None:
    found = differences(handed(a="1", b="2", c="3"), handed(c="three", d="4", b="2"))

    assert [(one.heading, one.change) for one in found.lines] == [
        ("C", Change.SAME),
        ("D", Change.ADDED),
        ("A", Change.REMOVED),
    ]
    assert found.lines[2].stretches == (Stretch(change=Change.REMOVED, text="1"),)


def test_files_that_are_gone_or_new_are_told_by_name() -> None:
    found = differences(handed("a.pdf", "b.pdf"), handed("a.pdf", "c.pdf"))

    assert found == Differences(lines=(), files_added=("c.pdf",), files_removed=("b.pdf",))
    assert not found.is_empty


@pytest.mark.parametrize(("after", "is_same"), [("1f", True), ("2e", False)])
def test_another_file_of_the_same_name_is_another_file(after: str, *, is_same: bool) -> None:
    first, second = (
        HandedIn(lines=(), files=(HandedFile(name="cert.png", kept_as=one),))
        for one in ("1f", after)
    )
    names = () if is_same else ("cert.png",)

    found = differences(first, second)

    assert (found.files_added, found.files_removed) == (names, names)


def test_what_is_far_from_any_change_is_left_out() -> None:
    far = "Nothing new in this sentence. " * 100

    stretches = compared(f"Before. {far}The end.", f"Now. {far}The end!")

    assert sum(len(text) for _, text in stretches) < 500
    assert any(" … " in text for _, text in stretches)
    assert ("removed", "Before") in stretches


def test_a_change_in_a_text_of_the_greatest_length_is_found_word_by_word() -> None:
    chance = random.Random(1)  # noqa: S311  # no secret
    words = ["".join(chance.choices("aeioulmnrst", k=5)) for _ in range(LONGEST_TEXT // 6)]
    ends = [word + (". " if n % 15 == 0 else " ") for n, word in enumerate(words)]
    changed = [*ends[:50], "early ", *ends[50:3000], "late ", *ends[3001:]]

    stretches = compared("".join(ends), "".join(changed))

    assert [one for one in stretches if one[0] != "same"] == [
        ("added", " early"),
        ("removed", f"{words[3000]}."),
        ("added", "late"),
    ]


@pytest.mark.parametrize("between", [" ", "\n", ". ", ""])
@pytest.mark.parametrize("letters", ["a", "ab", "abcdefghij"])
def test_a_text_made_to_be_hard_to_compare_is_told_all_the_same(between: str, letters: str) -> None:
    chance = random.Random(2)  # noqa: S311  # no secret
    most = LONGEST_TEXT // (1 + len(between))
    old, new = (between.join(chance.choices(letters, k=most - shorter)) for shorter in (0, 7))

    assert compared(old, new)


def test_both_sides_can_be_put_together_again() -> None:
    old = "First we met.\nThen she spoke, at length, of the pain.\nWe listened.\n"
    new = "First we met.\nThen she spoke of the pain and of home.\nI listened.\nSo did we."

    stretches = compared(old, new)

    assert side(stretches, Change.REMOVED) == old
    assert side(stretches, Change.ADDED) == new


def test_no_more_than_so_much_text_is_compared() -> None:
    texts = {f"t{n}": f"{n} " + "word " * 3_000 for n in range(60)}
    found = differences(handed(**texts), handed(**{key: f"{one}x" for key, one in texts.items()}))

    assert [one.change for one in found.lines[0].stretches] == [Change.SAME, Change.ADDED]
    assert [one.change for one in found.lines[-1].stretches] == [Change.REMOVED, Change.ADDED]
