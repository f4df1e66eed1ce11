"""How what somebody typed becomes an entry of a log, or what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from lti_tool.learning.days import TypedDay
from lti_tool.learning.refusals import FieldsError
from lti_tool.learning.responses import LogEntry
from lti_tool.learning.texts import LONGEST_TEXT, plain, too_long

LONGEST_LINE: Final = 200
MOST_ENTRIES: Final = 500
"""How many entries a log holds; no log asks for as many."""
ENTRY_FIELDS: Final = ("day", "month", "year", "setting", "role", "hours", "what")
"""What is typed of an entry, in the order of the form."""
_MOST_HOURS: Final = 24
_HOURS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?|[.,][0-9]{1,2}")
_EARLIEST_YEAR: Final = 1950


@dataclass(frozen=True, kw_only=True)
class EntryFields:
    """What was typed into the form for an entry, as it was typed."""

    key: str = ""
    """Follows from the page and what was typed: sent twice, it is one entry."""
    day: str = ""
    month: str = ""
    year: str = ""
    setting: str = ""
    role: str = ""
    hours: str = ""
    what: str = ""
    replaces: str = ""
    """The key of the entry that this one takes the place of, where one is being changed."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(getattr(self, name).strip() for name in ENTRY_FIELDS)


def entry_from(fields: EntryFields, today: date) -> LogEntry:
    """Make the entry that was typed. Raises :class:`FieldsError`, by the names of the fields."""
    on, hours = _day(fields), _hours(fields.hours)
    texts = {"setting": fields.setting, "role": fields.role, "what": fields.what}
    problems = _text_problems({name: plain(text).strip() for name, text in texts.items()})
    if on is None:
        problems["day"] = "Enter a real date, such as 14 3 2026"
    elif on > today or on.year < _EARLIEST_YEAR:
        problems["day"] = "Enter a date that is today or in the past"
    if hours is None:
        problems["hours"] = "Enter hours in quarters, from 0.25 to 24, such as 1.5"
    if on is None or hours is None or problems:
        raise FieldsError({name: problems[name] for name in ENTRY_FIELDS if name in problems})
    return LogEntry(
        key=fields.key,
        on=on,
        setting=plain(fields.setting).strip(),
        role=plain(fields.role).strip(),
        hours=hours,
        what=plain(fields.what).strip(),
    )


def fields_of(entry: LogEntry) -> EntryFields:
    """Turn an entry into the fields that it is changed in, so that adding them replaces it."""
    return EntryFields(
        day=str(entry.on.day),
        month=str(entry.on.month),
        year=str(entry.on.year),
        setting=entry.setting,
        role=entry.role,
        hours=f"{entry.hours:f}",
        what=entry.what,
        replaces=entry.key,
    )


def _text_problems(texts: Mapping[str, str]) -> dict[str, str]:
    missing = {
        "setting": "Enter where you were",
        "role": "Enter the role you were in",
        "what": "Enter what you did",
    }
    problems = {name: missing[name] for name, text in texts.items() if not text}
    for name, text in texts.items():
        longest = LONGEST_TEXT if name == "what" else LONGEST_LINE
        if len(text) > longest:
            problems[name] = too_long(text, longest)
    return problems


def _day(fields: EntryFields) -> date | None:
    return TypedDay(day=fields.day, month=fields.month, year=fields.year).date


def _hours(text: str) -> Decimal | None:
    if not _HOURS.fullmatch(text.strip()):
        return None
    hours = Decimal(text.strip().replace(",", "."))
    return hours if 0 < hours <= _MOST_HOURS and hours * 4 % 1 == 0 else None
