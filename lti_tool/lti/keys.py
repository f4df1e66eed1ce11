"""The tool's own keys: all are published, one signs; a change of their folder is noticed at once.

Security Framework 1.0 §6.2-6.4: https://www.imsglobal.org/spec/security/v1p0/#key-management
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Self

import jwt

from lti_tool.lti.errors import KeyFileError
from lti_tool.lti.key_folder import CURRENT, KeyFolder, KeyState, Mark, make_first
from lti_tool.lti.key_pairs import KeyPair

log = logging.getLogger(__name__)

_LOOKS = 5


@dataclass(frozen=True, kw_only=True)
class OwnKey:
    """One key with what it is there for."""

    pair: KeyPair
    state: KeyState
    since: datetime
    path: Path
    is_open_to_others: bool
    """Whether every user of this machine may read or change its file."""
    pem: bytes = field(repr=False)

    @property
    def kid(self) -> str:
        """The name under which platforms find its public half."""
        return self.pair.kid


@dataclass(frozen=True, kw_only=True)
class OwnKeys:
    """All keys at one moment."""

    mark: Mark
    current: OwnKey
    next: OwnKey | None
    retired: tuple[OwnKey, ...]
    faults: Mapping[Path, str]
    """A sentence for each file that cannot be used."""

    @property
    def all(self) -> tuple[OwnKey, ...]:
        """Those that are published, the one that signs first."""
        return (self.current, *((self.next,) if self.next else ()), *self.retired)

    @property
    def is_held_only(self) -> bool:
        """Whether the current key is held in memory, and its file cannot be used any more."""
        return self.current.path in self.faults


class ToolKeys:
    """The keys of one folder, held parsed; threads share them, and so do processes."""

    def __init__(self, folder: KeyFolder) -> None:
        self.folder = folder
        self._pairs: dict[bytes, KeyPair] = {}
        self._lock = threading.Lock()
        self._held = self._read()

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Load the keys of ``directory``, making one first when there is none.

        Raises `KeyFileError` when the current one cannot be used; another that cannot is left out.
        """
        folder = KeyFolder(directory)
        make_first(folder)
        return cls(folder)

    @property
    def kid(self) -> str:
        """The id of the key that signs now."""
        return self.look().current.kid

    def key_set(self) -> dict[str, list[dict[str, str]]]:
        """Give the public halves of all keys, as platforms fetch them."""
        return {"keys": [dict(key.pair.public) for key in self.look().all]}

    def sign(self, claims: Mapping[str, object]) -> str:
        """Make a JSON Web Token of these claims: RS256, naming the key."""
        pair = self.look().current.pair
        return jwt.encode(
            dict(claims), pair.private_key, algorithm="RS256", headers={"kid": pair.kid}
        )

    def look(self) -> OwnKeys:
        """Give the keys as the folder has them now; only what is new to this process is parsed.

        A folder that cannot be read any more, or has lost its current key, changes nothing: what
        is held goes on signing until somebody has put that right.
        """
        try:
            mark = self.folder.mark()
        except OSError:
            mark = ()
        if mark != self._held.mark:
            with self._lock:
                if mark != self._held.mark:
                    self._held = self._read_again(mark)
        return self._held

    def _read_again(self, mark: Mark) -> OwnKeys:
        try:
            return self._read()
        except KeyFileError as error:
            log.error("keys.unusable %s", error)  # noqa: TRY400  # the sentence is all there is
            lost = {self.folder.path / CURRENT: str(error)}
            return replace(self._held, mark=mark, faults=lost)

    def _read(self) -> OwnKeys:
        """Read until nobody has changed the folder meanwhile; raises `KeyFileError`."""
        try:
            mark, found, faults = self._read_once()
            for _ in range(_LOOKS):
                if self.folder.mark() == mark:
                    break
                mark, found, faults = self._read_once()
        except OSError as error:
            raise KeyFileError(
                f"The folder of keys {self.folder.path} cannot be read: {error.strerror}."
            ) from error
        current = next((key for key in found if key.state is KeyState.CURRENT), None)
        if current is None:
            path = self.folder.path / CURRENT
            raise KeyFileError(faults.get(path, f"The key file {path} is not there."))
        self._pairs = {key.pem: key.pair for key in found}
        for sentence in faults.values():
            log.warning("keys.left-out %s", sentence)
        return _sorted(mark, current, found, faults)

    def _read_once(self) -> tuple[Mark, list[OwnKey], dict[Path, str]]:
        mark = self.folder.mark()
        files, faults = self.folder.read()
        found = []
        for file in files:
            try:
                pair = self._pairs.get(file.pem) or KeyPair.read(file.path, file.pem)
            except KeyFileError as error:
                faults[file.path] = str(error)
                continue
            found.append(
                OwnKey(
                    pair=pair,
                    state=file.state,
                    since=file.since,
                    path=file.path,
                    is_open_to_others=file.is_open_to_others,
                    pem=file.pem,
                )
            )
        return mark, found, faults


def _sorted(
    mark: Mark, current: OwnKey, found: list[OwnKey], faults: Mapping[Path, str]
) -> OwnKeys:
    """Count each key once: in the middle of a rotation it may be there under two names."""
    coming = next(
        (key for key in found if key.state is KeyState.NEXT and key.kid != current.kid), None
    )
    seen = {current.kid, coming.kid if coming else ""}
    retired = []
    for key in found:
        if key.state is KeyState.RETIRED and key.kid not in seen:
            seen.add(key.kid)
            retired.append(key)
    return OwnKeys(mark=mark, current=current, next=coming, retired=tuple(retired), faults=faults)
