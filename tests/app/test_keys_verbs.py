"""The verbs about our keys, as the operator types them."""

import json
import os
from pathlib import Path

from tests.app.conftest import Run
from tests.app.test_commands import assert_one_sentence

DAY = 24 * 3600


def states(run: Run) -> dict[str, str]:
    return {key["kid"]: key["state"] for key in json.loads(run("keys", "list").out)}


def let_the_next_key_be_known(home: Path) -> None:
    file = home / "keys" / "next.pem"
    then = file.stat().st_mtime - DAY
    os.utime(file, (then, then))


def test_a_rotation_takes_two_days_and_two_commands(ready: Run, home: Path) -> None:
    (first,) = states(ready)
    assert_one_sentence(ready("keys", "rotate"), "The next key is published since", "--now")
    assert list(states(ready).values()) == ["current", "next"]
    _, second = states(ready)

    let_the_next_key_be_known(home)
    said = ready("keys", "rotate")
    assert said.code == 0
    listed = json.loads(said.out)
    assert [key["state"] for key in listed] == ["current", "next", "retired"]
    assert (listed[0]["kid"], listed[2]["kid"]) == (second, first)
    assert listed[0]["since"] < listed[1]["may_sign_from"]
    assert listed[2]["goes_at"] > listed[2]["since"]


def test_now_rotates_at_once(ready: Run) -> None:
    (first,) = states(ready)
    assert ready("keys", "rotate", "--now").code == 0
    assert states(ready)[first] == "retired"


def test_a_next_key_that_cannot_be_read_is_a_sentence_and_stops_no_other_verb(
    ready: Run, home: Path
) -> None:
    (home / "keys" / "next.pem").write_text("not a key")
    assert_one_sentence(ready("keys", "rotate"), "next.pem does not hold", "until it is mended")
    assert list(states(ready).values()) == ["current"]
