"""Somebody's own evidence, made and filled in by the use cases alone."""

from typing import Any

from lti_tool.learning.evidence import EvidenceAction
from lti_tool.services.evidence import (
    Author,
    EvidencePage,
    EvidenceSent,
    Happening,
    Instructor,
    Saved,
)
from lti_tool.services.launch import Visitor
from tests.builders import SAM
from tests.services.course import Course

WHOLE: dict[str, list[str]] = {
    "title": ["A night on call"],
    "day": ["1"],
    "month": ["3"],
    "year": ["2026"],
    "happened-w1": ["We had no interpreter"],
    "filed": ["enhance:D1", "enhance:D4"],
    "mapped": ["enhance:PO1"],
    "reason-enhance:PO1": ["I asked what mattered to her"],
    "tagged": ["enhance:T1"],
}


def author_of(visitor: Visitor) -> Author:
    return Author(tenant_id=visitor.tenant_id, person_id=visitor.person_id)


def author(course: Course, person: str = SAM) -> Author:
    return author_of(course.arrive(person))


def instructor(course: Course, person: str) -> Instructor:
    visitor = course.arrive(person)
    return Instructor(
        tenant_id=visitor.tenant_id,
        person_id=visitor.person_id,
        context_id=visitor.context_id,
    )


def sent(fields: dict[str, list[str]] | None = None, **more: Any) -> EvidenceSent:
    return EvidenceSent(fields=fields if fields is not None else WHOLE, **{"seen": 0, **more})


def created(course: Course, owner: Author, sort: str = "reflective_account") -> int:
    return course.services.evidence.own.create(owner, sort)


def save(course: Course, owner: Author, evidence_id: int, **changes: Any) -> Saved:
    """Send the whole form with some fields changed, from a page made just now."""
    revision = course.services.evidence.desk.edit(owner, evidence_id).revision
    fields = {**WHOLE, **changes}
    return course.services.evidence.own.save(owner, evidence_id, sent(fields, seen=revision))


def filled(course: Course, owner: Author) -> int:
    evidence_id = created(course, owner)
    saved = save(course, owner, evidence_id)
    assert not saved.problems
    assert not saved.conflicts
    return evidence_id


def context_of(course: Course, person: str = SAM) -> int:
    return course.arrive(person).context_id


def submitted(course: Course, owner: Author) -> int:
    evidence_id = filled(course, owner)
    course.services.evidence.own.submit(owner, evidence_id, context_of(course))
    return evidence_id


def page(course: Course, owner: Author, evidence_id: int) -> EvidencePage:
    return course.services.evidence.desk.page(owner, evidence_id)


def readers(course: Course, owner: Author, evidence_id: int) -> list[Happening]:
    """Who opened a piece, as its author is told, whoever did last first."""
    happened = page(course, owner, evidence_id).happened
    return [one for one in happened if one.action is EvidenceAction.VIEWED]


def deeds(course: Course, owner: Author, evidence_id: int) -> list[str]:
    """What was done with a piece but opening it, first to last."""
    seeing = (EvidenceAction.VIEWED, EvidenceAction.FILE_OPENED)
    happened = page(course, owner, evidence_id).happened[::-1]
    return [one.action.value for one in happened if one.action not in seeing]
