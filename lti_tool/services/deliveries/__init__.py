"""Use cases of the outbox: deliver what is due, say where scores stand, send them again."""

from lti_tool.services.deliveries.agreeing import Agreeing
from lti_tool.services.deliveries.backlog import Backlog, BacklogPage, BacklogRow, PlatformRow
from lti_tool.services.deliveries.claiming import Claiming
from lti_tool.services.deliveries.log import ContextScores
from lti_tool.services.deliveries.posting import Posting
from lti_tool.services.deliveries.recording import Recording
from lti_tool.services.deliveries.resending import Asker, Resending
from lti_tool.services.deliveries.sending import Deliveries
from lti_tool.services.deliveries.standing import ScoreLog
from lti_tool.services.deliveries.stuck import SentAgain, StuckScores
from lti_tool.services.deliveries.watching import BacklogWatch
from lti_tool.store.score_log import ScoreShown, ScoresSought

__all__ = [
    "Agreeing",
    "Asker",
    "Backlog",
    "BacklogPage",
    "BacklogRow",
    "BacklogWatch",
    "Claiming",
    "ContextScores",
    "Deliveries",
    "PlatformRow",
    "Posting",
    "Recording",
    "Resending",
    "ScoreLog",
    "ScoreShown",
    "ScoresSought",
    "SentAgain",
    "StuckScores",
]
