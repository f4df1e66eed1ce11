"""Use cases of gradebook columns: found where launches name none, and repaired by instructors."""

from lti_tool.services.columns.asked import Done, Outcome
from lti_tool.services.columns.looking import ColumnSearch
from lti_tool.services.columns.repairing import ColumnRepair
from lti_tool.services.columns.services import ColumnServices
from lti_tool.services.columns.standing import ContextColumns
from lti_tool.services.columns.turns import Asker, Turns
from lti_tool.services.columns.waiting import WaitingScores

__all__ = [
    "Asker",
    "ColumnRepair",
    "ColumnSearch",
    "ColumnServices",
    "ContextColumns",
    "Done",
    "Outcome",
    "Turns",
    "WaitingScores",
]
