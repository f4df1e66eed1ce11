"""How an activity becomes a file that reads back as the same activity."""

from collections.abc import Iterator

from lti_tool.exchange.activities.body import EXPLANATION, KNOWLEDGE_CHECK, QUESTIONS, READING
from lti_tool.exchange.activities.front_matter import write_front_matter
from lti_tool.exchange.files import invisible_character
from lti_tool.exchange.markdown import faults
from lti_tool.learning.activities import Activity, Option, Part, Question, Reading
from lti_tool.learning.soundness import problems


def write_activity(activity: Activity) -> str:
    """Write an activity as the text of its file; ValueError, if it is not sound."""
    for reason in _reasons(activity):
        raise ValueError(f"{activity.code}: {reason}")
    blocks = [write_front_matter(activity)]
    for part in activity.parts:
        blocks += _part(part)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Reading):
        yield f"# {READING}: {part.title}"
        yield part.text
        return
    yield f"# {KNOWLEDGE_CHECK}: {part.title}"
    yield part.text
    for question in part.questions:
        yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield next(f"## {words}" for words, choice in QUESTIONS.items() if choice is question.choice)
    yield question.text
    for option in question.options:
        yield _option(option)
    yield f"### {EXPLANATION}"
    yield question.explanation


def _option(option: Option) -> str:
    box = "[x]" if option.is_right else "[ ]"
    feedback = (f"  > {line}" if line else "  >" for line in option.feedback.split("\n"))
    return "\n".join((f"- {box} {option.text}", *feedback))


def _reasons(activity: Activity) -> Iterator[str]:
    for problem in problems(activity):
        yield problem.sentence
    for line in _lines(activity):
        if name := invisible_character(line):
            yield f"the {name} does not belong in a text"
    for text, may_have_headings in _texts(activity):
        for fault in faults(text, may_have_headings=may_have_headings):
            yield fault.sentence


def _lines(activity: Activity) -> Iterator[str]:
    yield from (activity.title, activity.summary, activity.reviewed_by, activity.framework)
    yield from (*activity.filed, *activity.mapped, *activity.tagged, *activity.check_locally)
    yield from (part.title for part in activity.parts)


def _texts(activity: Activity) -> Iterator[tuple[str, bool]]:
    for part in activity.parts:
        yield part.text, isinstance(part, Reading)
    for question in activity.questions:
        yield question.text, False
        yield question.explanation, False
        for option in question.options:
            yield option.text, False
            yield option.feedback, False
