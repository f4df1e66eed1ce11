"""A process is killed before each thing it does to the folder of keys: nothing is lost by it."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import jwt
import pytest

from lti_tool.lti.key_rotation import KeyRotation
from lti_tool.lti.keys import ToolKeys
from tests.lti.conftest import Clock
from tests.lti.made_keys import ENOUGH, EVERY, made_keys, next_pem, states

__all__ = ["made_keys"]
pytestmark = pytest.mark.usefixtures("made_keys")

MOST_POINTS = 100


def killed_at(point: int, folder: Path, what: Callable[[], object]) -> bool:
    """Do something in a process that dies before its n-th use of a file; whether it came so far."""
    child = os.fork()
    if child == 0:
        left = point

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event.startswith(("open", "os.", "fcntl.")) and is_about(arguments, folder, event):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        for _ in range(ENOUGH // 2):
            next_pem()  # or this process would make the keys that the test makes afterwards
        sys.addaudithook(count)
        try:
            what()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def is_about(arguments: tuple[object, ...], folder: Path, event: str) -> bool:
    by_number = event in {"os.utime", "os.chown", "fcntl.flock"}
    return by_number or any(str(folder) in str(each) for each in arguments)


def kids(keys: ToolKeys) -> set[str]:
    return {key["kid"] for key in keys.key_set()["keys"]}


def assert_it_opens_and_signs(folder: Path) -> ToolKeys:
    keys = ToolKeys.open(folder)
    public = {key["kid"]: jwt.PyJWK(key) for key in keys.key_set()["keys"]}
    token = keys.sign({"a": 1})
    kid = jwt.get_unverified_header(token)["kid"]
    assert jwt.decode(token, public[kid], algorithms=["RS256"]) == {"a": 1}
    assert not keys.look().faults
    return keys


@dataclass(frozen=True, kw_only=True)
class Killing:
    """What is there, what is done and killed at each of its points, and what has to hold then."""

    make: Callable[[Path], None]
    change: Callable[[Path], None]
    check: Callable[[Path], None]

    def at_every_point(self, folder: Path) -> int:
        """Do so, each time in a folder of its own; gives the number of points."""
        for point in range(1, MOST_POINTS):
            here = folder / str(point)
            self.make(here)
            was_killed = killed_at(point, here, lambda here=here: self.change(here))  # type: ignore[misc]
            self.check(here)
            if not was_killed:
                return point - 1
        raise AssertionError("it never ended")


def rotation_of(folder: Path) -> KeyRotation:
    return KeyRotation(ToolKeys.open(folder), Clock(), every=EVERY)


@dataclass(frozen=True, kw_only=True)
class Before:
    """What was there before a rotation that is killed."""

    current: str
    published: set[str]


def assert_nothing_is_lost(folder: Path, before: Before) -> None:
    keys = assert_it_opens_and_signs(folder)
    assert before.published <= kids(keys), "a key that platforms may still need is gone"
    assert keys.kid in before.published, "a key signs that nobody has seen"


def assert_it_goes_on(folder: Path, before: Before) -> None:
    """The clock and the command find their way from whatever was left."""
    rotation = rotation_of(folder)
    rotation.look_after()
    left = states(rotation)
    assert before.published <= set(left)
    assert sorted(left.values())[:2] == ["current", "next"]
    assert left[before.current] in {"current", "retired"}
    coming = next(kid for kid, state in left.items() if state == "next")

    rotation.rotate(at_once=True)
    assert states(rotation)[coming] == "current"
    assert before.published <= set(states(rotation))
    assert [each.name for each in folder.iterdir() if each.name[0] == "."] == [".lock"]


def assert_what_retired_goes(folder: Path) -> None:
    later = Clock(ahead=timedelta(days=2))
    rotation = KeyRotation(ToolKeys.open(folder), later, every=EVERY)
    rotation.look_after()
    assert sorted(states(rotation).values()) == ["current", "next"]
    assert len(list(folder.glob("*.pem"))) == 2


def test_a_rotation_that_is_killed_loses_no_key_and_the_next_one_is_whole(tmp_path: Path) -> None:
    before: dict[Path, Before] = {}

    def make(folder: Path) -> None:
        rotation_of(folder).look_after()
        keys = ToolKeys.open(folder)
        before[folder] = Before(current=keys.kid, published=kids(keys))

    def check(folder: Path) -> None:
        assert_nothing_is_lost(folder, before[folder])
        assert_it_goes_on(folder, before[folder])
        assert_what_retired_goes(folder)

    def rotate(folder: Path) -> None:
        rotation_of(folder).rotate(at_once=True)

    assert Killing(make=make, change=rotate, check=check).at_every_point(tmp_path) > 12


@pytest.mark.parametrize("again", ["open", "look after"])
def test_a_first_start_that_is_killed_is_followed_by_a_whole_one(
    tmp_path: Path, again: str
) -> None:
    def start(folder: Path) -> None:
        rotation_of(folder).look_after()

    def check(folder: Path) -> None:
        if again == "look after":
            start(folder)
            assert [each.name for each in folder.iterdir() if each.name[0] == "."] == [".lock"]
        assert_it_opens_and_signs(folder)

    assert Killing(make=lambda _: None, change=start, check=check).at_every_point(tmp_path) > 8
