"""Which of the decisions about a piece of evidence its author reads first, and which are past."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.learning.evidence import MappingState
from lti_tool.learning.reviews import Decision, ReviewState


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """The decisions about a piece of evidence, as its author reads them."""

    standing: Decision | None
    """What counts now; ``None`` while nobody has decided about what was submitted last."""
    earlier: tuple[Decision, ...]
    """The others, the newest first, undone ones among them."""
    accepted_before: frozenset[int]
    """The framework items that were accepted last time, and are decided anew."""
    taken_back: Decision | None = None
    """What was decided last, where it counts no more and nothing has followed."""
    is_withdrawn: bool = False
    """Whether all of it is past because its author withdrew what it was about."""
    is_waiting: bool = False
    """Whether somebody has to decide about what was submitted last."""


def feedback_of(
    decisions: Sequence[Decision], review: ReviewState | None, *, is_withdrawn: bool = False
) -> Feedback:
    """Tell what counts now from what is past, of decisions that come the newest first.

    While a piece waits for a decision, and once its author has withdrawn it and may write something
    else, all that was decided before is past.
    """
    is_waiting = review is ReviewState.AWAITING
    last = next((one for one in decisions if one.stands), None)
    standing = None if is_waiting or is_withdrawn else last
    newest = next(iter(decisions), None)
    is_undone = newest is not None and not newest.stands and not is_withdrawn
    verdicts = last.verdicts if last and is_waiting else ()
    return Feedback(
        standing=standing,
        earlier=tuple(one for one in decisions if one is not standing),
        accepted_before=frozenset(
            one.item_id for one in verdicts if one.state is MappingState.ACCEPTED
        ),
        taken_back=newest if is_undone else None,
        is_withdrawn=is_withdrawn,
        is_waiting=is_waiting and not is_withdrawn,
    )
