"""What a portfolio covers of a curriculum, and how the pieces in it are looked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from types import MappingProxyType
from typing import Final

from lti_tool.learning.evidence import Audience, EvidenceSort, MappingState
from lti_tool.learning.frameworks import Framework, FrameworkItem, Level, Use

MOST_WORDS: Final = 8
"""How many words of a search count; more would only find less."""


class Standing(StrEnum):
    """How far a piece of evidence has come, for one item that it belongs to."""

    ONLY_YOU = "only_you"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    NOT_YET = "not_yet"
    WITHDRAWN = "withdrawn"


def standing(audience: Audience, state: MappingState) -> Standing:
    """How far a piece with this audience has come for an item with this state.

    What nobody else can see has come nowhere yet, whatever the tool itself recognised.
    """
    if audience is Audience.PRIVATE:
        return Standing.ONLY_YOU
    if audience is Audience.WITHDRAWN:
        return Standing.WITHDRAWN
    return STANDINGS[state]


STANDINGS: Final = {
    MappingState.PROPOSED: Standing.PROPOSED,
    MappingState.ACCEPTED: Standing.ACCEPTED,
    MappingState.RECOGNISED: Standing.ACCEPTED,
    MappingState.NOT_YET: Standing.NOT_YET,
}
"""What was decided about a mapping, as the standing of evidence that others can see."""


_FURTHEST_LAST: Final = (
    Standing.WITHDRAWN,
    Standing.NOT_YET,
    Standing.ONLY_YOU,
    Standing.PROPOSED,
    Standing.ACCEPTED,
)


def _how_far(pair: tuple[Audience, MappingState]) -> tuple[int, bool]:
    return _FURTHEST_LAST.index(standing(*pair)), pair[1] is not MappingState.NOT_YET


RANKS: Final = MappingProxyType(
    {pair: rank for rank, pair in enumerate(sorted(product(Audience, MappingState), key=_how_far))}
)
"""How far a piece has come for an item: of the tries of one activity the highest counts."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many pieces belong to one item, with one audience and one state.

    The tries of one activity at one place are one piece here: the one that has come furthest.
    """

    identifier: str
    """Of the framework item; empty where a piece belongs to none."""
    audience: Audience
    state: MappingState
    pieces: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many pieces there are, by how far they have come. Withdrawn ones are not counted."""

    only_you: int = 0
    proposed: int = 0
    accepted: int = 0
    not_yet: int = 0

    @property
    def pieces(self) -> int:
        """All of them."""
        return self.only_you + self.proposed + self.accepted + self.not_yet


def tally(counts: Iterable[Count]) -> Tally:
    """Add up the counts of one item."""
    sums = dict.fromkeys(Standing, 0)
    for one in counts:
        sums[standing(one.audience, one.state)] += one.pieces
    return Tally(
        only_you=sums[Standing.ONLY_YOU],
        proposed=sums[Standing.PROPOSED],
        accepted=sums[Standing.ACCEPTED],
        not_yet=sums[Standing.NOT_YET],
    )


@dataclass(frozen=True, kw_only=True)
class CoveredItem:
    """One item of a framework, and the pieces that belong to it."""

    item: FrameworkItem
    level: Level
    tally: Tally
    is_open: bool
    """Whether nothing shows it: there is nothing, or only what was found not to show it yet."""


@dataclass(frozen=True, kw_only=True)
class CoveredDomain:
    """An item that evidence is filed under, with the outcomes of its own, where any are known."""

    filed: CoveredItem
    outcomes: tuple[CoveredItem, ...]


