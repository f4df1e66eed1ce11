"""The lines of an activity file, and how a part of them becomes headings or a text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lti_tool.exchange.files import FileError
from lti_tool.exchange.markdown import Heading, faults, headings, tidied


@dataclass
class Source:
    """All lines of a file, and on which line each key turned out to be."""

    path: Path
    lines: list[str]
    """From the first line of the file on, so that numbers stay those of the file."""
    line_of: dict[str, int] = field(default_factory=dict)

    def headings(self, start: int, end: int) -> list[Heading]:
        """Find the headings between two lines."""
        found: list[Heading] = []
        for one in headings(self.lines[start:end]):
            if not isinstance(one, Heading):
                raise self.refusal(start + one.line, one.sentence)
            found.append(Heading(start + one.line, one.level, one.words))
        return found

    def text(self, start: int, end: int, *, headings_ok: bool = False) -> str:
        """Read the Markdown between two lines; FileError if it may not be there."""
        text = tidied(self.lines[start:end])
        self.check(text, self.first(start, end), headings_ok=headings_ok)
        return text

    def check(self, text: str, line: int, *, headings_ok: bool = False) -> None:
        """Refuse a text that begins on this line for the first thing it may not hold."""
        for fault in faults(text, may_have_headings=headings_ok):
            raise self.refusal(line + fault.line, fault.sentence)

    def first(self, start: int, end: int) -> int:
        """Find the first line that is not blank; ``start`` if there is none."""
        return next((n for n in range(start, end) if self.lines[n].strip(" \t")), start)

    def note(self, key: str, line: int) -> None:
        """Remember the line of a key, for what may turn out to be wrong with it later."""
        self.line_of[key] = line + 1

    @staticmethod
    def spans(found: Sequence[Heading], end: int) -> list[tuple[Heading, int]]:
        """Give each heading with the line on which what it begins has ended."""
        return [
            (heading, found[number].line if number < len(found) else end)
            for number, heading in enumerate(found, start=1)
        ]

    def refusal(self, line: int, reason: str) -> FileError:
        """Make the error that says why the file cannot be taken."""
        return FileError(self.path, line + 1, f"{reason}.")


@dataclass(frozen=True)
class Place:
    """Where one part stands."""

    source: Source
    key: str
    title: str
    heading: int
    """The line of its heading, counted from zero."""
    end: int

    @property
    def start(self) -> int:
        """The first line after its heading."""
        return self.heading + 1
