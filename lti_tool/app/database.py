"""The database as Flask-SQLAlchemy keeps it, and the transactions that the rooms are given."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from lti_tool.app.opening import StartError, in_a_line
from lti_tool.settings import PREFIX
from lti_tool.store.database import engine_options, is_read_only, is_writable, make_safe
from lti_tool.store.tables import Base


@dataclass(frozen=True)
class Database:
    """One open database: how to write, how to read, how to bring it up to date."""

    app: Flask
    sqlalchemy: SQLAlchemy
    migrations: Path

    @property
    def engine(self) -> Engine:
        """The engine, whose pool lives as long as the tool."""
        with self.app.app_context():
            return self.sqlalchemy.engine

    def transaction(self) -> AbstractContextManager[Session]:
        """Open a session that writes; see :data:`lti_tool.store.database.Transaction`."""
        return self._open(reading=False)

    def reading(self) -> AbstractContextManager[Session]:
        """Open a session that reads, and takes no write lock on SQLite."""
        return self._open(reading=True)

    @contextmanager
    def _open(self, *, reading: bool) -> Iterator[Session]:
        if _is_open.get():
            raise RuntimeError("a transaction is open already")
        token = _is_open.set(True)
        try:
            # An app context of its own gives a session of its own, in requests and workers alike.
            with self.app.app_context(), self.sqlalchemy.session() as session, session.begin():
                if reading:
                    session.connection(execution_options={"reading": True})
                yield session
        finally:
            _is_open.reset(token)

    def upgrade(self) -> None:
        """Run the migrations that have not run yet; raises :class:`StartError`."""
        try:
            with self.app.app_context():
                command.upgrade(self._config, "head")
        except CommandError as error:
            raise StartError(
                f"The database cannot be upgraded ({in_a_line(error)}): "
                "perhaps a newer version of the tool has used it already."
            ) from None

    def is_current(self) -> bool:
        """Whether the database answers and has the form that this version needs; locks nothing."""
        return self._says(self._has_its_form)

    def is_ready(self) -> bool:
        """Whether it is current, and takes changes as well; locks nothing."""
        return self._says(lambda asked: is_writable(asked) and self._has_its_form(asked))

    def _has_its_form(self, connection: Connection) -> bool:
        head = ScriptDirectory.from_config(self._config).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == head

    def _says(self, question: Callable[[Connection], bool]) -> bool:
        try:
            with self.engine.connect().execution_options(reading=True) as connection:
                return question(connection)
        except SQLAlchemyError:
            return False

    def close(self) -> None:
        """Let go of all connections; those that are needed again are opened again."""
        self.engine.dispose()

    @property
    def _config(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(self.migrations).replace("%", "%%"))
        return config


_is_open: ContextVar[bool] = ContextVar("_is_open", default=False)


def open_database(app: Flask, url: str, migrations: Path) -> Database:
    """Join the app and the database at a URL; raises :class:`StartError`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    sqlalchemy = SQLAlchemy(
        metadata=Base.metadata,
        disable_autonaming=True,
        session_options={"expire_on_commit": False},
    )
    try:
        sqlalchemy.init_app(app)
    except ArgumentError:  # what it says repeats the URL, password and all
        raise StartError(
            f"{PREFIX}DATABASE_URL: it cannot be read as the address of a database."
        ) from None
    Migrate(app, sqlalchemy, directory=str(migrations), render_as_batch=True)
    database = Database(app, sqlalchemy, migrations)
    make_safe(database.engine)
    return database


_SCHEMA_DIFFERS: Final = {"42P01", "42703", "42P10"}  # no such table, column, unique constraint
_OTHER_SCHEMA: Final = ("no such table", "no such column", "has no column named")  # SQLite's words


ONLY_READ: Final = (
    "The database can be read and not written: nothing that people do can be saved, and no score "
    "is sent. Is it a server that only follows another, or a file that may only be read?"
)


def sentence_of(error: DBAPIError) -> str:
    """Say to the operator what is wrong with the database."""
    said = in_a_line(error.orig or error)
    state = getattr(error.orig, "sqlstate", None)
    if state in _SCHEMA_DIFFERS or any(words in said for words in _OTHER_SCHEMA):
        return f"The database cannot be used ({said}). Has lti-tool db upgrade been run?"
    if is_read_only(error):
        return ONLY_READ
    never_asked = error.statement is None
    if never_asked or error.connection_invalidated or said == "unable to open database file":
        return f"The database cannot be used: there is no connection to it ({said})."
    if said == "database is locked":
        return "The database cannot be used: another program keeps it locked."
    return f"The database refused what was asked of it ({said})."
