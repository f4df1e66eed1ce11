"""Use cases of the outbox: deliver what is due, say where scores stand."""

from lti_tool.services.deliveries.sending import Deliveries
from lti_tool.services.deliveries.standing import ScoreLog

__all__ = ["Deliveries", "ScoreLog"]
