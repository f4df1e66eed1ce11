"""The lines that close a part or a prompt and say, in one fixed form each, what is asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lti_tool.exchange.activities.source import Source
from lti_tool.learning.parts import Upload

GO_TO: Final = re.compile(r"go to:", re.IGNORECASE)
PROMPTS: Final = re.compile(r"prompts: *(\S.*?)\.?", re.IGNORECASE)
WORDS: Final = re.compile(r"at least (\d{1,6}) words?\.?", re.IGNORECASE)
ENTRIES: Final = re.compile(r"at least (\d{1,6}) entr(?:y|ies)\.?", re.IGNORECASE)
FILES: Final = re.compile(
    r"files: *(\d{1,6})(?: to (\d{1,6}))?\. *types: *(\S.*?)\.?", re.IGNORECASE
)
HOURS: Final = re.compile(r"at least (\d{1,6}(?:\.\d{1,6})?) hours?\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Closing:
    """What was found at the end: where the text before it ends, and each line by its form."""

    text_end: int
    found: dict[re.Pattern[str], tuple[int, re.Match[str]]]

    def words(self) -> int | None:
        """The number of words that are advised."""
        return int(self.found[WORDS][1][1]) if WORDS in self.found else None

    def entries(self) -> int | None:
        """The number of entries that are asked for."""
        return int(self.found[ENTRIES][1][1]) if ENTRIES in self.found else None

    def hours(self) -> Decimal | None:
        """The hours that are asked for."""
        return Decimal(self.found[HOURS][1][1]) if HOURS in self.found else None


def read_closing(source: Source, start: int, end: int, forms: Sequence[re.Pattern[str]]) -> Closing:
    """Take such lines off the end; refused anywhere else, so that none is overlooked."""
    found: dict[re.Pattern[str], tuple[int, re.Match[str]]] = {}
    text_end = end
    for number in range(end - 1, start - 1, -1):
        line = source.lines[number].strip(" \t")
        if not line:
            continue
        form = next((form for form in forms if form.fullmatch(line)), None)
        if form is None:
            break
        if form in found:
            raise source.refusal(number, f'"{line}" says twice what is asked for')
        match = form.fullmatch(line)
        assert match is not None  # noqa: S101  # it was just found
        found[form] = (number, match)
        text_end = number
    for number in range(start, text_end):
        if is_closing(source.lines[number], forms):
            words = source.lines[number].strip(" \t")
            raise source.refusal(number, f'"{words}" stands at the end, after the text')
    return Closing(text_end, found)


def is_closing(line: str, forms: Sequence[re.Pattern[str]]) -> bool:
    """Whether a line has one of these forms."""
    return any(form.fullmatch(line.strip(" \t")) for form in forms)


def write_words(number: int) -> str:
    """Write how many words are advised."""
    return f"At least {number} {'word' if number == 1 else 'words'}."


def write_entries(number: int) -> str:
    """Write how many entries are asked for."""
    return f"At least {number} {'entry' if number == 1 else 'entries'}."


def write_hours(hours: Decimal) -> str:
    """Write how many hours are asked for."""
    return f"At least {hours.normalize():f} {'hour' if hours == 1 else 'hours'}."


def write_files(part: Upload) -> str:
    """Write how many files of which types are asked for."""
    number = f"{part.least}" if part.least == part.most else f"{part.least} to {part.most}"
    return f"Files: {number}. Types: {', '.join(part.types)}."
