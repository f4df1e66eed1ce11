"""The courses that somebody can submit evidence to."""

from sqlalchemy.orm import Session

from lti_tool.learning.people import Role, may_attempt
from lti_tool.services.evidence.pages import Author, OpenContext
from lti_tool.store import enrolments


def contexts_open_to(session: Session, author: Author) -> tuple[OpenContext, ...]:
    """Where somebody is a learner today, by title."""
    found = enrolments.list_of_person(
        session, tenant_id=author.tenant_id, person_id=author.person_id
    )
    return tuple(
        OpenContext(id=context.id, title=context.title)
        for enrolment, context in found
        if may_attempt(frozenset(Role(role) for role in enrolment.roles))
    )
