"""What a course is about to read of an attempt, looked through for patients' identifiers."""

from lti_tool.learning.activities import Activity
from lti_tool.learning.identifiers import Look, look_through
from lti_tool.learning.shared_texts import reasons, texts_given
from lti_tool.services.attempts.picks import picked_in
from lti_tool.services.attempts.rows import is_for_course, responses_of
from lti_tool.store.tables import Attempt, Evidence


def look_over(attempt: Attempt, activity: Activity, left: Evidence | None, looked_at: str) -> Look:
    """Look through all that others read of it, if anybody does.

    On one's own route that is nobody, but where the evidence that it ``left`` was submitted.
    """
    if not is_for_course(attempt, left):
        return look_through((), looked_at)
    texts = texts_given(activity, responses_of(attempt))
    return look_through((*texts, *reasons(picked_in(activity, attempt.responses))), looked_at)
