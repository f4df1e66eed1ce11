"""Pieces of evidence, and readers of them, to begin with."""

from datetime import timedelta
from typing import Any

from lti_tool.app.database import Database
from lti_tool.learning.evidence import EvidenceAction
from lti_tool.store import evidence_events
from lti_tool.store.tables import Evidence
from tests.store.rows import NOW, World


def a_piece(database: Database, world: World, **given: Any) -> int:
    values = {
        "tenant_id": world.tenant.id,
        "person_id": world.person.id,
        "sort": "project",
        "title": "An audit",
        "written": {"account": "Ours"},
        "happened_on": NOW.date(),
        "audience": "private",
        "revision": 0,
        "created_at": NOW,
        "changed_at": NOW,
    }
    with database.transaction() as session:
        row = Evidence(**{**values, **given})
        session.add(row)
        session.flush()
        return row.id


def see(
    database: Database,
    evidence_id: int,
    person_id: int,
    action: EvidenceAction = EvidenceAction.VIEWED,
    minutes: int = 0,
) -> None:
    with database.transaction() as session:
        evidence_events.add(
            session,
            session.get_one(Evidence, evidence_id),
            action,
            person_id=person_id,
            at=NOW + timedelta(minutes=minutes),
        )
