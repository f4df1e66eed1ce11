"""How migrations run: on the connection that the tool gives, leaving the queue's tables alone."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import TypeDecorator

migrate = current_app.extensions["migrate"]


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """Whether a table belongs to the tool: huey keeps its own in the same PostgreSQL database."""
    return not (kind == "table" and name is not None and name.startswith("huey_"))


def plain_type(kind: str, value: Any, _: object) -> str | Literal[False]:
    """Write our types as what the database sees, so that a migration needs no code of the tool."""
    return f"sa.{value.impl!r}" if kind == "type" and isinstance(value, TypeDecorator) else False


with migrate.db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=migrate.db.metadata,
        include_name=is_ours,
        render_item=plain_type,
        transactional_ddl=True,
        **migrate.configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
