"""Use cases of review: what learners did at a link, what waits to be decided, and deciding."""

from lti_tool.learning.review_queue import QueueFilter, QueueShown
from lti_tool.learning.reviews import ReviewSent
from lti_tool.services.reviews.deciding import Deciding
from lti_tool.services.reviews.desk import ReviewDesk
from lti_tool.services.reviews.drafts import Drafts
from lti_tool.services.reviews.feedback import OwnFeedback
from lti_tool.services.reviews.learners import Place, ReviewedLearner, Reviews
from lti_tool.services.reviews.pages import (
    Decided,
    QueuePage,
    Reviewer,
    ReviewPage,
)
from lti_tool.services.reviews.queue import ReviewQueue
from lti_tool.services.reviews.services import ReviewServices
from lti_tool.services.reviews.undoing import Undoing

__all__ = [
    "Decided",
    "Deciding",
    "Drafts",
    "OwnFeedback",
    "Place",
    "QueueFilter",
    "QueuePage",
    "QueueShown",
    "ReviewDesk",
    "ReviewPage",
    "ReviewQueue",
    "ReviewSent",
    "ReviewServices",
    "ReviewedLearner",
    "Reviewer",
    "Reviews",
    "Undoing",
]
