"""The portfolio as its owner reads it: nothing here writes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.frameworks import Framework, FrameworkItem
from lti_tool.learning.listings import Wanted
from lti_tool.learning.portfolio import (
    Count,
    CoveredFramework,
    CoveredItem,
    Paging,
    Sought,
    covered,
    standing,
    tally,
)
from lti_tool.services.portfolio.pages import (
    ActivitiesPage,
    Former,
    FrameworkOverview,
    Gap,
    ItemChoices,
    ListedActivity,
    OverviewPage,
    Showcase,
    ShownPiece,
    TimelinePage,
    Unfinished,
    VisitActivity,
)
from lti_tool.services.portfolio.rows import draft, piece
from lti_tool.store import begun, frameworks, listings, portfolio
from lti_tool.store.database import Transaction
from lti_tool.store.portfolio import Owner, Shown

ON_A_PAGE: Final = 20
_MOST_BEGUN = 30
_MOST_UNSUBMITTED = 3
_MOST_SHOWN = 10
_MOST_SUGGESTED = 3

Choice = dict[str, tuple[Framework, FrameworkItem]]


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """Activities that would fill gaps, and when their reader last submitted each."""

    by_item: Mapping[tuple[str, str], listings.Found]
    """By framework and item."""
    submitted: Mapping[str, datetime]


class Portfolio:
    """Shows learners what they have collected and what would fill the gaps."""

    def __init__(
        self,
        *,
        reading: Transaction,
        clock: Clock,
        read_framework: Callable[[str], Framework],
    ) -> None:
        self._reading = reading
        self._clock = clock
        self._read_framework = read_framework

    def overview(self, owner: Owner, visit_activity: VisitActivity) -> OverviewPage:
        """Coverage, showcase and gaps of every framework, and what waits to be finished."""
        with self._reading() as session:
            read = self._frameworks(session)
            counts = portfolio.counts(session, owner)
            found = [covered(framework, counts) for framework in read]
            suggested = _suggested(session, owner, found)
            shown = portfolio.list_showcased(session, owner, most_each=_MOST_SHOWN)
            unfinished = self._unfinished(session, owner, visit_activity, read)
            return OverviewPage(
                frameworks=tuple(_overview(one, shown, suggested) for one in found),
                former=_former(session, counts, _by_identifier(read)),
                unfiled=tally(one for one in counts if not one.identifier).pieces,
                unfinished=unfinished,
                is_empty=not counts and not unfinished.drafts,
                at=self._clock(),
            )

    def timeline(
        self, owner: Owner, visit_activity: VisitActivity, sought: Sought, number: int = 1
    ) -> TimelinePage:
        """One page of the pieces that fit, the latest first; the last page where there are fewer.

        An item that no framework has, and that no piece can belong to, finds nothing.
        """
        with self._reading() as session:
            read = self._frameworks(session)
            items = _by_identifier(read)
            asked = Paging(number=number, size=ON_A_PAGE, total=0)
            found = portfolio.search(session, sought, owner, most=ON_A_PAGE, skip=asked.skip)
            paging = replace(asked, total=found.total)
            if number > paging.pages:
                paging = paging.last
                found = portfolio.search(session, sought, owner, most=ON_A_PAGE, skip=paging.skip)
            return TimelinePage(
                sought=sought,
                choices=_choices(read),
                chosen=items[sought.item][1] if sought.item in items else None,
                pieces=tuple(piece(kept, items) for kept in found.pieces),
                paging=paging,
                unfinished=self._unfinished(session, owner, visit_activity, read)
                if sought.is_everything and paging.number == 1
                else None,
            )

    def activities(self, wanted: Wanted, number: int = 1) -> ActivitiesPage:
        """One page of the activities that fit, by title.

        The items that are wanted are named by their identifiers.
        """
        with self._reading() as session:
            read = self._frameworks(session)
            items = _by_identifier(read)
            asked = Paging(number=number, size=ON_A_PAGE, total=0)
            codes = _with_codes(wanted, items)
            found = listings.search(session, codes, most=ON_A_PAGE, skip=asked.skip)
            paging = replace(asked, total=found.total)
            if number > paging.pages:
                paging = paging.last
                found = listings.search(session, codes, most=ON_A_PAGE, skip=paging.skip)
            names = {
                (framework.code, item.code): item.abbreviated or item.statement
                for framework, item in items.values()
            }
            return ActivitiesPage(
                wanted=wanted,
                choices=_choices(read),
                chosen=tuple(items[one][1] for one in wanted.items if one in items),
                activities=tuple(
                    ListedActivity(
                        listing=one,
                        domains=tuple(names.get((one.framework, code), code) for code in one.filed),
                    )
                    for one in found.listings
                ),
                paging=paging,
            )

    def _frameworks(self, session: Session) -> tuple[Framework, ...]:
        return tuple(self._read_framework(row.document) for row in frameworks.list_all(session))

    def _unfinished(
        self,
        session: Session,
        owner: Owner,
        visit_activity: VisitActivity,
        read: Sequence[Framework],
    ) -> Unfinished:
        waiting = begun.list_begun(session, owner, most=_MOST_BEGUN)
        own = portfolio.list_unsubmitted(session, owner, most=_MOST_UNSUBMITTED)
        return Unfinished(
            drafts=tuple(draft(one, visit_activity) for one in waiting),
            own=tuple(piece(kept, _by_identifier(read)) for kept in own.pieces),
            own_total=own.total,
        )


def _by_identifier(read: Iterable[Framework]) -> Choice:
    return {item.identifier: (framework, item) for framework in read for item in framework.items}


def _choices(read: Iterable[Framework]) -> tuple[ItemChoices, ...]:
    return tuple(
        ItemChoices(framework=framework, level=level, items=items)
        for framework in read
        for level in framework.levels
        if (items := framework.items_of(level.key))
    )


def _with_codes(wanted: Wanted, items: Choice) -> Wanted:
    """The same wish with the items' codes; one that no framework has is wished for in vain."""
    chosen = [items[one] for one in wanted.items if one in items]
    unknown = tuple(one for one in wanted.items if one not in items)
    if not wanted.items:
        return wanted
    return replace(
        wanted,
        framework=chosen[0][0].code if chosen else wanted.framework,
        items=(*(item.code for _, item in chosen), *unknown),
    )


