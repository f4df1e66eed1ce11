"""What the pages of an attempt show."""

from dataclasses import dataclass
from datetime import datetime

from lti_tool.learning.activities import Activity, Part, Question, Responses
from lti_tool.learning.evidence import Towards
from lti_tool.learning.marking import Mark
from lti_tool.learning.scores import ScoreStatus


@dataclass(frozen=True, kw_only=True)
class Learner:
    """Whose attempt it is, at which placement of which activity."""

    tenant_id: int
    person_id: int
    context_id: int
    resource_link_id: int
    activity_code: str | None


@dataclass(frozen=True, kw_only=True)
class PastAttempt:
    """An attempt that was submitted."""

    id: int
    number: int
    submitted_at: datetime
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
class ActivityHome:
    """What a learner sees first: what the activity is, what it counts for, where they stand."""

    activity: Activity
    towards: Towards
    open: OpenAttempt | None
    past: tuple[PastAttempt, ...]
    tries_left: int | None
    sends_score: bool


@dataclass(frozen=True, kw_only=True)
class PartPage:
    """One part of an open attempt, with what was answered so far."""

    attempt_id: int
    activity: Activity
    part: Part
    number: int
    responses: Responses
    revision: int
    """How often the answers had changed when the page was made."""
    saved_at: datetime | None
    back: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    """What is left to do before an attempt can be submitted."""

    attempt_id: int
    activity: Activity
    responses: Responses
    unanswered: tuple[Question, ...]
    unread: tuple[Part, ...]
    tries_left_after: int | None
    saved_at: datetime | None

    @property
    def is_ready(self) -> bool:
        """Whether everything has been read and answered."""
        return not self.unanswered and not self.unread


@dataclass(frozen=True, kw_only=True)
class ResultPage:
    """What came of an attempt: its mark, its evidence, its score on the way to the gradebook."""

    attempt: PastAttempt
    activity: Activity
    towards: Towards
    shows_right_answers: bool
    tries_left: int | None
    is_recognised: bool
    """Whether the evidence it left is recognised for all that it was mapped to."""
    recognised_by: PastAttempt | None
    """Another try that passed and left evidence which is recognised."""
    score: ScoreStatus | None
