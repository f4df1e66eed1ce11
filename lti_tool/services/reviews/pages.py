"""What the pages of review show, and what they send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from lti_tool.learning.evidence import EvidenceSort, MappingState
from lti_tool.learning.frameworks import Use
from lti_tool.learning.portfolio import Paging
from lti_tool.learning.reviews import Decision, Outcome, ReviewState
from lti_tool.learning.rubrics import Criterion


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """Who decides, in which course."""

    tenant_id: int
    person_id: int
    context_id: int


class QueueShown(StrEnum):
    """What of the submitted evidence the queue lists."""

    WAITING = "waiting"
    RETURNED = "returned"
    DECIDED = "decided"
    ALL = "all"
    """Also what nobody has to decide about, such as a passed check."""


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """What somebody wants to see of the queue; blank means all."""

    shown: QueueShown = QueueShown.WAITING
    activity_code: str = ""
    domain: str = ""
    """The code of an item that evidence is filed under."""
    learner: str = ""
    """Part of a name."""
    resource_link_id: int | None = None
    """Only what was done at one link of the course."""


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
    """By what is shown, whatever else is filtered."""
    activities: tuple[tuple[str, str], ...]
    """Code and title of those that left evidence here."""
    domains: tuple[tuple[str, str], ...]
    """Code and words of those that evidence here is filed under."""
    link_title: str | None
    """Of the one link that the filter names."""


@dataclass(frozen=True, kw_only=True)
class ReviewSent:
    """What a form of review sent, as it was typed."""

    turn: int
    """How often the evidence had changed hands when the page was made."""
    outcome: Outcome = Outcome.DECIDED
    verdicts: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """By framework item: ``accepted`` or ``not_yet``."""
    whys: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """By framework item: a comment."""
    levels: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """By criterion: the position of the chosen level, from 0."""
    comment: str = ""
    gradebook_comment: str = ""
    looked_at: str = ""
    """Which suspected patient identifiers were looked at and are none."""


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
    may_return: bool
    has_column: bool
    """Whether a comment can go to a gradebook."""
    comment: str
    gradebook_comment: str
    """As typed, or what went there last: it is repeated with each later score."""
    draft_saved_at: datetime | None
    decisions: tuple[Decision, ...]
    """The newest first, undone ones among them."""
    may_undo: int | None
    """The decision that can be undone."""
    waiting: int
    """How many wait in the queue as it is filtered, this one among them."""
    next_id: int | None
    previous_id: int | None
    wants_shortcuts: bool
