"""What comes after the front matter of an activity file: parts, questions, options."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lti_tool.exchange.activities.options import read_options
from lti_tool.exchange.files import FileError
from lti_tool.exchange.markdown import Heading, faults, headings, looks_like_an_option, tidied
from lti_tool.learning.activities import (
    Choice,
    KnowledgeCheck,
    Part,
    Question,
    Reading,
    part_key,
    question_key,
)

READING: Final = "Reading"
KNOWLEDGE_CHECK: Final = "Knowledge check"
QUESTIONS: Final = {"Choose one": Choice.SINGLE, "Choose all that apply": Choice.MULTIPLE}
EXPLANATION: Final = "Explanation"

_LATER_PARTS = frozenset({"resource", "reflection", "log", "upload", "attestation"})
_PART = re.compile(r"([^:]*):(.*)")
_PART_RULE = 'a part begins with "# Reading: its title" or "# Knowledge check: its title"'
_QUESTION_RULE = 'a question begins with "## Choose one" or "## Choose all that apply"'
_QUESTION_LEVEL: Final = 2
_EXPLANATION_LEVEL: Final = 3


@dataclass
class BodyReader:
    """Reads the lines of a body, and remembers on which line each key is."""

    path: Path
    lines: list[str]
    """All lines of the file, so that numbers stay those of the file."""
    line_of: dict[str, int] = field(default_factory=dict)

    def parts(self, start: int) -> tuple[Part, ...]:
        """Read the parts that follow the first ``start`` lines."""
        found = self._headings(start, len(self.lines))
        tops = [heading for heading in found if heading.level == 1]
        before = self._text(start, tops[0].line if tops else len(self.lines), headings_ok=True)
        if before or not tops:
            raise self._refusal(start, _PART_RULE)
        ends = [heading.line for heading in tops[1:]] + [len(self.lines)]
        return tuple(
            self._part(part_key(position), heading, end)
            for position, (heading, end) in enumerate(zip(tops, ends, strict=True), start=1)
        )

    def _part(self, key: str, heading: Heading, end: int) -> Part:
        self.line_of[key] = heading.line + 1
        named = _PART.fullmatch(heading.words)
        sort = " ".join((named[1] if named else heading.words).split()).casefold()
        title = named[2].strip(" \t") if named else ""
        if sort in _LATER_PARTS:
            raise self._refusal(heading.line, f'the part type "{sort}" is not supported yet')
        if named and sort == READING.casefold():
            text = self._text(heading.line + 1, end, headings_ok=True)
            return Reading(key=key, title=title, text=text)
        if named and sort == KNOWLEDGE_CHECK.casefold():
            return self._check(key, title, heading, end)
        raise self._refusal(heading.line, f'"{heading.words}" is not a part; {_PART_RULE}')

    def _check(self, key: str, title: str, heading: Heading, end: int) -> KnowledgeCheck:
        first = heading.line + 1
        inner = self._headings(first, end)
        starts = [one for one in inner if one.level == _QUESTION_LEVEL]
        ends = [one.line for one in starts[1:]] + [end]
        if not starts:
            raise self._refusal(heading.line, "a knowledge check needs at least one question")
        return KnowledgeCheck(
            key=key,
            title=title,
            text=self._text(first, starts[0].line, headings_ok=False),
            questions=tuple(
                self._question(question_key(key, position), one, one_end)
                for position, (one, one_end) in enumerate(zip(starts, ends, strict=True), start=1)
            ),
        )

    def _question(self, key: str, heading: Heading, end: int) -> Question:
        self.line_of[key] = heading.line + 1
        choice = {words.casefold(): choice for words, choice in QUESTIONS.items()}.get(
            heading.words.casefold()
        )
        if choice is None:
            raise self._refusal(
                heading.line, f'"{heading.words}" is not a question; {_QUESTION_RULE}'
            )
        first = heading.line + 1
        explanation = self._explanation(first, end)
        options_end = explanation.line if explanation else end
        options_from = next(
            (n for n in range(first, options_end) if looks_like_an_option(self.lines[n])),
            options_end,
        )
        return Question(
            key=key,
            text=self._text(first, options_from, headings_ok=False),
            choice=choice,
            options=read_options(
                self.path, self.lines[:options_end], options_from, key, self.line_of
            ),
            explanation=self._text(explanation.line + 1, end, headings_ok=False)
            if explanation
            else "",
        )

    def _explanation(self, start: int, end: int) -> Heading | None:
        for heading in self._headings(start, end):
            right_words = heading.words.casefold() == EXPLANATION.casefold()
            if heading.level == _EXPLANATION_LEVEL and right_words:
                return heading
            raise self._refusal(
                heading.line, 'the only heading inside a question is "### Explanation"'
            )
        return None

    def _headings(self, start: int, end: int) -> list[Heading]:
        found: list[Heading] = []
        for one in headings(self.lines[start:end]):
            if not isinstance(one, Heading):
                raise self._refusal(start + one.line, one.sentence)
            found.append(Heading(start + one.line, one.level, one.words))
        return found

    def _text(self, start: int, end: int, *, headings_ok: bool) -> str:
        text = tidied(self.lines[start:end])
        first = next((n for n in range(start, end) if self.lines[n].strip(" \t")), start)
        for fault in faults(text, may_have_headings=headings_ok):
            raise self._refusal(first + fault.line, fault.sentence)
        return text

    def _refusal(self, line: int, reason: str) -> FileError:
        return FileError(self.path, line + 1, f"{reason}.")
