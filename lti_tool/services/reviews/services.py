"""The use cases of reviewing, together."""

from dataclasses import dataclass

from lti_tool.services.reviews.deciding import Deciding
from lti_tool.services.reviews.desk import ReviewDesk
from lti_tool.services.reviews.drafts import Drafts
from lti_tool.services.reviews.queue import ReviewQueue
from lti_tool.services.reviews.undoing import Undoing


@dataclass(frozen=True, kw_only=True)
class ReviewServices:
    """What instructors see of what waits, and what they decide about it."""

    queue: ReviewQueue
    desk: ReviewDesk
    drafts: Drafts
    deciding: Deciding
    undoing: Undoing
