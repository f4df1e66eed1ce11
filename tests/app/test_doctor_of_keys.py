"""What doctor says of the tool's own keys: their files, their ages, and what platforms see."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from lti_tool.app.building import build_tool
from lti_tool.lti.key_pairs import new_pem
from tests.app.conftest import Run
from tests.app.test_doctor import Environment, Examine, about, examine, only, set_up
from tests.builders import settings_for

__all__ = ["examine", "set_up"]

DAY = 24 * 3600


@pytest.fixture
def keys(run: Run, set_up: Environment, home: Path) -> Path:
    """The folder of a tool that has a current and a next key."""
    set_up()
    assert run("keys", "rotate").code == 2
    return home / "keys"


def age(file: Path, days: float) -> None:
    then = time.time() - days * DAY
    os.utime(file, (then, then))


def test_a_tool_that_has_no_next_key_yet_may_lack_a_worker(
    examine: Examine, keys: Path, set_up: Environment
) -> None:
    (keys / "next.pem").unlink()
    verdict, sentence = only(examine(), "keys")
    assert verdict == "worth a look"
    assert "Is a worker running?" in sentence
    set_up(KEY_DAYS="0")
    assert only(examine(), "keys")[0] == "well"


def test_a_key_that_ought_to_have_been_rotated_is_worth_a_look(
    examine: Examine, keys: Path, set_up: Environment
) -> None:
    age(keys / "current.pem", 91)
    assert only(examine(), "keys")[0] == "well"  # the worker looks every hour, not every second
    age(keys / "current.pem", 93)
    verdict, sentence = only(examine(), "keys")
    assert verdict == "worth a look"
    assert "longer than the 90 days of LTI_TOOL_KEY_DAYS" in sentence
    set_up(KEY_DAYS="365")
    assert only(examine(), "keys")[0] == "well"


@pytest.mark.parametrize("name", ["current.pem", "next.pem"])
def test_a_key_that_everybody_may_read_is_worth_a_look(
    examine: Examine, keys: Path, name: str
) -> None:
    (keys / name).chmod(0o644)
    verdict, sentence = only(examine(), "keys")
    assert verdict == "worth a look"
    assert f"{name}: chmod 600" in sentence


def test_a_next_or_retired_key_that_cannot_be_used_is_worth_a_look_and_stops_nothing(
    run: Run, examine: Examine, keys: Path
) -> None:
    (keys / "next.pem").write_bytes(b"no key")
    (keys / "retired-x.pem").write_bytes(b"no key")
    found = about(examine(), "keys")
    assert [verdict for verdict, _ in found] == ["worth a look"] * 2
    assert all("mend or remove it" in sentence for _, sentence in found)
    assert run("keys", "list").code == 0


def test_a_current_key_that_cannot_be_used_is_broken(examine: Examine, keys: Path) -> None:
    (keys / "current.pem").write_bytes(b"no key")
    verdict, sentence = only(examine(), "keys")
    assert verdict == "broken"
    assert "does not hold a PEM private key" in sentence


def test_a_folder_that_may_only_be_read_is_worth_a_look(
    run: Run, examine: Examine, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = os.access
    monkeypatch.setattr(
        os,
        "access",
        lambda path, how: not (how & os.W_OK and Path(path) == keys) and access(path, how),
    )
    verdict, sentence = only(examine(), "keys")
    assert verdict == "worth a look"
    assert "neither made ahead of their time nor rotated here" in sentence

    said = run("keys", "rotate", "--now")
    assert said.code == 2
    assert said.out == ""
    assert "cannot be written by this user" in said.err
    assert said.err.count("\n") == 1


# ---- as platforms see them -------------------------------------------------------------------


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """Something that answers like this, whatever it is asked: its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(timeout=10)


def key_set_of(folder: Path) -> bytes:
    tool = build_tool(settings_for(folder.parent))
    try:
        return tool.app.test_client().get("/lti/jwks.json").data
    finally:
        tool.close()


def seen_at(url: str, examine: Examine, set_up: Environment) -> tuple[str, str]:
    set_up(BASE_URL=url, ALLOW_INSECURE_HTTP="on")
    return only(examine("--json"), "own key set")


def test_the_keys_of_the_folder_are_those_that_platforms_fetch(
    examine: Examine, keys: Path, set_up: Environment
) -> None:
    with answering(200, key_set_of(keys)) as url:
        assert seen_at(url, examine, set_up) == (
            "well",
            f"{url}/lti/jwks.json has the keys of the folder.",
        )


def test_an_address_where_another_tool_answers_is_broken(
    examine: Examine, keys: Path, set_up: Environment
) -> None:
    before = key_set_of(keys)
    (keys / "current.pem").write_bytes(new_pem())
    with answering(200, before) as url:
        verdict, sentence = seen_at(url, examine, set_up)
    assert verdict == "broken"
    assert "does not have the key that signs" in sentence


def test_an_old_copy_on_the_way_is_worth_a_look(
    examine: Examine, keys: Path, set_up: Environment
) -> None:
    before = key_set_of(keys)
    (keys / "next.pem").unlink()
    with answering(200, before) as url:
        verdict, sentence = seen_at(url, examine, set_up)
    assert verdict == "worth a look"
    assert "has 2 keys where the folder has 1" in sentence


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (404, b"", "it answered 404 Not Found"),
        (302, b"", "it answered 302 Found"),
        (200, b"<html>", "what it answered is no key set"),
        (200, b"[]", "what it answered is no key set"),
        (200, b'{"keys": 1}', "what it answered is no key set"),
    ],
)
def test_an_address_that_has_no_key_set_is_worth_a_look(
    examine: Examine, keys: Path, set_up: Environment, status: int, body: bytes, words: str
) -> None:
    assert keys
    with answering(status, body) as url:
        verdict, sentence = seen_at(url, examine, set_up)
    assert verdict == "worth a look"
    assert words in sentence


def test_an_address_where_nothing_answers_is_worth_a_look(
    examine: Examine, keys: Path, set_up: Environment
) -> None:
    assert keys
    verdict, sentence = seen_at("http://127.0.0.1:9", examine, set_up)
    assert verdict == "worth a look"
    assert "it could not be reached" in sentence


def test_nobody_is_called_where_that_is_not_wanted(
    examine: Examine, keys: Path, set_up: Environment
) -> None:
    assert keys
    set_up(BASE_URL="http://127.0.0.1:9", ALLOW_INSECURE_HTTP="on")
    assert about(examine("--no-platforms"), "own key set") == []
