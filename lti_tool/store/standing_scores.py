"""The score that an attempt has as everything stands now: by its marks, or as it was decided."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from lti_tool.learning.activities import Activity
from lti_tool.learning.judging import is_assessed, score_of_decision
from lti_tool.learning.marking import Mark, mark
from lti_tool.learning.responses import responses_from
from lti_tool.learning.scores import ScoreDue, score_of
from lti_tool.store import attempts, decisions
from lti_tool.store.attachments import files_by_part
from lti_tool.store.tables import Attempt

ReadActivity = Callable[[str], Activity]
"""Reads an activity from the document that is kept of it."""


def points_of(
    session: Session, attempt: Attempt, activity: Activity, read_activity: ReadActivity
) -> ScoreDue | None:
    """The score that counts now, with the words that go with it; ``None`` where there is none."""
    words = decisions.gradebook_words(session, attempt)
    if not is_assessed(activity):
        return score_of(activity, _marks_beside(session, attempt, read_activity), words)
    final = decisions.find_final(session, attempt)
    if final is None or final.given is None or final.maximum is None:
        return None
    return score_of_decision(final.given, final.maximum, words)


def _marks_beside(session: Session, attempt: Attempt, read_activity: ReadActivity) -> list[Mark]:
    """The marks of all submitted attempts of the same learner at the same place, oldest first."""
    made = attempts.list_of_person(
        session,
        tenant_id=attempt.tenant_id,
        person_id=attempt.person_id,
        resource_link_id=attempt.resource_link_id,
        activity_code=attempt.activity_code,
    )
    return [
        mark(
            read_activity(one.activity_version.document),
            responses_from(one.responses, files_by_part(one.attachments)),
        )
        for one in made
        if one.submitted_at is not None
    ]
