"""How people write a day and a time of day, and how they are read."""

import re
from datetime import date, time
from typing import Final

YEARS: Final = range(2000, 2101)
"""The years in which something can open or be due."""

_NOON: Final = 12
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]


def read_day(typed: str) -> date | None:
    """Read a day as people in the UK write it, with or without words, or as ``2027-05-03``."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", typed)
    british = re.fullmatch(r"([0-9]{1,2})[ ./-]+([0-9]{1,2}|[A-Za-z]+)[ ./-]+([0-9]{4})", typed)
    if found is not None:
        year, month, day = found.groups()
    elif british is not None:
        day, month, year = british.groups()
    else:
        return None
    try:
        return date(int(year), _month(month), int(day))
    except ValueError:
        return None


def _month(typed: str) -> int:
    return int(typed) if typed.isdigit() else _MONTHS.index(typed.casefold()[:3]) + 1


def read_time(typed: str) -> time | None:
    """Read a time of day, such as ``09:30``, ``0930``, ``9.30`` or ``9am``."""
    whole = re.fullmatch(r"([0-9]{1,2})[:.]?([0-9]{2})(?::[0-9.]+)?", typed)
    if whole is not None:
        return _time(int(whole[1]), int(whole[2]))
    half = re.fullmatch(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?([ap])\.?m\.?", typed.casefold())
    if half is None or not 1 <= int(half[1]) <= _NOON:
        return None
    return _time(int(half[1]) % _NOON + (_NOON if half[3] == "p" else 0), int(half[2] or 0))


def _time(hour: int, minute: int) -> time | None:
    try:
        return time(hour, minute)
    except ValueError:
        return None
