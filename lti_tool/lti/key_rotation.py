"""The life of the tool's own keys: published a day before they sign, and a day after they did.

Security Framework 1.0 §6.4: https://www.imsglobal.org/spec/security/v1p0/#h_key-set-url
Platforms keep key sets. A key that is published long before it signs is in every copy by then.

Each change is a few files put into place one after the other, in such an order that a process
which is killed in between leaves a current key, all that signed lately, and all that is to sign.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.lti.errors import KeyFileError, KeyRotationError
from lti_tool.lti.key_folder import CURRENT, NEXT, KeyState, make_first, retired_name
from lti_tool.lti.key_pairs import new_pem
from lti_tool.lti.keys import OwnKey, OwnKeys, ToolKeys

log = logging.getLogger(__name__)

PUBLISHED_BEFORE: Final = timedelta(days=1)
"""How long a key is published before it signs."""
PUBLISHED_AFTER: Final = timedelta(days=1)
"""How long a key is published after it has signed for the last time."""


@dataclass(frozen=True, kw_only=True)
class KeyRow:
    """One key as ``lti-tool keys list`` shows it."""

    kid: str
    state: str
    since: datetime
    may_sign_from: datetime | None
    """Of the next key: when it may become the current one."""
    goes_at: datetime | None
    """Of a retired one: when it is no longer published."""


class KeyRotation:
    """Changes keys, by command and by the clock; ``every`` is none where the clock is not to."""

    def __init__(self, keys: ToolKeys, clock: Clock, *, every: timedelta | None) -> None:
        self._keys = keys
        self._clock = clock
        self._every = every

    def listing(self) -> tuple[KeyRow, ...]:
        """List every key there is, the one in use first."""
        return tuple(
            KeyRow(
                kid=key.kid,
                state=key.state.value,
                since=key.since,
                may_sign_from=key.since + PUBLISHED_BEFORE if _is(key, KeyState.NEXT) else None,
                goes_at=key.since + PUBLISHED_AFTER if _is(key, KeyState.RETIRED) else None,
            )
            for key in self._keys.look().all
        )

    def rotate(self, *, at_once: bool = False) -> None:
        """Let the next key sign from now on, and publish one to come after it.

        Raises `KeyRotationError` while it has not been published for a day, unless ``at_once``;
        and where the folder cannot be written, or holds files that a person has to look at.
        """
        with self._changing():
            coming = self._coming()
            if not at_once and self._clock() < coming.since + PUBLISHED_BEFORE:
                raise KeyRotationError(
                    f"The next key is published since {_said(coming.since)} and may sign from "
                    f"{_said(coming.since + PUBLISHED_BEFORE)}, when every platform has had time "
                    "to fetch it: run this again then, or with --now, which does not wait."
                )
            self._take_over(coming)

    def look_after(self) -> None:
        """Do what the clock asks for: make, rotate, remove. What it cannot do is a warning."""
        if not self._keys.folder.is_writable():
            return  # whoever made it so rotates elsewhere; `doctor` says it
        try:
            if self._every is not None:
                make_first(self._keys.folder)  # somebody may have removed it
            with self._changing():
                self._remove_retired()
                if self._every is not None:
                    self._keep_time(self._coming(), self._every)
        except (KeyFileError, KeyRotationError) as error:
            log.warning("keys.not-rotated %s", error)

    def _keep_time(self, coming: OwnKey, every: timedelta) -> None:
        now = self._clock()
        is_time = now >= self._keys.look().current.since + every
        if is_time and now >= coming.since + PUBLISHED_BEFORE:
            self._take_over(coming)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        folder = self._keys.folder
        if not folder.is_writable():
            raise KeyRotationError(
                f"The folder of keys {folder.path} cannot be written by this user: "
                "rotate its keys where they are made."
            )
        try:
            with folder.changing():
                self._check(self._keys.look())
                yield
        except OSError as error:
            raise KeyRotationError(
                f"The keys in {folder.path} cannot be changed: {error.strerror}."
            ) from error

    def _check(self, keys: OwnKeys) -> None:
        """Refuse to write over what a person has put there and cannot be read."""
        for path in (self._keys.folder.path / CURRENT, self._keys.folder.path / NEXT):
            if path in keys.faults:
                raise KeyRotationError(f"{keys.faults[path]} No key is changed until it is mended.")

    def _coming(self) -> OwnKey:
        """Give the next key, making it when there is none."""
        folder, keys = self._keys.folder, self._keys.look()
        if keys.next is None:
            # If the file is there all the same, it holds the current key: a rotation was killed
            # at its end.
            folder.put(NEXT, new_pem(), since=self._clock())
            keys = self._keys.look()
        if keys.next is None:
            raise KeyRotationError(f"Something else changes the keys in {folder.path}.")
        return keys.next

    def _take_over(self, coming: OwnKey) -> None:
        folder, old = self._keys.folder, self._keys.look().current
        folder.put(retired_name(old.kid), old.pem, since=self._clock())
        folder.put(CURRENT, coming.pem, since=self._clock())
        folder.remove(NEXT)
        folder.put(NEXT, new_pem(), since=self._clock())
        log.info("keys.rotated from=%s to=%s", old.kid, coming.kid)

    def _remove_retired(self) -> None:
        for key in self._keys.look().retired:
            if self._clock() >= key.since + PUBLISHED_AFTER:
                self._keys.folder.remove(key.path.name)
                log.info("keys.removed kid=%s", key.kid)


def _is(key: OwnKey, state: KeyState) -> bool:
    return key.state is state


def _said(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
