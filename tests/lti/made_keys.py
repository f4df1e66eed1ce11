"""Keys whose life is tested, made and read beforehand: both take longer than all else here."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest

from lti_tool.lti import key_folder, key_pairs, key_rotation
from lti_tool.lti.key_pairs import KeyPair
from lti_tool.lti.key_rotation import KeyRotation
from lti_tool.lti.keys import ToolKeys
from tests.lti.conftest import Clock

EVERY = timedelta(days=90)
ENOUGH = 12
"""More than any folder of these tests holds at a time."""


@cache
def made_beforehand() -> Iterator[bytes]:
    return cycle([key_pairs.new_pem() for _ in range(ENOUGH)])


def next_pem() -> bytes:
    return next(made_beforehand())


_read = KeyPair.read


@cache
def _read_once(pem: bytes) -> KeyPair:
    return _read(Path("made.pem"), pem)


def read(path: Path, pem: bytes) -> KeyPair:
    """Read a key, unless it was read before; what cannot be read is refused by its own path."""
    return _read_once(pem) if b"BEGIN PRIVATE" in pem else _read(path, pem)


@pytest.fixture
def made_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rotations take such keys, one after the other, and read each once."""
    for module in (key_folder, key_rotation):
        monkeypatch.setattr(module, "new_pem", next_pem)
    monkeypatch.setattr(KeyPair, "read", read)


@pytest.fixture
def own(folder: Path) -> ToolKeys:
    return ToolKeys.open(folder)


@pytest.fixture
def rotation(own: ToolKeys, clock: Clock) -> KeyRotation:
    return KeyRotation(own, clock, every=EVERY)


def states(rotation: KeyRotation) -> dict[str, str]:
    return {row.kid: row.state for row in rotation.listing()}
