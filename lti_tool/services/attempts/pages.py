"""What the pages of an attempt show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lti_tool.learning.activities import Activity, Part, Question, Responses
from lti_tool.learning.attempts import AttemptState
from lti_tool.learning.evidence import Audience, MappingState, Towards
from lti_tool.learning.feedback import Feedback
from lti_tool.learning.frameworks import FrameworkItem
from lti_tool.learning.log_entries import EntryFields
from lti_tool.learning.marking import Mark
from lti_tool.learning.progress import LogTotals, WordAdvice
from lti_tool.learning.reviews import Decision, ReviewState
from lti_tool.learning.scores import ScoreStatus
from lti_tool.services.attempts.sent import Version


@dataclass(frozen=True, kw_only=True)
class Learner:
    """Whose attempt it is, at which placement of which activity."""

    tenant_id: int
    person_id: int
    context_id: int | None
    resource_link_id: int | None
    """``None`` where the activity was not placed, but opened from the portfolio."""
    activity_code: str | None

    @property
    def is_placed(self) -> bool:
        """Whether it is about a placement in a course."""
        return self.resource_link_id is not None

    def unplaced(self, activity_code: str) -> "Learner":
        """The same learner at any activity, on their own route."""
        return replace(self, context_id=None, resource_link_id=None, activity_code=activity_code)


@dataclass(frozen=True, kw_only=True)
class PastAttempt:
    """An attempt that was submitted."""

    id: int
    number: int
    submitted_at: datetime
    state: AttemptState
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class OpenAttempt:
    """An attempt that waits for its learner to come back."""

    id: int
    number: int
    saved_at: datetime | None
    next_part: str | None
    """The first part that is not done; ``None`` when only submitting is left."""
    done: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class ContextAttempt:
    """Where a learner stands with an activity in a course."""

    title: str | None
    """Of the course."""
    is_here: bool
    """Whether it is at the link that the learner came by."""
    is_open: bool
    """Whether an attempt waits there; else one was submitted."""


@dataclass(frozen=True, kw_only=True)
class ActivityHome:
    """What a learner sees first: what the activity is, what it counts for, where they stand."""

    activity: Activity
    towards: Towards
    open: OpenAttempt | None
    past: tuple[PastAttempt, ...]
    tries_left: int | None
    is_retired: bool
    sends_score: bool
    is_placed: bool
    """Whether it was placed in the course; else it was opened from the portfolio."""
    is_here_too: bool = False
    """Whether the link that the learner came by leads to the same activity, and this does not."""
    is_elsewhere_too: bool = False
    """Whether another link that somebody opened in a course of the learner's leads to it."""
    evidence: "KeptEvidence | None" = None
    """What its one attempt left, where an instructor decides about that."""
    in_courses: tuple[ContextAttempt, ...] = ()
    """Of what is opened apart from any course: where its learner has begun or submitted it."""

    @property
    def may_begin(self) -> bool:
        """Whether there may be a further attempt."""
        return not self.is_retired and self.tries_left != 0


@dataclass(frozen=True, kw_only=True)
class Unsettled:
    """A prompt or question to which different texts were written in different pages."""

    part: str
    field: str
    asked: str
    kept: str
    kept_at: datetime | None
    """``None`` of what was kept before that was noted."""
    others: tuple[Version, ...]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of a post of a page."""

    at: datetime
    has_versions: bool
    """Whether a text of the part waits beside another one."""


@dataclass(frozen=True, kw_only=True)
class PartPage:
    """One part of an open attempt, with what was answered so far."""

    attempt_id: int
    is_placed: bool
    asked: Decision | None
    """What an instructor wants to be added or changed, where the attempt was returned for that."""
    is_read: bool
    """Whether instructors read what was submitted before it was returned."""
    activity: Activity
    part: Part
    number: int
    responses: Responses
    totals: LogTotals | None
    """Of a log."""
    advice: Mapping[str, WordAdvice]
    """By prompt, where a length is advised."""
    versions: tuple[Unsettled, ...]
    """The texts that were written in two pages at once."""
    typed_entry: EntryFields
    """Of a log: what was begun of the next entry."""
    revision: int
    """How often the answers had changed when the page was made."""
    saved_at: datetime | None
    back: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class OfferedOutcome:
    """An outcome that the work may show, and what the learner has said about that so far."""

    item: FrameworkItem
    is_picked: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class MappedOutcome:
    """An outcome that the evidence of an attempt is mapped to."""

    item_id: int
    statement: str
    reason: str | None
    state: MappingState


@dataclass(frozen=True, kw_only=True)
class KeptEvidence:
    """The piece of evidence that an attempt left, as it stands today."""

    id: int
    audience: Audience
    submitted_at: datetime | None
    """When it was last submitted to a course."""
    mapped: tuple[MappedOutcome, ...]
    review: ReviewState | None
    feedback: Feedback


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    """What is left to do before an attempt can be submitted."""

    attempt_id: int
    is_placed: bool
    activity: Activity
    responses: Responses
    unanswered: tuple[Question, ...]
    unread: tuple[Part, ...]
    """The parts that are not done, but for the questions, which are listed one by one."""
    versions: tuple[Unsettled, ...]
    """The texts of which there are several, so that the learner has to say which one counts."""
    tries_left_after: int | None
    advice: Mapping[str, WordAdvice]
    """By prompt, where what was written is shorter than advised."""
    revision: int
    saved_at: datetime | None
    is_returned: bool
    """Whether it was submitted before and returned for more."""
    is_read: bool
    """Whether instructors read what was submitted before it was returned."""
    is_for_course: bool
    """Whether instructors read it once it is submitted."""
    asked: Decision | None = None
    """What an instructor wants to be added or changed."""
    towards: Towards | None = None
    picks: tuple[OfferedOutcome, ...] = ()
    """The outcomes to pick from; none where marking decides."""

    @property
    def is_ready(self) -> bool:
        """Whether everything has been read and answered, in one text each."""
        return not self.unanswered and not self.unread and not self.versions


@dataclass(frozen=True, kw_only=True)
class ResultPage:
    """What came of an attempt: its mark, its evidence, its score on the way to the gradebook."""

    attempt: PastAttempt
    is_placed: bool
    activity: Activity
    responses: Responses
    towards: Towards
    shows_right_answers: bool
    tries_left: int | None
    """None of a retired activity, however many it allowed."""
    is_recognised: bool
    """Whether the evidence it left is recognised for all that it was mapped to."""
    recognised_by: PastAttempt | None
    """Another try that passed and left evidence which is recognised."""
    score: ScoreStatus | None
    has_column: bool
    """Whether a score of it can go to a gradebook."""
    is_elsewhere: bool
    """Whether another course has its evidence, whose decisions do not reach this gradebook."""
    evidence: KeptEvidence | None
    """``None`` once its author has removed it."""
