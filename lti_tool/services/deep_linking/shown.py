"""What the pages of the picker show, and how it is put together from what is kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lti_tool.learning.activities import Activity, Kind, Scoring
from lti_tool.learning.choices import Choice, Chosen, Limits, PlacedPage, pages_like, points_of
from lti_tool.learning.evidence import Towards
from lti_tool.learning.families import Advice
from lti_tool.learning.frameworks import Framework, FrameworkItem, Use
from lti_tool.learning.listings import Listing, Wanted
from lti_tool.learning.reach import reach
from lti_tool.store.choices import Known

PAGE_LENGTH = 20


@dataclass(frozen=True, kw_only=True)
class Search:
    """What somebody looks for, as the address of the page says it."""

    words: str = ""
    framework: str = ""
    domain: str = ""
    outcome: str = ""
    theme: str = ""
    kind: Kind | None = None
    longest: int | None = None
    number: int = 1
    """Which page of what is found."""

    @property
    def filters(self) -> int:
        """How many filters are set."""
        given = (self.framework, self.domain, self.outcome, self.theme, self.kind, self.longest)
        return sum(bool(one) for one in given)


@dataclass(frozen=True, kw_only=True)
class Option:
    """An item that can be filtered by."""

    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Options:
    """The items of one framework that can be filtered by."""

    framework: str
    """Its title."""
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Choosable:
    """An activity that can be chosen, and what is known of it here."""

    listing: Listing
    domains: tuple[str, ...]
    themes: tuple[str, ...]
    is_chosen: bool
    is_placed: bool
    is_sent: bool
    """Whether it was handed to the platform for this context, and nobody has opened it there."""
    sent_at: datetime | None
    """When; ``None``: it came with the copy of a course."""


@dataclass(frozen=True, kw_only=True)
class ChoosablePage:
    """A page of the tool that can be chosen."""

    page: PlacedPage
    is_chosen: bool
    is_placed: bool


@dataclass(frozen=True, kw_only=True)
class Cover:
    """How much of a framework a context covers, and how much it may or would."""

    framework: str
    opened: int
    """By what somebody has opened there."""
    sent: int
    """By that, and by what was handed to the platform and may have arrived."""
    covered: int
    """By all that, and by what is chosen now."""
    total: int
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Picker:
    """The page on which activities are looked for and chosen."""

    takes_links: bool
    several: bool
    takes_columns: bool
    found: tuple[Choosable, ...]
    total: int
    number: int
    pages: int
    """How many pages there are of what was found."""
    placeable: tuple[ChoosablePage, ...]
    chosen: int
    covers: tuple[Cover, ...]
    frameworks: tuple[Option, ...]
    domains: tuple[Options, ...]
    outcomes: tuple[Options, ...]
    themes: tuple[Options, ...]


@dataclass(frozen=True, kw_only=True)
class Previewed:
    """One activity, looked over before it is chosen."""

    activity: Activity
    towards: Towards
    is_chosen: bool
    chosen: int
    several: bool


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One thing that was chosen, with what is typed for it and what it comes with."""

    chosen: Chosen
    own_title: str
    own_points: int
    is_gone: bool
    is_assessed: bool = False
    """Whether an instructor has to decide about what learners submit."""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What was chosen, in order, and what the platform's people should know."""

    details: tuple[Detail, ...]
    limits: Limits
    advice: Advice
    covers: tuple[Cover, ...]

    @property
    def on_completion(self) -> tuple[str, ...]:
        """What is said about completion, for as many as there are."""
        return self.advice.one if len(self.details) == 1 else self.advice.several


def labelled(item: FrameworkItem) -> str:
    """The short wording of an item, where it has one."""
    return item.abbreviated or item.statement


def wanted_of(search: Search, frameworks: Iterable[Framework]) -> Wanted:
    """What to look for; a filter that no framework knows does not count."""
    known = {
        item_value(framework, item): (framework.code, item.code)
        for framework in frameworks
        for item in framework.items
    }
    picked = [
        known[value] for value in (search.domain, search.outcome, search.theme) if value in known
    ]
    own = search.framework or (picked[0][0] if picked else "")
    return Wanted(
        words=search.words,
        framework=own,
        items=tuple(code for _, code in picked),
        kind=search.kind,
        longest=search.longest,
    )


def item_value(framework: Framework, item: FrameworkItem) -> str:
    """What an item is called in an address."""
    return f"{framework.code}/{item.code}"


def options_of(frameworks: Iterable[Framework], use: Use) -> tuple[Options, ...]:
    """The items of this use that can be filtered by, framework by framework."""
    return tuple(
        Options(
            framework=framework.title,
            options=tuple(
                Option(value=item_value(framework, item), text=labelled(item))
                for item in framework.items_used(use)
            ),
        )
        for framework in frameworks
        if framework.items_used(use)
    )


def choosable(
    listing: Listing, frameworks: Mapping[str, Framework], choice: Choice, known: Known
) -> Choosable:
    """What the page says of one activity that was found."""
    framework = frameworks.get(listing.framework)
    return Choosable(
        listing=listing,
        domains=_names(framework, listing.filed),
        themes=_names(framework, listing.tagged),
        is_chosen=any(one.code == listing.code for one in choice),
        is_placed=listing.code in known.placed,
        is_sent=listing.code in known.unopened,
        sent_at=known.unopened.get(listing.code),
    )


def _names(framework: Framework | None, codes: Iterable[str]) -> tuple[str, ...]:
    found = (framework.find(code) for code in codes) if framework else ()
    return tuple(labelled(item) for item in found if item is not None)


def placeable(
    search: Search, wanted: Wanted, choice: Choice, known: Known
) -> Iterator[ChoosablePage]:
    """The pages that can be placed, unless something else is looked for."""
    if search.filters:
        return
    for page in pages_like(wanted.each_word):
        yield ChoosablePage(
            page=page,
            is_chosen=any(one.code == page.code for one in choice),
            is_placed=page.code in known.placed,
        )


def covers_of(
    frameworks: Iterable[Framework], listings: Iterable[Listing], known: Known
) -> tuple[Cover, ...]:
    """How much of each framework these activities cover; the only one also where it is nothing."""
    usable = [one for one in listings if not one.is_retired]
    found = tuple(_cover(framework, usable, known) for framework in frameworks)
    return tuple(one for one in found if one.covered or len(found) == 1)


def _cover(framework: Framework, listings: Iterable[Listing], known: Known) -> Cover:
    levels = [one for one in reach(listings, framework).levels if one.level.use is Use.FILED]
    return Cover(
        framework=framework.title,
        opened=sum(one.reached_by(known.placed) for one in levels),
        sent=sum(one.reached_by(known.codes) for one in levels),
        covered=sum(one.reached for one in levels),
        total=sum(len(one.items) for one in levels),
        missing=tuple(labelled(item) for one in levels for item in one.missing),
    )


def detail(one: Chosen, listings: Mapping[str, Listing], limits: Limits) -> Detail:
    """What the page says of one that was chosen."""
    listing = listings.get(one.code)
    if one.page is not None:
        return Detail(chosen=one, own_title=one.page.heading, own_points=0, is_gone=False)
    return Detail(
        chosen=one,
        own_title=listing.title if listing else one.code,
        own_points=points_of(listing, limits) if listing else 1,
        is_gone=listing is None or listing.is_retired,
        is_assessed=listing is not None and listing.scoring is Scoring.ASSESSED,
    )
