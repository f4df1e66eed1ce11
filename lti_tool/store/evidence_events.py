"""What was done with evidence, and who saw it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from lti_tool.learning.evidence import EvidenceAction
from lti_tool.learning.reviews import ReviewState
from lti_tool.store.tables import Context, Evidence, EvidenceEvent, Person

ONE_CHANGE: Final = timedelta(hours=1)
_SEEING = (EvidenceAction.VIEWED, EvidenceAction.FILE_OPENED)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How often one person did one thing with what was submitted once, first and last."""

    person_id: int
    name: str | None
    action: EvidenceAction
    times: int
    first: datetime
    latest: datetime


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that one person did with a piece of evidence, once."""

    action: EvidenceAction
    person_id: int
    name: str | None
    context_title: str | None
    at: datetime
    about: Mapping[str, Any]
    """What else is known of it: never a word that somebody wrote."""


def add(
    session: Session,
    evidence: Evidence,
    action: EvidenceAction,
    *,
    person_id: int,
    at: datetime,
    about: dict[str, Any] | None = None,
) -> None:
    """Note what somebody did with a piece of evidence, in the course that it is submitted to.

    What else is to be known ``about`` it has no word that anybody wrote.
    """
    event = EvidenceEvent(
        tenant_id=evidence.tenant_id,
        evidence_id=evidence.id,
        person_id=person_id,
        context_id=evidence.context_id,
        action=action,
        about=about,
        at=at,
    )
    session.add(event)


def add_change(session: Session, evidence: Evidence, *, at: datetime) -> None:
    """Note that its author changed a piece that instructors read as it was returned.

    What is changed within an hour is noted once.
    """
    if evidence.review != ReviewState.RETURNED:
        return
    noted = session.scalar(
        select(EvidenceEvent.id)
        .where(
            EvidenceEvent.tenant_id == evidence.tenant_id,
            EvidenceEvent.evidence_id == evidence.id,
            EvidenceEvent.action == EvidenceAction.CHANGED,
            EvidenceEvent.at > at - ONE_CHANGE,
        )
        .limit(1)
    )
    if noted is None:
        add(session, evidence, EvidenceAction.CHANGED, person_id=evidence.person_id, at=at)


def was_seen_since(session: Session, evidence: Evidence, *, person_id: int, at: datetime) -> bool:
    """Whether somebody opened a piece of evidence at this time or later."""
    found = session.scalar(
        select(EvidenceEvent.id)
        .where(
            EvidenceEvent.tenant_id == evidence.tenant_id,
            EvidenceEvent.evidence_id == evidence.id,
            EvidenceEvent.person_id == person_id,
            EvidenceEvent.action == EvidenceAction.VIEWED,
            EvidenceEvent.at >= at,
        )
        .limit(1)
    )
    return found is not None


def list_seen(session: Session, evidence: Evidence) -> Sequence[Seen]:
    """Who saw a piece of evidence but its author, whoever came first before the others.

    Whoever saw it before and after it was submitted again is told twice.
    """
    each = (
        select(
            EvidenceEvent.person_id, EvidenceEvent.action, EvidenceEvent.at, _round().label("round")
        )
        .where(
            EvidenceEvent.tenant_id == evidence.tenant_id,
            EvidenceEvent.evidence_id == evidence.id,
            EvidenceEvent.person_id != evidence.person_id,
            EvidenceEvent.action.in_(_SEEING),
        )
        .subquery()
    )
    first = func.min(each.c.at)
    rows = session.execute(
        select(Person.id, Person.name, each.c.action, func.count(), first, func.max(each.c.at))
        .join(Person, Person.id == each.c.person_id)
        .group_by(Person.id, Person.name, each.c.action, each.c["round"])
        .order_by(first)
    )
    return [
        Seen(
            person_id=row[0],
            name=row[1],
            action=EvidenceAction(row[2]),
            times=row[3],
            first=row[4],
            latest=row[5],
        )
        for row in rows
    ]


def _round() -> ScalarSelect[int]:
    """How often a piece had been submitted when something happened to it."""
    other = aliased(EvidenceEvent)
    return (
        select(func.count())
        .where(
            other.evidence_id == EvidenceEvent.evidence_id,
            other.action == EvidenceAction.SUBMITTED,
            other.id < EvidenceEvent.id,
        )
        .scalar_subquery()
    )


def list_deeds(session: Session, evidence: Evidence) -> Sequence[Deed]:
    """List all that was done with a piece of evidence but seeing it, the latest first."""
    rows = session.execute(
        select(EvidenceEvent, Person.name, Context.title)
        .join(Person, Person.id == EvidenceEvent.person_id)
        .outerjoin(Context, Context.id == EvidenceEvent.context_id)
        .where(
            EvidenceEvent.tenant_id == evidence.tenant_id,
            EvidenceEvent.evidence_id == evidence.id,
            EvidenceEvent.action.not_in(_SEEING),
        )
        .order_by(EvidenceEvent.at.desc(), EvidenceEvent.id.desc())
    )
    return [
        Deed(
            action=EvidenceAction(event.action),
            person_id=event.person_id,
            name=name,
            context_title=title,
            at=event.at,
            about=event.about or {},
        )
        for event, name, title in rows
    ]
