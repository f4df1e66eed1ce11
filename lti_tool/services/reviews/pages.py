"""What the pages of review show, and what they send."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lti_tool.learning.evidence import EvidenceSort, MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.learning.portfolio import Paging
from lti_tool.learning.review_queue import QueueFilter, QueueShown
from lti_tool.learning.reviews import (
    COMMENT,
    GRADEBOOK_COMMENT,
    Decision,
    Outcome,
    ReviewState,
    why_field,
)
from lti_tool.learning.rubrics import Criterion
from lti_tool.learning.unshown import mark


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """Who decides, in which course."""

    tenant_id: int
    person_id: int
    context_id: int


@dataclass(frozen=True, kw_only=True)
class QueueLine:
    """One piece of submitted evidence in the queue."""

    evidence_id: int
    title: str
    sort: EvidenceSort
    learner: str
    state: ReviewState | None
    """``None`` where there is nothing to decide."""
    submitted_at: datetime
    times_returned: int
    filed: tuple[str, ...]
    outcomes: int
    decided_by: str | None
    """Who decided last, or returned it."""
    decided_at: datetime | None
    is_acknowledged: bool


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of the queue: what has waited longest comes first."""

    filter: QueueFilter
    lines: tuple[QueueLine, ...]
    paging: Paging
    counts: Mapping[QueueShown, int]
    """By what is shown, with what else is filtered."""
    activities: tuple[tuple[str, str], ...]
    """Code and title of those that left evidence here."""
    domains: tuple[tuple[str, str], ...]
    """Code and words of those that evidence here is filed under."""
    link_title: str | None
    """Of the one link that the filter names."""
    now: datetime


@dataclass(frozen=True, kw_only=True)
class VerdictLine:
    """One item to decide about, with what the form holds for it."""

    item_id: int
    heading: str
    statement: str
    use: Use
    reason: str | None
    """Why the learner says that it shows this."""
    state: MappingState
    """What stands."""
    chosen: MappingState | None
    """What is chosen in the form."""
    comment: str


@dataclass(frozen=True, kw_only=True)
class CriterionLine:
    """One criterion with the level that is chosen in the form."""

    criterion: Criterion
    chosen: int | None
    """Its position, from 0."""


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """What an instructor needs beside a piece of evidence to decide about it."""

    evidence_id: int
    turn: int
    state: ReviewState | None
    author_id: int
    attempt_id: int | None
    resource_link_id: int | None
    lines: tuple[VerdictLine, ...]
    """Empty where nothing is to be decided, as of a passed check."""
    criteria: tuple[CriterionLine, ...]
    is_own: bool
    """Whether it is the reader's own, so that somebody else decides about it."""
    may_decide: bool
    """Not while its author works on it, nor about one's own."""
    may_return: bool
    has_column: bool
    """Whether a comment can go to a gradebook."""
    comment: str
    gradebook_comment: str
    """As typed, or what went there last: it is repeated with each later score."""
    gradebook_words: str
    """What goes there now: what the page has seen."""
    draft_saved_at: datetime | None
    decisions: tuple[Decision, ...]
    """The newest first, undone ones among them."""
    taken_back: Decision | None
    """What was undone last, if nothing has followed: the form begins with it, whoever made it."""
    may_undo: int | None
    """The decision that can be undone."""
    waiting: int
    """How many wait in the queue as it is filtered, this one among them."""
    next_id: int | None
    next_wraps: bool
    """Whether nothing follows, so that the next is the first one."""
    previous_id: int | None
    wants_shortcuts: bool

    @property
    def began(self) -> Mapping[str, str]:
        """By field: the mark of each text that the form shows."""
        texts = {
            **{why_field(line.item_id): line.comment for line in self.lines},
            COMMENT: self.comment,
            GRADEBOOK_COMMENT: self.gradebook_comment,
        }
        return {name: mark(text) for name, text in texts.items() if text.strip()}


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was just decided, and what is needed to undo it."""

    decision_id: int
    evidence_id: int
    outcome: Outcome
    title: str
    sort: EvidenceSort
    learner: str
    turn: int
    may_undo: bool
