"""How a database is kept open, and what an error of it may say in the log."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from lti_tool.app.database import Database
from lti_tool.store import launches, registrations
from lti_tool.store.database import engine_options, make_safe
from lti_tool.store.tables import Person, Tenant
from tests.store.databases import emptied, open_at
from tests.store.rows import NOW, a_world

NAME = "Sam Okafor"
FULL = 2  # of the four that PRAGMA synchronous knows


@pytest.fixture
def on_postgres(migrated_postgres: str) -> Iterator[Database]:
    opened = open_at(emptied(migrated_postgres))
    yield opened
    opened.close()


def everything(error: BaseException | None) -> str:
    """All that a traceback would print of an error and what led to it."""
    said = ""
    while error is not None:
        said += f"{error!r} {error} {error.args}"
        error = error.__cause__ or error.__context__
    return said


@pytest.mark.parametrize("broken", [{"subject": "4"}, {"subject": None}, {"subject": "s" * 256}])
def test_an_error_of_the_database_names_nobody(
    database: Database, broken: dict[str, str | None]
) -> None:
    world = a_world(database)

    def keep() -> None:
        with database.transaction() as session:
            row = {"tenant_id": world.tenant.id, "name": NAME, "seen_at": NOW, **broken}
            session.add(Person(**row))
            session.flush()
            raise sqlite3.IntegrityError  # SQLite takes texts of any length

    with pytest.raises((DBAPIError, sqlite3.IntegrityError)) as error:
        keep()

    said = everything(error.value)
    assert NAME not in said
    assert "Sam" not in said
    assert "s" * 256 not in said


def test_an_error_of_postgresql_says_which_rule_was_broken_and_not_by_what(
    on_postgres: Database,
) -> None:
    world = a_world(on_postgres, subject="sams-number")

    def keep() -> None:
        with on_postgres.transaction() as session:
            values = {"tenant_id": world.tenant.id, "subject": "sams-number", "seen_at": NOW}
            session.add(Person(**values))

    with pytest.raises(DBAPIError) as error:
        keep()

    said = everything(error.value)
    assert "uq_person_tenant_id_subject" in said
    assert "sams-number" not in said


def test_connections_that_postgresql_has_ended_are_opened_again(
    on_postgres: Database, migrated_postgres: str
) -> None:
    """As after a restart: the pool holds connections that nobody is at the other end of."""
    with on_postgres.transaction() as session:
        registrations.add_tenant(session, "before", NOW)
    other = create_engine(migrated_postgres)
    with other.begin() as connection:
        ended = connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ).all()
    other.dispose()
    assert ended

    with on_postgres.reading() as session:
        assert [row.name for row in session.query(Tenant)] == ["before"]
    assert on_postgres.is_current()


def test_only_postgresql_is_asked_whether_it_is_still_there() -> None:
    for url in ("postgresql://h/d", "postgresql+psycopg://h/d"):
        options = engine_options(url)
        assert options["pool_pre_ping"]
        assert 0 < options["connect_args"]["connect_timeout"] <= 30
    assert engine_options("sqlite:////somewhere/tool.sqlite").keys() == {"hide_parameters"}


def test_asking_whether_the_database_is_current_waits_for_no_writer(database: Database) -> None:
    with database.transaction() as session:
        registrations.add_tenant(session, "being written", NOW)
        launches.find_line_item(session, tenant_id=1, resource_link_id=1)

        assert database.is_current()


def test_a_locked_database_is_current_all_the_same(migrated_file: object) -> None:
    database = open_at(f"sqlite:///{migrated_file}")
    with closing(sqlite3.connect(str(migrated_file), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert database.is_current()
        writer.execute("ROLLBACK")
    database.close()


def test_a_commit_to_sqlite_waits_until_the_disk_has_it(tmp_path: Path) -> None:
    """Looked at as operators have it: the databases of all other tests are spared this wait."""
    engine = create_engine(f"sqlite:///{tmp_path / 'tool.sqlite'}")
    make_safe(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == FULL
    engine.dispose()