@dataclass(frozen=True, kw_only=True)
class CoveredFramework:
    """What a portfolio covers of one framework."""

    framework: Framework
    domains: tuple[CoveredDomain, ...]
    spanning: tuple[CoveredItem, ...]
    """Outcomes that belong to the whole framework."""
    themes: tuple[CoveredItem, ...]

    @property
    def has_not_yet(self) -> bool:
        """Whether anything was found not to show its item yet."""
        return any(one.tally.not_yet for one in self._counted)

    @property
    def lacks_outcomes(self) -> bool:
        """Whether some domains have outcomes of their own here and others have none."""
        having = [bool(domain.outcomes) for domain in self.domains]
        return any(having) and not all(having)

    @property
    def gaps(self) -> tuple[CoveredItem, ...]:
        """The domains and outcomes that nothing shows, in order."""
        return tuple(one for one in self._counted if one.is_open)

    @property
    def outcomes(self) -> tuple[CoveredItem, ...]:
        """All outcomes: those of the domains, then those of the whole framework."""
        own = (outcome for domain in self.domains for outcome in domain.outcomes)
        return (*own, *self.spanning)

    @property
    def _counted(self) -> tuple[CoveredItem, ...]:
        return (*(domain.filed for domain in self.domains), *self.outcomes)


def covered(framework: Framework, counts: Iterable[Count]) -> CoveredFramework:
    """Say what pieces cover of a framework, item by item; other frameworks' are left out."""
    by_item: dict[str, list[Count]] = {}
    for count in counts:
        by_item.setdefault(count.identifier, []).append(count)

    def of(item: FrameworkItem) -> CoveredItem:
        found = by_item.get(item.identifier, ())
        return CoveredItem(
            item=item,
            level=framework.level(item.level),
            tally=tally(found),
            is_open=not any(_may_show(one) for one in found),
        )

    homes = {item.code: domain_of(framework, item) for item in framework.items_used(Use.MAPPED)}
    return CoveredFramework(
        framework=framework,
        domains=tuple(
            CoveredDomain(
                filed=of(domain),
                outcomes=tuple(of(framework.item(one)) for one in homes if homes[one] == domain),
            )
            for domain in framework.items_used(Use.FILED)
        ),
        spanning=tuple(of(framework.item(code)) for code, home in homes.items() if home is None),
        themes=tuple(of(item) for item in framework.items_used(Use.TAGGED)),
    )


def _may_show(count: Count) -> bool:
    """Whether pieces may show their item; private ones may fail to, too."""
    is_kept = count.audience is not Audience.WITHDRAWN
    return is_kept and count.pieces > 0 and count.state is not MappingState.NOT_YET


def domain_of(framework: Framework, outcome: FrameworkItem) -> FrameworkItem | None:
    """The domain that an outcome belongs to; ``None`` for one of the whole framework."""
    if framework.level(outcome.level).spans:
        return None
    item: FrameworkItem | None = outcome
    while item is not None and framework.level(item.level).use is not Use.FILED:
        item = framework.find(item.parent) if item.parent else None
    return item


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which pieces somebody looks for. All of it has to fit; what is empty does not matter.

    What was withdrawn belongs to no item any more, unless it is what is looked for.
    """

    words: str = ""
    """In the title."""
    item: str = ""
    """The identifier of a framework item."""
    standing: Standing | None = None
    """For the item, where one is named; for any item, where none is."""
    sort: EvidenceSort | None = None
    is_showcased: bool = False

    @property
    def each_word(self) -> tuple[str, ...]:
        """The words, each once."""
        return tuple(dict.fromkeys(self.words.split()))[:MOST_WORDS]

    @property
    def counts_once(self) -> bool:
        """Whether of the tries of one activity only the one that counts for the item is found."""
        return bool(self.item) and not self.is_showcased and self.standing is not Standing.WITHDRAWN

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Sought()


@dataclass(frozen=True, kw_only=True)
class Paging:
    """Which of several pages of a long list this is."""

    number: int
    size: int
    total: int
    """How many there are on all pages."""

    @classmethod
    def within(cls, number: int, *, size: int, total: int) -> "Paging":
        """Open a list at this page; before its start at the first, past its end at the last."""
        asked = cls(number=max(1, number), size=size, total=total)
        return asked if asked.number <= asked.pages else asked.last

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def last(self) -> "Paging":
        """The last page."""
        return Paging(number=self.pages, size=self.size, total=self.total)

    @property
    def skip(self) -> int:
        """How many come before this page."""
        return (self.number - 1) * self.size
