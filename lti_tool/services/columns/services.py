"""The use cases of gradebook columns for pages, together."""

from dataclasses import dataclass

from lti_tool.services.columns.repairing import ColumnRepair
from lti_tool.services.columns.standing import ContextColumns


@dataclass(frozen=True, kw_only=True)
class ColumnServices:
    """What instructors see of the columns of their course, and what they do about them."""

    course: ContextColumns
    repair: ColumnRepair
