from datetime import UTC, date, datetime

import pytest

from lti_tool.learning.days import TypedDay, day_of, read_in_full, said_in_full, typed_day


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("1", "3", "2026"), (" 01", "03 ", "2026")],
)
def test_a_day_is_read_as_people_type_it(day: str, month: str, year: str) -> None:
    assert TypedDay(day=day, month=month, year=year).date == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("", "", ""), ("30", "2", "2026"), ("1", "March", "2026"), ("1", "3", "0"), ("-1", "3", "1")],
)
def test_what_is_no_day_is_none(day: str, month: str, year: str) -> None:
    assert TypedDay(day=day, month=month, year=year).date is None


def test_nothing_typed_is_blank() -> None:
    assert TypedDay(day=" ").is_blank
    assert not TypedDay(year="2026").is_blank


def test_a_day_is_written_as_people_type_it() -> None:
    assert typed_day(date(2026, 3, 1)) == TypedDay(day="1", month="3", year="2026")


def test_a_day_begins_where_the_people_are() -> None:
    assert day_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)


@pytest.mark.parametrize("day", [date(2026, 5, 3), date(2024, 2, 29), date(1999, 12, 31)])
def test_a_day_that_was_said_in_full_is_read_again(day: date) -> None:
    assert read_in_full(said_in_full(day)) == day


def test_a_day_is_said_in_full_as_the_nhs_writes_it() -> None:
    assert said_in_full(date(2026, 5, 3)) == "3 May 2026"
