"""Where things are kept: database, queue, files. Looking makes nothing that is not there."""

import os
import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import DBAPIError

from lti_tool.app.building import HOME, NOT_READY
from lti_tool.app.database import ONLY_READ, Database, open_database
from lti_tool.app.doctor.findings import broken, well, worth_a_look
from lti_tool.app.opening import StartError, address_of, check_queue, open_queue_at
from lti_tool.app.sentences import in_a_sentence
from lti_tool.learning.findings import Finding
from lti_tool.settings import PREFIX, Settings
from lti_tool.store.database import is_writable

_ANEW = "run lti-tool db upgrade, then lti-tool content load."
_MEGABYTE = 1024 * 1024
_LITTLE_ROOM = 1024  # megabytes


def are_all_there(settings: Settings, instance: Path) -> bool:
    """Tell whether the tool can be built without making any: they would be this user's then."""
    files = (
        _file_of(settings.database_url, instance / "tool.sqlite"),
        _file_of(settings.queue_url, instance / "queue.sqlite"),
        settings.files_dir or instance / "files",
    )
    return all(file is None or file.exists() for file in files)


def look_at_database(settings: Settings, instance: Path) -> Finding:
    """Find out whether it answers, may be written and has had its migrations."""
    default = instance / "tool.sqlite"
    file = _file_of(settings.database_url, default)
    if file is not None and not file.exists():
        return broken("database", f"There is no file {file}: {_ANEW}")
    if file is not None and not _may_write(file):
        return broken("database", f"{file} or its folder cannot be written by this user.")
    database = None
    try:
        database = open_database(
            Flask("lti_tool"),
            address_of(settings.database_url, default=default),
            HOME / "migrations",
        )
        return _ask(database)
    except (StartError, DBAPIError) as error:
        return broken("database", in_a_sentence(error))
    finally:
        if database is not None:
            database.close()


def _ask(database: Database) -> Finding:
    with database.engine.connect().execution_options(reading=True) as connection:
        takes_changes = is_writable(connection)
    if not database.is_current():
        return broken("database", NOT_READY)
    if not takes_changes:
        return broken("database", ONLY_READ)
    return well("database", "The database answers and is up to date.")


def look_at_queue(settings: Settings, instance: Path) -> Finding:
    """Find out whether it takes work; nothing stays in it."""
    default = instance / "queue.sqlite"
    file = _file_of(settings.queue_url, default)
    if file is not None and not file.exists():
        return worth_a_look("queue", f"There is no file {file} yet: the first start makes it.")
    if file is not None and not _may_write(file):
        return broken("queue", f"{file} or its folder cannot be written by this user.")
    try:
        queue = open_queue_at(address_of(settings.queue_url, default=default))
        try:
            check_queue(queue)
        finally:
            queue.storage.close()
    except StartError as error:
        return broken("queue", str(error))
    return well("queue", "The queue takes work.")


def look_at_files(settings: Settings, instance: Path) -> Finding:
    """Find out whether the folder of files may be written and has room."""
    folder = (settings.files_dir or instance / "files").absolute()
    if not folder.exists():
        return worth_a_look("files", f"There is no folder {folder} yet: the first start makes it.")
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return broken(
            "files",
            f"{PREFIX}FILES_DIR: {folder} is no folder that this user can write: "
            "learners can hand in no file.",
        )
    try:
        free = shutil.disk_usage(folder).free // _MEGABYTE
    except OSError as error:
        return broken("files", in_a_sentence(error))
    if free < settings.file_mb:
        return broken("files", f"{folder} has {free} MB left: make room, no file can be handed in.")
    if free < _LITTLE_ROOM:
        return worth_a_look("files", f"{folder} has {free} MB left: make room soon.")
    return well("files", f"{folder} can be written, and has {free:,} MB left.")


def _file_of(url: str, default: Path) -> Path | None:
    """Give the SQLite file at an address, and nothing where it is no file."""
    if not url:
        return default
    name = url.removeprefix("sqlite:///")
    return None if name == url else Path(name).absolute()


def _may_write(file: Path) -> bool:
    """SQLite writes files of its own beside the one that it is given."""
    return os.access(file, os.R_OK | os.W_OK) and os.access(file.parent, os.W_OK | os.X_OK)
