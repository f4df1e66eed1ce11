"""People: who comes by a launch, what they are in its course."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.lti.claims import Launch
from lti_tool.lti.roles import course_roles, is_test_user
from lti_tool.store import launches
from lti_tool.store.tables import Context, Person


def record_person(
    session: Session, place: launches.Place, launch: Launch, *, now: datetime
) -> Person:
    """Record who comes; whoever the platform does not name is somebody new each time."""
    person = launches.record_person(
        session, place.tenant_id, launch.subject, name=launch.name, now=now
    )
    person.is_anonymous = launch.is_anonymous
    person.is_test = is_test_user(launch.roles)
    return person


def record_enrolment(
    session: Session, person: Person, context: Context, launch: Launch, *, now: datetime
) -> None:
    """Record what somebody is in the course, as this launch says."""
    roles = sorted(str(role) for role in course_roles(launch.roles))
    launches.record_enrolment(session, person, context, roles=roles, now=now)
