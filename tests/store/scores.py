"""Scores in the outbox, kept as they are, and taken in hand as workers do."""

from dataclasses import fields, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.app.database import Database
from lti_tool.store import deliveries, due_scores, launches, outbox, platform_paces
from lti_tool.store.deliveries import NewScore
from lti_tool.store.tables import Person, ScoreDelivery
from tests.store.rows import CODE, NOW, World, a_delivery, an_attempt

LEASE = timedelta(seconds=30)
TICK = timedelta(seconds=1)


def keep(database: Database, world: World, person: Person | None = None, **given: object) -> int:
    """Keep a delivery as it is, whatever else is in the outbox."""
    with database.transaction() as session:
        who = (person or world.person).id
        number = len(session.scalars(select(ScoreDelivery.id)).all()) + 1
        row = a_delivery(world, an_attempt(session, world, number, person_id=who), **given)
        session.add(row)
        session.flush()
        return row.id


def add(session: Session, row: ScoreDelivery) -> int:
    """Put a score in the outbox as a use case does; gives its id."""
    deliveries.lock_columns(session, {row.line_item_id}, tenant_id=row.tenant_id)
    values = {field.name: getattr(row, field.name) for field in fields(NewScore)}
    deliveries.add(session, [NewScore(**values)], now=row.created_at)
    return session.scalars(select(func.max(ScoreDelivery.id))).one()


def claim(database: Database, now: datetime = NOW, lease: str = "lease") -> int | None:
    """Take one score in hand as workers do, holding the pace of its platform."""
    with database.transaction() as session:
        for platform in due_scores.list_due_platforms(session, now=now):
            platform_paces.hold(session, platform.id, now=now)
            found = due_scores.list_due(session, platform.id, now=now, most=1)
            stamped = {each.id: (now, each.tries + 1) for each in found}
            outbox.take(session, stamped, lease=lease, until=now + LEASE, now=now)
            if found:
                return found[0].id
    return None


def another_column(database: Database, world: World, name: str) -> World:
    """Give the same course, with one activity more that has a column in the same gradebook."""
    with database.transaction() as session:
        place = launches.Place(tenant_id=world.tenant.id, deployment=world.deployment)
        link = launches.record_resource_link(
            session, place, world.context, external_id=name, title=name, activity_code=CODE
        )
        url = f"{world.line_item.url}/{name}"
        line_item = launches.record_line_item(session, place, link, url=url, scopes=["score"])
        return replace(world, link=link, line_item=line_item)


def look(database: Database, delivery_id: int) -> ScoreDelivery:
    with database.reading() as session:
        return session.get_one(ScoreDelivery, delivery_id)
