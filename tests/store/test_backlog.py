"""What has not arrived is counted and listed without a look at what did."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from lti_tool.app.database import Database
from lti_tool.learning.scores import DeliveryState
from lti_tool.store import backlog
from lti_tool.store.backlog import UNDELIVERED, BacklogSought
from lti_tool.store.tables import ScoreDelivery
from tests.store.rows import NOW, World, a_delivery, a_world, an_attempt, another_learner

ALL = BacklogSought()


def keep(database: Database, world: World, *states: str, **given: object) -> list[int]:
    """Keep scores of one learner, one after the other."""
    with database.transaction() as session:
        ids = []
        for number, state in enumerate(states, 1):
            who = given.get("person_id", world.person.id)
            attempt = an_attempt(session, world, number, person_id=who)
            row = a_delivery(world, attempt, state=state, **given)
            session.add(row)
            session.flush()
            ids.append(row.id)
        return ids


@pytest.fixture
def one(database: Database) -> World:
    """A customer with a score of another learner in each state there is."""
    world = a_world(database)
    for state in DeliveryState:
        learner = another_learner(database, world, state)
        keep(database, world, state, person_id=learner.id)
    return world


def test_what_has_not_arrived_is_counted_for_each_platform(database: Database, one: World) -> None:
    two = a_world(database, "two")
    keep(database, two, "retrying", created_at=NOW - timedelta(days=1))
    with database.reading() as session:
        first, second = backlog.count_by_platform(session)
    assert (first.registration_id, first.platform) == (one.registration.id, "one")
    assert first.counts == dict.fromkeys(UNDELIVERED, 1)
    assert (first.under_way, first.stuck, first.oldest_at) == (3, 2, NOW)
    assert (second.under_way, second.stuck) == (1, 0)
    assert second.oldest_at == NOW - timedelta(days=1)


def test_a_platform_with_no_backlog_is_counted_too(database: Database) -> None:
    a_world(database)
    with database.reading() as session:
        (only,) = backlog.count_by_platform(session)
    assert (only.under_way, only.stuck, only.oldest_at) == (0, 0, None)


def test_what_a_newer_one_has_followed_is_settled(database: Database) -> None:
    world = a_world(database)
    *_, newest = keep(database, world, "refused", "retrying", "waiting")
    with database.reading() as session:
        assert [row.id for row, _ in backlog.list_undelivered(session, ALL, most=9)] == [newest]
        (only,) = backlog.count_by_platform(session)
        assert (only.under_way, only.stuck) == (1, 0)
        assert backlog.list_stuck(session, ALL) == []


def test_the_oldest_are_listed_with_their_links(database: Database, one: World) -> None:
    with database.reading() as session:
        rows = backlog.list_undelivered(session, ALL, most=9)
        assert {row.state for row, _ in rows} == set(UNDELIVERED)
        assert [row.id for row, _ in rows] == sorted(row.id for row, _ in rows)
        assert {link.id for _, link in rows} == {one.link.id}
        first = backlog.list_undelivered(session, ALL, most=2)
        assert [row.id for row, _ in first] == [row.id for row, _ in rows][:2]


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(
    ("sought", "number"),
    [
        (BacklogSought(state=DeliveryState.SENDING), 1),
        (BacklogSought(came_before=NOW), 0),
        (BacklogSought(came_before=NOW + timedelta(seconds=1)), 5),
        (BacklogSought(registration_id=0), 0),
    ],
)
def test_only_what_is_looked_for_is_counted_and_listed(
    database: Database, sought: BacklogSought, number: int
) -> None:
    with database.reading() as session:
        (only,) = backlog.count_by_platform(session, sought)
        assert only.under_way + only.stuck == number
        assert len(backlog.list_undelivered(session, sought, most=9)) == number


@pytest.mark.usefixtures("one")
def test_what_arrived_is_never_looked_at(database: Database) -> None:
    """Databases take an index of few rows only for a statement that says which rows it has."""
    statements: list[tuple[str, Any]] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _c, _d, statement, parameters, *_: statements.append((statement, parameters)),
    )
    with database.transaction() as session:
        put_in_what_arrived(session, 3000)
        statements.clear()
        backlog.count_by_platform(session)
        backlog.list_undelivered(session, ALL, most=9)
        backlog.list_stuck(session, ALL)
        asked = [*statements]  # asking for a plan is one more
        plans = [plan_of(session, *each) for each in asked if "score_delivery" in each[0]]
        session.rollback()  # what was counted too: the next test's tables are small
    assert len(plans) == 5
    for plan in plans:
        assert any(name in plan for name in ("_queue", "_leases", "_stuck", "_sending")), plan
        assert "SCAN score_delivery\n" not in plan, plan
        assert "Seq Scan on score_delivery" not in plan, plan


def put_in_what_arrived(session: Session, number: int) -> None:
    """So many scores that plans tell what they would read, and a database that has counted them."""
    one = session.scalars(
        select(ScoreDelivery).where(ScoreDelivery.state == DeliveryState.DELIVERED)
    ).one()
    names = [column.name for column in ScoreDelivery.__table__.columns if column.name != "id"]
    values = {name: getattr(one, name) for name in names}
    session.execute(insert(ScoreDelivery), [values] * number)
    session.execute(text("ANALYZE"))


def plan_of(session: Any, statement: str, parameters: Any) -> str:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    ask = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    rows = session.connection().exec_driver_sql(f"{ask} {statement}", parameters)
    return "".join(f"{row[-1]}\n" for row in rows)
