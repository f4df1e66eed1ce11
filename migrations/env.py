"""How migrations run: on the connection that the tool gives, leaving the queue's tables alone."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, TypeDecorator

migrate = current_app.extensions["migrate"]


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """Whether a table belongs to the tool: huey keeps its own in the same PostgreSQL database."""
    return not (kind == "table" and name is not None and name.startswith("huey_"))


def plain_type(kind: str, value: Any, _: object) -> str | Literal[False]:
    """Write our types as what the database sees, so that a migration needs no code of the tool."""
    return f"sa.{value.impl!r}" if kind == "type" and isinstance(value, TypeDecorator) else False


def set_foreign_keys(connection: Connection, state: str) -> None:
    """Let SQLite rebuild tables that others point at; it can only be told outside transactions."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys={state}")


def check_foreign_keys(connection: Connection) -> None:
    """Refuse what a rebuilt table left behind without its parent."""
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if orphans:
            raise RuntimeError(f"The migration would leave rows without a parent: {orphans[:5]}")


steps: list[object] = []

with migrate.db.engine.connect() as connection:
    set_foreign_keys(connection, "OFF")
    try:
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            include_name=is_ours,
            render_item=plain_type,
            transactional_ddl=True,
            on_version_apply=lambda **step: steps.append(step["step"]),
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            if steps:
                check_foreign_keys(connection)
        connection.commit()
    finally:
        connection.invalidate()  # the next connection has foreign keys on again
