from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.learning.log_entries import EntryFields, entry_from
from lti_tool.learning.refusals import FieldsError

TODAY = date(2026, 3, 14)
TYPED = EntryFields(
    key="abc",
    day="14",
    month="3",
    year="2026",
    setting="A kitchen",
    role="Visitor",
    hours="1.5",
    what="Peeled.\nListened.",
)


def problems(**typed: str) -> dict[str, str]:
    with pytest.raises(FieldsError) as error:
        entry_from(replace(TYPED, **typed), TODAY)
    return dict(error.value.problems)


def test_what_was_typed_becomes_an_entry() -> None:
    entry = entry_from(TYPED, TODAY)
    assert (entry.key, entry.on, entry.hours) == ("abc", TODAY, Decimal("1.5"))
    assert (entry.setting, entry.role) == ("A kitchen", "Visitor")
    assert entry.what == "Peeled.\nListened."


def test_blanks_around_a_text_and_what_no_keyboard_writes_are_not_kept() -> None:
    typed = replace(TYPED, setting=" A\x00 kitchen\t", role="\nVisitor ", what="\r\nPeeled.\r\n")
    entry = entry_from(typed, TODAY)
    assert (entry.setting, entry.role, entry.what) == ("A kitchen", "Visitor", "Peeled.")


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("31", "2", "2026"), ("", "3", "2026"), ("14", "March", "2026"), ("0", "3", "2026")],
)
def test_a_day_that_does_not_exist_is_no_day(day: str, month: str, year: str) -> None:
    assert problems(day=day, month=month, year=year) == {
        "day": "Enter a real date, such as 14 3 2026"
    }


@pytest.mark.parametrize(
    ("day", "month", "year"), [("15", "3", "2026"), ("1", "1", "2027"), ("31", "12", "1949")]
)
def test_a_day_lies_in_the_past_and_not_before_anybody_worked(
    day: str, month: str, year: str
) -> None:
    assert problems(day=day, month=month, year=year) == {
        "day": "Enter a date that is today or in the past"
    }


def test_a_day_may_be_typed_with_noughts_and_blanks() -> None:
    assert entry_from(replace(TYPED, day=" 02", month="03 "), TODAY).on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("1", "1"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("1.50", "1.5"),
        (".25", "0.25"),
        (" 24 ", "24"),
        ("007", "7"),
    ],
)
def test_hours_are_typed_in_quarters(typed: str, hours: str) -> None:
    assert entry_from(replace(TYPED, hours=typed), TODAY).hours == Decimal(hours)


@pytest.mark.parametrize(
    "typed", ["", "0", "0.0", "24.25", "1.3", "-1", "1e1", "½", "1.500", "1 h", "٣", "nan"]
)
def test_what_is_no_number_of_quarters_of_a_day_is_no_hours(typed: str) -> None:
    assert problems(hours=typed) == {
        "hours": "Enter hours in quarters, from 0.25 to 24, such as 1.5"
    }


@given(typed=st.text(max_size=8))
def test_hours_are_refused_or_are_quarters_whatever_is_typed(typed: str) -> None:
    with suppress(FieldsError):
        hours = entry_from(replace(TYPED, hours=typed), TODAY).hours
        assert 0 < hours <= 24
        assert hours * 4 % 1 == 0


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("setting", "Enter where you were"),
        ("role", "Enter the role you were in"),
        ("what", "Enter what you did"),
    ],
)
@pytest.mark.parametrize("nothing", ["", " \n", "\x00"])
def test_each_text_is_asked_for(field: str, sentence: str, nothing: str) -> None:
    assert problems(**{field: nothing}) == {field: sentence}


def test_what_was_done_may_be_long_and_the_rest_are_lines() -> None:
    longest = {"setting": "s" * 200, "role": "r" * 200, "what": "w" * 20_000}
    assert entry_from(replace(TYPED, **longest), TODAY).what == "w" * 20_000
    assert problems(**{name: f"{text}x" for name, text in longest.items()}) == {
        "setting": "Use 200 characters or fewer; this has 201",
        "role": "Use 200 characters or fewer; this has 201",
        "what": "Use 20,000 characters or fewer; this has 20,001",
    }


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(FieldsError) as error:
        entry_from(EntryFields(), TODAY)
    assert {*error.value.problems} == {"day", "setting", "role", "hours", "what"}


def test_an_entry_in_which_nothing_was_typed_is_blank_whatever_its_key() -> None:
    assert EntryFields(key="abc", day=" ", what="\n").is_blank
    assert not EntryFields(hours="1").is_blank
