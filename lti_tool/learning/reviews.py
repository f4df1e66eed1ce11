"""What a review of submitted evidence is: where it stands, and what was decided by whom."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from lti_tool.learning.evidence import MappingState


class ReviewState(StrEnum):
    """Where submitted evidence stands that somebody has to decide about."""

    AWAITING = "awaiting"
    RETURNED = "returned"
    """It waits for its author."""
    DECIDED = "decided"


class Outcome(StrEnum):
    """What a decision did with a piece of evidence as a whole."""

    DECIDED = "decided"
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was decided about one framework item, in the words that the item had then."""

    item_id: int
    statement: str
    state: MappingState
    comment: str


@dataclass(frozen=True, kw_only=True)
class ChosenLevel:
    """The level that was chosen for one criterion, in the words of its activity's version."""

    key: str
    criterion: str
    points: int
    best: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision of an instructor about one piece of evidence, as everybody reads it."""

    id: int
    outcome: Outcome
    by: str
    """The instructor's name, or what stands for one."""
    at: datetime
    verdicts: tuple[Verdict, ...]
    levels: tuple[ChosenLevel, ...]
    given: Decimal | None
    """The points of the chosen levels; ``None`` where no rubric decides."""
    maximum: Decimal | None
    comment: str
    gradebook_comment: str
    undone_at: datetime | None
    undone_by: str | None
    acknowledged_at: datetime | None
    """When its learner said that they have read it."""

    @property
    def stands(self) -> bool:
        """Whether nobody has taken it back."""
        return self.undone_at is None
