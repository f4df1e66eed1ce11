"""Precision and recall over the sentences: a finding counts if kind and words are exactly right."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lti_tool.learning.identifiers import IdentifierKind, find_identifiers

SENTENCES: Final = Path(__file__).parent / "sentences.toml"
ALL: Final = "all"
_MARKED: Final = re.compile(r"\[(\w+): ([^\]]+)\]")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence, and what is to be found in it: kind and words."""

    text: str
    expected: tuple[tuple[IdentifierKind, str], ...]
    is_held_back: bool


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How often one kind was found rightly, was found wrongly, and was missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what was to be found that was found."""
        return self.right / (self.right + self.missed)


def read_sentences() -> tuple[Sentence, ...]:
    """Read the written set."""
    groups = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    return tuple(
        Sentence(
            text=_MARKED.sub(r"\2", marked),
            expected=tuple((IdentifierKind(m[1]), m[2]) for m in _MARKED.finditer(marked)),
            is_held_back=group == "held_back",
        )
        for group, sentences in groups.items()
        for marked in (*sentences["with_identifiers"], *sentences["without"])
    )


def measure(sentences: Iterable[Sentence]) -> Mapping[str, Figures]:
    """The figures of each kind, and of all."""
    right: list[IdentifierKind] = []
    wrong: list[IdentifierKind] = []
    missed: list[IdentifierKind] = []
    for sentence in sentences:
        left = list(sentence.expected)
        for one in find_identifiers(sentence.text):
            found = (one.kind, one.text)
            (right if found in left else wrong).append(one.kind)
            if found in left:
                left.remove(found)
        missed += [kind for kind, _ in left]
    by_kind = {
        kind.value: Figures(
            right=right.count(kind), wrong=wrong.count(kind), missed=missed.count(kind)
        )
        for kind in IdentifierKind
    }
    total = Figures(right=len(right), wrong=len(wrong), missed=len(missed))
    return {**by_kind, ALL: total}


def lines(figures: Mapping[str, Figures]) -> list[str]:
    """The figures as a table that reads as Markdown and in a terminal."""
    header = [
        "| kind | right | wrong | missed | precision | recall |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    return header + [
        f"| {kind.replace('_', ' ')} | {one.right} | {one.wrong} | {one.missed} "
        f"| {one.precision:.0%} | {one.recall:.0%} |"
        for kind, one in figures.items()
    ]


def report() -> str:
    """Both tables, with their headings."""
    sentences = read_sentences()
    tuned = [one for one in sentences if not one.is_held_back]
    held_back = [one for one in sentences if one.is_held_back]
    return "\n".join(
        (
            f"**{len(held_back)} sentences that nothing was tuned on**",
            "",
            *lines(measure(held_back)),
            "",
            f"**{len(tuned)} sentences that the check was tuned on**",
            "",
            *lines(measure(tuned)),
        )
    )
