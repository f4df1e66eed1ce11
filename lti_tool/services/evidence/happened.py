"""What was done with a piece of evidence, as its author is told: by whom, what, when."""

from sqlalchemy.orm import Session

from lti_tool.learning.evidence import EvidenceAction
from lti_tool.learning.people import instructor_name
from lti_tool.services.evidence.pages import Happening
from lti_tool.store import evidence_events
from lti_tool.store.tables import Evidence


def happened(session: Session, row: Evidence) -> tuple[Happening, ...]:
    """All of it, the latest first; who saw it how often is said once for each of them."""
    deeds = [_deed(one, row) for one in evidence_events.list_deeds(session, row)]
    seen = [_seen(one) for one in evidence_events.list_seen(session, row)]
    return tuple(sorted((*deeds, *seen), key=lambda one: one.at, reverse=True))


def _deed(deed: evidence_events.Deed, row: Evidence) -> Happening:
    is_override = deed.action is EvidenceAction.IDENTIFIERS_OVERRIDDEN
    return Happening(
        action=deed.action,
        by=None if deed.person_id == row.person_id else instructor_name(deed.name),
        course=deed.context_title,
        at=deed.at,
        first=deed.at,
        times=1,
        places=int(deed.about.get("number", 0)) if is_override else 0,
    )


def _seen(seen: evidence_events.Seen) -> Happening:
    return Happening(
        action=seen.action,
        by=instructor_name(seen.name),
        course=None,
        at=seen.latest,
        first=seen.first,
        times=seen.times,
    )
