"""When a part is done, what is left, and what a log or a text amounts to so far."""

from dataclasses import dataclass
from decimal import Decimal

from lti_tool.learning.activities import Activity
from lti_tool.learning.answers import is_answered
from lti_tool.learning.parts import (
    KnowledgeCheck,
    Log,
    Part,
    Prompt,
    Reading,
    Upload,
    prompts_of,
)
from lti_tool.learning.responses import Responses


def done(part: Part, responses: Responses) -> bool:
    """Whether a part is done."""
    if isinstance(part, Reading):
        return part.key in responses.read
    if isinstance(part, KnowledgeCheck):
        return all(is_answered(question, responses) for question in part.questions)
    if isinstance(part, Log):
        return log_totals(part, responses).is_enough and part.key in responses.finished
    if isinstance(part, Upload):
        return part.least <= len(responses.files.get(part.key, ())) <= part.most
    return not unwritten(part, responses)


def undone(activity: Activity, responses: Responses) -> tuple[Part, ...]:
    """List the parts that are not done, in order."""
    return tuple(part for part in activity.parts if not done(part, responses))


def unwritten(part: Part, responses: Responses) -> tuple[Prompt, ...]:
    """List the prompts of a part to which nothing has been written, in order."""
    return tuple(
        prompt for prompt in prompts_of(part) if not responses.written.get(prompt.key, "").strip()
    )


@dataclass(frozen=True, kw_only=True)
class LogTotals:
    """What a log amounts to, and what it still lacks."""

    entries: int
    hours: Decimal
    entries_left: int
    hours_left: Decimal

    @property
    def is_enough(self) -> bool:
        """Whether nothing is lacking, so that the log may be called finished."""
        return not self.entries_left and not self.hours_left


def log_totals(part: Log, responses: Responses) -> LogTotals:
    """Add a log up."""
    entries = responses.entries.get(part.key, ())
    hours = sum((entry.hours for entry in entries), Decimal(0))
    return LogTotals(
        entries=len(entries),
        hours=hours,
        entries_left=max(0, (part.least_entries or 0) - len(entries)),
        hours_left=max(Decimal(0), (part.least_hours or Decimal(0)) - hours),
    )


@dataclass(frozen=True, kw_only=True)
class WordAdvice:
    """How many words a text has and how many were advised; nobody is held to it."""

    words: int
    advised: int

    @property
    def is_short(self) -> bool:
        """Whether the text has fewer words than advised."""
        return self.words < self.advised


def word_advice(prompt: Prompt, responses: Responses) -> WordAdvice | None:
    """What to say about the length of what was written; None where no length is advised."""
    if prompt.least_words is None:
        return None
    words = len(responses.written.get(prompt.key, "").split())
    return WordAdvice(words=words, advised=prompt.least_words)
