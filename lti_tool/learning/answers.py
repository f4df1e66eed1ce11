"""What counts as an answer to a question, and when it is right."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.learning.questions import (
    Choice,
    ChoiceQuestion,
    MatchingQuestion,
    OrderingQuestion,
    Pair,
    Question,
    ShortAnswerQuestion,
    Shown,
    matched,
)
from lti_tool.learning.responses import Responses


def offered(question: Question, chosen: Sequence[str]) -> tuple[str, ...]:
    """What was chosen, as far as the page of the question lets one choose it.

    No page lets several be chosen where one is asked for: their feedback would tell the answer.
    """
    found = possible(question, chosen)
    if isinstance(question, ChoiceQuestion) and question.choice is Choice.SINGLE:
        return found if len(found) == 1 else ()
    if isinstance(question, MatchingQuestion):
        lefts = [_left(one) for one in found]
        return tuple(one for one in found if lefts.count(_left(one)) == 1)
    if isinstance(question, OrderingQuestion):
        return found or _placed(question, chosen)
    return found


def possible(question: Question, chosen: Sequence[str]) -> tuple[str, ...]:
    """What was chosen of what there is: in the order given for steps, else in the question's."""
    if isinstance(question, ChoiceQuestion):
        return tuple(option.key for option in question.options if option.key in chosen)
    if isinstance(question, MatchingQuestion):
        matches = (matched(pair.key, one.key) for pair in question.pairs for one in question.shown)
        return tuple(match for match in matches if match in chosen)
    if isinstance(question, OrderingQuestion):
        keys = {one.key for one in question.shown}
        return tuple(dict.fromkeys(key for key in chosen if key in keys))
    return ()


def is_answered(question: Question, responses: Responses) -> bool:
    """Whether a question has a whole answer, right or wrong."""
    if isinstance(question, ShortAnswerQuestion):
        return bool(responses.written.get(question.key, "").strip())
    found = possible(question, responses.chosen.get(question.key, ()))
    if isinstance(question, MatchingQuestion):
        return len({_left(one) for one in found}) == len(question.pairs)
    if isinstance(question, OrderingQuestion):
        return len(found) == len(question.steps)
    return bool(found)


def is_right(question: Question, responses: Responses) -> bool:
    """Whether a question is answered exactly right."""
    if isinstance(question, ShortAnswerQuestion):
        written = normalised(responses.written.get(question.key, ""))
        return bool(written) and written in {normalised(form) for form in question.accepted}
    given = responses.chosen.get(question.key, ())
    if isinstance(question, OrderingQuestion):
        return tuple(given) == question.right
    # Against everything given: an option that does not exist is never part of a right answer.
    return frozenset(given) == question.right


def normalised(answer: str) -> str:
    """Bring a short answer to the form it is compared in.

    Case, blanks around it, doubled blanks, a final full stop and the shape of apostrophes and
    hyphens, which keyboards put in by themselves, make no difference.
    """
    plain = unicodedata.normalize("NFKC", answer).translate(_AS_TYPED)
    return " ".join(plain.casefold().split()).removesuffix(".").rstrip()


_AS_TYPED = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-"})  # noqa: RUF001  # meant


@dataclass(frozen=True, kw_only=True)
class Match:
    """A left side with the right side that was matched to it, if one was."""

    pair: Pair
    chosen: Shown | None
    is_right: bool


def matches_of(question: MatchingQuestion, chosen: Sequence[str]) -> tuple[Match, ...]:
    """What each left side was matched to."""
    found = []
    for pair in question.pairs:
        given = (one for one in question.shown if matched(pair.key, one.key) in chosen)
        right = next(given, None)
        is_right = right is not None and right.text == pair.right
        found.append(Match(pair=pair, chosen=right, is_right=is_right))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Placing:
    """A step with the place that it was given, counted from one, if it was."""

    step: Shown
    place: int | None
    is_right: bool

    @property
    def rank(self) -> tuple[bool, int]:
        """Those that have a place come in order, and the others after them."""
        return (self.place is None, self.place or 0)


def placings_of(question: OrderingQuestion, chosen: Sequence[str]) -> tuple[Placing, ...]:
    """Which place each step was given: as in a whole answer, or as far as one has got."""
    found = []
    for step in question.shown:
        places = range(1, len(question.steps) + 1)
        begun = (n for n in places if matched(step.key, str(n)) in chosen)
        place = chosen.index(step.key) + 1 if step.key in chosen else next(begun, None)
        is_right = place is not None and question.right[place - 1] == step.key
        found.append(Placing(step=step, place=place, is_right=is_right))
    return tuple(found)


def _placed(question: OrderingQuestion, chosen: Sequence[str]) -> tuple[str, ...]:
    """Read places such as ``a=2``: the steps in order, or the places while they are no order."""
    places = range(1, len(question.steps) + 1)
    found = {
        matched(step.key, str(n)): (n, step.key)
        for step in question.shown
        for n in places
        if matched(step.key, str(n)) in chosen
    }
    steps = {key for _, key in found.values()}
    if len(steps) == len(found) == len({n for n, _ in found.values()}) == len(places):
        return tuple(key for _, key in sorted(found.values()))
    return tuple(found) if len(steps) == len(found) else ()


def _left(match: str) -> str:
    return match.partition("=")[0]
