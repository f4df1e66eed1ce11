"""How lists stand in a question: a mark, words that may go on, and quoted feedback."""

import re
from dataclasses import dataclass, field
from typing import Final

from lti_tool.exchange.activities.source import Source
from lti_tool.exchange.markdown import tidied

BOX: Final = re.compile(r" {0,3}[-*+][ \t]+\[([ xX])\](?:[ \t](.*))?")
DASH: Final = re.compile(r" {0,3}[-*+]()[ \t]+(.*)")
NUMBER: Final = re.compile(r" {0,3}(\d{1,9})[.)][ \t]+(.*)")
"""What begins an item; the words are the second group."""

_FEEDBACK = re.compile(r"[ \t]*> ?(.*)")


@dataclass
class Item:
    """One item of a list, with the line it begins on."""

    line: int
    mark: str
    words: list[str]
    feedback_lines: list[str] = field(default_factory=list)
    feedback_line: int = 0
    gap: bool = False
    """Whether a blank line has passed since the last words."""

    @property
    def text(self) -> str:
        """The words, in one line."""
        return " ".join(self.words)

    @property
    def feedback(self) -> str:
        """What is quoted under the item; empty if nothing is."""
        return tidied(self.feedback_lines)


def begins(source: Source, start: int, end: int, mark: re.Pattern[str]) -> int:
    """Find the line on which a list begins; ``end`` if there is none."""
    return next((n for n in range(start, end) if mark.fullmatch(source.lines[n])), end)


def read_items(
    source: Source, start: int, end: int, mark: re.Pattern[str], rule: str
) -> list[Item]:
    """Read the items of a list that begins on the first line, with nothing else between the two."""
    items: list[Item] = []
    for number in range(start, end):
        line = source.lines[number]
        if found := mark.fullmatch(line):
            words = (found[2] or "").strip(" \t")
            items.append(Item(number, found[1], [words] if words else []))
        elif not line.strip(" \t"):
            items[-1].gap = True
        elif not _continued(items[-1], line, number):
            raise source.refusal(number, rule)
    for item in items:
        source.check(item.text, item.line)
        source.check(item.feedback, item.feedback_line)
    return items


def write_quote(feedback: str) -> str:
    """Write feedback as it stands under an item."""
    return "\n".join(f"  > {line}" if line else "  >" for line in feedback.split("\n"))


def _continued(item: Item, line: str, number: int) -> bool:
    """Add a line to the item above it; false, if it does not belong there."""
    if quoted := _FEEDBACK.fullmatch(line):
        if not item.feedback_lines:
            item.feedback_line = number
        elif item.gap:
            item.feedback_lines.append("")
        item.feedback_lines.append(quoted[1])
    elif line[0] in " \t" and not item.gap and not item.feedback_lines:
        item.words.append(line.strip(" \t"))
    else:
        return False
    item.gap = False
    return True
