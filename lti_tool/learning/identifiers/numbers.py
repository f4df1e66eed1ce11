"""Numbers that tell who a patient is: the NHS's own, those of hospitals, and of phones."""

import re
from collections.abc import Iterator
from typing import Final

from lti_tool.learning.identifiers.kinds import Found, IdentifierKind

_MARK: Final = r"(?: ?[./-] ?|[ \n])"
"""What may stand between two groups of one number."""
_NHS_GROUPED: Final = re.compile(
    r"(?<![\w/=+])(?<!\d[.-])"
    rf"(?:\d{{10}}|\d{{3}}{_MARK}\d{{3}}{_MARK}\d{{4}}|\d{{3}}{_MARK}\d{{4}}{_MARK}\d{{3}}"
    rf"|\d{{4}}{_MARK}\d{{3}}{_MARK}\d{{3}}|\d{{5}}{_MARK}\d{{5}}|\d{{4}}{_MARK}\d{{6}}"
    rf"|\d{{6}}{_MARK}\d{{4}}|\d{{3}}{_MARK}\d{{7}}|\d{{7}}{_MARK}\d{{3}})"
    r"(?![\w/])(?![.:-]\d)"
)
_NHS_LABELLED: Final = re.compile(
    r"\bNHS(?:\s?(?:number|num|no|id)\b)?[\s:.#(=-]{0,4}(?:(?:is|was)\s)?"
    rf"(?P<number>\d(?:{_MARK}?\d){{9}})(?!{_MARK}?\d)(?!\w)(?!:\d)",
    re.IGNORECASE,
)
_HOSPITAL: Final = re.compile(
    r"(?:\b(?:hospital|hosp\.?|unit|case(?:\s?notes?)?|medical\s+records?|district|pas|patient"
    r"|chart|h&c)\s{0,2}(?:numbers?|num|nos?|id|ref|#)(?!\w)|\bmrn\b|\bchi\b(?:\s(?:number|no)\b)?)"
    r"[\s:.#(=-]{0,4}(?:(?:is|was)\s{1,2})?"
    r"(?P<number>\d{6}[ -]\d{4}|\d{2}(?: \d{2}){2,4}|\d{3}(?: \d{3}){1,2}"
    r"|[A-Z]{0,3}[-/]?\d{2,10}(?:[/-]\d{2,8})?[A-Z]?)"
    r"(?![\w/])(?![.-]\d)",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?<![\w+/-])(?<!\d\.)"
    r"(?P<start>(?:\+|00)44[ .-]?(?:\(0\) ?)?|\(?0)(?=[127])"
    r"(?P<rest>\d(?:[ \n./()-]{0,3}\d){9})(?!\w)(?![.:/-]\d)"
)
_DIGITS: Final = 10
_FEWEST_DIGITS: Final = 4
_AREA_DIGITS: Final = 3
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_OF_SOMETHING_ELSE: Final = re.compile(
    r"\b(?:isbn|issn|pmid|ean|gtin|barcode|batch|lot|serial|order|booking|invoice|receipt|payment"
    r"|ticket|certificate|licence|account|policy|purchase|sort|tracking|registration|candidate"
    r"|gmc|nmc|hcpc|gphc|company|charity|grant|trial|protocol|asset|device|model|part)"
    r"\W{0,3}(?:(?:10|reference|ref|number|num|no|code|id|is|was)\b\W{0,3}){0,3}$",
    re.IGNORECASE,
)
"""Words before a number that is called something else: of a book, a batch, an order."""
_LONGEST_LABEL: Final = 40
_FIRST_DIGITS: Final = frozenset("34679")
"""Of numbers of England, Wales, Man and Northern Ireland, and with 9 of those for examples.

Those of Scotland begin with a day and a month.
"""
_DAY_AND_MONTH: Final = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])")


def nhs_numbers(text: str) -> Iterator[Found]:
    """Find ten digits that are an NHS number by their check digit, or are called one.

    The check digit lets one number of eleven through that is none, so those that begin as no
    number that was given out does are not found, nor those called by another name.
    """
    for match in _NHS_LABELLED.finditer(text):
        yield _found(IdentifierKind.NHS_NUMBER, match, "number")
    for match in _NHS_GROUPED.finditer(text):
        before = text[max(0, match.start() - _LONGEST_LABEL) : match.start()]
        if _is_nhs_number(_digits(match[0])) and not _OF_SOMETHING_ELSE.search(before):
            yield _found(IdentifierKind.NHS_NUMBER, match)


def hospital_numbers(text: str) -> Iterator[Found]:
    """Find what stands after words such as "hospital number" and has the shape of one."""
    for match in _HOSPITAL.finditer(text):
        number = match["number"]
        if len(_digits(number)) >= _FEWEST_DIGITS and not _YEAR.fullmatch(number):
            yield _found(IdentifierKind.HOSPITAL_NUMBER, match, "number")


def phones(text: str) -> Iterator[Found]:
    """Find numbers of phones in homes and pockets: no extensions, no lines of services."""
    for match in _PHONE.finditer(text):
        groups = re.findall(r"\d+", match["rest"])
        is_grouped = all(len(one) > 1 for one in groups)
        # After one 0 stands at least the rest of an area's code: else it is a date or a list.
        is_area = match["start"] not in {"0", "(0"} or len(groups[0]) + 1 >= _AREA_DIGITS
        if is_grouped and is_area:
            yield _found(IdentifierKind.PHONE, match)


def _is_nhs_number(digits: str) -> bool:
    """Whether the last digit is what the others ask for, by modulus 11."""
    weighed = sum(
        int(digit) * (_DIGITS - place) for place, digit in enumerate(digits[: _DIGITS - 1])
    )
    is_right = (weighed + int(digits[-1])) % 11 == 0
    is_possible = digits[0] in _FIRST_DIGITS or _DAY_AND_MONTH.match(digits) is not None
    return is_right and is_possible and len(set(digits)) > 1


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


def _found(kind: IdentifierKind, match: re.Match[str], group: str | int = 0) -> Found:
    return Found(kind=kind, start=match.start(group), end=match.end(group), text=match[group])
