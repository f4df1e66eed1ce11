"""What the pages of a portfolio show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.learning.evidence import Audience, EvidenceSort
from lti_tool.learning.frameworks import Framework, FrameworkItem, Level, Use
from lti_tool.learning.listings import Listing, Wanted
from lti_tool.learning.portfolio import (
    CoveredFramework,
    CoveredItem,
    Paging,
    Sought,
    Standing,
    Tally,
)


@dataclass(frozen=True, kw_only=True)
class VisitActivity:
    """The activity that this visit came for, which opens in its course and not from the library."""

    resource_link_id: int | None
    activity_code: str | None

    def is_of(self, code: str) -> bool:
        """Whether the visit came for the activity with this code."""
        return self.resource_link_id is not None and self.activity_code == code

    @property
    def is_there(self) -> bool:
        """Whether the visit came for an activity at all, and not for a page."""
        return self.resource_link_id is not None and self.activity_code is not None


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """An item that a piece belongs to, and how far the piece has come for it."""

    name: str
    code: str
    """Empty where the framework no longer has the item."""
    use: Use
    standing: Standing
    is_showcased: bool


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of evidence as a list shows it."""

    id: int
    title: str
    sort: EvidenceSort
    happened_on: date | None
    """``None`` while no day has been said."""
    audience: Audience
    course_title: str | None
    belongs: tuple[Belonging, ...]

    def of(self, use: str) -> tuple[Belonging, ...]:
        """The items that it is filed under, mapped to or tagged with."""
        return tuple(one for one in self.belongs if one.use == use)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An activity that was begun and not submitted."""

    activity_code: str
    title: str
    touched_at: datetime
    is_unplaced: bool
    """Whether it was opened from the portfolio, apart from any course."""
    is_here: bool
    """Whether it is at the placement that this visit came by."""
    course_title: str | None


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """What waits for its author: open attempts, and own evidence that nobody else can see."""

    drafts: tuple[Draft, ...]
    own: tuple[Piece, ...]
    own_total: int


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A domain or outcome that nothing shows, and some activities that would fill it."""

    covered: CoveredItem
    listings: tuple[Listing, ...]
    total: int
    """How many activities would."""
    submitted: Mapping[str, datetime]
    """When its owner last submitted an activity, by its code."""


@dataclass(frozen=True, kw_only=True)
class ShownPiece:
    """A piece that its author chose to show."""

    id: int
    title: str
    happened_on: date | None
    """``None`` while no day has been said."""
    standing: Standing
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Showcase:
    """What was chosen to be shown for one item."""

    item: FrameworkItem
    level: Level
    pieces: tuple[ShownPiece, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class FrameworkOverview:
    """One framework: what is covered, what is missing, what is shown."""

    covered: CoveredFramework
    domain_gaps: tuple[Gap, ...]
    outcome_gaps: tuple[Gap, ...]
    showcases: tuple[Showcase, ...]


@dataclass(frozen=True, kw_only=True)
class Former:
    """A statement that its framework no longer has and that pieces still belong to."""

    identifier: str
    statement: str
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class OverviewPage:
    """The whole portfolio at a glance."""

    frameworks: tuple[FrameworkOverview, ...]
    former: tuple[Former, ...]
    unfiled: int
    """How many pieces belong to no item at all."""
    unfinished: Unfinished
    is_empty: bool
    """Whether there is nothing in it yet, not even something begun or withdrawn."""
    at: datetime
    """When it was read: what is printed says so."""


@dataclass(frozen=True, kw_only=True)
class ItemChoices:
    """The items of one level, to choose one from."""

    framework: Framework
    level: Level
    items: tuple[FrameworkItem, ...]


@dataclass(frozen=True, kw_only=True)
class TimelinePage:
    """Pieces in the order of their days, the latest first."""

    sought: Sought
    choices: tuple[ItemChoices, ...]
    chosen: FrameworkItem | None
    pieces: tuple[Piece, ...]
    paging: Paging
    unfinished: Unfinished | None
    """On the first page of everything."""


@dataclass(frozen=True, kw_only=True)
class ListedActivity:
    """An activity as a list shows it, with the names of its domains."""

    listing: Listing
    domains: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ActivitiesPage:
    """Activities that fit what somebody looks for."""

    wanted: Wanted
    choices: tuple[ItemChoices, ...]
    chosen: tuple[FrameworkItem, ...]
    activities: tuple[ListedActivity, ...]
    paging: Paging
