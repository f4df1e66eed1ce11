"""Visits: who is here, from which course, and what they may do today."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from lti_tool.learning.clock import Clock
from lti_tool.learning.people import Role, may_attempt, may_build, may_teach
from lti_tool.lti.claims import MessageType
from lti_tool.store import visits
from lti_tool.store.database import Transaction

VISIT_LASTS = timedelta(hours=12)
_NOTED_AFTER = timedelta(minutes=5)  # a page view need not write each time


class Landing(StrEnum):
    """Which page a visit opens with."""

    ACTIVITY = "activity"
    PREVIEW = "preview"
    PICKER = "picker"


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who is here, from where, and what they may do: read anew at each request."""

    visit_id: str
    tenant_id: int
    person_id: int
    name: str | None
    context_id: int
    course_title: str | None
    resource_link_id: int | None
    activity_code: str | None
    roles: frozenset[Role]
    message_type: MessageType
    return_url: str | None
    frame_origins: tuple[str, ...]

    @property
    def may_attempt(self) -> bool:
        """Whether they do the activity themselves."""
        return may_attempt(self.roles) and self.resource_link_id is not None

    @property
    def may_teach(self) -> bool:
        """Whether they see this course's learners and scores."""
        return may_teach(self.roles)

    @property
    def may_pick(self) -> bool:
        """Whether they choose activities for the course, in a visit that is there for it."""
        return may_build(self.roles) and self.message_type is MessageType.DEEP_LINKING

    @property
    def landing(self) -> Landing:
        """The page that their visit begins with."""
        if self.message_type is MessageType.DEEP_LINKING:
            return Landing.PICKER
        return Landing.ACTIVITY if self.may_attempt else Landing.PREVIEW


class Visits:
    """Lets people back into the visit that their launch opened."""

    def __init__(self, *, transaction: Transaction, reading: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock

    def enter(self, visit_id: str) -> Visitor | None:
        """Find who a visit belongs to and what they may do today; ``None`` once it has ended."""
        now = self._clock()
        with self._reading() as session:
            found = visits.find(session, visit_id, now=now)
        if found is None:
            return None
        visit, person, context, registration, enrolment, link = found
        if now - visit.used_at > _NOTED_AFTER:
            with self._transaction() as session:
                visits.prolong(session, visit_id, used_at=now, ends_at=now + VISIT_LASTS)
        return Visitor(
            visit_id=visit.id,
            tenant_id=visit.tenant_id,
            person_id=person.id,
            name=person.name,
            context_id=context.id,
            course_title=context.title,
            resource_link_id=link.id if link else None,
            activity_code=link.activity_code if link else None,
            roles=frozenset(Role(role) for role in enrolment.roles),
            message_type=MessageType(visit.message_type),
            return_url=visit.return_url,
            frame_origins=tuple(registration.frame_origins),
        )
