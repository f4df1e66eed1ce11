"""Use cases of the outbox: deliver what is due, say where scores stand, send them again."""

from lti_tool.services.deliveries.log import ContextScores
from lti_tool.services.deliveries.resending import Asker, Resending
from lti_tool.services.deliveries.sending import Deliveries
from lti_tool.services.deliveries.standing import ScoreLog
from lti_tool.store.score_log import ScoreShown, ScoresSought

__all__ = [
    "Asker",
    "ContextScores",
    "Deliveries",
    "Resending",
    "ScoreLog",
    "ScoreShown",
    "ScoresSought",
]
