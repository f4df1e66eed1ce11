"""What a question of a knowledge check is: choosing, matching, ordering, or a short answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar


class QuestionSort(StrEnum):
    """The sorts of question, for a page to tell them apart."""

    CHOICE = "choice"
    MATCHING = "matching"
    ORDERING = "ordering"
    SHORT_ANSWER = "short_answer"


class Choice(StrEnum):
    """How many options of a question are right."""

    SINGLE = "single"
    MULTIPLE = "multiple"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer a learner may choose, and what choosing it teaches."""

    key: str
    text: str
    is_right: bool
    feedback: str


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion:
    """One question, worth one mark: only exactly the right options earn it."""

    sort: ClassVar = QuestionSort.CHOICE

    key: str
    text: str
    choice: Choice
    options: tuple[Option, ...]
    explanation: str

    @property
    def right(self) -> frozenset[str]:
        """The keys of the right options."""
        return frozenset(option.key for option in self.options if option.is_right)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Something that a page offers, under a key that says nothing about where it belongs."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A left side, the right side that belongs to it, and what the two together teach."""

    key: str
    left: str
    right: str
    feedback: str


@dataclass(frozen=True, kw_only=True)
class MatchingQuestion:
    """What belongs to what: one mark for all pairs right. Several may share a right side."""

    sort: ClassVar = QuestionSort.MATCHING

    key: str
    text: str
    pairs: tuple[Pair, ...]
    explanation: str

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The different right sides, shuffled in a stable way, with the keys 1, 2, 3."""
        texts = shuffled(self.key, dict.fromkeys(pair.right for pair in self.pairs))
        return tuple(Shown(key=str(n), text=text) for n, text in enumerate(texts, start=1))

    @property
    def right(self) -> frozenset[str]:
        """The right answer: each left key with the key of its right side, as ``a=2``."""
        key_of = {one.text: one.key for one in self.shown}
        return frozenset(matched(pair.key, key_of[pair.right]) for pair in self.pairs)


@dataclass(frozen=True, kw_only=True)
class OrderingQuestion:
    """What comes after what: one mark for the whole order right."""

    sort: ClassVar = QuestionSort.ORDERING

    key: str
    text: str
    steps: tuple[str, ...]
    """The texts of the steps, in the right order."""
    explanation: str

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The steps, shuffled in a stable way and never in the right order, with keys a, b, c."""
        texts = shuffled(self.key, self.steps)
        if texts == self.steps:
            texts = (*texts[1:], *texts[:1])
        return tuple(Shown(key=option_key(n), text=text) for n, text in enumerate(texts, start=1))

    @property
    def right(self) -> tuple[str, ...]:
        """The keys of the steps in the right order."""
        key_of = {one.text: one.key for one in self.shown}
        return tuple(key_of[step] for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class ShortAnswerQuestion:
    """A word or a few, compared with the accepted forms without their case and outer blanks."""

    sort: ClassVar = QuestionSort.SHORT_ANSWER

    key: str
    text: str
    accepted: tuple[str, ...]
    """The forms that are right; the first is the one to show."""
    feedback: str
    """What an accepted answer is told."""
    feedback_otherwise: str
    """What any other answer is told, without giving the right one away."""
    explanation: str


Question = ChoiceQuestion | MatchingQuestion | OrderingQuestion | ShortAnswerQuestion


def question_key(part: str, position: int) -> str:
    """Give the key of the question at this position in a part, counted from one."""
    return f"{part}-q{position}"


def option_key(position: int) -> str:
    """Give the key of the option at this position, counted from one: a, b, c."""
    return chr(ord("a") + position - 1)


def matched(left: str, right: str) -> str:
    """Say that a left side has been matched to a right side, by their keys."""
    return f"{left}={right}"


def shuffled(key: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Put texts in an order that looks like chance and is the same every time.

    Answers are kept under keys that follow from this order, so it must never change.
    """
    return tuple(sorted(texts, key=lambda text: sha256(f"{key}\n{text}".encode()).digest()))
