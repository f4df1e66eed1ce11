"""Why an activity cannot be written to a file, or would not come back as it was."""

import re
from collections.abc import Iterable, Iterator, Sequence

from lti_tool.exchange.activities.closing import (
    ENTRIES,
    FILES,
    GO_TO,
    HOURS,
    PROMPTS,
    WORDS,
)
from lti_tool.exchange.activities.questions import MARKS
from lti_tool.exchange.activities.rubric import write_level
from lti_tool.exchange.files import invisible_character
from lti_tool.exchange.markdown import faults
from lti_tool.learning.activities import Activity
from lti_tool.learning.parts import Elsewhere, Part, PartSort, prompts_of
from lti_tool.learning.questions import (
    ChoiceQuestion,
    MatchingQuestion,
    OrderingQuestion,
    Question,
    ShortAnswerQuestion,
)
from lti_tool.learning.rubrics import RubricLevel
from lti_tool.learning.soundness import problems

_WITH_HEADINGS = frozenset({PartSort.READING, PartSort.RESOURCE, PartSort.LOG, PartSort.UPLOAD})
_CLOSINGS = {
    PartSort.RESOURCE: (GO_TO,),
    PartSort.REFLECTION: (PROMPTS, WORDS),
    PartSort.LOG: (ENTRIES, HOURS),
    PartSort.UPLOAD: (FILES,),
}


def reasons(activity: Activity) -> Iterator[str]:
    """Say what is wrong with an activity or its texts; nothing, if it can be written."""
    for problem in problems(activity):
        yield problem.sentence
    for line in _lines(activity):
        if name := invisible_character(line):
            yield f"the {name} does not belong in a text"
    for part in activity.parts:
        yield from _part_reasons(part)
    for question in activity.questions:
        yield from _line_reasons(question.text.split("\n"), (MARKS[question.sort],))
        for text in _texts(question):
            yield from _text_reasons(text)
    for level in _levels(activity):
        yield from _text_reasons(write_level(level))


def _part_reasons(part: Part) -> Iterator[str]:
    yield from _text_reasons(part.text, headings_ok=part.sort in _WITH_HEADINGS)
    yield from _line_reasons(_stripped(part.text), _CLOSINGS.get(part.sort, ()))
    for prompt in prompts_of(part):
        yield from _text_reasons(prompt.hint)
        yield from _line_reasons(_stripped(prompt.hint), (WORDS,))


def _text_reasons(text: str, *, headings_ok: bool = False) -> Iterator[str]:
    for fault in faults(text, may_have_headings=headings_ok):
        yield fault.sentence


def _line_reasons(lines: Iterable[str], forms: Sequence[re.Pattern[str]]) -> Iterator[str]:
    for line in lines:
        if any(form.fullmatch(line) for form in forms):
            yield f'the line "{line[:80]}" would be taken for what comes after the text'


def _stripped(text: str) -> Iterator[str]:
    return (line.strip(" \t") for line in text.split("\n"))


def _levels(activity: Activity) -> Iterator[RubricLevel]:
    return (level for criterion in activity.rubric for level in criterion.levels)


def _lines(activity: Activity) -> Iterator[str]:
    yield from (activity.title, activity.summary, activity.reviewed_by, activity.framework)
    yield from (*activity.filed, *activity.mapped, *activity.tagged)
    yield from (*activity.professions, *activity.check_locally)
    for part in activity.parts:
        yield from _part_lines(part)
    yield from (criterion.title for criterion in activity.rubric)


def _part_lines(part: Part) -> Iterator[str]:
    yield part.title
    yield from (prompt.text for prompt in prompts_of(part))
    if isinstance(part, Elsewhere):
        yield from (part.link_text, part.address)


def _texts(question: Question) -> Iterator[str]:
    yield from (question.text, question.explanation)
    if isinstance(question, ChoiceQuestion):
        for option in question.options:
            yield from (option.text, option.feedback)
    if isinstance(question, MatchingQuestion):
        for pair in question.pairs:
            yield from (pair.left, pair.right, f"{pair.left} = {pair.right}", pair.feedback)
    if isinstance(question, OrderingQuestion):
        yield from question.steps
    if isinstance(question, ShortAnswerQuestion):
        yield from (*question.accepted, question.feedback, question.feedback_otherwise)
