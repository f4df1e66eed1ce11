"""What holds for every line, number and address that somebody writes."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from lti_tool.learning.frameworks import Problem

LONGEST_LINE: Final = 300
"""Titles, summaries and options are lines, not paragraphs; Moodle refuses titles over 255."""
LONGEST_TITLE: Final = 200
MOST_POINTS: Final = 100
"""Moodle's deep linking takes whole maxima from 1 to 100."""
_LONGEST_ADDRESS: Final = 2_000


def line_problems(
    where: str, what: str, text: str, longest: int = LONGEST_LINE
) -> Iterator[Problem]:
    """Say what keeps a text from being one line."""
    if not text.strip():
        yield Problem(where, f"{what} is not empty")
    if text.strip(" \t") != text or "\n" in text or "\r" in text:
        yield Problem(where, f"{what} is one line without blanks around it")
    if len(text) > longest:
        yield Problem(where, f"{what} has at most {longest} characters, this one {len(text)}")


def range_problems(where: str, number: int, least: int, most: int) -> Iterator[Problem]:
    """Say when the number of a field is out of its range."""
    if not least <= number <= most:
        yield Problem(where, f"{where} is a whole number from {least} to {most}, not {number}")


def repeated(texts: Sequence[str]) -> Iterator[int]:
    """Find the positions, counted from one, of texts that were there before."""
    for position, text in enumerate(texts, start=1):
        if text in texts[: position - 1]:
            yield position


def address_problems(where: str, address: str) -> Iterator[Problem]:
    """Say what keeps an address from being one that a learner can be sent to."""
    try:
        parts = urlsplit(address)
        good = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good or len(address) > _LONGEST_ADDRESS or len(address.split()) != 1:
        said = address[:80]
        yield Problem(where, f'a link is an absolute https address, which "{said}" is not')
