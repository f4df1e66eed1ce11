"""What makes an activity sound: in itself, and against the framework it names."""

import re
from collections.abc import Iterator
from typing import Final

from lti_tool.learning.activities import (
    Activity,
    Choice,
    Part,
    Question,
    Reading,
    option_key,
    part_key,
    question_key,
)
from lti_tool.learning.frameworks import Framework, Problem, Use

MOST_MAPPED: Final = 3
"""A passed check is evidence for all of these at once, and evidence has at most three."""
MOST_POINTS: Final = 100
"""Moodle's deep linking takes whole maxima from 1 to 100."""
FEWEST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 10
MOST_MINUTES: Final = 24 * 60
LONGEST_LINE: Final = 300
"""Titles, summaries and options are lines, not paragraphs; Moodle refuses titles over 255."""
LONGEST_TITLE: Final = 200

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
LONGEST_CODE: Final = 64


def problems(activity: Activity) -> tuple[Problem, ...]:
    """Say what is wrong with an activity in itself; nothing, if it is sound."""
    return (
        *_heading_problems(activity),
        *_item_problems(activity),
        *_review_problems(activity),
        *(
            problem
            for position, part in enumerate(activity.parts, start=1)
            for problem in _part_problems(part, part_key(position))
        ),
    )


def mismatches(activity: Activity, framework: Framework) -> tuple[Problem, ...]:
    """Say where an activity and the framework it names do not fit; nothing, if they do."""
    return tuple(
        problem
        for use, codes in _codes_by_use(activity)
        for code in codes
        for problem in _code_problems(code, use, framework)
    )


def _codes_by_use(activity: Activity) -> Iterator[tuple[Use, tuple[str, ...]]]:
    yield Use.FILED, activity.filed
    yield Use.MAPPED, activity.mapped
    yield Use.TAGGED, activity.tagged


def _code_problems(code: str, use: Use, framework: Framework) -> Iterator[Problem]:
    item = framework.find(code)
    if item is None:
        yield Problem(use, f'the framework {framework.code} has no item "{code}"')
    elif (level := framework.level(item.level)).use is not use:
        yield Problem(
            use, f"{code} is of the level {level.name}, which is {level.use} and not {use}"
        )


def _heading_problems(activity: Activity) -> Iterator[Problem]:
    if not _CODE.fullmatch(activity.code) or len(activity.code) > LONGEST_CODE:
        yield Problem(
            "code", "a code is lower-case letters, digits and single hyphens, at most 64 of them"
        )
    yield from _line_problems("title", "the title", activity.title, LONGEST_TITLE)
    yield from _line_problems("summary", "the summary", activity.summary, 2 * LONGEST_LINE)
    yield from _range_problems("version", activity.version, 1, 1_000_000)
    yield from _range_problems("minutes", activity.minutes, 1, MOST_MINUTES)
    yield from _range_problems("pass_mark", activity.pass_mark, 1, 100)
    if activity.tries is not None:
        yield from _range_problems("tries", activity.tries, 1, 100)
    if not 1 <= activity.points <= MOST_POINTS:
        yield Problem(
            "scoring",
            f"a knowledge check is worth 1 to {MOST_POINTS} points, one for each question; "
            f"this activity has {activity.points}",
        )


def _item_problems(activity: Activity) -> Iterator[Problem]:
    if not activity.filed:
        yield Problem("filed", "an activity is filed under at least one item")
    if len(activity.mapped) > MOST_MAPPED:
        yield Problem("mapped", f"an activity is mapped to at most {MOST_MAPPED} items")
    for use, codes in _codes_by_use(activity):
        for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
            yield Problem(use, f"{code} is there more than once")


def _review_problems(activity: Activity) -> Iterator[Problem]:
    if bool(activity.reviewed_by) != bool(activity.reviewed_on):
        yield Problem("reviewed_by", "reviewed_by and reviewed_on are given together or not at all")
    if activity.review_due and not activity.reviewed_on:
        yield Problem("review_due", "review_due needs the date of the last review, reviewed_on")
    if activity.reviewed_on and activity.review_due and activity.review_due <= activity.reviewed_on:
        yield Problem("review_due", "review_due is later than reviewed_on")
    if activity.reviewed_by:
        yield from _line_problems("reviewed_by", "the reviewer", activity.reviewed_by, LONGEST_LINE)
    for line in activity.check_locally:
        yield from _line_problems("check_locally", "each thing to check", line, 2 * LONGEST_LINE)


def _part_problems(part: Part, key: str) -> Iterator[Problem]:
    if part.key != key:
        yield Problem(part.key, f"this part is at the position of {key}")
    yield from _line_problems(part.key, "the title of a part", part.title, LONGEST_TITLE)
    if isinstance(part, Reading):
        if not part.text.strip():
            yield Problem(part.key, "a reading needs a text")
        return
    if not part.questions:
        yield Problem(part.key, "a knowledge check needs at least one question")
    for position, question in enumerate(part.questions, start=1):
        yield from _question_problems(question, question_key(part.key, position))


def _question_problems(question: Question, key: str) -> Iterator[Problem]:
    if question.key != key:
        yield Problem(question.key, f"this question is at the position of {key}")
    if not question.text.strip():
        yield Problem(question.key, "a question needs a text")
    if not question.explanation.strip():
        yield Problem(question.key, "a question needs an explanation")
    if not FEWEST_OPTIONS <= len(question.options) <= MOST_OPTIONS:
        yield Problem(question.key, f"a question has {FEWEST_OPTIONS} to {MOST_OPTIONS} options")
    right = len(question.right)
    if question.choice is Choice.SINGLE and right != 1:
        yield Problem(question.key, f"exactly one option is right; here {right} are")
    if question.choice is Choice.MULTIPLE and not 0 < right < len(question.options):
        yield Problem(question.key, "at least one option is right and at least one is wrong")
    yield from _option_problems(question)


def _option_problems(question: Question) -> Iterator[Problem]:
    earlier: set[str] = set()
    for position, option in enumerate(question.options, start=1):
        where = f"{question.key}-{option.key}"
        if option.key != option_key(position):
            yield Problem(where, f"this option is at the position of {option_key(position)}")
        yield from _line_problems(where, "an option", option.text, LONGEST_LINE)
        if not option.feedback.strip():
            yield Problem(where, "an option needs feedback, whether it is right or wrong")
        if option.text in earlier:
            yield Problem(where, "two options of one question have the same text")
        earlier.add(option.text)


def _line_problems(where: str, what: str, text: str, longest: int) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(where, f"{what} is not empty")
    if text.strip(" \t") != text or "\n" in text or "\r" in text:
        yield Problem(where, f"{what} is one line without blanks around it")
    if len(text) > longest:
        yield Problem(where, f"{what} has at most {longest} characters, this one {len(text)}")


def _range_problems(where: str, number: int, least: int, most: int) -> Iterator[Problem]:
    if not least <= number <= most:
        yield Problem(where, f"{where} is a whole number from {least} to {most}, not {number}")
