"""Migrations are numbered, in one line, and lead to exactly the tables of `tables.py`."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, inspect, text

from lti_tool.app import create_app
from lti_tool.learning.evidence import EvidenceAction
from lti_tool.store.tables import Base
from tests.house.conftest import settings
from tests.house.sources import HOME

MIGRATIONS = HOME / "migrations"
FIRST_EVIDENCE = Path(__file__).with_name("evidence_of_the_first_tables.sql")


@pytest.fixture(params=["sqlite", "postgresql"])
def flask_on_empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The tool on a database in which there is nothing yet."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/tool.sqlite"
    else:
        url = an_empty_database(request.getfixturevalue("postgres"))
    flask = create_app(settings(tmp_path, database_url=url))
    with flask.app_context():
        yield flask
    flask.extensions["lti_tool.tool"].close()


def an_empty_database(server: str) -> str:
    """Make one more database on a server."""
    name = f"migrations_{secrets.token_hex(4)}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return re.sub(r"/tool_\w+(?=\?|$)", f"/{name}", server)


@contextmanager
def connected(flask: Flask) -> Iterator[Connection]:
    with flask.extensions["migrate"].db.engine.connect() as connection:
        yield connection


def differences(flask: Flask) -> list[Any]:
    """Return what Alembic would still change."""
    with connected(flask) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_ours}
        )
        return compare_metadata(context, Base.metadata)


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """The queue keeps its own tables in the same PostgreSQL database."""
    return kind != "table" or not (name or "").startswith("huey_")


def tables(flask: Flask) -> set[str]:
    with connected(flask) as connection:
        return {name for name in inspect(connection).get_table_names() if is_ours(name, "table", 0)}


def test_migrations_are_numbered_in_one_line() -> None:
    scripts = [*ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
    numbers = [f"{number:04}" for number in range(1, len(scripts) + 1)]

    assert scripts
    assert [script.revision for script in scripts] == numbers
    assert [script.down_revision for script in scripts] == [None, *numbers[:-1]]
    assert [Path(script.path).name[:5] for script in scripts] == [f"{one}_" for one in numbers]


def test_migrations_lead_to_the_tables(flask_on_empty_database: Flask) -> None:
    flask_migrate.upgrade()

    assert tables(flask_on_empty_database) == {*Base.metadata.tables, "alembic_version"}
    assert differences(flask_on_empty_database) == []


def test_migrations_lead_back_and_forth(flask_on_empty_database: Flask) -> None:
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert tables(flask_on_empty_database) == {"alembic_version"}

    flask_migrate.upgrade()

    assert differences(flask_on_empty_database) == []


def test_a_table_without_its_migration_is_noticed(flask_on_empty_database: Flask) -> None:
    flask_migrate.upgrade()
    with connected(flask_on_empty_database) as connection:
        connection.exec_driver_sql("ALTER TABLE person DROP COLUMN name")
        connection.commit()

    [[(kind, *_)]] = [differences(flask_on_empty_database)]

    assert kind == "add_column"


def test_what_only_reviews_note_of_evidence_goes_with_them(flask_on_empty_database: Flask) -> None:
    keep_first_evidence(flask_on_empty_database)
    flask_migrate.upgrade()
    with connected(flask_on_empty_database) as connection:
        for action in EvidenceAction:
            connection.execute(
                text(
                    "INSERT INTO evidence_event (tenant_id, evidence_id, person_id, action, at)"
                    " VALUES (1, 1, 1, :action, '2026-03-02 09:00:00')"
                ),
                {"action": action.value},
            )
        connection.commit()

    flask_migrate.downgrade(revision="0003")

    with connected(flask_on_empty_database) as connection:
        left = connection.exec_driver_sql("SELECT DISTINCT action FROM evidence_event").scalars()
        assert {*left} == {"submitted", "withdrawn", "viewed", "file_opened"}


def keep_first_evidence(flask: Flask) -> None:
    """Bring an empty database to the first tables, with a piece of evidence in them."""
    flask_migrate.upgrade(revision="0001")
    with connected(flask) as connection:
        for statement in FIRST_EVIDENCE.read_text().split(";\n"):
            if statement:
                connection.exec_driver_sql(statement)
        connection.commit()


def test_evidence_of_the_first_tables_is_kept_by_the_second(
    flask_on_empty_database: Flask,
) -> None:
    keep_first_evidence(flask_on_empty_database)

    flask_migrate.upgrade(revision="0002")

    with connected(flask_on_empty_database) as connection:
        evidence = connection.exec_driver_sql(
            "SELECT sort, attempt_id, context_id, revision, submitted_at = created_at FROM evidence"
        ).all()
        mappings = connection.exec_driver_sql(
            "SELECT evidence_id, is_showcased, reason FROM mapping"
        ).all()
    assert [tuple(row) for row in evidence] == [("activity", 1, 1, 0, True)]
    assert [tuple(row) for row in mappings] == [(1, False, None)]


RETURNED_BEFORE = """
    UPDATE evidence SET review = 'returned', title = 'Typed since';
    UPDATE mapping SET use = 'mapped', reason = 'Typed since';
    INSERT INTO framework_item VALUES (2, 1, 'other', 'PO2', 'outcome', 'Outcome 2', true);
    INSERT INTO mapping (id, tenant_id, evidence_id, framework_item_id, use, state, is_showcased,
        reason)
    VALUES (2, 1, 1, 2, 'mapped', 'proposed', false, 'Typed since');
    INSERT INTO decision (id, tenant_id, evidence_id, context_id, person_id, outcome, verdicts,
        levels, comment, gradebook_comment, at)
    VALUES (7, 1, 1, 1, 1, 'returned', '[]', '[]', '', '', '2026-03-02 12:00:00');
    INSERT INTO returned_version VALUES (7, 1, 1, '2026-03-02 12:00:00',
        '{"lines": [{"key": "title", "heading": "Title", "text": "Handed in"},
        {"key": "mapped-1", "heading": "Outcome: One", "text": "As handed in"}]}')
"""


def test_what_was_returned_before_the_eighth_is_listed_as_it_was_handed_in(
    flask_on_empty_database: Flask,
) -> None:
    keep_first_evidence(flask_on_empty_database)
    flask_migrate.upgrade(revision="0007")
    with connected(flask_on_empty_database) as connection:
        for statement in RETURNED_BEFORE.split(";"):
            connection.exec_driver_sql(statement)
        connection.commit()

    flask_migrate.upgrade()

    with connected(flask_on_empty_database) as connection:
        titles = connection.exec_driver_sql("SELECT title FROM returned_version").scalars().all()
        ties = connection.exec_driver_sql(
            "SELECT decision_id, framework_item_id, use, state, reason FROM returned_tie"
            " ORDER BY framework_item_id"
        ).all()
    assert titles == ["Handed in"]
    assert [tuple(row) for row in ties] == [
        (7, 1, "mapped", "recognised", "As handed in"),
        (7, 2, "mapped", "proposed", None),
    ]
