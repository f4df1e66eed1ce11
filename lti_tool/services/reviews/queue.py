"""What is submitted to a course and waits to be decided, for its instructors. Changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from lti_tool.learning.clock import Clock
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.frameworks import Use
from lti_tool.learning.people import learner_name
from lti_tool.learning.portfolio import Paging
from lti_tool.learning.review_queue import QueueFilter, QueueShown
from lti_tool.learning.reviews import Decision, Outcome, ReviewState
from lti_tool.services.reviews.pages import QueueLine, QueuePage, Reviewer
from lti_tool.store import as_submitted, decisions, links, review_queue
from lti_tool.store.database import Transaction
from lti_tool.store.review_queue import QueuedPiece, ReviewedContext

PAGE: Final = 50
"""How many pieces one page of the queue has."""


class ReviewQueue:
    """Lists what is submitted to a course, what has waited longest first."""

    def __init__(self, *, reading: Transaction, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    def page(self, reviewer: Reviewer, wanted: QueueFilter, number: int) -> QueuePage:
        """One page of the queue; past its end the last page."""
        place = place_of(reviewer)
        with self._reading() as session:
            total = review_queue.count(session, place, wanted)
            paging = Paging.within(number, size=PAGE, total=total)
            rows = review_queue.list_page(session, place, wanted, most=PAGE, skip=paging.skip)
            return QueuePage(
                filter=wanted,
                lines=_lines(session, place, rows),
                paging=paging,
                counts=review_queue.count_by_shown(session, place, wanted),
                activities=review_queue.list_activities(session, place),
                domains=review_queue.list_domains(session, place),
                link_title=_link_title(session, place, wanted),
                now=self._clock(),
            )

    def first_shown(self, reviewer: Reviewer, wanted: QueueFilter) -> QueueShown:
        """What to list first of what is wanted: what waits, or all where nothing does."""
        waiting = replace(wanted, shown=QueueShown.WAITING)
        with self._reading() as session:
            waits = review_queue.count(session, place_of(reviewer), waiting)
        return QueueShown.WAITING if waits else QueueShown.ALL

    def next_waiting(self, reviewer: Reviewer, wanted: QueueFilter, evidence_id: int) -> int | None:
        """What waits next after a piece, of what is wanted; after the last, the first."""
        waiting = replace(wanted, shown=QueueShown.WAITING)
        with self._reading() as session:
            place = place_of(reviewer)
            return review_queue.find_beside(session, place, waiting, evidence_id).next_id


def place_of(reviewer: Reviewer) -> ReviewedContext:
    """The course whose queue somebody looks at."""
    return ReviewedContext(
        tenant_id=reviewer.tenant_id,
        context_id=reviewer.context_id,
        reader_id=reviewer.person_id,
    )


def _lines(
    session: Session, place: ReviewedContext, rows: Sequence[QueuedPiece]
) -> tuple[QueueLine, ...]:
    made: Mapping[int, tuple[Decision, ...]] = decisions.list_of_evidence(
        session,
        [one.evidence.id for one in rows],
        tenant_id=place.tenant_id,
        context_id=place.context_id,
    )
    tied = as_submitted.statements_of(
        session,
        [one.evidence.id for one in rows],
        tenant_id=place.tenant_id,
        context_id=place.context_id,
    )
    return tuple(
        _line(one, made.get(one.evidence.id, ()), tied.get(one.evidence.id, ())) for one in rows
    )


def _line(
    found: QueuedPiece, made: Sequence[Decision], tied: Sequence[tuple[Use, str]]
) -> QueueLine:
    row, author = found.evidence, found.author
    standing = [one for one in made if one.stands]
    latest = standing[0] if standing else None
    return QueueLine(
        evidence_id=row.id,
        title=found.title,
        sort=EvidenceSort(row.sort),
        learner=learner_name(author.name, author.id, is_test=author.is_test),
        state=ReviewState(row.review) if row.review else None,
        submitted_at=row.submitted_at or row.created_at,
        times_returned=sum(one.outcome is Outcome.RETURNED for one in standing),
        filed=tuple(statement for use, statement in tied if use is Use.FILED),
        outcomes=sum(use is Use.MAPPED for use, _ in tied),
        decided_by=latest.by if latest else None,
        decided_at=latest.at if latest else None,
        is_acknowledged=latest is not None and latest.acknowledged_at is not None,
    )


def _link_title(session: Session, place: ReviewedContext, wanted: QueueFilter) -> str | None:
    if wanted.resource_link_id is None:
        return None
    found = links.find(
        session,
        wanted.resource_link_id,
        tenant_id=place.tenant_id,
        context_id=place.context_id,
    )
    return found.title if found else None
