"""Dates on which somebody was born; other dates tell of what happened."""

import re
from collections.abc import Iterator
from typing import Final

from lti_tool.learning.identifiers.kinds import Found, IdentifierKind

_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:(?:18|19|20)\d\d|\'?\d\d)"
_MARK: Final = r"\s?[/.-]\s?"
_TWO_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_TWO_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_MONTH_NAME: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NTH: Final = rf"{_DAY}(?:st|nd|rd|th)?"
_NUMBERS: Final = (
    rf"{_DAY}{_MARK}{_MONTH}{_MARK}{_YEAR}|{_DAY}\s{_MONTH}\s(?:19|20)\d\d"
    rf"|(?:18|19|20)\d\d{_MARK}{_MONTH}{_MARK}{_DAY}|{_TWO_DAY}{_TWO_MONTH}(?:18|19|20)\d\d"
)
_NAMED_DAY: Final = rf"{_NTH}[\s-](?:of\s)?{_MONTH_NAME}|{_MONTH_NAME}\s{_NTH}"
_NAMED: Final = rf"(?:{_NAMED_DAY}),?[\s-]{_YEAR}"
_END: Final = r"(?![\w/])(?![.-]\d)"
_FULL: Final = rf"(?P<date>(?:{_NUMBERS}|{_NAMED}){_END})"
_ANY: Final = rf"(?P<date>(?:{_NUMBERS}|{_NAMED}|{_NAMED_DAY}){_END})"

# After a label also without any mark between day, month and year, in either order.
_LABELLED: Final = (
    rf"(?P<date>(?:{_NUMBERS}|{_NAMED}|{_NAMED_DAY}|{_TWO_DAY}{_TWO_MONTH}\d\d"
    rf"|(?:18|19|20)\d\d{_TWO_MONTH}{_TWO_DAY}){_END})"
)

_LABEL: Final = (
    r"(?:\bd\.?\s?o\.?\s?b(?![^\W\d])\.?|\bdate\sof\sbirth\b|\bbirth[\s-]?date\b|\bbirthday\b)"
)
_LINKS: Final = r"(?:(?:is|was|of|on|the|given|recorded|as)\s{1,2}){0,4}"
_BETWEEN: Final = (
    r"(?:(?!(?:and|who|was|were|had|has|but|then|since|until|before|after|admitted|seen|came"
    r"|referred|presented|reviewed)\b)[^\s.;!?()]{1,20}\s{1,2}){0,6}?"
)
_AGE: Final = (
    r"(?:\baged?\s\d{1,3}|\b\d{1,3}[\s-]?(?:year|yr|month|week|day)s?[\s-]old(?:\s\w{1,12}){0,2}?"
    r"|\b\d{1,3}\s?(?:yo|y/o|yrs?|years))"
)
_CUES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LABEL}[\s:;,.(=-]{{0,4}}{_LINKS}\(?{_LABELLED}",
        rf"\bborn\b[\s:,(]{{1,3}}{_BETWEEN}{_ANY}",
        rf"{_AGE},?\s?\(\s?(?:born\s|b\.?\s?)?{_FULL}",
        rf"\bb\.\s?{_FULL}",
        rf"(?<![\w/.-]){_FULL}\s?[,(]\s?(?:now\s)?{_AGE}",
    )
)


def births(text: str) -> Iterator[Found]:
    """Find dates that stand after words of birth, or in brackets beside an age."""
    for cue in _CUES:
        for match in cue.finditer(text):
            yield Found(
                kind=IdentifierKind.DATE_OF_BIRTH,
                start=match.start("date"),
                end=match.end("date"),
                text=match["date"],
            )
