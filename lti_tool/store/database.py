"""How the database is opened and what a transaction is: SQLite made safe, PostgreSQL as it is."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import DateTime, Dialect, Engine, String, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from typing_extensions import override

Transaction = Callable[[], AbstractContextManager[Session]]
"""Opens a session in one transaction: committed at the end of the block, rolled back by an error.

The house has two of them: one that writes, and one that only reads and takes no write lock.
"""

_CONNECT_SECONDS = 10
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    # SQLite lets those who wait to write in by chance, not in turn: with all threads of a busy
    # server waiting, one of them was unlucky for more than ten seconds.
    "PRAGMA busy_timeout=30000",
    "PRAGMA synchronous=FULL",
)


def engine_options(url: str) -> dict[str, Any]:
    """What the engine of a database is made with, beside its URL."""
    options: dict[str, Any] = {"hide_parameters": True}  # errors are logged, and rows have names
    if url.startswith("postgresql"):
        # A restart of the server leaves dead connections in the pool: ask before each use.
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": _CONNECT_SECONDS}}
    return options


def make_safe(engine: Engine) -> None:
    """Let errors of an engine name no values, and give SQLite real transactions."""
    event.listen(engine, "handle_error", _without_values)
    if engine.dialect.name == "sqlite":
        _begin_by_ourselves(engine)


def _without_values(context: ExceptionContext) -> None:
    """Keep of an error of PostgreSQL what went wrong: its details repeat the row, names and all."""
    original = context.original_exception
    said = getattr(getattr(original, "diag", None), "message_primary", None)
    if said is None:
        return
    original.args = (said,)
    if context.sqlalchemy_exception is not None:
        kind = f"{type(original).__module__}.{type(original).__name__}"
        context.sqlalchemy_exception.args = (f"({kind}) {said}",)


def _begin_by_ourselves(engine: Engine) -> None:
    """Begin SQLite's transactions; other databases need no help.

    Python's driver opens transactions late and as readers, so that two of them can read the same
    row and both write: the second update is lost without an error. Ours begin by themselves, and a
    writing one takes the write lock first.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(connection: DBAPIConnection, _: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            cursor = connection.cursor()
            cursor.execute(pragma)
            cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


_READ_ONLY: Final = "25006"  # PostgreSQL's state for a change in a transaction that only reads


def is_writable(asked: Session | Connection) -> bool:
    """Whether the database answers and takes changes: one that follows another takes none."""
    connection = asked.connection() if isinstance(asked, Session) else asked
    if connection.dialect.name == "sqlite":
        file = Path(connection.engine.url.database or "")
        return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK | os.X_OK)
    return bool(connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "off")


def is_read_only(error: Exception) -> bool:
    """Whether it says that the database may be read and not written."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state == _READ_ONLY or "readonly database" in str(error.orig)


def insert_into(session: Session, table: type[DeclarativeBase]) -> postgresql.Insert:
    """Begin an insert that can say what happens to a row that is there already.

    The two dialects write it alike, each with a class of its own.
    """
    if session.get_bind().dialect.name == "sqlite":
        return cast("postgresql.Insert", sqlite.insert(table))
    return postgresql.insert(table)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC, also where the database keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was about to be stored")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        kept: datetime = value
        return kept.replace(tzinfo=UTC) if kept.tzinfo is None else kept.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number kept as text, since SQLite would make a float of it."""

    impl = String(32)
    cache_ok = True

    @override
    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)
