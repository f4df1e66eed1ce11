"""What instructors are about to read of a piece of evidence, looked through for identifiers."""

from collections.abc import Sequence

from lti_tool.learning.identifiers import Look, look_through
from lti_tool.learning.responses import responses_from
from lti_tool.learning.shared_texts import names_of_files, reasons, texts_given, texts_of_own
from lti_tool.services.evidence.choices import KnownFramework
from lti_tool.services.evidence.rows import ReadActivity, draft_of
from lti_tool.store.attachments import files_by_part, files_of
from lti_tool.store.tables import Evidence


def look_over(
    row: Evidence,
    frameworks: Sequence[KnownFramework],
    read_activity: ReadActivity,
    looked_at: str,
) -> Look:
    """Look through all that others read of it once it is submitted."""
    draft = draft_of(row, frameworks)
    if row.attempt is None:
        own = (*texts_of_own(draft), *names_of_files(files_of(row.attachments)))
    else:
        activity = read_activity(row.attempt.activity_version.document)
        files = files_by_part(row.attempt.attachments)
        own = tuple(texts_given(activity, responses_from(row.attempt.responses, files)))
    return look_through((*own, *reasons(draft.mapped)), looked_at)
