"""People: who comes by a launch, what they are in its course, and who they were in LTI 1.1."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.lti.claims import Launch, MessageType
from lti_tool.lti.migration import FormerIdentity, is_proven
from lti_tool.lti.roles import course_roles, is_test_user
from lti_tool.store import former, former_people, launches
from lti_tool.store.tables import Context, Person, Registration


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


def link_former(
    session: Session,
    registration: Registration,
    person: Person,
    launch: Launch,
    *,
    seal: former.Seal,
) -> str | None:
    """Link somebody to who they were in LTI 1.1, if that is proven; gives what to note if not.

    What is linked once is never moved to somebody else.
    """
    said = launch.former
    if said is None:
        return None
    doubt = _doubt(session, registration, launch, said, seal)
    if doubt is None and not former_people.link(
        session, person, said.consumer_key, said.user_id, now=person.seen_at
    ):
        doubt = "The LTI 1.1 user id belongs to somebody else here already"
    return None if doubt is None else f"{doubt}: not linked."


def _doubt(
    session: Session,
    registration: Registration,
    launch: Launch,
    said: FormerIdentity,
    seal: former.Seal,
) -> str | None:
    """Why the claim proves nothing; ``None`` where it does."""
    if not said.user_id:
        return "The LTI 1.1 user id of the migration claim cannot be one"
    if not said.consumer_key or not said.signature:
        return "The LTI 1.1 user id came without a key and a signature"
    sealed = former.find(session, registration.id, said.consumer_key)
    if sealed is None:
        return "The LTI 1.1 key of the migration claim is not known here"
    try:
        secret = seal.open(sealed)
    except former.UnreadableSecretError:
        return "The secret of the LTI 1.1 key cannot be read any more and has to be added again"
    names = {"deployment_id": launch.deployment_id, "client_id": registration.client_id}
    if not is_proven(said, secret=secret, **names):
        return "The signature of the LTI 1.1 migration claim does not hold"
    return None


def oddity_of(launch: Launch) -> str | None:
    """What a review lacks that the standard asks for, though it opens all the same."""
    is_review = launch.message_type is MessageType.SUBMISSION_REVIEW
    if is_review and (launch.scores is None or launch.scores.line_item is None):
        return "The submission review came without the line item that the standard asks for."
    return None
