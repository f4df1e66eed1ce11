"""Contexts: what there is to count in one course of a tenant."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.store.tables import Attempt, Person


def count_learners(session: Session, *, tenant_id: int, context_id: int) -> dict[int, int]:
    """How many people have submitted something at each placement of a context, by its id.

    A platform's preview students are nobody to count.
    """
    found = session.execute(
        select(Attempt.resource_link_id, func.count(Attempt.person_id.distinct()))
        .join(Person, Person.id == Attempt.person_id)
        .where(
            Attempt.tenant_id == tenant_id,
            Attempt.context_id == context_id,
            Attempt.submitted_at.is_not(None),
            Person.is_test.is_(False),
        )
        .group_by(Attempt.resource_link_id)
    )
    return {link_id: number for link_id, number in found if link_id is not None}
