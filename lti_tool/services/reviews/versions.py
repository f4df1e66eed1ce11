"""Whether the author of a returned piece has begun to change it."""

from lti_tool.learning.differences import differences
from lti_tool.learning.handed_in import from_kept
from lti_tool.services.reviews.rows import ReadActivity
from lti_tool.store.handed_in import handed_in_of
from lti_tool.store.tables import Evidence, ReturnedVersion


def has_changed(row: Evidence, returned: ReturnedVersion, read_activity: ReadActivity) -> bool:
    """Whether a piece says something else than when it was returned."""
    before = from_kept(returned.content)
    return not differences(before, handed_in_of(row, read_activity)).is_empty