def _suggested(session: Session, owner: Owner, found: Iterable[CoveredFramework]) -> Suggested:
    gaps = {one.framework.code: [gap.item.code for gap in one.gaps] for one in found}
    by_item = listings.first_of_each(session, gaps, most=_MOST_SUGGESTED)
    codes = {listing.code for some in by_item.values() for listing in some.listings}
    return Suggested(
        by_item=by_item, submitted=begun.last_submitted(session, owner, codes) if codes else {}
    )


def _overview(
    found: CoveredFramework, shown: Sequence[Shown], suggested: Suggested
) -> FrameworkOverview:
    gaps = found.gaps
    filed = {domain.filed.item.code for domain in found.domains}

    def fill(gap: CoveredItem) -> Gap:
        some = suggested.by_item.get((found.framework.code, gap.item.code))
        return Gap(
            covered=gap,
            listings=some.listings if some else (),
            total=some.total if some else 0,
            submitted=suggested.submitted,
        )

    return FrameworkOverview(
        covered=found,
        domain_gaps=tuple(fill(gap) for gap in gaps if gap.item.code in filed),
        outcome_gaps=tuple(fill(gap) for gap in gaps if gap.item.code not in filed),
        showcases=tuple(_showcases(found.framework, shown)),
    )


def _showcases(framework: Framework, shown: Sequence[Shown]) -> Iterable[Showcase]:
    for item in framework.items:
        chosen = [one for one in shown if one.identifier == item.identifier]
        if chosen:
            yield Showcase(
                item=item,
                level=framework.level(item.level),
                pieces=tuple(
                    ShownPiece(
                        id=one.evidence_id,
                        title=one.title,
                        happened_on=one.happened_on,
                        standing=standing(one.audience, one.state),
                        reason=one.reason,
                    )
                    for one in chosen
                ),
                total=chosen[0].total,
            )


def _former(session: Session, counts: Sequence[Count], items: Choice) -> tuple[Former, ...]:
    """What pieces belong to and no framework has any more."""
    gone = sorted({one.identifier for one in counts if one.identifier} - items.keys())
    if not gone:
        return ()
    said = frameworks.statements(session, gone)
    return tuple(
        Former(identifier=one, statement=said[one], tally=counted)
        for one in gone
        if (counted := tally(count for count in counts if count.identifier == one)).pieces
    )
