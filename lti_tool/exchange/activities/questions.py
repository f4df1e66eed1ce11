"""How the questions of a knowledge check stand in a file, sort by sort."""

import re
from typing import Final

from lti_tool.exchange.activities.lists import BOX, DASH, NUMBER, Item, begins, read_items
from lti_tool.exchange.activities.source import Source
from lti_tool.exchange.markdown import Heading
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
    option_key,
)

CHOICES: Final = {"Choose one": Choice.SINGLE, "Choose all that apply": Choice.MULTIPLE}
MATCH: Final = "Match"
PUT_IN_ORDER: Final = "Put in order"
SHORT_ANSWER: Final = "Short answer"
EXPLANATION: Final = "Explanation"
NOT_ACCEPTED: Final = "Not accepted"
MARKS: Final = {
    QuestionSort.CHOICE: BOX,
    QuestionSort.MATCHING: DASH,
    QuestionSort.ORDERING: NUMBER,
    QuestionSort.SHORT_ANSWER: DASH,
}
"""What begins the list of a question; so the text before the list holds nothing like it."""

_OPTION_RULE = 'an option is a line "- [ ] words" or "- [x] words", its feedback lines "  > words"'
_PAIR_RULE = 'a pair is a line "- left = right", its feedback lines "  > words"'
_STEP_RULE = 'a step is a line "1. words", and the steps are in the right order'
_ACCEPTED_RULE = (
    'an accepted answer is a line "- words"; lines "  > words" after the last say why it is right'
)
_QUESTION_RULE = (
    'a question begins with "## Choose one", "## Choose all that apply", "## Match", '
    '"## Put in order" or "## Short answer"'
)
_SIDES = re.compile(r"(.*?)[ \t]*=[ \t]*(.*)")
_SUBHEADING_LEVEL: Final = 3


def read_question(source: Source, key: str, heading: Heading, end: int) -> Question:
    """Read the question that begins with a heading and ends before a line."""
    source.note(key, heading.line)
    words = heading.words.casefold()
    start = heading.line + 1
    for name, choice in CHOICES.items():
        if words == name.casefold():
            return _choice(_Frame(source, key, start, end), choice)
    if words == MATCH.casefold():
        return _matching(_Frame(source, key, start, end))
    if words == PUT_IN_ORDER.casefold():
        return _ordering(_Frame(source, key, start, end))
    if words == SHORT_ANSWER.casefold():
        return _short_answer(_Frame(source, key, start, end, has_not_accepted=True))
    raise source.refusal(heading.line, f'"{heading.words}" is not a question; {_QUESTION_RULE}')


class _Frame:
    """What all sorts of question have: a text, a list, and headings with more text."""

    def __init__(
        self, source: Source, key: str, start: int, end: int, *, has_not_accepted: bool = False
    ) -> None:
        self.source, self.key = source, key
        expected = ([NOT_ACCEPTED] if has_not_accepted else []) + [EXPLANATION]
        self._texts: dict[str, str] = {}
        found = source.headings(start, end)
        for one, one_end in source.spans(found, end):
            name = next((n for n in expected if n.casefold() == one.words.casefold()), None)
            if one.level != _SUBHEADING_LEVEL or name is None:
                raise source.refusal(one.line, _heading_rule(expected))
            expected = expected[expected.index(name) + 1 :]
            self._texts[name] = source.text(one.line + 1, one_end)
        self._start, self._end = start, found[0].line if found else end

    def text(self, mark: re.Pattern[str]) -> str:
        list_from = begins(self.source, self._start, self._end, mark)
        return self.source.text(self._start, list_from)

    def items(self, mark: re.Pattern[str], rule: str) -> list[Item]:
        list_from = begins(self.source, self._start, self._end, mark)
        items = read_items(self.source, list_from, self._end, mark, rule)
        for position, item in enumerate(items, start=1):
            self.source.note(f"{self.key}-{option_key(position)}", item.line)
        return items

    def under(self, name: str) -> str:
        return self._texts.get(name, "")


def _heading_rule(expected: list[str]) -> str:
    if len(expected) == 1:
        return f'the only heading inside a question is "### {expected[0]}"'
    if expected:
        named = " and then ".join(f'"### {name}"' for name in expected)
        return f"the headings inside this question are {named}"
    return f'nothing comes after the "### {EXPLANATION}" of a question'


def _choice(frame: _Frame, choice: Choice) -> ChoiceQuestion:
    items = frame.items(BOX, _OPTION_RULE)
    return ChoiceQuestion(
        key=frame.key,
        text=frame.text(BOX),
        choice=choice,
        options=tuple(
            Option(
                key=option_key(position),
                text=item.text,
                is_right=item.mark != " ",
                feedback=item.feedback,
            )
            for position, item in enumerate(items, start=1)
        ),
        explanation=frame.under(EXPLANATION),
    )


def _matching(frame: _Frame) -> MatchingQuestion:
    items = frame.items(DASH, _PAIR_RULE)
    return MatchingQuestion(
        key=frame.key,
        text=frame.text(DASH),
        pairs=tuple(
            _pair(frame.source, item, position) for position, item in enumerate(items, start=1)
        ),
        explanation=frame.under(EXPLANATION),
    )


def _pair(source: Source, item: Item, position: int) -> Pair:
    sides = _SIDES.fullmatch(item.text)
    if sides is None:
        raise source.refusal(item.line, _PAIR_RULE)
    for side in sides.groups():
        source.check(side, item.line)
    return Pair(key=option_key(position), left=sides[1], right=sides[2], feedback=item.feedback)


def _ordering(frame: _Frame) -> OrderingQuestion:
    items = frame.items(NUMBER, _STEP_RULE)
    for item in items:
        if item.feedback:
            reason = 'a step has no feedback of its own; "### Explanation" says why this order'
            raise frame.source.refusal(item.feedback_line, reason)
    return OrderingQuestion(
        key=frame.key,
        text=frame.text(NUMBER),
        steps=tuple(item.text for item in items),
        explanation=frame.under(EXPLANATION),
    )


def _short_answer(frame: _Frame) -> ShortAnswerQuestion:
    items = frame.items(DASH, _ACCEPTED_RULE)
    for item in items[:-1]:
        if item.feedback:
            raise frame.source.refusal(item.feedback_line, _ACCEPTED_RULE)
    return ShortAnswerQuestion(
        key=frame.key,
        text=frame.text(DASH),
        accepted=tuple(item.text for item in items),
        feedback=items[-1].feedback if items else "",
        feedback_otherwise=frame.under(NOT_ACCEPTED),
        explanation=frame.under(EXPLANATION),
    )
