from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from threading import Event

import pytest
from sqlalchemy.exc import StatementError

from lti_tool.app.database import Database
from lti_tool.store import attempts, registrations
from lti_tool.store.tables import Attempt, ScoreDelivery, Tenant
from tests.store.rows import NOW, a_delivery, a_world, an_attempt
from tests.store.threads import WAIT, at_once


def test_what_is_read_and_then_written_by_several_at_once_loses_no_update(
    database: Database,
) -> None:
    world = a_world(database)
    with database.transaction() as session:
        kept = an_attempt(session, world, responses={"count": 0})
    owner = {"tenant_id": world.tenant.id, "person_id": world.person.id}

    def count() -> None:
        for _ in range(20):
            with database.transaction() as session:
                row = attempts.find(
                    session, kept.id, **owner, resource_link_id=world.link.id, lock=True
                )
                assert row is not None
                row.responses = {"count": row.responses["count"] + 1}

    at_once(*[count] * 4)

    with database.reading() as session:
        assert session.get_one(Attempt, kept.id).responses == {"count": 80}


def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as session:
            registrations.add_tenant(session, "half", NOW)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    with database.reading() as session:
        assert session.query(Tenant).count() == 0


def test_a_transaction_does_not_open_inside_another(database: Database) -> None:
    with database.transaction(), pytest.raises(RuntimeError), database.reading():
        raise AssertionError


def test_a_transaction_that_failed_lets_the_next_one_open(database: Database) -> None:
    def fail() -> None:
        with database.transaction():
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    with database.transaction() as session:
        registrations.add_tenant(session, "next", NOW)


def test_reading_goes_on_while_somebody_writes(database: Database) -> None:
    writing, read = Event(), Event()

    def write() -> bool:
        with database.transaction() as session:
            registrations.add_tenant(session, "slow", NOW)
            writing.set()
            return read.wait(timeout=WAIT)

    def look() -> bool:
        assert writing.wait(timeout=WAIT)
        with database.reading() as session:
            nothing_yet = session.query(Tenant).count() == 0
        read.set()
        return nothing_yet

    assert at_once(write, look) == [True, True]


def test_times_come_back_as_they_went_in_whatever_their_zone(database: Database) -> None:
    summer = timezone(timedelta(hours=1))
    with database.transaction() as session:
        row = registrations.add_tenant(session, "one", datetime(2026, 7, 1, 1, 0, 0, 5, summer))
    with database.reading() as session:
        kept = session.get_one(Tenant, row.id).created_at
    assert kept == datetime(2026, 7, 1, 0, 0, 0, 5, UTC)
    assert kept.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_not_kept(database: Database) -> None:
    def keep() -> None:
        with database.transaction() as session:
            naive = datetime(2026, 7, 1)  # noqa: DTZ001  # that is the point
            registrations.add_tenant(session, "one", naive)

    with pytest.raises(StatementError, match="without a zone"):
        keep()


@pytest.mark.parametrize("points", ["0", "0.1", "7.30", "100", "12345678901234567890.123456789"])
def test_points_come_back_exactly(database: Database, points: str) -> None:
    world = a_world(database)
    with database.transaction() as session:
        row = a_delivery(world, an_attempt(session, world), given=Decimal(points))
        session.add(row)
    with database.reading() as session:
        assert session.get_one(ScoreDelivery, row.id).given == Decimal(points)


def test_a_database_is_current_once_it_is_migrated(database: Database) -> None:
    assert database.is_current()
