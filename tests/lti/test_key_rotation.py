"""The life of our keys: next, current, retired, gone; by command and by the clock."""

import errno
import os
import stat
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from lti_tool.lti.errors import KeyRotationError
from lti_tool.lti.key_folder import KeyFolder
from lti_tool.lti.key_pairs import new_pem
from lti_tool.lti.key_rotation import KeyRotation, KeyRow
from lti_tool.lti.keys import ToolKeys
from tests.lti.conftest import Clock
from tests.lti.made_keys import EVERY, made_keys, own, rotation, states

__all__ = ["made_keys", "own", "rotation"]
pytestmark = pytest.mark.usefixtures("made_keys")


def row(rotation: KeyRotation, state: str) -> KeyRow:
    (found,) = [each for each in rotation.listing() if each.state == state]
    return found


# ---- by command ------------------------------------------------------------------------------


def test_a_key_lives_as_next_current_and_retired_and_is_published_throughout(
    own: ToolKeys, rotation: KeyRotation, clock: Clock
) -> None:
    rotation.look_after()
    first, second = row(rotation, "current").kid, row(rotation, "next").kid
    clock.move(days=1)
    rotation.rotate()

    third = row(rotation, "next").kid
    assert states(rotation) == {second: "current", third: "next", first: "retired"}
    assert own.kid == second
    assert [key["kid"] for key in own.key_set()["keys"]] == [second, third, first]


def test_the_list_says_since_when_and_what_comes_then(
    rotation: KeyRotation, clock: Clock, folder: Path
) -> None:
    rotation.look_after()
    clock.move(days=2)
    rotation.rotate()

    for state, name in (("current", "current.pem"), ("next", "next.pem")):
        assert row(rotation, state).since.timestamp() == (folder / name).stat().st_mtime
        assert abs(row(rotation, state).since - clock()) < timedelta(seconds=10)
    current, coming, retired = rotation.listing()
    assert (current.may_sign_from, current.goes_at) == (None, None)
    assert (coming.may_sign_from, coming.goes_at) == (coming.since + timedelta(days=1), None)
    assert (retired.may_sign_from, retired.goes_at) == (None, retired.since + timedelta(days=1))


def test_no_key_signs_before_it_has_been_published_for_a_day(
    rotation: KeyRotation, clock: Clock
) -> None:
    rotation.look_after()
    before = states(rotation)
    clock.move(days=0.99)
    with pytest.raises(KeyRotationError, match=r"may sign from \d+ .* run this again then"):
        rotation.rotate()
    assert states(rotation) == before


def test_without_a_next_key_one_is_made_and_published_and_nothing_else_changes(
    rotation: KeyRotation, clock: Clock
) -> None:
    first = row(rotation, "current").kid
    with pytest.raises(KeyRotationError, match="may sign from"):
        rotation.rotate()
    assert row(rotation, "current").kid == first
    made = row(rotation, "next").kid
    clock.move(days=1)
    rotation.rotate()
    assert row(rotation, "current").kid == made


def test_now_waits_for_nothing(rotation: KeyRotation) -> None:
    first = row(rotation, "current").kid
    rotation.rotate(at_once=True)
    assert row(rotation, "retired").kid == first
    rotation.rotate(at_once=True)
    assert sorted(states(rotation).values()) == ["current", "next", "retired", "retired"]


def test_new_files_are_for_their_owner_alone_and_no_draft_stays(
    rotation: KeyRotation, folder: Path
) -> None:
    rotation.rotate(at_once=True)

    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}
    assert set(modes.values()) == {0o600}
    assert {".lock", "current.pem", "next.pem"} < set(modes)
    assert len(modes) == 4


def test_a_folder_that_has_only_a_current_key_works_on(folder: Path, clock: Clock) -> None:
    folder.mkdir()
    (folder / "current.pem").write_bytes(new_pem())
    rotation = KeyRotation(ToolKeys.open(folder), clock, every=EVERY)
    assert list(states(rotation).values()) == ["current"]
    rotation.look_after()
    assert list(states(rotation).values()) == ["current", "next"]


