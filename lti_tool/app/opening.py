"""What lies outside the tool and is opened at the start; what cannot be opened is a sentence."""

import os
import sqlite3
from errno import EACCES
from pathlib import Path

import psycopg
from huey import Huey
from redis import RedisError

from lti_tool.settings import PREFIX
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.worker import open_queue, try_out


class StartError(Exception):
    """Something outside the tool keeps it from starting; in one sentence."""


def choose_keys_folder(named: Path | None, *, beside: Path, instance: Path) -> Path:
    """Choose where the tool's keys are: where the operator says, or else beside the program.

    Where no key is beside the program and none can be written, they are in the instance folder:
    an installed program belongs to another user than the one who runs it.
    """
    if named is not None:
        return named
    has_key = os.access(beside / "current.pem", os.F_OK)
    return beside if has_key or os.access(beside, os.W_OK | os.X_OK) else instance / "keys"


def address_of(url: str, *, default: Path) -> str:
    """Give a URL whose SQLite file is found from the working directory, whoever opens it.

    Without a URL it is the file that is the default, whose folder is made; raises
    :class:`StartError`.
    """
    if url:
        name = url.removeprefix("sqlite:///")
        return url if name == url else f"sqlite:///{Path(name).absolute()}"
    try:
        default.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartError(
            f"The folder {default.parent} cannot be made ({error.strerror})."
        ) from None
    return f"sqlite:///{default}"


def open_attachments(named: Path | None, *, instance: Path) -> AttachmentFolder:
    """Open the folder of files that learners hand in; raises :class:`StartError`."""
    folder = (named or instance / "files").absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
    except OSError as error:
        raise StartError(
            f"{PREFIX}FILES_DIR: the folder {folder} cannot be used ({error.strerror})."
        ) from None
    return AttachmentFolder(folder)


def open_queue_at(url: str) -> Huey:
    """Open the queue at a URL; raises :class:`StartError`."""
    try:
        return open_queue(url)
    except (OSError, ValueError, sqlite3.Error, psycopg.Error) as error:
        raise StartError(
            f"{PREFIX}QUEUE_URL: the queue cannot be used ({in_a_line(error)})."
        ) from None


def check_queue(queue: Huey) -> None:
    """Try the queue out; raises :class:`StartError` where it takes no work."""
    try:
        try_out(queue)
    except (OSError, sqlite3.Error, psycopg.Error, RedisError) as error:
        raise StartError(
            f"{PREFIX}QUEUE_URL: the queue takes no work ({in_a_line(error)}): pages work, and "
            "each worker looks for scores by itself once a minute."
        ) from None


def in_a_line(error: BaseException) -> str:
    """Say what an error of the system or of a driver says, without its full stop."""
    said = getattr(error, "strerror", None) or str(error)
    return " ".join(said.split()).removesuffix(".") or type(error).__name__
