"""Days as people type them: a day, a month and a year in fields of their own."""

import re
from calendar import month_name
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = ("day", "month", "year")
"""What the fields of a day are called, also where one is kept as it was typed."""

_ZONE = ZoneInfo("Europe/London")
_NUMBER = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, kw_only=True)
class TypedDay:
    """What was typed into the three fields of a date, as it was typed."""

    day: str = ""
    month: str = ""
    year: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(text.strip() for text in (self.day, self.month, self.year))

    @property
    def date(self) -> date | None:
        """The day that was typed, if there is such a day."""
        day, month, year = (text.strip() for text in (self.day, self.month, self.year))
        if not all(_NUMBER.fullmatch(text) for text in (day, month, year)):
            return None
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            return None


def typed_day(day: date) -> TypedDay:
    """A day as somebody would type it."""
    return TypedDay(day=str(day.day), month=str(day.month), year=str(day.year))


def day_said(kept: date, written: Mapping[str, str]) -> date | None:
    """The day as it was typed, if there is such a day; the one that is kept where none is typed."""
    if not any(name in written for name in DAY):
        return kept
    return TypedDay(**{name: written.get(name, "") for name in DAY}).date


def day_of(moment: datetime) -> date:
    """The day that a moment belongs to, where the people are."""
    return moment.astimezone(_ZONE).date()


def said_in_full(day: date) -> str:
    """A day in the NHS's style: 3 May 2026."""
    return f"{day.day} {day:%B %Y}"


def read_in_full(text: str) -> date:
    """The day that was said like that."""
    day, month, year = text.split()
    return date(int(year), [*month_name].index(month), int(day))
