"""Use cases of review: what learners did at a link, what waits to be decided, and deciding."""

from lti_tool.learning.review_queue import QueueFilter, QueueShown
from lti_tool.learning.reviews import ReviewSent
from lti_tool.services.reviews.feedback import OwnFeedback
from lti_tool.services.reviews.learners import Place, ReviewedTry, Reviews
from lti_tool.services.reviews.pages import (
    Decided,
    QueuePage,
    QueueSummary,
    Reviewer,
    ReviewPage,
)

__all__ = [
    "Decided",
    "OwnFeedback",
    "Place",
    "QueueFilter",
    "QueuePage",
    "QueueShown",
    "QueueSummary",
    "ReviewPage",
    "ReviewSent",
    "ReviewedTry",
    "Reviewer",
    "Reviews",
]
