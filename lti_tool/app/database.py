"""The database as Flask-SQLAlchemy keeps it, and the transactions that the rooms are given."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lti_tool.store.database import engine_options, make_safe
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
        """Run the migrations that have not run yet."""
        with self.app.app_context():
            upgrade(directory=str(self.migrations))

    def is_current(self) -> bool:
        """Whether the database answers and has the form that this version needs; locks nothing."""
        config = Config()
        config.set_main_option("script_location", str(self.migrations))
        head = ScriptDirectory.from_config(config).get_current_head()
        try:
            with self.engine.connect().execution_options(reading=True) as connection:
                return MigrationContext.configure(connection).get_current_revision() == head
        except SQLAlchemyError:
            return False

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


_is_open: ContextVar[bool] = ContextVar("_is_open", default=False)


def open_database(app: Flask, url: str, migrations: Path) -> Database:
    """Join the app and the database at a URL."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    sqlalchemy = SQLAlchemy(
        metadata=Base.metadata,
        disable_autonaming=True,
        session_options={"expire_on_commit": False},
    )
    sqlalchemy.init_app(app)
    Migrate(app, sqlalchemy, directory=str(migrations), render_as_batch=True)
    database = Database(app, sqlalchemy, migrations)
    make_safe(database.engine)
    return database
