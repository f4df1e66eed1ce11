"""What makes a part sound, sort by sort."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from lti_tool.learning.frameworks import Problem
from lti_tool.learning.parts import (
    Elsewhere,
    KnowledgeCheck,
    Log,
    Part,
    Prompt,
    Reading,
    Reflection,
    Upload,
    prompt_key,
    prompts_of,
)
from lti_tool.learning.prompts import PROMPT_SETS, prompts_named
from lti_tool.learning.questions import question_key
from lti_tool.learning.soundness.lines import LONGEST_TITLE, address_problems, line_problems
from lti_tool.learning.soundness.questions import question_problems

MOST_PROMPTS: Final = 10
MOST_WORDS: Final = 2_000
MOST_ENTRIES: Final = 100
MOST_HOURS: Final = 1_000
MOST_FILES: Final = 10
_NEEDS_A_TEXT = {
    Reading: "a reading needs a text",
    Log: "a log needs a text that says what to enter",
    Upload: "an upload needs a text that says what to hand in",
    Elsewhere: "a resource needs a text that says what it is and why to go there",
}


def part_problems(part: Part, key: str) -> Iterator[Problem]:
    """Say what is wrong with a part that stands where this key belongs."""
    if part.key != key:
        yield Problem(part.key, f"this part is at the position of {key}")
    yield from line_problems(part.key, "the title of a part", part.title, LONGEST_TITLE)
    if type(part) in _NEEDS_A_TEXT and not part.text.strip():
        yield Problem(part.key, _NEEDS_A_TEXT[type(part)])
    for position, prompt in enumerate(prompts_of(part), start=1):
        yield from _prompt_problems(prompt, prompt_key(part.key, position))
    yield from _own_problems(part)


def _own_problems(part: Part) -> Iterator[Problem]:
    if isinstance(part, KnowledgeCheck):
        yield from _check_problems(part)
    elif isinstance(part, Elsewhere):
        yield from _elsewhere_problems(part)
    elif isinstance(part, Reflection):
        yield from _reflection_problems(part)
    elif isinstance(part, Log):
        yield from _log_problems(part)
    elif isinstance(part, Upload):
        yield from _upload_problems(part)


def _check_problems(part: KnowledgeCheck) -> Iterator[Problem]:
    if not part.questions:
        yield Problem(part.key, "a knowledge check needs at least one question")
    for position, question in enumerate(part.questions, start=1):
        yield from question_problems(question, question_key(part.key, position))


def _elsewhere_problems(part: Elsewhere) -> Iterator[Problem]:
    where = f"{part.key}-address"
    yield from line_problems(where, "the words of a link", part.link_text)
    if "[" in part.link_text or "]" in part.link_text:
        yield Problem(where, "the words of a link have no square brackets")
    yield from address_problems(where, part.address)


def _reflection_problems(part: Reflection) -> Iterator[Problem]:
    if not 1 <= len(part.prompts) <= MOST_PROMPTS:
        reason = (
            f'a reflection has 1 to {MOST_PROMPTS} prompts, each a heading "## ...", or a line '
            'such as "Prompts: what happened"'
        )
        yield Problem(part.key, reason)
    elif part.prompt_set is not None and not _is_named_set(part, part.prompt_set):
        yield Problem(part.key, f'these are not the prompts called "{part.prompt_set}"')


def _is_named_set(part: Reflection, name: str) -> bool:
    advised = part.prompts[0].least_words
    return name in PROMPT_SETS and part.prompts == prompts_named(name, part.key, advised)


def _prompt_problems(prompt: Prompt, key: str) -> Iterator[Problem]:
    if prompt.key != key:
        yield Problem(prompt.key, f"this prompt is at the position of {key}")
    yield from line_problems(prompt.key, "a prompt", prompt.text)
    if prompt.least_words is not None and not 1 <= prompt.least_words <= MOST_WORDS:
        yield Problem(prompt.key, f"a prompt advises 1 to {MOST_WORDS} words, or says nothing")


def _log_problems(part: Log) -> Iterator[Problem]:
    if part.least_entries is None and part.least_hours is None:
        reason = 'a log ends with a line such as "At least 4 entries." or "At least 6 hours."'
        yield Problem(part.key, reason)
    if part.least_entries is not None and not 1 <= part.least_entries <= MOST_ENTRIES:
        yield Problem(part.key, f"a log asks for 1 to {MOST_ENTRIES} entries")
    if part.least_hours is not None and not _are_hours(part.least_hours):
        reason = f"a log asks for up to {MOST_HOURS} hours, in quarters of an hour"
        yield Problem(part.key, reason)


def _are_hours(hours: Decimal) -> bool:
    return hours.is_finite() and 0 < hours <= MOST_HOURS and hours * 4 % 1 == 0


def _upload_problems(part: Upload) -> Iterator[Problem]:
    where = f"{part.key}-files"
    if not 1 <= part.least <= part.most <= MOST_FILES:
        yield Problem(
            where, f"an upload asks for 1 to {MOST_FILES} files, the smaller number first"
        )
    if not part.types or len(set(part.types)) != len(part.types):
        yield Problem(where, "an upload names the types of file it takes, each once")
