"""Evidence that a learner adds without an activity: what it asks, holds and needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from lti_tool.learning.days import TypedDay
from lti_tool.learning.evidence import EvidenceSort, outcome_problems, reasons_missing
from lti_tool.learning.parts import Prompt
from lti_tool.learning.prompts import PROMPT_SETS, TRANSFORMATIVE, WHAT_HAPPENED, prompts_named
from lti_tool.learning.texts import LONGEST_TEXT, too_long

OWN_SORTS: Final = (
    EvidenceSort.REFLECTIVE_ACCOUNT,
    EvidenceSort.CERTIFICATE,
    EvidenceSort.PROJECT,
    EvidenceSort.OTHER_LEARNING,
)
LONGEST_TITLE: Final = 200
MOST_SHOWCASED: Final = 3
"""How many pieces of evidence may be showcased for one outcome."""
_EARLIEST_YEAR: Final = 1950
_ACCOUNT: Final = "account"
_KEYS: Final = MappingProxyType({WHAT_HAPPENED: "happened", TRANSFORMATIVE: "transformative"})
_HINTS: Final = MappingProxyType(
    {
        EvidenceSort.CERTIFICATE: "What the course or exam covered, who gave it, and what you do "
        "differently because of it.",
        EvidenceSort.PROJECT: "What you set out to change, what you did in it yourself, what came "
        "of it, and what you learned.",
        EvidenceSort.OTHER_LEARNING: "A conversation, a visit, a podcast, a book: what it was, "
        "what stayed with you, and what you will do with it.",
    }
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A text of somebody's, and what it answers."""

    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody has filled in of a piece of evidence, sound or not."""

    sort: EvidenceSort
    title: str = ""
    day: TypedDay = field(default_factory=TypedDay)
    prompt_set: str = WHAT_HAPPENED
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By prompt; those of the prompts that were not chosen in the end are kept too."""
    filed: tuple[str, ...] = ()
    mapped: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The reason for each outcome."""
    tagged: tuple[str, ...] = ()

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """What it asks to write."""
        return prompts_of_sort(self.sort, self.prompt_set)


def prompts_of_sort(sort: EvidenceSort, prompt_set: str = WHAT_HAPPENED) -> tuple[Prompt, ...]:
    """What a sort of evidence asks to write; a reflective account has sets to choose from."""
    if sort is EvidenceSort.REFLECTIVE_ACCOUNT:
        chosen = prompt_set if prompt_set in _KEYS else WHAT_HAPPENED
        return prompts_named(chosen, _KEYS[chosen])
    if sort not in _HINTS:
        return ()
    text = "What it was and what you took from it"
    return (Prompt(key=_ACCOUNT, text=text, hint=_HINTS[sort]),)


def text_keys(sort: EvidenceSort) -> tuple[str, ...]:
    """The prompts that a sort of evidence may be written to, of all its sets."""
    sets = _KEYS if sort is EvidenceSort.REFLECTIVE_ACCOUNT else (WHAT_HAPPENED,)
    return tuple(prompt.key for name in sets for prompt in prompts_of_sort(sort, name))


def told(draft: Draft) -> tuple[Told, ...]:
    """What was written, to what."""
    return tuple(
        Told(heading=prompt.text, text=text)
        for prompt in draft.prompts
        if (text := draft.texts.get(prompt.key, "")).strip()
    )


def other_set(draft: Draft) -> str | None:
    """The set of prompts that could be chosen instead, if there is one."""
    if draft.sort is not EvidenceSort.REFLECTIVE_ACCOUNT:
        return None
    return next(name for name in PROMPT_SETS if name != draft.prompt_set)


def unkeepable(draft: Draft, framework_of: Mapping[str, str]) -> dict[str, str]:
    """What cannot be kept even in a draft, by field: a sentence."""
    problems = {}
    if len(draft.title) > LONGEST_TITLE:
        problems["title"] = too_long(draft.title, LONGEST_TITLE)
    for key, text in draft.texts.items():
        if len(text) > LONGEST_TEXT:
            problems[key] = too_long(text, LONGEST_TEXT)
    return {**problems, **outcome_problems(draft.mapped, framework_of)}


def unready(draft: Draft, *, has_files: bool, today: date) -> dict[str, str]:
    """What is left to do before a piece of evidence can be submitted, by field: a sentence."""
    return dict(_unready(draft, has_files=has_files, today=today))


def _unready(draft: Draft, *, has_files: bool, today: date) -> Iterator[tuple[str, str]]:
    if not draft.title.strip():
        yield "title", "Give it a title"
    on = draft.day.date
    if on is None:
        yield "date", "Enter a real date, such as 14 3 2026"
    elif on > today or on.year < _EARLIEST_YEAR:
        yield "date", "Enter a date that is today or in the past"
    if not told(draft) and not has_files:
        yield draft.prompts[0].key, "Write something here, or add a file"
    if not draft.filed:
        yield "filed", "Choose at least one domain"
    yield from reasons_missing(draft.mapped).items()
