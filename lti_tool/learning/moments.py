"""How people write a day and a time of day, and how they are read."""

import re
from datetime import date, time
from typing import Final

_YEARS: Final = range(2000, 2101)
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
        return date(_year(year), _month(month), int(day))
    except ValueError:
        return None


def _year(typed: str) -> int:
    if int(typed) not in _YEARS:
        raise ValueError(typed)
    return int(typed)


def _month(typed: str) -> int:
    return int(typed) if typed.isdigit() else _MONTHS.index(typed.casefold()[:3]) + 1


def read_time(typed: str) -> time | None:
    """Read a time of day, such as ``09:30``."""
    found = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})(?::[0-9.]+)?", typed)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004  # a clock
        return None
    return time(int(found[1]), int(found[2]))
