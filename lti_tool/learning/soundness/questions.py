"""What makes a question sound, sort by sort."""

from collections.abc import Iterator
from typing import Final

from lti_tool.learning.answers import normalised
from lti_tool.learning.frameworks import Problem
from lti_tool.learning.questions import (
    Choice,
    ChoiceQuestion,
    MatchingQuestion,
    OrderingQuestion,
    Question,
    ShortAnswerQuestion,
    option_key,
)
from lti_tool.learning.soundness.lines import line_problems, repeated

FEWEST: Final = 2
MOST: Final = 10
"""Of options, pairs and steps; and at most so many accepted forms."""
_LONGEST_ANSWER: Final = 100


def question_problems(question: Question, key: str) -> Iterator[Problem]:
    """Say what is wrong with a question that stands where this key belongs."""
    if question.key != key:
        yield Problem(question.key, f"this question is at the position of {key}")
    if not question.text.strip():
        yield Problem(question.key, "a question needs a text")
    if not question.explanation.strip():
        yield Problem(question.key, "a question needs an explanation")
    if isinstance(question, ChoiceQuestion):
        yield from _choice_problems(question)
        yield from _option_problems(question)
    elif isinstance(question, MatchingQuestion):
        yield from _matching_problems(question)
    elif isinstance(question, OrderingQuestion):
        yield from _ordering_problems(question)
    else:
        yield from _short_answer_problems(question)


def _choice_problems(question: ChoiceQuestion) -> Iterator[Problem]:
    if not FEWEST <= len(question.options) <= MOST:
        yield Problem(question.key, f"a question has {FEWEST} to {MOST} options")
    right = len(question.right)
    if question.choice is Choice.SINGLE and right != 1:
        yield Problem(question.key, f"exactly one option is right; here {right} are")
    if question.choice is Choice.MULTIPLE and not 0 < right < len(question.options):
        yield Problem(question.key, "at least one option is right and at least one is wrong")


def _option_problems(question: ChoiceQuestion) -> Iterator[Problem]:
    for position, option in enumerate(question.options, start=1):
        where = f"{question.key}-{option.key}"
        if option.key != option_key(position):
            yield Problem(where, f"this option is at the position of {option_key(position)}")
        yield from line_problems(where, "an option", option.text)
        if not option.feedback.strip():
            yield Problem(where, "an option needs feedback, whether it is right or wrong")
    for position in repeated([option.text for option in question.options]):
        where = f"{question.key}-{question.options[position - 1].key}"
        yield Problem(where, "two options of one question have the same text")


def _matching_problems(question: MatchingQuestion) -> Iterator[Problem]:
    if not FEWEST <= len(question.pairs) <= MOST:
        yield Problem(question.key, f"a question has {FEWEST} to {MOST} pairs")
    if len({pair.right for pair in question.pairs}) < FEWEST:
        yield Problem(question.key, "there are at least two right sides to choose from")
    for position, pair in enumerate(question.pairs, start=1):
        where = f"{question.key}-{pair.key}"
        if pair.key != option_key(position):
            yield Problem(where, f"this pair is at the position of {option_key(position)}")
        yield from line_problems(where, "the left side of a pair", pair.left)
        yield from line_problems(where, "the right side of a pair", pair.right)
        if "=" in pair.left:
            yield Problem(where, "the left side of a pair has no equals sign: it ends there")
        if not pair.feedback.strip():
            yield Problem(where, "a pair needs feedback")
    for position in repeated([pair.left for pair in question.pairs]):
        where = f"{question.key}-{question.pairs[position - 1].key}"
        yield Problem(where, "two pairs of one question have the same left side")


def _ordering_problems(question: OrderingQuestion) -> Iterator[Problem]:
    if not FEWEST <= len(question.steps) <= MOST:
        yield Problem(question.key, f"a question has {FEWEST} to {MOST} steps")
    for position, step in enumerate(question.steps, start=1):
        yield from line_problems(f"{question.key}-{option_key(position)}", "a step", step)
    for position in repeated(question.steps):
        where = f"{question.key}-{option_key(position)}"
        yield Problem(where, "two steps of one question have the same text")


def _short_answer_problems(question: ShortAnswerQuestion) -> Iterator[Problem]:
    if not 1 <= len(question.accepted) <= MOST:
        yield Problem(question.key, f"a short answer has 1 to {MOST} accepted forms")
    for position, form in enumerate(question.accepted, start=1):
        where = f"{question.key}-{option_key(position)}"
        yield from line_problems(where, "an accepted form", form, _LONGEST_ANSWER)
        if form.strip() and not normalised(form):
            yield Problem(where, "an accepted form has at least a letter or a digit")
    for position in repeated([normalised(form) for form in question.accepted]):
        where = f"{question.key}-{option_key(position)}"
        yield Problem(where, "two accepted forms are the same once case and blanks are left out")
    if not question.feedback.strip():
        yield Problem(question.key, "a short answer needs feedback for a right answer")
    if not question.feedback_otherwise.strip():
        reason = 'a short answer needs feedback for any other answer, under "### Not accepted"'
        yield Problem(question.key, reason)
