"""Numbers that tell who a patient is: the NHS's own, those of hospitals, and of phones."""

import re
from collections.abc import Iterator
from typing import Final

from lti_tool.learning.identifiers.kinds import Found, IdentifierKind

_NHS_GROUPED: Final = re.compile(
    r"(?<![\w/=+])(?<!\d[.-])"
    r"(?:\d{10}|\d{3}([ .-])\d{3}\1\d{4}|\d{3}([ .-])\d{4}\2\d{3}|\d{4}([ .-])\d{3}\3\d{3}"
    r"|\d{5}[ .-]\d{5}|\d{4}[ .-]\d{6}|\d{6}[ .-]\d{4}|\d{3}[ .-]\d{7}|\d{7}[ .-]\d{3})"
    r"(?![\w/])(?![.-]\d)"
)
_NHS_LABELLED: Final = re.compile(
    r"\bNHS(?:\s{0,2}(?:number|num|no|id)\b)?[\s:.#(-]{0,4}(?:(?:is|was)\s{1,2})?"
    r"(?P<number>\d(?:[ .-]?\d){9})(?![ .-]?\d)(?!\w)",
    re.IGNORECASE,
)
_HOSPITAL: Final = re.compile(
    r"(?:\b(?:hospital|hosp\.?|unit|case(?:\s?notes?)?|medical\s+records?|district|pas|patient"
    r"|chart|h&c)\s{0,2}(?:numbers?|num|nos?|id|ref|#)(?!\w)|\bmrn\b|\bchi\b(?:\s(?:number|no)\b)?)"
    r"[\s:.#(=-]{0,4}(?:(?:is|was)\s{1,2})?"
    r"(?P<number>\d{6}[ -]\d{4}|[A-Z]{0,3}[-/]?\d{2,10}(?:[/-]\d{2,8})?[A-Z]?)"
    r"(?![\w/])(?![.-]\d)",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?<![\w+/-])(?<!\d\.)"
    r"(?P<start>(?:\+|00)44[ .-]?(?:\(0\) ?)?|\(?0)(?=[127])"
    r"(?P<rest>\d(?:[ .()-]{0,2}\d){9})(?!\w)(?![.-]\d)"
)
_DIGITS: Final = 10
_FEWEST_DIGITS: Final = 4
_AREA_DIGITS: Final = 3
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_OF_A_BOOK: Final = re.compile(r"isbn\W{0,3}(?:10\W{0,3})?$", re.IGNORECASE)
_LONGEST_LABEL: Final = 16
_DAY_AND_MONTH: Final = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])")


def nhs_numbers(text: str) -> Iterator[Found]:
    """Find ten digits that are an NHS number by their check digit, or are called one.

    The check digit lets one number of eleven through that is none; books have the same one.
    """
    for match in _NHS_LABELLED.finditer(text):
        yield _found(IdentifierKind.NHS_NUMBER, match, "number")
    for match in _NHS_GROUPED.finditer(text):
        before = text[max(0, match.start() - _LONGEST_LABEL) : match.start()]
        if _is_nhs_number(_digits(match[0])) and not _OF_A_BOOK.search(before):
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
    is_possible = not digits.startswith("0") or _DAY_AND_MONTH.match(digits) is not None
    return is_right and is_possible and len(set(digits)) > 1


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


def _found(kind: IdentifierKind, match: re.Match[str], group: str | int = 0) -> Found:
    return Found(kind=kind, start=match.start(group), end=match.end(group), text=match[group])
