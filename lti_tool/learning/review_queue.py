"""What somebody wants to see of the evidence that is submitted to a course."""

from dataclasses import dataclass
from enum import StrEnum


class QueueShown(StrEnum):
    """What of the submitted evidence the queue lists."""

    WAITING = "waiting"
    RETURNED = "returned"
    DECIDED = "decided"
    ALL = "all"
    """Also what nobody has to decide about, such as a passed check."""


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """What somebody wants to see of the queue; blank means all."""

    shown: QueueShown = QueueShown.WAITING
    activity_code: str = ""
    domain: str = ""
    """The code of an item that evidence is filed under."""
    learner: str = ""
    """Part of a name."""
    resource_link_id: int | None = None
    """Only what was done at one link of the course."""
