"""What an operator is told about a database: what is wrong, and nothing that is not."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from lti_tool.app.building import Tool, build_tool
from lti_tool.app.database import Database, sentence_of
from lti_tool.settings import Settings
from tests.app.conftest import Run
from tests.app.test_commands import assert_one_sentence
from tests.store.databases import database, database_url, migrated_file, migrated_postgres

__all__ = ["database", "database_url", "migrated_file", "migrated_postgres"]

Environment = Callable[..., None]


def sentence(database: Database, statement: str) -> str:
    with pytest.raises(DBAPIError) as error, database.transaction() as session:
        session.execute(text(statement))
    said = sentence_of(error.value)
    assert said.endswith((".", "?"))
    assert "\n" not in said
    return said


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """Let PostgreSQL take no changes from whoever connects now."""
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def let(refuses: str) -> None:
        with psycopg.connect(
            url, autocommit=True, options="-c default_transaction_read_only=off"
        ) as connection:
            name = sql.Identifier(database.engine.url.database or "")
            change = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
            connection.execute(change.format(name, sql.SQL(refuses)))
        database.close()  # what is open goes by what it was told at first

    let("on")
    try:
        yield
    finally:
        let("off")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM nobody",
        "SELECT colour FROM tenant",
        "INSERT INTO tenant (colour) VALUES (1)",
    ],
)
def test_a_missing_table_or_column_is_for_the_upgrade(database: Database, statement: str) -> None:
    said = sentence(database, statement)
    assert said.startswith("The database cannot be used (")
    assert "Has lti-tool db upgrade been run?" in said


def test_a_database_that_takes_no_changes_is_said_to_be_just_that(database: Database) -> None:
    is_sqlite = database.engine.dialect.name == "sqlite"
    refuse = "PRAGMA query_only = ON" if is_sqlite else "SET TRANSACTION READ ONLY"
    event.listen(database.engine, "begin", lambda begun: begun.exec_driver_sql(refuse))
    said = sentence(database, "DELETE FROM tenant")
    assert said.startswith("The database can be read and not written:")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_takes_no_changes_is_up_to_date_and_not_ready(database: Database) -> None:
    assert database.is_ready()
    with read_only(database):
        assert database.is_current()
        assert not database.is_ready()


def test_a_file_that_may_only_be_read_is_up_to_date_and_not_ready(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tool.database.is_ready()
    # Whoever runs the tests may write whatever its permissions say, if they are root.
    monkeypatch.setattr(os, "access", lambda _, mode: not mode & os.W_OK)
    assert tool.database.is_current()
    assert not tool.database.is_ready()
    assert tool.app.test_client().get("/readyz").status_code == 503


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_doctor_and_the_numbers_tell_a_server_that_takes_no_changes(
    run: Run, environment: Environment, database: Database, database_url: str, tmp_path: Path
) -> None:
    environment(DATABASE_URL=database_url, QUEUE_URL=f"sqlite:///{tmp_path / 'queue.sqlite'}")
    with read_only(database):
        said = run("doctor", "--no-platforms")
        assert said.code == 1
        assert "The database can be read and not written" in said.out
        tool = build_tool(Settings.from_environment())
        assert "lti_tool_up 0.0" in tool.app.test_client().get("/metrics").text
        assert "lti_tool_scores_total 0.0" in tool.app.test_client().get("/metrics").text
        tool.close()


def test_anything_else_is_not_for_the_upgrade(database: Database) -> None:
    said = sentence(database, "INSERT INTO tenant (id) VALUES (1)")
    assert said.startswith("The database refused what was asked of it (")
    assert "upgrade" not in said


@pytest.mark.parametrize(
    "url", ["postgresql://127.0.0.1:9/x", "sqlite:////nowhere/x.sqlite", "sqlite:///folder"]
)
@pytest.mark.parametrize("verb", [("platforms", "list"), ("db", "upgrade")])
def test_a_database_that_cannot_be_reached_is_said_to_be_just_that(
    run: Run, environment: Environment, tmp_path: Path, verb: tuple[str, ...], url: str
) -> None:
    (tmp_path / "folder").mkdir()
    environment(DATABASE_URL=url)
    said = run(*verb)
    assert_one_sentence(said, "The database cannot be used: there is no connection to it (")
    assert "upgrade" not in said.err


def test_a_file_that_is_no_database_is_a_sentence(
    run: Run, environment: Environment, tmp_path: Path
) -> None:
    (tmp_path / "novel.txt").write_text("It was a dark and stormy night. " * 100)
    environment(DATABASE_URL="sqlite:///novel.txt")
    assert_one_sentence(run("platforms", "list"), "file is not a database")


def test_a_database_of_a_newer_version_is_a_sentence(ready: Run, home: Path) -> None:
    with closing(sqlite3.connect(home / "tool.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert_one_sentence(ready("db", "upgrade"), "'9999'", "a newer version of the tool")


def test_a_database_that_somebody_else_holds_is_a_sentence(tool: Tool, home: Path) -> None:
    with closing(sqlite3.connect(home / "tool.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with tool.database.engine.connect().execution_options(reading=True) as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=10")
            with pytest.raises(DBAPIError) as error:
                connection.exec_driver_sql("DELETE FROM tenant")
    assert sentence_of(error.value).endswith("another program keeps it locked.")
