"""Evidence that a learner adds without an activity: what it asks, holds and needs."""

from collections.abc import Iterator, Mapping, Sequence
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


@dataclass(frozen=True, kw_only=True)
class OutcomeDomain:
    """The domain that an outcome belongs to."""

    domain: str
    """Its name in a form."""
    name: str
    outcome: str
    """What the outcome is called."""


NO_DOMAINS: Final[Mapping[str, OutcomeDomain]] = MappingProxyType({})


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


def unready(
    draft: Draft,
    *,
    has_files: bool,
    today: date,
    domains: Mapping[str, OutcomeDomain] = NO_DOMAINS,
) -> dict[str, str]:
    """What is left to do before a piece of evidence can be submitted, by field: a sentence.

    The ``domains`` are those of the outcomes that belong to one.
    """
    problems = dict(_unready(draft, has_files=has_files, today=today))
    lacking = [domains[ref] for ref in draft.mapped if ref in domains]
    lacking = [one for one in lacking if one.domain not in draft.filed]
    if lacking:
        problems["filed"] = _file_under(lacking, too=bool(draft.filed))
    return problems


def day_problem(day: TypedDay, today: date) -> str | None:
    """Why a day can be no day of evidence, if so: a sentence."""
    on = day.date
    if on is None:
        return "Enter a real date, such as 14 3 2026"
    if on > today or on.year < _EARLIEST_YEAR:
        return "Enter a date that is today or in the past"
    return None


def doubts(draft: Draft, today: date) -> dict[str, str]:
    """What was filled in whole and is kept, and cannot be submitted so, by field: a sentence."""
    is_whole = all(one.strip() for one in (draft.day.day, draft.day.month, draft.day.year))
    problem = day_problem(draft.day, today) if is_whole else None
    return {"date": problem} if problem else {}


def field_names(draft: Draft, outcomes: Mapping[str, str]) -> dict[str, str]:
    """What each field is called where it is spoken of elsewhere, given what outcomes are called."""
    return {
        "title": "Title",
        "date": "Date",
        **{prompt.key: prompt.text.rstrip(".?") for prompt in draft.prompts},
        "filed": "Domains",
        "mapped": "Outcomes",
        "tagged": "Themes",
        **{f"reason-{ref}": f"Why it shows “{name}”" for ref, name in outcomes.items()},
    }


def _file_under(lacking: Sequence[OutcomeDomain], *, too: bool) -> str:
    domains = " and ".join(dict.fromkeys(f"“{one.name}”" for one in lacking))
    outcomes = " and ".join(f"“{one.outcome}”" for one in lacking)
    noun = "outcome" if len(lacking) == 1 else "outcomes"
    return f"File it under {domains}{' too' if too else ''}, or take off the {noun} {outcomes}"


def _unready(draft: Draft, *, has_files: bool, today: date) -> Iterator[tuple[str, str]]:
    if not draft.title.strip():
        yield "title", "Give it a title"
    problem = day_problem(draft.day, today)
    if problem:
        yield "date", problem
    if not told(draft) and not has_files:
        yield draft.prompts[0].key, "Write something here, or add a file"
    if not draft.filed:
        yield "filed", "Choose at least one domain"
    yield from reasons_missing(draft.mapped).items()
