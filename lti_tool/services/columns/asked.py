"""A link whose column is asked for: all that it takes to ask a platform, without any row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from lti_tool.learning.columns import TAG, UNSEEN, Column, Origin, label_of
from lti_tool.learning.families import FamilyRules, rules_of
from lti_tool.learning.links import linked_of
from lti_tool.learning.listings import Listing
from lti_tool.lti.agreements import agreement_of
from lti_tool.lti.histories import HISTORY_VARIABLES
from lti_tool.lti.line_items import LineItemsRef, NewLineItem
from lti_tool.lti.registrations import Registration
from lti_tool.lti.scores import RESULT_SCOPE
from lti_tool.store import columns, listings
from lti_tool.store.columns import Turn
from lti_tool.store.tables import Context, ResourceLink


class Done(StrEnum):
    """What came of asking for a column."""

    FOUND = "found"
    CHOSEN = "chosen"
    MADE = "made"
    KNOWN = "known"
    """There is one already."""
    SEVERAL = "several"
    MISSING = "missing"
    FAILED = "failed"
    """The platform said no, or this tool has a fault."""
    UNANSWERED = "unanswered"
    """The platform could not be asked just now."""
    UNSURE = "unsure"
    """The same, where a column was to be made: it may be there all the same."""
    BUSY = "busy"
    """Somebody else is asking at this moment."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of asking for the column of a link."""

    done: Done
    sent: int = 0
    """How many scores are on their way now that had no column."""
    choices: tuple[Column, ...] = ()
    """The columns of which one has to be chosen."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A link whose column this process may look for until its turn ends."""

    link_id: int
    tenant_id: int
    context_id: int
    until: datetime
    agreement: Registration
    place: LineItemsRef | None
    """``None`` where the platform does not say where the columns of the course are."""
    rules: FamilyRules
    scopes: tuple[str, ...]
    """What is allowed in its column, or where there is none, in those of the course."""
    has_submitted: bool
    """Whether somebody has, so that there may be scores to send."""
    wanted: NewLineItem | None
    """The column as it would be made; ``None`` where the link opens no activity."""
    known_url: str | None
    """The column that scores go to."""
    is_moved: bool
    """Whether it is there in place of another, or could not be looked into when it was found: what
    was earned before is still to go here."""
    is_gone: bool
    """Whether they were refused there because it is not there any more."""
    taken: frozenset[str]
    """The columns of other links."""
    is_shared: bool
    """Whether another link waits for a column of the same activity."""

    @property
    def holds_back(self) -> bool:
        """Whether scores wait that could replace what others have set, which nobody may look at."""
        return self.has_submitted and RESULT_SCOPE not in self.scopes

    @property
    def has_column(self) -> bool:
        """Whether there is nothing to look for."""
        return self.known_url is not None and not self.is_gone


def asked_of(session: Session, turn: Turn, families: Mapping[str, FamilyRules]) -> Asked:
    """Take down what it takes to ask for the column of a link."""
    link = turn.placed.link
    opened = opened_by(session, link)
    known = turn.placed.column if turn.placed.is_known else None
    rules = rules_of(families, turn.registration.family)
    place = place_of(turn.context)
    scopes = known.scopes if known else place.scopes if place else ()
    return Asked(
        link_id=link.id,
        tenant_id=link.tenant_id,
        context_id=link.context_id,
        until=turn.until,
        agreement=agreement_of(turn.registration),
        place=place,
        rules=rules,
        scopes=tuple(scopes),
        has_submitted=columns.has_submitted(session, link),
        wanted=None if opened is None else _wanted(link, opened, rules),
        known_url=known.url if known else None,
        is_moved=known is not None
        and (known.origin == Origin.MOVED or link.column_trouble == UNSEEN),
        is_gone=turn.placed.is_gone,
        taken=columns.list_taken(session, link),
        is_shared=opened is not None and columns.is_shared(session, link, opened.code),
    )


def opened_by(session: Session, link: ResourceLink) -> Listing | None:
    """The activity that a link opens for whoever begins today."""
    return opened_of(listings.find_all(session, codes_of(link)), link)


def codes_of(link: ResourceLink) -> set[str]:
    """The codes of the activities that a link may open."""
    return {code for code in (link.activity_code, link.relinked_code) if code}


def opened_of(known: Mapping[str, Listing], link: ResourceLink) -> Listing | None:
    """The same, of activities that are known."""
    opens = linked_of(known, named=link.activity_code, relinked=link.relinked_code)
    return known[opens.code] if opens.code else None


def place_of(context: Context) -> LineItemsRef | None:
    """Where the columns of a course are, if its platform says it."""
    if context.line_items_url is None:
        return None
    return LineItemsRef(url=context.line_items_url, scopes=tuple(context.line_items_scopes or ()))


def _wanted(link: ResourceLink, opened: Listing, rules: FamilyRules) -> NewLineItem:
    return NewLineItem(
        label=label_of(link.title, opened.title),
        maximum=Decimal(min(opened.points, rules.most_points)),
        resource_link_id=link.external_id,
        resource_id=opened.code,
        tag=TAG,
        custom={"activity": opened.code, **HISTORY_VARIABLES},
    )
