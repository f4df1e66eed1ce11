"""What an activity is: parts in order, tagged with framework items, and what decides its score."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lti_tool.learning.frameworks import Use
from lti_tool.learning.parts import (
    Elsewhere,
    FileType,
    KnowledgeCheck,
    Log,
    Part,
    PartSort,
    Prompt,
    Reading,
    Reflection,
    Upload,
    part_key,
    prompt_key,
)
from lti_tool.learning.questions import (
    Choice,
    ChoiceQuestion,
    MatchingQuestion,
    Option,
    OrderingQuestion,
    Pair,
    Question,
    QuestionSort,
    ShortAnswerQuestion,
    Shown,
    option_key,
    question_key,
)
from lti_tool.learning.responses import LogEntry, Responses
from lti_tool.learning.rubrics import Criterion

__all__ = [
    "Activity",
    "Choice",
    "ChoiceQuestion",
    "Counts",
    "Criterion",
    "Elsewhere",
    "FileType",
    "Kind",
    "KnowledgeCheck",
    "Log",
    "LogEntry",
    "MatchingQuestion",
    "Option",
    "OrderingQuestion",
    "Pair",
    "Part",
    "PartSort",
    "Prompt",
    "Question",
    "QuestionSort",
    "Reading",
    "Reflection",
    "Responses",
    "Scoring",
    "ShortAnswerQuestion",
    "Shown",
    "Upload",
    "option_key",
    "part_key",
    "prompt_key",
    "question_key",
]


class Kind(StrEnum):
    """How the learning happens, in the words of the enhance handbook."""

    DELIVERED = "delivered"
    EXPERIENCED = "experienced"
    EVIDENCED_AGAINST = "evidenced_against"


class Scoring(StrEnum):
    """What decides the score of an attempt."""

    KNOWLEDGE_CHECK = "knowledge_check"
    COMPLETION = "completion"
    ASSESSED = "assessed"
    """An instructor decides, by the rubric."""


class Counts(StrEnum):
    """Which try counts where several are allowed."""

    BEST = "best"
    LAST = "last"


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
    pass_mark: int | None = None
    """The percentage of the points that passes; None of what is not marked by itself."""
    tries: int | None = None
    """How many attempts a learner has; None means no limit."""
    counts: Counts | None = None
    """None of what is not marked by itself: there is one attempt."""
    parts: tuple[Part, ...]
    rubric: tuple[Criterion, ...] = ()
    """What an instructor decides by; empty unless it is assessed."""
    professions: tuple[str, ...] = ()
    """Whom it was made for in the first place; empty means everybody."""
    reviewed_by: str = ""
    reviewed_on: date | None = None
    review_due: date | None = None
    check_locally: tuple[str, ...] = ()
    is_retired: bool = False
    """Nobody can begin it any more; whoever has begun may finish."""

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
    def codes_by_use(self) -> tuple[tuple[Use, tuple[str, ...]], ...]:
        """The codes of the framework items, by what evidence does with them."""
        return (
            (Use.FILED, self.filed),
            (Use.MAPPED, self.mapped),
            (Use.TAGGED, self.tagged),
        )

    @property
    def points(self) -> int:
        """The most points: one for each question, one for completion, or what a rubric gives."""
        if self.scoring is Scoring.ASSESSED:
            return sum(criterion.best for criterion in self.rubric)
        return len(self.questions) if self.is_marked else 1

    @property
    def is_marked(self) -> bool:
        """Whether submitting marks it by itself, so that answers may not change any more."""
        return self.scoring is Scoring.KNOWLEDGE_CHECK

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
