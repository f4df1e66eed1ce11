"""Use cases of review: what learners did at a link, what waits to be decided, and deciding."""

from lti_tool.services.reviews.learners import Place, ReviewedTry, Reviews

__all__ = ["Place", "ReviewedTry", "Reviews"]
