"""A folder of keys that may only be read: it is used as it is, and a sentence says so."""

import errno
import os
from pathlib import Path

import pytest

from lti_tool.lti.errors import KeyFileError, KeyRotationError
from lti_tool.lti.key_rotation import KeyRotation
from lti_tool.lti.keys import ToolKeys
from tests.lti.conftest import Clock
from tests.lti.made_keys import EVERY, made_keys, own, rotation, states

__all__ = ["made_keys", "own", "rotation"]
pytestmark = pytest.mark.usefixtures("made_keys")


@pytest.fixture
def read_only(own: ToolKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system say that the folder cannot be written: to root it never would."""
    assert own
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, how: not how & os.W_OK and access(path, how))


@pytest.mark.usefixtures("read_only")
def test_a_folder_that_may_only_be_read_is_used_and_not_changed(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    before = {each.name: each.stat().st_mtime_ns for each in folder.iterdir()}
    rotation = KeyRotation(ToolKeys.open(folder), clock, every=EVERY)
    clock.move(days=365)
    rotation.look_after()
    with pytest.raises(KeyRotationError, match="cannot be written by this user"):
        rotation.rotate(at_once=True)

    assert {each.name: each.stat().st_mtime_ns for each in folder.iterdir()} == before
    assert list(states(rotation).values()) == ["current"]
    assert caplog.text == ""


def test_a_folder_that_turns_out_to_be_read_only_is_a_sentence(
    rotation: KeyRotation, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(KeyRotationError, match="cannot be changed: Read-only file system"):
        rotation.rotate(at_once=True)
    (folder / "current.pem").unlink()
    with pytest.raises(KeyFileError, match="cannot be used: Read-only file system"):
        ToolKeys.open(folder)
