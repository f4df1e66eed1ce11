"""What a submitted attempt leaves: evidence in the portfolio, and a score on its way."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity
from lti_tool.learning.days import day_of
from lti_tool.learning.evidence import Audience, EvidenceAction, EvidenceSort, ties_of
from lti_tool.learning.marking import mark
from lti_tool.learning.scores import score_of
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.attempts.picks import picked_in
from lti_tool.services.attempts.rows import (
    ReadActivity,
    made_beside,
    past_attempts,
    responses_of,
)
from lti_tool.store import deliveries, evidence, evidence_events, frameworks
from lti_tool.store.tables import Attempt, Evidence


def add_evidence(
    session: Session,
    attempt: Attempt,
    activity: Activity,
    now: datetime,
    override: dict[str, Any] | None,
) -> None:
    """Keep an attempt as evidence, submitted to the course in which the activity was placed.

    What was done on one's own route is nobody else's, until its author submits it. An ``override``
    says what its author shared although it looked like a patient's identifier.
    """
    is_placed = attempt.context_id is not None
    found = Evidence(
        tenant_id=attempt.tenant_id,
        person_id=attempt.person_id,
        context_id=attempt.context_id,
        attempt_id=attempt.id,
        sort=EvidenceSort.ACTIVITY,
        title=activity.title,
        written={},
        happened_on=day_of(now),
        audience=Audience.SUBMITTED if is_placed else Audience.PRIVATE,
        revision=0,
        created_at=now,
        changed_at=now,
        submitted_at=now if is_placed else None,
    )
    ties = ties_of(
        activity, mark(activity, responses_of(attempt)), picked_in(activity, attempt.responses)
    )
    codes = [tie.code for tie in ties]
    evidence.add(session, found, ties, frameworks.item_ids(session, activity.framework, codes))
    if is_placed:
        session.flush()  # what is told of it needs its id
        author = found.person_id
        evidence_events.add(session, found, EvidenceAction.SUBMITTED, person_id=author, at=now)
        if override:
            action = EvidenceAction.IDENTIFIERS_OVERRIDDEN
            evidence_events.add(session, found, action, person_id=author, at=now, about=override)


def add_delivery(
    session: Session,
    attempt: Attempt,
    activity: Activity,
    read_activity: ReadActivity,
    now: datetime,
) -> None:
    """Put the score of an attempt in the outbox, where its placement has a column."""
    made = made_beside(session, attempt)
    due = score_of(activity, [one.mark for one in past_attempts(made, read_activity)])
    if due is not None:
        deliveries.add_due(session, attempt, due, scope=SCORE_SCOPE, now=now)
