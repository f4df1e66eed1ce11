"""The folder of the tool's own keys: a file for each, whose name is its state and whose time since.

``current.pem`` signs, ``next.pem`` is published ahead of its time, ``retired-<kid>.pem`` stays
published for a while. The folder is the truth. Files are only ever put into place whole, by one
process at a time, so that whoever reads finds whole keys at any moment.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from lti_tool.lti.errors import KeyFileError
from lti_tool.lti.key_pairs import new_pem

CURRENT: Final = "current.pem"
NEXT: Final = "next.pem"
_RETIRED: Final = "retired-"
_END: Final = ".pem"
_LOCK: Final = ".lock"

Mark = tuple[tuple[str, int, int, int], ...]
"""What differs as soon as any of the files is another."""


class KeyState(StrEnum):
    """What a key is there for."""

    CURRENT = "current"
    NEXT = "next"
    RETIRED = "retired"


@dataclass(frozen=True, kw_only=True)
class KeyFile:
    """What one file of the folder holds, whatever it is."""

    path: Path
    state: KeyState
    since: datetime
    """Since when the key has this state: the file's own time."""
    is_open_to_others: bool
    """Whether every user of this machine may read or change it."""
    pem: bytes = field(repr=False)


class KeyFolder:
    """Reads the files, and changes them under a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mark(self) -> Mark:
        """Say in short what is there; costs no reading. Raises ``OSError``."""
        with os.scandir(self.path) as entries:
            return tuple(sorted(_mark_of(entry) for entry in entries if state_of(entry.name)))

    def read(self) -> tuple[tuple[KeyFile, ...], dict[Path, str]]:
        """Read all keys, and say of each file that cannot be read why; raises ``OSError``."""
        found: list[KeyFile] = []
        faults: dict[Path, str] = {}
        for name in sorted(os.listdir(self.path)):  # noqa: PTH208  # the names alone are wanted
            state, path = state_of(name), self.path / name
            if state is None:
                continue
            try:
                found.append(_read(path, state))
            except FileNotFoundError:
                continue  # it has just got another state
            except OSError as error:
                faults[path] = f"The key file {path} cannot be used: {error.strerror}."
        return tuple(found), faults

    def holds(self, name: str) -> bool:
        """Tell whether there is a file of that name, whatever it holds."""
        return os.path.lexists(self.path / name)

    def is_writable(self) -> bool:
        """Tell whether keys can be made and rotated here."""
        return os.access(self.path, os.R_OK | os.W_OK | os.X_OK)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let nobody else change the folder meanwhile; raises ``OSError`` where nobody can."""
        descriptor = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._give_to_owner(descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._clear_drafts()
            yield
        finally:
            os.close(descriptor)  # and with it goes the lock

    def put(self, name: str, pem: bytes, *, since: datetime | None = None) -> None:
        """Put a key into its place, whole and with its time, instead of what is there.

        Raises ``OSError``; call it while `changing`.
        """
        draft = self.path / f".{name}.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                self._give_to_owner(descriptor)
                file.write(pem)
                file.flush()
                if since is not None:
                    os.utime(descriptor, (since.timestamp(), since.timestamp()))
                os.fsync(descriptor)
            draft.replace(self.path / name)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        self._sync()

    def remove(self, name: str) -> None:
        """Remove a key's file; call it while `changing`. Raises ``OSError``."""
        (self.path / name).unlink(missing_ok=True)
        self._sync()

    def _clear_drafts(self) -> None:
        """Remove what a process left that was killed while it wrote: it held the lock then."""
        for path in self.path.glob(f".*{_END}.*"):
            path.unlink(missing_ok=True)

    def _give_to_owner(self, descriptor: int) -> None:
        """Leave to the folder's owner what root makes, or the tool could not read its own key."""
        if os.geteuid() == 0:
            owner = self.path.stat()
            with suppress(OSError):  # a folder of another machine that takes nothing from root
                os.fchown(descriptor, owner.st_uid, owner.st_gid)

    def _sync(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_first(folder: KeyFolder) -> None:
    """Make sure that there is a current key; of processes that start together one makes it.

    Raises `KeyFileError` where it cannot be made.
    """
    if folder.holds(CURRENT):
        return
    try:
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folder.changing():
            if not folder.holds(CURRENT):
                folder.put(CURRENT, new_pem())
    except OSError as error:
        path = folder.path / CURRENT
        raise KeyFileError(f"The key file {path} cannot be used: {error.strerror}.") from error


def retired_name(kid: str) -> str:
    """Name the file of a key that has retired."""
    return f"{_RETIRED}{kid}{_END}"


def state_of(name: str) -> KeyState | None:
    """Read a key's state from its file's name; none of a file that is no key's."""
    if name == CURRENT:
        return KeyState.CURRENT
    if name == NEXT:
        return KeyState.NEXT
    is_retired = name.startswith(_RETIRED) and name.endswith(_END)
    return KeyState.RETIRED if is_retired else None


def _read(path: Path, state: KeyState) -> KeyFile:
    with path.open("rb") as file:
        about = os.fstat(file.fileno())
        return KeyFile(
            path=path,
            state=state,
            since=datetime.fromtimestamp(about.st_mtime, tz=UTC),
            is_open_to_others=bool(about.st_mode & 0o007),
            pem=file.read(),
        )


def _mark_of(entry: "os.DirEntry[str]") -> tuple[str, int, int, int]:
    try:
        about = entry.stat()
    except OSError:  # it has just gone, or leads nowhere
        return (entry.name, 0, 0, 0)
    return (entry.name, about.st_ino, about.st_mtime_ns, about.st_size)
