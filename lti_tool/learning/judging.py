"""What an instructor decides about, what is missing of a decision, and what follows from one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lti_tool.learning.activities import Activity, Scoring
from lti_tool.learning.attempts import AttemptState
from lti_tool.learning.evidence import MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.learning.reviews import (
    COMMENT,
    GRADEBOOK_COMMENT,
    ChosenLevel,
    Outcome,
    ReviewSent,
    ReviewState,
    level_field,
    verdict_field,
    why_field,
)
from lti_tool.learning.rubrics import Criterion
from lti_tool.learning.scores import ActivityProgress, GradingProgress, ScoreDue
from lti_tool.learning.texts import too_long

LONGEST_COMMENT: Final = 5_000
"""Characters in the comment for the learner."""
LONGEST_WHY: Final = 1_000
"""Characters in the comment on one item."""
LONGEST_GRADEBOOK_COMMENT: Final = 1_000
"""Characters in what goes to the gradebook."""
VERDICTS: Final = (MappingState.ACCEPTED, MappingState.NOT_YET)


@dataclass(frozen=True, kw_only=True)
class ReviewedTie:
    """A framework item that submitted evidence is tied to."""

    item_id: int
    use: Use
    state: MappingState
    has_outcomes: bool
    """Whether outcomes belong to it, as to some domains."""


def lines_of(ties: Iterable[ReviewedTie], activity: Activity | None) -> tuple[ReviewedTie, ...]:
    """The ties that are decided about: outcomes, and domains without outcomes of their own.

    Where there are none, all domains. What marking decided stays as it is.
    """
    if activity is not None and activity.is_marked:
        return ()
    found = tuple(ties)
    mapped = tuple(one for one in found if one.use is Use.MAPPED)
    filed = tuple(one for one in found if one.use is Use.FILED)
    return (*mapped, *(one for one in filed if not one.has_outcomes)) or filed


def waits(ties: Iterable[ReviewedTie], activity: Activity | None) -> bool:
    """Whether there is something to decide about what was submitted."""
    return is_assessed(activity) or bool(lines_of(ties, activity))


def is_assessed(activity: Activity | None) -> bool:
    """Whether an instructor decides the score."""
    return activity is not None and activity.scoring is Scoring.ASSESSED


def may_return(activity: Activity | None) -> bool:
    """Whether its author can be asked for more: of what is marked, answers cannot change."""
    return activity is None or not activity.is_marked


def states_after(
    ties: Iterable[ReviewedTie],
    verdicts: Mapping[int, MappingState],
    activity: Activity | None,
) -> dict[int, MappingState]:
    """The state of each tie, by its item, after these verdicts; what has none is proposed.

    What is not decided about by itself follows: it is accepted with the first line that is, and
    ``not_yet`` when all lines are. Of what nothing is decided about, nothing changes.
    """
    found = tuple(ties)
    lines = {one.item_id for one in lines_of(found, activity)}
    if not lines:
        return {one.item_id: one.state for one in found}
    decided = {item_id: verdicts.get(item_id, MappingState.PROPOSED) for item_id in lines}
    states = {*decided.values()}
    follows = MappingState.PROPOSED
    if MappingState.ACCEPTED in states:
        follows = MappingState.ACCEPTED
    elif states == {MappingState.NOT_YET}:
        follows = MappingState.NOT_YET
    return {one.item_id: decided.get(one.item_id, follows) for one in found}


def review_after(outcome: Outcome | None, *, has_to_wait: bool) -> ReviewState | None:
    """Where a review stands after this decision, or before the first one."""
    if outcome is Outcome.RETURNED:
        return ReviewState.RETURNED
    if not has_to_wait:
        return None
    return ReviewState.DECIDED if outcome is Outcome.DECIDED else ReviewState.AWAITING


def attempt_after(review: ReviewState | None, activity: Activity) -> AttemptState:
    """Where a submitted attempt stands when its review stands there."""
    if review is ReviewState.RETURNED:
        return AttemptState.RETURNED
    is_open = review is ReviewState.AWAITING and is_assessed(activity)
    return AttemptState.AWAITING_REVIEW if is_open else AttemptState.COMPLETE


def unkeepable(sent: ReviewSent) -> dict[str, str]:
    """What cannot be kept even in a draft, by field: a sentence."""
    texts = [
        *((why_field(item_id), text, LONGEST_WHY) for item_id, text in sent.whys.items()),
        (COMMENT, sent.comment, LONGEST_COMMENT),
        (GRADEBOOK_COMMENT, sent.gradebook_comment, LONGEST_GRADEBOOK_COMMENT),
    ]
    return {name: too_long(text, longest) for name, text, longest in texts if len(text) > longest}


def problems(
    sent: ReviewSent, lines: Sequence[ReviewedTie], criteria: Sequence[Criterion]
) -> dict[str, str]:
    """What is wrong with a decision as it was sent, by field in the order of the form."""
    too_long_ones = unkeepable(sent)
    found: dict[str, str] = {}
    for line in lines:
        found |= _problems_of_line(sent, line.item_id)
    if sent.outcome is Outcome.DECIDED:
        chosen = {one.key for one in levels_of(sent, criteria)}
        found |= {
            level_field(one.key): f"Choose a level for “{one.title}”"
            for one in criteria
            if one.key not in chosen
        }
    says_nothing = not sent.comment.strip() and not sent.gradebook_comment.strip()
    if sent.outcome is Outcome.RETURNED and not sent.comment.strip():
        found[COMMENT] = "Say what you would like the learner to add or change"
    elif sent.outcome is Outcome.DECIDED and not lines and not criteria and says_nothing:
        found[COMMENT] = "Write a comment"
    return found | too_long_ones


def verdicts_of(sent: ReviewSent, lines: Iterable[ReviewedTie]) -> dict[int, MappingState]:
    """What was decided about each item, where something was."""
    known = {state.value: state for state in VERDICTS}
    return {
        one.item_id: known[verdict]
        for one in lines
        if (verdict := sent.verdicts.get(one.item_id, "")) in known
    }


def levels_of(sent: ReviewSent, criteria: Iterable[Criterion]) -> tuple[ChosenLevel, ...]:
    """The levels that were chosen, where one was."""
    return tuple(
        ChosenLevel(
            key=one.key,
            criterion=one.title,
            points=one.levels[position].points,
            best=one.best,
            text=one.levels[position].text,
        )
        for one in criteria
        if 0 <= (position := sent.levels.get(one.key, -1)) < len(one.levels)
    )


def score_of_levels(levels: Iterable[ChosenLevel]) -> tuple[Decimal, Decimal]:
    """The points that the chosen levels give, and the most that they could."""
    chosen = tuple(levels)
    return Decimal(sum(one.points for one in chosen)), Decimal(sum(one.best for one in chosen))


def score_of_decision(given: Decimal, maximum: Decimal, words: str) -> ScoreDue:
    """The score that an instructor decided, with their ``words`` or a fixed sentence."""
    return ScoreDue(
        given=given,
        maximum=maximum,
        activity_progress=ActivityProgress.COMPLETED,
        grading_progress=GradingProgress.FULLY_GRADED,
        comment=words or f"Decided by an instructor: {given:f} of {maximum:f} points.",
    )


def progress_of_return(activity: Activity, words: str) -> ScoreDue:
    """What a gradebook is told of work that its learner goes on with."""
    return ScoreDue(
        given=None,
        maximum=Decimal(activity.points),
        activity_progress=ActivityProgress.IN_PROGRESS,
        grading_progress=GradingProgress.PENDING_MANUAL,
        comment=words or "An instructor has returned it for more.",
    )


def _problems_of_line(sent: ReviewSent, item_id: int) -> dict[str, str]:
    if sent.outcome is Outcome.RETURNED:
        return {}  # the comment for the learner says it
    verdict = sent.verdicts.get(item_id, "")
    if verdict not in {state.value for state in VERDICTS}:
        return {verdict_field(item_id): "Choose Accept or Not yet"}
    if verdict == MappingState.NOT_YET and not sent.why(item_id).strip():
        return {why_field(item_id): "Say what is missing"}
    return {}
