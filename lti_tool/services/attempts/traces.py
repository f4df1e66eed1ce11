"""What a submitted attempt leaves: evidence in the portfolio, and a score on its way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity, Scoring
from lti_tool.learning.days import day_of
from lti_tool.learning.evidence import Audience, EvidenceAction, EvidenceSort, ties_of
from lti_tool.learning.families import FamilyRules
from lti_tool.learning.judging import review_after, waits
from lti_tool.learning.marking import mark
from lti_tool.learning.scores import ScoreDue, progress_of, score_of
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.attempts.picks import picked_in
from lti_tool.services.attempts.rows import (
    ReadActivity,
    is_for_course,
    made_beside,
    past_attempts,
    responses_of,
)
from lti_tool.store import decisions, deliveries, evidence, evidence_events, frameworks
from lti_tool.store.tables import Attempt, Evidence

Families = Mapping[str, FamilyRules]
"""The rules of each family of platforms, by its name."""


def keep_evidence(
    session: Session,
    attempt: Attempt,
    activity: Activity,
    left: Evidence | None,
    override: dict[str, Any] | None,
    now: datetime,
) -> None:
    """Keep a submitted attempt as evidence: a new piece, or the one that it ``left`` before.

    Where it is for a course, its instructors can read it from now on, and what they decided before
    is past. What was done on one's own route is nobody else's, until its author submits it. An
    ``override`` says what its author shared although it looked like a patient's identifier.
    """
    found = left or _new(attempt, activity, now)
    ties = ties_of(
        activity, mark(activity, responses_of(attempt)), picked_in(activity, attempt.responses)
    )
    codes = [tie.code for tie in ties]
    item_ids = frameworks.item_ids(session, activity.framework, codes)
    if left is None:
        evidence.add(session, found, ties, item_ids)
    else:
        evidence.tie_anew(left, ties, item_ids)
    found.changed_at = now
    if is_for_course(attempt, left):
        _share(session, found, activity, now)
        told: dict[str, Any] = {"again": True} if left else {}
        _note(session, found, EvidenceAction.SUBMITTED, now, told)
        if override:
            _note(session, found, EvidenceAction.IDENTIFIERS_OVERRIDDEN, now, override)


def _new(attempt: Attempt, activity: Activity, now: datetime) -> Evidence:
    return Evidence(
        tenant_id=attempt.tenant_id,
        person_id=attempt.person_id,
        context_id=attempt.context_id,
        attempt_id=attempt.id,
        sort=EvidenceSort.ACTIVITY,
        title=activity.title,
        written={},
        happened_on=day_of(now),
        audience=Audience.PRIVATE,
        revision=0,
        turn=0,
        created_at=now,
    )


def _share(session: Session, found: Evidence, activity: Activity, now: datetime) -> None:
    found.audience, found.submitted_at = Audience.SUBMITTED, now
    found.turn += 1
    session.flush()  # its ties and what is told of it need ids
    ties = decisions.reviewed_ties(session, found.mappings)
    found.review = review_after(None, has_to_wait=waits(ties, activity))


def _note(
    session: Session, found: Evidence, action: EvidenceAction, at: datetime, about: dict[str, Any]
) -> None:
    author = found.person_id
    evidence_events.add(session, found, action, person_id=author, at=at, about=about or None)


def add_delivery(
    session: Session,
    attempt: Attempt,
    activity: Activity,
    read_activity: ReadActivity,
    families: Families,
    now: datetime,
) -> None:
    """Put the score of an attempt in the outbox, where its placement has a column.

    Until an instructor has decided there is none; a platform that has a word for it is told that.
    What an instructor wrote for the gradebook goes there with every later score.
    """
    if attempt.resource_link_id is None:
        return
    words = decisions.gradebook_words(session, attempt)
    due: ScoreDue | None
    if activity.scoring is Scoring.ASSESSED:
        tells = deliveries.tells_progress(session, attempt, families)
        due = progress_of(activity, words) if tells else None
    else:
        made = made_beside(session, attempt)
        due = score_of(activity, [one.mark for one in past_attempts(made, read_activity)], words)
    if due is not None:
        deliveries.add_due(session, attempt, due, scope=SCORE_SCOPE, now=now)
