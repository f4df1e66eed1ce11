"""What changed between two versions of what was handed in, word by word where that can be read.

The work is bounded, whatever the texts are: long runs are compared by paragraph, then by sentence,
then by word, and what is still too long to be compared is told as taken out and put in whole.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

from lti_tool.learning.handed_in import HandedFile, HandedIn, HandedLine

_MOST_PIECES: Final = 500
"""How many paragraphs, sentences or words of one side are compared with those of the other."""
_MOST_CHARACTERS: Final = 400_000
"""How much text is compared in all; what comes after that is told whole."""
_ALIKE: Final = 0.3
"""What share of the words two texts have in common, to be told as one text that was changed."""
_CONTEXT: Final = 120
"""Characters that are shown before and after a change, of what did not change."""
_PIECES: Final = (
    re.compile(r"[^\n]*\n|[^\n]+"),
    re.compile(r".*?[.!?]\s+|.+", re.DOTALL),
    re.compile(r"\s*\S+|\s+"),
)
"""How a text is cut: into paragraphs, sentences, words."""


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Some text, and what became of it."""

    change: Change
    text: str


@dataclass(frozen=True, kw_only=True)
class ChangedLine:
    """One text that is not what it was: all of it, or shortened where nothing changed."""

    heading: str
    change: Change
    """``SAME`` where the text was there before and was changed."""
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, kw_only=True)
class Differences:
    """What changed from one version to another."""

    lines: tuple[ChangedLine, ...]
    files_added: tuple[str, ...]
    files_removed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.lines or self.files_added or self.files_removed)


def differences(before: HandedIn, after: HandedIn) -> Differences:
    """Compare two versions, line by line in the order of the newer one."""
    return Differences(
        lines=tuple(_changed_lines(before, after)),
        files_added=_without(after.files, before.files),
        files_removed=_without(before.files, after.files),
    )


def _changed_lines(before: HandedIn, after: HandedIn) -> Iterator[ChangedLine]:
    was = {one.key: one for one in before.lines}
    left = _MOST_CHARACTERS
    for line in after.lines:
        old = was.pop(line.key, None)
        if old is None:
            yield _whole(line, Change.ADDED)
        elif old.text != line.text:
            left -= len(old.text) + len(line.text)
            stretches = _stretches(old.text, line.text, is_short=left > 0)
            yield ChangedLine(heading=line.heading, change=Change.SAME, stretches=stretches)
    for line in was.values():
        yield _whole(line, Change.REMOVED)


def _stretches(old: str, new: str, *, is_short: bool) -> tuple[Stretch, ...]:
    found = _joined(_compared(old, new, 0) if is_short else _swap(old, new))
    if len(found) > len((old, new)):
        found = _joined(_trimmed(found))
    return _shortened(found)


def _whole(line: HandedLine, change: Change) -> ChangedLine:
    stretch = Stretch(change=change, text=line.text)
    return ChangedLine(heading=line.heading, change=change, stretches=(stretch,))


def _without(files: Sequence[HandedFile], others: Sequence[HandedFile]) -> tuple[str, ...]:
    """The names of the files that the others do not have."""
    return tuple(file.name for file in files if file not in others)


def _compared(old: str, new: str, level: int) -> Iterator[Stretch]:
    """Compare two texts by pieces of one level; what is not the same, by those of the next."""
    if not (old and new) or level == len(_PIECES):
        yield from _swap(old, new)
        return
    olds, news = _PIECES[level].findall(old), _PIECES[level].findall(new)
    first = _same_at_start(olds, news)
    last = _same_at_start(olds[first:][::-1], news[first:][::-1])
    yield from _stretch(Change.SAME, olds[:first])
    middle = (olds[first : len(olds) - last], news[first : len(news) - last])
    yield from _compared_pieces(*middle, level)
    yield from _stretch(Change.SAME, olds[len(olds) - last :])


def _compared_pieces(olds: Sequence[str], news: Sequence[str], level: int) -> Iterator[Stretch]:
    is_last = level == len(_PIECES) - 1
    if max(len(olds), len(news)) > _MOST_PIECES:
        rest = len(_PIECES) if is_last else level + 1
        yield from _compared("".join(olds), "".join(news), rest)
        return
    matcher = SequenceMatcher(None, olds, news)
    if is_last and matcher.ratio() < _ALIKE:
        yield from _swap("".join(olds), "".join(news))
        return
    for change, start, end, new_start, new_end in matcher.get_opcodes():
        if change == "equal":
            yield from _stretch(Change.SAME, olds[start:end])
        else:
            pair = ("".join(olds[start:end]), "".join(news[new_start:new_end]))
            yield from _compared(*pair, level + 1)


def _same_at_start(
    olds: Sequence[str], news: Sequence[str], fits: Callable[[str], bool] = bool
) -> int:
    """How many pieces both begin with, as long as they fit."""
    pairs = enumerate(zip(olds, news, strict=False))
    ends = (n for n, (old, new) in pairs if old != new or not fits(old))
    return next(ends, min(len(olds), len(news)))


def _swap(old: str, new: str) -> Iterator[Stretch]:
    if old.strip() or not new.strip():  # blanks that became words are no loss
        yield from _stretch(Change.REMOVED, [old])
    yield from _stretch(Change.ADDED, [new])


def _stretch(change: Change, pieces: Sequence[str]) -> Iterator[Stretch]:
    text = "".join(pieces)
    if text:
        yield Stretch(change=change, text=text)


def _trimmed(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Take blanks before a swap and marks after it out of both its sides, where both have them."""
    left = [*stretches]
    while left:
        one = left.pop(0)
        if one.change is not Change.REMOVED or not left or left[0].change is not Change.ADDED:
            yield one
            continue
        old, new = one.text, left.pop(0).text
        first = _same_at_start(old, new, str.isspace)
        old, new, blanks = old[first:], new[first:], old[:first]
        last = _same_at_start(old[::-1], new[::-1], lambda one: not one.isalnum())
        yield from _stretch(Change.SAME, [blanks])
        yield from _swap(old[: len(old) - last], new[: len(new) - last])
        yield from _stretch(Change.SAME, [old[len(old) - last :]])


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Put together what became of the same, so that a reader hears it once."""
    return [
        Stretch(change=change, text="".join(one.text for one in group))
        for change, group in groupby(stretches, key=lambda one: one.change)
    ]


def _shortened(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Leave out what did not change and is far from anything that did."""
    last = len(stretches) - 1
    return tuple(
        Stretch(change=one.change, text=_excerpt(one.text, at_start=n == 0, at_end=n == last))
        if one.change is Change.SAME
        else one
        for n, one in enumerate(stretches)
    )


def _excerpt(text: str, *, at_start: bool, at_end: bool) -> str:
    if len(text) <= _CONTEXT * (2 - at_start - at_end):
        return text
    before = "" if at_start else text[:_CONTEXT].rpartition(" ")[0]
    after = "" if at_end else text[-_CONTEXT:].partition(" ")[2]
    return f"{before} … {after}"