def test_of_two_who_rotate_at_once_the_second_takes_what_the_first_left(
    folder: Path, clock: Clock
) -> None:
    """Each is a process of its own, as far as the lock can tell."""
    ToolKeys.open(folder)
    rotations = [KeyRotation(ToolKeys.open(folder), clock, every=EVERY) for _ in range(3)]
    threads = [Thread(target=one.rotate, kwargs={"at_once": True}) for one in rotations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    seen = [states(one) for one in rotations]
    assert seen[0] == seen[1] == seen[2]
    assert sorted(seen[0].values()) == ["current", "next", "retired", "retired", "retired"]


@pytest.mark.parametrize("name", ["next.pem", "current.pem"])
def test_what_somebody_put_there_and_cannot_be_read_is_not_written_over(
    rotation: KeyRotation, folder: Path, name: str
) -> None:
    rotation.look_after()
    (folder / name).write_bytes(b"my notes")
    for at_once in (False, True):
        with pytest.raises(KeyRotationError, match=rf"{name} does not hold .* until it is mended"):
            rotation.rotate(at_once=at_once)
    assert (folder / name).read_bytes() == b"my notes"


def test_a_rotation_that_the_disc_refuses_is_a_sentence_and_leaves_no_draft(
    rotation: KeyRotation, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = row(rotation, "current").kid

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(KeyRotationError, match="cannot be changed: No space left on device"):
            rotation.rotate(at_once=True)
    assert sorted(each.name for each in folder.iterdir()) == [".lock", "current.pem"]
    assert row(rotation, "current").kid == first


# ---- by the clock ----------------------------------------------------------------------------


def test_the_clock_rotates_when_the_days_are_over_and_not_before(
    rotation: KeyRotation, clock: Clock
) -> None:
    rotation.look_after()
    first, second = states(rotation)
    clock.move(days=89.9)
    rotation.look_after()
    assert row(rotation, "current").kid == first
    clock.move(days=0.2)
    rotation.look_after()
    assert row(rotation, "current").kid == second
    assert row(rotation, "retired").kid == first


def test_the_clock_too_waits_until_the_next_key_is_known(
    rotation: KeyRotation, clock: Clock
) -> None:
    first = row(rotation, "current").kid
    clock.move(days=200)
    rotation.look_after()
    rotation.look_after()
    assert row(rotation, "current").kid == first
    clock.move(days=1)
    rotation.look_after()
    assert row(rotation, "retired").kid == first


def test_a_retired_key_goes_after_a_day(rotation: KeyRotation, clock: Clock) -> None:
    rotation.rotate(at_once=True)
    clock.move(days=0.99)
    rotation.look_after()
    assert row(rotation, "retired")
    clock.move(days=0.02)
    rotation.look_after()
    assert sorted(states(rotation).values()) == ["current", "next"]


def test_zero_days_leave_keys_to_the_command_and_still_remove_what_has_retired(
    own: ToolKeys, clock: Clock
) -> None:
    rotation = KeyRotation(own, clock, every=None)
    rotation.look_after()
    assert list(states(rotation).values()) == ["current"]
    rotation.rotate(at_once=True)
    second = row(rotation, "current").kid
    clock.move(days=1000)
    rotation.look_after()
    assert row(rotation, "current").kid == second
    assert sorted(states(rotation).values()) == ["current", "next"]


def test_the_clock_makes_a_current_key_where_somebody_removed_it(
    own: ToolKeys, rotation: KeyRotation, folder: Path
) -> None:
    first = own.kid
    (folder / "current.pem").unlink()
    rotation.look_after()
    assert own.kid != first
    assert ToolKeys.open(folder).kid == own.kid


def test_what_the_clock_cannot_do_is_a_warning(
    rotation: KeyRotation, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "next.pem").write_bytes(b"my notes")
    rotation.look_after()
    assert "keys.not-rotated" in caplog.text
    assert "my notes" not in caplog.text


def test_what_root_changes_stays_the_owners(
    own: ToolKeys, clock: Clock, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """Or the tool, which is another user, could no longer read its own key."""
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", lambda _, user, group: given.append((user, group)))
    KeyRotation(own, clock, every=EVERY).rotate(at_once=True)
    owner = folder.stat()
    assert given == [(owner.st_uid, owner.st_gid)] * 5  # the lock, and four keys


def test_what_is_no_key_is_left_alone(rotation: KeyRotation, folder: Path, clock: Clock) -> None:
    for name in ("README.md", ".gitignore", "spare.pem", ".hidden.pem"):
        (folder / name).write_text("mine")
    rotation.rotate(at_once=True)
    clock.move(days=3)
    rotation.look_after()
    assert (folder / "README.md").exists()
    assert (folder / ".gitignore").exists()
    assert (folder / "spare.pem").exists()
    assert (folder / ".hidden.pem").exists()
    assert KeyFolder(folder).holds("next.pem")
