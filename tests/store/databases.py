"""A clean, migrated database for each test, on SQLite and on PostgreSQL alike."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from lti_tool.app.building import HOME
from lti_tool.app.database import Database, open_database
from lti_tool.store.tables import Base

KINDS = ("sqlite", "postgresql")

_IDS_BEGIN_AGAIN = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


def open_at(url: str) -> Database:
    return open_database(Flask("lti_tool"), url, HOME / "migrations")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with all tables: to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "tool.sqlite"
    database = open_at(f"sqlite:///{file}")
    database.upgrade()
    with database.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The address of a PostgreSQL database with all tables."""
    database = open_at(postgres)
    database.upgrade()
    database.close()
    return postgres


def emptied(url: str) -> str:
    """The same address, once nothing is left in its tables, and ids begin at one again.

    Rows of a test are few: to delete them takes a quarter of what TRUNCATE takes for its files.
    """
    deletions = "; ".join(f"DELETE FROM {table}" for table in Base.metadata.tables)  # noqa: S608  # our own names
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL session_replication_role = replica; {deletions}"))
        connection.execute(text(_IDS_BEGIN_AGAIN))
    engine.dispose()
    return url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: each test that asks for it runs on both kinds."""
    return empty_database(request, tmp_path)


def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database of the kind that a fixture's parameter says."""
    if request.param == "postgresql":
        return emptied(request.getfixturevalue("migrated_postgres"))
    file = tmp_path / "empty.sqlite"
    shutil.copy(request.getfixturevalue("migrated_file"), file)
    return f"sqlite:///{file}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open, empty database, of both kinds."""
    opened = open_at(database_url)
    yield opened
    opened.close()
