"""Very many activities and pieces of evidence, put straight into the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import Engine, event, func, insert, select
from sqlalchemy.orm import Session

from lti_tool.learning.activities import Kind
from lti_tool.learning.evidence import Audience, EvidenceSort, MappingState
from lti_tool.learning.frameworks import Framework, Use
from lti_tool.store.portfolio import Owner
from lti_tool.store.tables import (
    ActivityListing,
    ActivityListingItem,
    ActivityVersion,
    Evidence,
    FrameworkItem,
    Mapping,
)

MANY = 2000
NOBODY_READS = "This is no activity: whoever reads it fails."
_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def many_activities(
    session: Session, framework: Framework, *, most: int = MANY, document: str = NOBODY_READS
) -> None:
    """List this many activities, tagged with the items of the framework by turns."""
    codes = [f"one-of-many-{number}" for number in range(1, most + 1)]
    versions = [
        {"code": code, "version": 1, "title": _title(code), "document": document, "loaded_at": _AT}
        for code in codes
    ]
    session.execute(insert(ActivityVersion), versions)
    session.execute(insert(ActivityListing), [*_listings(session, framework, codes)])
    by_use = {use: cycle(framework.items_used(use)) for use in Use if framework.items_used(use)}
    tagged = [
        {"activity_code": code, "item_code": next(items).code, "use": use}
        for code in codes
        for use, items in by_use.items()
    ]
    session.execute(insert(ActivityListingItem), tagged)


def _listings(session: Session, framework: Framework, codes: list[str]) -> Iterator[dict[str, Any]]:
    ids = {
        row.code: row.id
        for row in session.execute(select(ActivityVersion.code, ActivityVersion.id))
    }
    kinds = cycle(Kind)
    for place, code in enumerate(codes):
        yield {
            "activity_code": code,
            "activity_version_id": ids[code],
            "framework_code": framework.code,
            "title": _title(code),
            "summary": f"What {code} is about.",
            "searched": _title(code).casefold(),
            "kind": next(kinds),
            "scoring": "completion",
            "minutes": 15 + place % 90,
            "points": 1,
            "needs_review": place % 2 == 0,
            "is_retired": False,
        }


def much_evidence(
    session: Session,
    framework: Framework,
    owner: Owner,
    *,
    context_id: int,
    most: int = MANY,
) -> None:
    """Put this many pieces into a portfolio, of every sort, audience and state by turns."""
    audiences, sorts = cycle(Audience), cycle(EvidenceSort)
    rows: list[dict[str, Any]] = []
    for number in range(1, most + 1):
        audience = next(audiences)
        rows.append(
            {
                "tenant_id": owner.tenant_id,
                "person_id": owner.person_id,
                "context_id": None if audience is Audience.PRIVATE else context_id,
                "sort": next(sorts),
                "title": f"Piece {number}",
                "written": {},
                "happened_on": (_AT + timedelta(days=number)).date(),
                "audience": audience,
                "revision": 0,
                "created_at": _AT,
                "changed_at": _AT,
            }
        )
    before = session.scalar(select(func.max(Evidence.id))) or 0
    session.execute(insert(Evidence), rows)
    kept = session.scalars(select(Evidence.id).where(Evidence.id > before)).all()
    session.execute(insert(Mapping), [*_mappings(session, framework, owner, kept)])


def _mappings(
    session: Session, framework: Framework, owner: Owner, kept: Any
) -> Iterator[dict[str, Any]]:
    ids = {
        row.identifier: row.id
        for row in session.execute(select(FrameworkItem.identifier, FrameworkItem.id))
    }
    states = cycle(MappingState)
    by_use = {use: cycle(framework.items_used(use)) for use in Use if framework.items_used(use)}
    for evidence_id in kept:
        for use, items in by_use.items():
            for item in islice(items, 2 if use is Use.MAPPED else 1):
                yield {
                    "tenant_id": owner.tenant_id,
                    "evidence_id": evidence_id,
                    "framework_item_id": ids[item.identifier],
                    "use": use,
                    "state": next(states),
                    "reason": "Because." if use is Use.MAPPED else None,
                    "is_showcased": use is Use.MAPPED and evidence_id % 3 == 0,
                }


def _title(code: str) -> str:
    return code.replace("-", " ").capitalize()


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Write down every statement that is sent to a database meanwhile."""
    said: list[str] = []

    def note(*about: Any) -> None:
        said.append(about[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)
