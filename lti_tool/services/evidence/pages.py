"""What the pages of a piece of evidence show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.learning.activities import Activity, Responses
from lti_tool.learning.differences import Differences
from lti_tool.learning.evidence import Audience, EvidenceAction, EvidenceSort, MappingState
from lti_tool.learning.feedback import Feedback
from lti_tool.learning.files import AttachedFile
from lti_tool.learning.frameworks import FrameworkItem, Use
from lti_tool.learning.handed_in import HandedIn
from lti_tool.learning.marking import Mark
from lti_tool.learning.own_evidence import Draft, Told
from lti_tool.learning.reviews import ReviewState
from lti_tool.learning.scores import ScoreStatus


@dataclass(frozen=True, kw_only=True)
class Author:
    """Whose evidence it is."""

    tenant_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class Instructor:
    """Who reads what is submitted to which course."""

    tenant_id: int
    person_id: int
    context_id: int


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A piece of evidence tied to one item of a framework."""

    id: int
    item_id: int
    framework: str
    statement: str
    abbreviated: str
    state: MappingState
    reason: str | None
    is_showcased: bool
    is_current: bool
    """Whether the framework still has the item."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """The attempt that left a piece of evidence: what was given back in it."""

    attempt_id: int
    activity: Activity
    responses: Responses
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of evidence as anybody reads it who may."""

    id: int
    sort: EvidenceSort
    title: str
    happened_on: date | None
    """``None`` while no day has been said."""
    audience: Audience
    submitted_at: datetime | None
    told: tuple[Told, ...]
    given: Given | None
    files: tuple[AttachedFile, ...]
    filed: tuple[Tie, ...]
    mapped: tuple[Tie, ...]
    tagged: tuple[Tie, ...]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What somebody did with a piece of evidence, as its author reads it."""

    action: EvidenceAction
    by: str | None
    """``None``: its author."""
    course: str | None
    at: datetime
    """The last time."""
    first: datetime
    times: int
    """More than once only of what is seen: opening it, opening a file of it."""
    places: int = 0
    """How many things looked like a patient's identifier where it was shared all the same."""


@dataclass(frozen=True, kw_only=True)
class OpenAttempt:
    """The attempt that left a piece of evidence, while its author works on it again."""

    id: int
    resource_link_id: int | None


@dataclass(frozen=True, kw_only=True)
class EvidencePage:
    """One piece of evidence, as its author sees it."""

    piece: Piece
    course: str | None
    """The course that it is or was submitted to, by its title."""
    changed_at: datetime
    review: ReviewState | None
    feedback: Feedback
    open_attempt: OpenAttempt | None
    """Where it is changed instead, once what an activity left was returned."""
    may_edit: bool
    may_pick: bool
    """Whether its outcomes can be picked, of what an activity left."""
    may_submit: bool
    may_withdraw: bool
    may_delete: bool
    score: ScoreStatus | None
    """Where the score of the attempt that left it stands."""
    may_be_in_gradebook: bool
    """Whether a score for it may have gone to a gradebook."""
    happened: tuple[Happening, ...]
    """All that was done with it, the latest first."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An item that evidence can be tied to, by the name that it has in the form."""

    ref: str
    item: FrameworkItem


@dataclass(frozen=True, kw_only=True)
class LevelChoices:
    """The items of one level that evidence can be tied to."""

    name: str
    plural: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class FrameworkChoices:
    """What of one framework evidence can be tied to."""

    title: str
    filed: tuple[LevelChoices, ...]
    mapped: tuple[LevelChoices, ...]
    tagged: tuple[LevelChoices, ...]

    def used(self, use: Use) -> tuple[LevelChoices, ...]:
        """What evidence does this with."""
        return {Use.FILED: self.filed, Use.MAPPED: self.mapped, Use.TAGGED: self.tagged}[use]


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """What another page put into a field since this one was made."""

    at: datetime | None
    lines: tuple[str, ...]
    """What is kept now, as it is read."""


@dataclass(frozen=True, kw_only=True)
class EditPage:
    """A piece of evidence to be changed: what is kept of it, or what was typed instead."""

    id: int
    title: str
    """What is kept, for the page's own title."""
    draft: Draft
    is_own: bool
    """Whether it is without an activity; else only its outcomes can be picked."""
    other_set: str | None
    other_set_has_text: bool
    frameworks: tuple[FrameworkChoices, ...]
    files: tuple[AttachedFile, ...]
    revision: int
    saved_at: datetime | None
    problems: Mapping[str, str]
    conflicts: Mapping[str, Conflict]
    names: Mapping[str, str]
    """What each field is called where it is spoken of elsewhere."""


@dataclass(frozen=True, kw_only=True)
class OpenContext:
    """A course that evidence can be submitted to."""

    id: int
    title: str | None


@dataclass(frozen=True, kw_only=True)
class SubmittingPage:
    """What is about to be submitted, and where to."""

    piece: Piece
    courses: tuple[OpenContext, ...]
    """Those to choose from; of what was returned the one that waits for it, if it is open."""
    is_returned: bool
    problems: Mapping[str, str]
    """What is left to do before it can be submitted."""
    names: Mapping[str, str]
    """What each field with something left to do is called."""


@dataclass(frozen=True, kw_only=True)
class KeptVersion:
    """What a piece of evidence said when it was returned to its author."""

    handed: HandedIn
    submitted_at: datetime
    by: str
    """Who returned it."""
    at: datetime


@dataclass(frozen=True, kw_only=True)
class SubmittedPage:
    """A submitted piece of evidence, as instructors of its course see it."""

    piece: Piece
    """While it is with its author again: without its texts and ties, which may be changing."""
    author: str
    returned: KeptVersion | None
    """What is read instead while it is with its author again."""
    changes: Differences | None
    """What changed since it was returned last; ``None`` if it never was, or still is."""
    earlier: tuple[KeptVersion, ...]
    """What it said each time that it was returned before, the newest first."""
    gone_files: tuple[str, ...] = ()
    """The names of files that it was handed in with and that are no longer kept."""
