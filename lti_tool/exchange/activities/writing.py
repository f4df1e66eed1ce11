"""How an activity becomes a file that reads back as the same activity."""

from collections.abc import Iterator

from lti_tool.exchange.activities.body import NAMES
from lti_tool.exchange.activities.closing import (
    write_entries,
    write_files,
    write_hours,
    write_words,
)
from lti_tool.exchange.activities.front_matter import write_front_matter
from lti_tool.exchange.activities.lists import write_quote
from lti_tool.exchange.activities.questions import (
    CHOICES,
    EXPLANATION,
    MATCH,
    NOT_ACCEPTED,
    PUT_IN_ORDER,
    SHORT_ANSWER,
)
from lti_tool.exchange.activities.rubric import write_rubric
from lti_tool.exchange.activities.unwritable import reasons
from lti_tool.learning.activities import Activity
from lti_tool.learning.parts import (
    Elsewhere,
    KnowledgeCheck,
    Log,
    Part,
    Prompt,
    Reflection,
    Upload,
)
from lti_tool.learning.questions import (
    ChoiceQuestion,
    MatchingQuestion,
    OrderingQuestion,
    Question,
    ShortAnswerQuestion,
)


def write_activity(activity: Activity) -> str:
    """Write an activity as the text of its file; ValueError, if it is not sound."""
    for reason in reasons(activity):
        raise ValueError(f"{activity.code}: {reason}")
    blocks = [write_front_matter(activity)]
    for part in activity.parts:
        blocks += (f"# {NAMES[part.sort]}: {part.title}", part.text, *_asked(part))
    blocks += write_rubric(activity.rubric)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _asked(part: Part) -> Iterator[str]:
    if isinstance(part, Elsewhere):
        yield f"Go to:\n[{part.link_text}]({part.address})"
        yield from _prompt(part.prompt, "###")
    if isinstance(part, KnowledgeCheck):
        for question in part.questions:
            yield from _question(question)
    if isinstance(part, Reflection):
        yield from _prompts(part)
    if isinstance(part, Log):
        yield write_entries(part.least_entries) if part.least_entries else ""
        yield write_hours(part.least_hours) if part.least_hours else ""
    if isinstance(part, Upload):
        yield write_files(part)


def _prompts(part: Reflection) -> Iterator[str]:
    if part.prompt_set is None:
        for prompt in part.prompts:
            yield from _prompt(prompt, "##")
        return
    yield f"Prompts: {part.prompt_set}"
    least_words = part.prompts[0].least_words
    yield write_words(least_words) if least_words else ""


def _prompt(prompt: Prompt, marks: str) -> Iterator[str]:
    yield f"{marks} {prompt.text}"
    yield prompt.hint
    yield write_words(prompt.least_words) if prompt.least_words else ""


def _question(question: Question) -> Iterator[str]:
    if isinstance(question, ChoiceQuestion):
        yield next(f"## {words}" for words, choice in CHOICES.items() if choice is question.choice)
        yield question.text
        for option in question.options:
            box = "[x]" if option.is_right else "[ ]"
            yield f"- {box} {option.text}\n{write_quote(option.feedback)}"
    if isinstance(question, MatchingQuestion):
        yield f"## {MATCH}"
        yield question.text
        for pair in question.pairs:
            yield f"- {pair.left} = {pair.right}\n{write_quote(pair.feedback)}"
    if isinstance(question, OrderingQuestion):
        yield f"## {PUT_IN_ORDER}"
        yield question.text
        yield "\n".join(f"{n}. {step}" for n, step in enumerate(question.steps, start=1))
    if isinstance(question, ShortAnswerQuestion):
        yield f"## {SHORT_ANSWER}"
        yield question.text
        forms = (f"- {form}" for form in question.accepted)
        yield "\n".join((*forms, write_quote(question.feedback)))
        yield f"### {NOT_ACCEPTED}"
        yield question.feedback_otherwise
    yield f"### {EXPLANATION}"
    yield question.explanation
