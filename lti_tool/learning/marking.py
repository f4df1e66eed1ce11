"""How an attempt is marked: one mark for each question answered exactly right."""

from dataclasses import dataclass

from lti_tool.learning.activities import Activity, Question, Responses


@dataclass(frozen=True, kw_only=True)
class QuestionMark:
    """What was chosen for one question, and whether it was exactly right."""

    key: str
    chosen: tuple[str, ...]
    is_right: bool


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What marking an attempt yields."""

    earned: int
    possible: int
    passed: bool
    questions: tuple[QuestionMark, ...]

    @property
    def percent(self) -> int:
        """The whole percentage, rounded down: 69.9 never looks like a pass at 70."""
        return self.earned * 100 // self.possible if self.possible else 0


def mark(activity: Activity, responses: Responses) -> Mark:
    """Mark the responses to an activity; a question left out earns nothing."""
    marks = tuple(_mark_question(question, responses) for question in activity.questions)
    earned = sum(one.is_right for one in marks)
    return Mark(
        earned=earned,
        possible=len(marks),
        # In whole numbers: a comparison of fractions could fail somebody by a rounding error.
        passed=bool(marks) and earned * 100 >= activity.pass_mark * len(marks),
        questions=marks,
    )


def unanswered(activity: Activity, responses: Responses) -> tuple[Question, ...]:
    """List the questions for which no option of theirs was chosen, in order."""
    return tuple(question for question in activity.questions if not _chosen(question, responses))


def _mark_question(question: Question, responses: Responses) -> QuestionMark:
    given = frozenset(responses.chosen.get(question.key, ()))
    return QuestionMark(
        key=question.key,
        chosen=_chosen(question, responses),
        # Against everything given: an option that does not exist is never part of a right answer.
        is_right=given == question.right,
    )


def _chosen(question: Question, responses: Responses) -> tuple[str, ...]:
    given = responses.chosen.get(question.key, ())
    return tuple(option.key for option in question.options if option.key in given)
