"""What an operator is told about a database: what is wrong, and nothing that is not."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lti_tool.app.building import Tool
from lti_tool.app.database import Database, sentence_of
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
