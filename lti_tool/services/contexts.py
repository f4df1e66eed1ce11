"""Use cases of a course as its instructors see it: what is in it, and what it lacks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.columns import UNSEEN
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.frameworks import Framework
from lti_tool.learning.links import CodeState, linked_of
from lti_tool.learning.listings import Listing
from lti_tool.learning.people import learner_name
from lti_tool.learning.reach import Reach, reach
from lti_tool.store import choices, contexts, frameworks, links, listings, score_log
from lti_tool.store.contexts import Shown, Waiting
from lti_tool.store.database import Transaction
from lti_tool.store.score_log import ScoreShown
from lti_tool.store.tables import Evidence, Person, ResourceLink

MOST_FIRST: Final = 5
"""How many of the pieces that wait longest are shown."""


@dataclass(frozen=True, kw_only=True)
class ContextLink:
    """A link of the course that opens an activity, or should."""

    id: int
    title: str | None
    """What the course calls it."""
    listing: Listing | None
    """The activity that whoever begins today gets; ``None`` where there is none."""
    retired: Listing | None
    """The activity that it names, where that has been retired."""
    is_relinked: bool
    has_column: bool
    holds_back: bool
    """Whether scores wait for an instructor to say that they go to its column."""
    learners: int
    """How many have submitted something here."""


@dataclass(frozen=True, kw_only=True)
class SentActivity:
    """An activity that was handed to the platform for the course; whether it arrived is unknown."""

    listing: Listing
    sent_at: datetime | None
    """``None``: it came with the copy of a course."""


@dataclass(frozen=True, kw_only=True)
class WaitingPiece:
    """A piece of evidence that waits for an instructor to decide."""

    id: int
    title: str
    sort: EvidenceSort
    learner: str
    submitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class WhoWaits:
    """Who waits for whom in a course."""

    awaiting: Waiting
    """For an instructor."""
    first: tuple[WaitingPiece, ...]
    """What waits longest, :data:`MOST_FIRST` at most."""
    returned: Waiting
    """For learners, who were asked for more."""
    unread: Waiting
    """Decided, and its learner has not said that they read it."""
    scores_not_arrived: int
    scores_different: int
    """In whose place the gradebook holds something else."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A course: who waits, its activities, and what they and its learners reach of frameworks."""

    waits: WhoWaits
    links: tuple[ContextLink, ...]
    unopened: tuple[SentActivity, ...]
    """What was sent to the course, and that nobody has opened from it yet."""
    opened: frozenset[str]
    """The codes of the activities that somebody has opened from it."""
    reaches: tuple[Reach, ...]
    """By all of these."""
    shown: Mapping[tuple[str, str], Shown]
    """What learners submitted, by the codes of framework and item."""


class Contexts:
    """Shows a course to those who teach it. It changes nothing."""

    def __init__(self, *, reading: Transaction, read_framework: Callable[[str], Framework]) -> None:
        self._reading = reading
        self._read_framework = read_framework

    def count_awaiting(self, *, tenant_id: int, context_id: int, reader_id: int) -> int:
        """How many pieces of evidence wait for this instructor of the course to decide."""
        with self._reading() as session:
            found = contexts.count_awaiting(
                session, tenant_id=tenant_id, context_id=context_id, reader_id=reader_id
            )
            return found.pieces

    def overview(self, *, tenant_id: int, context_id: int, reader_id: int) -> Overview:
        """What an instructor has to do in a course, what is in it, and how far that reaches."""
        here = {"tenant_id": tenant_id, "context_id": context_id}
        with self._reading() as session:
            placed = [
                (link, has_column)
                for link, has_column in links.list_of_context(session, **here)
                if link.page is None
            ]
            sent = choices.known(session, **here).sent
            known = listings.find_all(session, {*sent, *_codes(link for link, _ in placed)})
            learners = contexts.count_learners(session, **here)
            shown = tuple(
                _link(link, known, has_column=has_column, learners=learners.get(link.id, 0))
                for link, has_column in placed
            )
            opened = frozenset(one.listing.code for one in shown if one.listing)
            unopened = tuple(
                SentActivity(listing=known[code], sent_at=sent_at)
                for code, sent_at in sent.items()
                if code in known and code not in opened and not known[code].is_retired
            )
            offered = [
                *(one.listing for one in shown if one.listing),
                *(one.listing for one in unopened),
            ]
            return Overview(
                waits=_who_waits(session, reader_id=reader_id, **here),
                links=shown,
                unopened=unopened,
                opened=opened,
                reaches=self._reaches(session, {one.code: one for one in offered}),
                shown=contexts.count_shown(session, **here),
            )

    def _reaches(self, session: Session, offered: dict[str, Listing]) -> tuple[Reach, ...]:
        """Of the frameworks that the activities belong to; without any, of all that are loaded."""
        wanted = {one.framework for one in offered.values()}
        return tuple(
            reach(offered.values(), self._read_framework(row.document))
            for row in frameworks.list_all(session)
            if row.code in wanted or not wanted
        )


def _codes(placed: Iterable[ResourceLink]) -> set[str]:
    return {code for link in placed for code in (link.activity_code, link.relinked_code) if code}


def _link(
    link: ResourceLink, known: dict[str, Listing], *, has_column: bool, learners: int
) -> ContextLink:
    opens = linked_of(known, named=link.activity_code, relinked=link.relinked_code)
    is_retired = opens.named_state is CodeState.RETIRED
    return ContextLink(
        id=link.id,
        title=link.title,
        listing=known[opens.code] if opens.code else None,
        retired=known[link.activity_code] if is_retired and link.activity_code else None,
        is_relinked=opens.is_relinked,
        has_column=has_column,
        holds_back=has_column and link.column_trouble == UNSEEN,
        learners=learners,
    )


def _who_waits(session: Session, *, tenant_id: int, context_id: int, reader_id: int) -> WhoWaits:
    here = {"tenant_id": tenant_id, "context_id": context_id}
    first = contexts.list_awaiting(session, **here, reader_id=reader_id, most=MOST_FIRST)
    scores = score_log.count_shown(session, **here)
    return WhoWaits(
        awaiting=contexts.count_awaiting(session, **here, reader_id=reader_id),
        first=tuple(_waiting(piece, author) for piece, author in first),
        returned=contexts.count_returned(session, **here),
        unread=contexts.count_unread(session, **here),
        scores_not_arrived=scores[ScoreShown.NOT_ARRIVED],
        scores_different=scores[ScoreShown.DIFFERENT],
    )


def _waiting(piece: Evidence, author: Person) -> WaitingPiece:
    return WaitingPiece(
        id=piece.id,
        title=piece.title,
        sort=EvidenceSort(piece.sort),
        learner=learner_name(author.name, author.id, is_test=author.is_test),
        submitted_at=piece.submitted_at or piece.created_at,
    )
