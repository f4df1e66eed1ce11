"""How an attempt is marked: one mark for each question answered exactly right, or for all done."""

from dataclasses import dataclass

from lti_tool.learning.activities import Activity
from lti_tool.learning.answers import is_answered, is_right, possible
from lti_tool.learning.progress import undone
from lti_tool.learning.questions import Question
from lti_tool.learning.responses import Responses


@dataclass(frozen=True, kw_only=True)
class QuestionMark:
    """What was answered to one question, and whether it was exactly right."""

    key: str
    chosen: tuple[str, ...]
    is_right: bool
    written: str = ""
    """The short answer, as it was given."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What marking an attempt yields."""

    earned: int
    possible: int
    passed: bool
    questions: tuple[QuestionMark, ...]


def mark(activity: Activity, responses: Responses) -> Mark:
    """Mark the responses to an activity.

    A question left out earns nothing. Where it is not marked by itself, the one point is for having
    done every part; the answers are marked for their feedback only.
    """
    marks = tuple(_mark_question(question, responses) for question in activity.questions)
    if not activity.is_marked:
        complete = not undone(activity, responses)
        return Mark(earned=int(complete), possible=1, passed=complete, questions=marks)
    earned = sum(one.is_right for one in marks)
    return Mark(
        earned=earned,
        possible=len(marks),
        # In whole numbers: a comparison of fractions could fail somebody by a rounding error.
        passed=bool(marks) and earned * 100 >= (activity.pass_mark or 0) * len(marks),
        questions=marks,
    )


def unanswered(activity: Activity, responses: Responses) -> tuple[Question, ...]:
    """List the questions that have no whole answer, in order."""
    return tuple(one for one in activity.questions if not is_answered(one, responses))


def _mark_question(question: Question, responses: Responses) -> QuestionMark:
    return QuestionMark(
        key=question.key,
        chosen=possible(question, responses.chosen.get(question.key, ())),
        is_right=is_right(question, responses),
        written=responses.written.get(question.key, ""),
    )
