"""Privacy: how much is kept about one person, in numbers, and since when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.learning.attempts import OPEN_STATES
from lti_tool.learning.evidence import Audience, EvidenceAction
from lti_tool.store.tables import (
    Attachment,
    Attempt,
    Base,
    Context,
    Decision,
    Enrolment,
    Evidence,
    EvidenceEvent,
    FormerPerson,
    Person,
    ReturnedVersion,
    ReviewDraft,
    ScoreDelivery,
    Visit,
)

_IS_SEEING = EvidenceEvent.action.in_((EvidenceAction.VIEWED, EvidenceAction.FILE_OPENED))


@dataclass(frozen=True, kw_only=True)
class Amount:
    """How many rows of one kind there are, and when the first of them came."""

    number: int
    since: datetime | None
    """``None`` where there are none, or where it is not kept."""


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """How much is kept about one person, kind by kind."""

    courses: Amount
    attempts: Amount
    open_attempts: Amount
    evidence: dict[Audience, Amount]
    files: Amount
    file_bytes: int
    scores: Amount
    seen_by_others: Amount
    """How often others opened evidence of theirs or a file of it."""
    seen_of_others: Amount
    """How often they opened what is another's."""
    decisions_about: Amount
    """What instructors decided about evidence of theirs."""
    returned_versions: Amount
    """What evidence of theirs said when it was returned."""
    decisions_by: Amount
    """What they decided about others' evidence."""
    review_drafts: Amount
    """What they began to decide."""
    visits: Amount
    former: Amount
    """Who they were in LTI 1.1."""


def find_person(session: Session, person_id: int, *, tenant_id: int) -> Person | None:
    """Find somebody of this tenant."""
    return session.scalar(
        select(Person).where(Person.id == person_id, Person.tenant_id == tenant_id)
    )


def find_subject(session: Session, subject: str, *, tenant_id: int) -> Person | None:
    """Find whom the platform means by this ``sub``, in this tenant."""
    return session.scalar(
        select(Person).where(Person.subject == subject, Person.tenant_id == tenant_id)
    )


def count_kept(session: Session, *, tenant_id: int, person_id: int) -> Amounts:
    """Count what is kept about a person of this tenant."""

    def counted(
        table: type[Base], at: InstrumentedAttribute[datetime], *more: ColumnElement[bool]
    ) -> Amount:
        of_tenant = table.__table__.c.tenant_id == tenant_id
        row = session.execute(select(func.count(), func.min(at)).where(of_tenant, *more)).one()
        return Amount(number=row[0], since=row[1])

    def of(
        table: type[Base], at: InstrumentedAttribute[datetime], *more: ColumnElement[bool]
    ) -> Amount:
        return counted(table, at, table.__table__.c.person_id == person_id, *more)

    def is_own(table: type[Base]) -> ColumnElement[bool]:
        return table.__table__.c.evidence_id.in_(own_evidence)

    def about(
        table: type[Base], at: InstrumentedAttribute[datetime], *more: ColumnElement[bool]
    ) -> Amount:
        return counted(table, at, is_own(table), *more)

    own_evidence = select(Evidence.id).where(
        Evidence.tenant_id == tenant_id, Evidence.person_id == person_id
    )
    by_others = EvidenceEvent.person_id != person_id
    return Amounts(
        courses=_courses(session, tenant_id=tenant_id, person_id=person_id),
        attempts=of(Attempt, Attempt.started_at),
        open_attempts=of(Attempt, Attempt.started_at, Attempt.state.in_(OPEN_STATES)),
        evidence=_evidence(session, tenant_id=tenant_id, person_id=person_id),
        files=of(Attachment, Attachment.added_at),
        file_bytes=_bytes(session, tenant_id=tenant_id, person_id=person_id),
        scores=of(ScoreDelivery, ScoreDelivery.created_at),
        seen_by_others=about(EvidenceEvent, EvidenceEvent.at, _IS_SEEING, by_others),
        decisions_about=about(Decision, Decision.at),
        returned_versions=about(ReturnedVersion, ReturnedVersion.submitted_at),
        decisions_by=of(Decision, Decision.at),
        review_drafts=of(ReviewDraft, ReviewDraft.saved_at),
        seen_of_others=of(EvidenceEvent, EvidenceEvent.at, _IS_SEEING, ~is_own(EvidenceEvent)),
        visits=of(Visit, Visit.opened_at),
        former=of(FormerPerson, FormerPerson.linked_at),
    )


def _courses(session: Session, *, tenant_id: int, person_id: int) -> Amount:
    """Count courses alone, and not what stands for one where a launch names none."""
    found = session.scalar(
        select(func.count())
        .select_from(Enrolment)
        .join(Context, Context.id == Enrolment.context_id)
        .where(
            Enrolment.tenant_id == tenant_id,
            Enrolment.person_id == person_id,
            Context.kind == "course",
        )
    )
    return Amount(number=found or 0, since=None)


def _evidence(session: Session, *, tenant_id: int, person_id: int) -> dict[Audience, Amount]:
    rows = session.execute(
        select(Evidence.audience, func.count(), func.min(Evidence.created_at))
        .where(Evidence.tenant_id == tenant_id, Evidence.person_id == person_id)
        .group_by(Evidence.audience)
    )
    none = dict.fromkeys(Audience, Amount(number=0, since=None))
    return none | {Audience(row[0]): Amount(number=row[1], since=row[2]) for row in rows}


def _bytes(session: Session, *, tenant_id: int, person_id: int) -> int:
    found = session.scalar(
        select(func.sum(Attachment.size)).where(
            Attachment.tenant_id == tenant_id, Attachment.person_id == person_id
        )
    )
    return int(found or 0)
