"""How the options of a question stand in a file: a box, a line, and quoted feedback."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from lti_tool.exchange.files import FileError
from lti_tool.exchange.markdown import faults, tidied
from lti_tool.learning.activities import Option, option_key

_BOX = re.compile(r" {0,3}[-*+][ \t]+\[([ xX])\](?:[ \t](.*))?")
_FEEDBACK = re.compile(r"[ \t]*> ?(.*)")


@dataclass
class _Draft:
    line: int
    is_right: bool
    words: list[str]
    feedback: list[str] = field(default_factory=list)
    feedback_line: int = 0
    gap: bool = False
    """Whether a blank line has passed since the last words."""


def read_options(
    path: Path, lines: list[str], start: int, question: str, line_of: dict[str, int]
) -> tuple[Option, ...]:
    """Read the options from a line on, and note the line of each under its key."""
    drafts: list[_Draft] = []
    for number in range(start, len(lines)):
        line = lines[number]
        if box := _BOX.fullmatch(line):
            words = (box[2] or "").strip(" \t")
            drafts.append(_Draft(number, box[1] != " ", [words] if words else []))
        elif not line.strip(" \t"):
            if drafts:
                drafts[-1].gap = True
        elif not drafts or not _continued(drafts[-1], line, number):
            reason = (
                'an option is a line "- [ ] words" or "- [x] words", its feedback lines "  > words"'
            )
            raise FileError(path, number + 1, f"{reason}.")
    return tuple(
        _option(path, draft, question, position, line_of)
        for position, draft in enumerate(drafts, start=1)
    )


def _continued(draft: _Draft, line: str, number: int) -> bool:
    """Add a line to the option above it; false, if it does not belong there."""
    if quoted := _FEEDBACK.fullmatch(line):
        if not draft.feedback:
            draft.feedback_line = number
        elif draft.gap:
            draft.feedback.append("")
        draft.feedback.append(quoted[1])
    elif line[0] in " \t" and not draft.gap and not draft.feedback:
        draft.words.append(line.strip(" \t"))
    else:
        return False
    draft.gap = False
    return True


def _option(
    path: Path, draft: _Draft, question: str, position: int, line_of: dict[str, int]
) -> Option:
    key = option_key(position)
    line_of[f"{question}-{key}"] = draft.line + 1
    text, feedback = " ".join(draft.words), tidied(draft.feedback)
    for said, first in ((text, draft.line), (feedback, draft.feedback_line)):
        for fault in faults(said, may_have_headings=False):
            raise FileError(path, first + fault.line + 1, f"{fault.sentence}.")
    return Option(key=key, text=text, is_right=draft.is_right, feedback=feedback)
