"""Visits: who is here, from which course, and what they may do today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from lti_tool.learning.attempts import OPEN_STATES
from lti_tool.learning.choices import PlacedPage
from lti_tool.learning.clock import Clock
from lti_tool.learning.links import linked
from lti_tool.learning.people import Role, may_attempt, may_build, may_teach
from lti_tool.lti.claims import MessageType
from lti_tool.store import links, visits
from lti_tool.store.database import Transaction
from lti_tool.store.tables import Person, ResourceLink

VISIT_LASTS = timedelta(hours=12)
_NOTED_AFTER = timedelta(minutes=5)  # a page view need not write each time


class Landing(StrEnum):
    """Which page a visit opens with."""

    ACTIVITY = "activity"
    PREVIEW = "preview"
    PICKER = "picker"
    PORTFOLIO = "portfolio"
    OVERVIEW = "overview"
    REVIEW = "review"
    """One learner's work with the activity of the link."""
    PRIVACY = "privacy"
    """What is kept about one person."""
    LINK = "link"
    """What the link is, where it opens nothing else for this person."""


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
    """The activity that the link opens for them; ``None`` where it opens none that can be used."""
    named_code: str | None
    """The activity that the platform names, whether or not it can be used."""
    page: PlacedPage | None
    roles: frozenset[Role]
    is_anonymous: bool
    """Whether the platform named nobody: they read, and nothing of theirs outlasts the visit."""
    message_type: MessageType
    for_subject: str | None
    """Whose work or data their message is about, by ``sub``; perhaps somebody never seen here."""
    return_url: str | None
    frame_origins: tuple[str, ...]
    hand_over: str | None
    """What the frame that opened this tab knows too, while activities are being picked."""

    @property
    def lasts(self) -> timedelta:
        """How long the visit goes on at least, where nothing more is asked for in it."""
        return VISIT_LASTS - _NOTED_AFTER

    @property
    def may_attempt(self) -> bool:
        """Whether they do the activity themselves."""
        is_learner = may_attempt(self.roles) and not self.is_anonymous
        return is_learner and self.resource_link_id is not None

    @property
    def may_teach(self) -> bool:
        """Whether they see this course's learners and scores."""
        return may_teach(self.roles) and not self.is_anonymous

    @property
    def may_build(self) -> bool:
        """Whether they choose which activity a link of this course opens."""
        return may_build(self.roles) and not self.is_anonymous

    @property
    def may_pick(self) -> bool:
        """Whether they choose activities for the course, in a visit that is there for it."""
        return may_build(self.roles) and self.message_type is MessageType.DEEP_LINKING

    @property
    def landing(self) -> Landing:
        """The page that their visit begins with."""
        if self.message_type is MessageType.DEEP_LINKING:
            return Landing.PICKER
        if self.message_type is MessageType.SUBMISSION_REVIEW:
            return Landing.REVIEW
        if self.message_type is MessageType.DATA_PRIVACY:
            return Landing.PRIVACY
        if self.page is not None:
            return self._landing_of_page
        if self.activity_code is None:
            return Landing.LINK
        return Landing.ACTIVITY if self.may_attempt else Landing.PREVIEW

    @property
    def _landing_of_page(self) -> Landing:
        """Learners get their own portfolio by either page, instructors the course by either."""
        if self.may_teach:
            return Landing.OVERVIEW
        return Landing.PORTFOLIO if self.may_attempt else Landing.LINK


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
        if now - found[0].used_at > _NOTED_AFTER:
            with self._transaction() as session:
                visits.prolong(session, visit_id, used_at=now, ends_at=now + VISIT_LASTS)
        return self._visitor(found)

    def _visitor(self, found: visits.Found) -> Visitor:
        visit, person, context, registration, enrolment, link, *retired = found
        roles = frozenset(Role(role) for role in enrolment.roles)
        return Visitor(
            visit_id=visit.id,
            tenant_id=visit.tenant_id,
            person_id=person.id,
            name=person.name,
            context_id=context.id,
            course_title=context.title,
            resource_link_id=link.id if link else None,
            activity_code=self._code(link, person if may_attempt(roles) else None, retired),
            named_code=link.activity_code if link else None,
            page=PlacedPage(link.page) if link and link.page else None,
            roles=roles,
            is_anonymous=person.is_anonymous,
            message_type=MessageType(visit.message_type),
            for_subject=visit.for_subject,
            return_url=visit.return_url,
            frame_origins=tuple(registration.frame_origins),
            hand_over=visit.hand_over,
        )

    def _code(
        self, link: ResourceLink | None, learner: Person | None, retired: Sequence[bool | None]
    ) -> str | None:
        if link is None or link.page is not None:
            return None
        opens = linked(
            link.activity_code,
            link.relinked_code,
            named_retired=retired[0],
            relinked_retired=retired[1],
        )
        if not opens.retired or learner is None:
            return opens.code
        with self._reading() as session:
            begun = links.begun_at(
                session,
                opens.retired,
                tenant_id=learner.tenant_id,
                person_id=learner.id,
                resource_link_id=link.id,
            )
        unfinished = {code for code, state in begun if state in OPEN_STATES}
        return opens.code_for(begun={code for code, _ in begun}, open=unfinished)
