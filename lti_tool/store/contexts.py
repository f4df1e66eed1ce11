"""Contexts: what there is to count in one course of a tenant, and who waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from lti_tool.learning.evidence import Audience, MappingState
from lti_tool.learning.reviews import Outcome, ReviewState
from lti_tool.store import as_submitted
from lti_tool.store.tables import (
    Attempt,
    Decision,
    Evidence,
    Framework,
    FrameworkItem,
    Person,
)

_ACCEPTED = (MappingState.ACCEPTED, MappingState.RECOGNISED)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many pieces wait for somebody, and since when the first of them does."""

    pieces: int
    since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """How many pieces of a course's learners are tied to one framework item.

    The tries of one activity at one place are one piece: the one that has come furthest.
    """

    accepted: int
    proposed: int


def count_learners(session: Session, *, tenant_id: int, context_id: int) -> dict[int, int]:
    """How many people have submitted something at each placement of a context, by its id.

    A platform's preview students are nobody to count.
    """
    found = session.execute(
        select(Attempt.resource_link_id, func.count(Attempt.person_id.distinct()))
        .join(Person, Person.id == Attempt.person_id)
        .where(
            Attempt.tenant_id == tenant_id,
            Attempt.context_id == context_id,
            Attempt.submitted_at.is_not(None),
            Person.is_test.is_(False),
        )
        .group_by(Attempt.resource_link_id)
    )
    return {link_id: number for link_id, number in found if link_id is not None}


def count_awaiting(session: Session, *, tenant_id: int, context_id: int, reader_id: int) -> Waiting:
    """How much waits for an instructor to decide, but for what is this reader's own."""
    return _counted(
        session,
        Evidence.submitted_at,
        *_submitted_to(tenant_id, context_id),
        Evidence.review == ReviewState.AWAITING,
        Evidence.person_id != reader_id,
    )


def list_awaiting(
    session: Session, *, tenant_id: int, context_id: int, reader_id: int, most: int
) -> Sequence[tuple[Evidence, Person]]:
    """List what waits for this reader to decide with its authors, what waits longest first."""
    rows = session.execute(
        select(Evidence, Person)
        .join(Person, Person.id == Evidence.person_id)
        .where(
            *_submitted_to(tenant_id, context_id),
            Evidence.review == ReviewState.AWAITING,
            Evidence.person_id != reader_id,
        )
        .order_by(Evidence.submitted_at, Evidence.id)
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def count_returned(session: Session, *, tenant_id: int, context_id: int) -> Waiting:
    """How much was returned and waits for its learner."""
    return _counted(
        session,
        Decision.at,
        *_submitted_to(tenant_id, context_id),
        Evidence.review == ReviewState.RETURNED,
        Decision.outcome == Outcome.RETURNED,
        *_latest_of_evidence(),
    )


def count_unread(session: Session, *, tenant_id: int, context_id: int) -> Waiting:
    """How much was decided without its learner having said that they read it."""
    return _counted(
        session,
        Decision.at,
        *_submitted_to(tenant_id, context_id),
        Evidence.review == ReviewState.DECIDED,
        Decision.acknowledged_at.is_(None),
        *_latest_of_evidence(),
    )


def count_shown(
    session: Session, *, tenant_id: int, context_id: int
) -> dict[tuple[str, str], Shown]:
    """Count what learners submitted to a context, by the codes of framework and item.

    A platform's preview students are nobody to count.
    """
    tied = as_submitted.ties(tenant_id=tenant_id, context_id=context_id)
    rank = case((tied.c.state.in_(_ACCEPTED), 2), (tied.c.state == MappingState.PROPOSED, 1))
    own = case((tied.c.attempt_id.is_(None), tied.c.evidence_id))
    pieces = (
        select(
            Framework.code.label("framework"),
            FrameworkItem.code.label("item"),
            func.max(rank).label("rank"),
        )
        .select_from(tied)
        .join(Person, Person.id == tied.c.person_id)
        .join(FrameworkItem, FrameworkItem.id == tied.c.framework_item_id)
        .join(Framework, Framework.id == FrameworkItem.framework_id)
        .outerjoin(Attempt, Attempt.id == tied.c.attempt_id)
        .where(Person.is_test.is_(False))
        .group_by(
            Framework.code,
            FrameworkItem.code,
            tied.c.person_id,
            own,
            Attempt.activity_code,
            Attempt.resource_link_id,
        )
        .subquery()
    )
    rows = session.execute(
        select(
            pieces.c.framework,
            pieces.c.item,
            func.count(case((pieces.c.rank == 2, 1))),  # noqa: PLR2004  # as ranked above
            func.count(case((pieces.c.rank == 1, 1))),
        ).group_by(pieces.c.framework, pieces.c.item)
    )
    return {(row[0], row[1]): Shown(accepted=row[2], proposed=row[3]) for row in rows}


def _counted(session: Session, since: Any, *conditions: ColumnElement[bool]) -> Waiting:
    number, first = session.execute(
        select(func.count(Evidence.id.distinct()), func.min(since)).where(*conditions)
    ).one()
    return Waiting(pieces=number, since=first)


def _submitted_to(tenant_id: int, context_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Evidence.tenant_id == tenant_id,
        Evidence.context_id == context_id,
        Evidence.audience == Audience.SUBMITTED,
    )


def _latest_of_evidence() -> tuple[ColumnElement[bool], ...]:
    """The decision that stands and has none after it that stands too."""
    later = aliased(Decision)
    return (
        Decision.evidence_id == Evidence.id,
        Decision.undone_at.is_(None),
        ~exists().where(
            later.evidence_id == Decision.evidence_id,
            later.undone_at.is_(None),
            later.id > Decision.id,
        ),
    )
