"""What an activity is: parts in order, questions with feedback, and what a learner gave back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """How the learning happens, in the words of the enhance handbook."""

    DELIVERED = "delivered"
    EXPERIENCED = "experienced"
    EVIDENCED_AGAINST = "evidenced_against"


class Scoring(StrEnum):
    """What decides the score of an attempt."""

    KNOWLEDGE_CHECK = "knowledge_check"


class Counts(StrEnum):
    """Which try counts where several are allowed."""

    BEST = "best"
    LAST = "last"


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
class Question:
    """One question, worth one mark: only exactly the right options earn it."""

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
class Reading:
    """A part that is read to its end."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class KnowledgeCheck:
    """A part of questions with feedback."""

    key: str
    title: str
    text: str
    questions: tuple[Question, ...]


Part = Reading | KnowledgeCheck


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One published or draft version of a thing to do, tagged with framework items."""

    code: str
    version: int
    title: str
    summary: str
    kind: Kind
    minutes: int
    framework: str
    filed: tuple[str, ...]
    mapped: tuple[str, ...]
    tagged: tuple[str, ...]
    scoring: Scoring
    pass_mark: int
    """The percentage of the points that passes."""
    tries: int | None
    """How many attempts a learner has; None means no limit."""
    counts: Counts
    parts: tuple[Part, ...]
    reviewed_by: str = ""
    reviewed_on: date | None = None
    review_due: date | None = None
    check_locally: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of all knowledge checks, in order."""
        return tuple(
            question
            for part in self.parts
            if isinstance(part, KnowledgeCheck)
            for question in part.questions
        )

    @property
    def points(self) -> int:
        """The most marks an attempt can earn."""
        return len(self.questions)

    @property
    def needs_review(self) -> bool:
        """Whether no clinician has recorded a review of it."""
        return self.reviewed_on is None

    def part(self, key: str) -> Part:
        """Get the part with this key; KeyError if there is none."""
        for part in self.parts:
            if part.key == key:
                return part
        raise KeyError(key)


@dataclass(frozen=True, kw_only=True)
class Responses:
    """What a learner gave back: options chosen per question, and parts read to their end."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    read: frozenset[str] = frozenset()


def part_key(position: int) -> str:
    """Give the key of the part at this position, counted from one."""
    return f"p{position}"


def question_key(part: str, position: int) -> str:
    """Give the key of the question at this position in a part, counted from one."""
    return f"{part}-q{position}"


def option_key(position: int) -> str:
    """Give the key of the option at this position, counted from one: a, b, c."""
    return chr(ord("a") + position - 1)
