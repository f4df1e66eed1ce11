"""Use cases of doing an activity: begin, keep what was answered, submit, see the result."""

from lti_tool.services.attempts.desk import Desk
from lti_tool.services.attempts.pages import (
    ActivityHome,
    CheckPage,
    Learner,
    PartPage,
    ResultPage,
)
from lti_tool.services.attempts.sent import Sent
from lti_tool.services.attempts.verbs import Attempts

__all__ = [
    "ActivityHome",
    "Attempts",
    "CheckPage",
    "Desk",
    "Learner",
    "PartPage",
    "ResultPage",
    "Sent",
]
