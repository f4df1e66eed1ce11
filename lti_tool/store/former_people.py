"""Who people were in LTI 1.1: linked once, and never to somebody else."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.store.database import insert_into
from lti_tool.store.tables import FormerPerson, Person


def link(
    session: Session, person: Person, consumer_key: str, user_id: str, *, now: datetime
) -> bool:
    """Link somebody to an id of LTI 1.1; gives whether it is theirs: several launches may race."""
    key = {"tenant_id": person.tenant_id, "consumer_key": consumer_key, "user_id": user_id}
    is_known = select(FormerPerson.person_id).filter_by(**key)
    owner = session.scalar(is_known)
    if owner is None:
        session.execute(
            insert_into(session, FormerPerson)
            .values(**key, person_id=person.id, linked_at=now)
            .on_conflict_do_nothing(index_elements=list(key))
        )
        owner = session.scalar(is_known)
    return owner == person.id
