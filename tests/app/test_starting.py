"""Serving, working and the demo: started for real, asked over HTTP, ended by a signal."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from lti_tool.app.building import HOME
from tests.app.conftest import Run
from tests.platforms.servers import free_port
from tests.worker.workers import WAIT, asked_to_end, until

LTI_TOOL = Path(sys.executable).with_name("lti-tool")


@pytest.fixture
def port() -> int:
    return free_port()


def answers(url: str) -> bool:
    try:
        urlopen(url, timeout=WAIT).close()  # noqa: S310  # loopback
    except (URLError, OSError):
        return False
    return True


@pytest.mark.parametrize("options", [(), ("--no-worker",)])
def test_serving_answers_until_it_is_asked_to_end(
    ready: Run, port: int, options: tuple[str, ...]
) -> None:
    seen: list[bytes] = []
    base = f"http://127.0.0.1:{port}"

    def look() -> None:
        until(lambda: answers(f"{base}/healthz"), "an answer")
        for path in ("/healthz", "/readyz", "/lti/jwks.json"):
            with urlopen(base + path, timeout=WAIT) as answer:  # noqa: S310  # loopback
                seen.append(answer.read())

    with asked_to_end(after=look):
        said = ready("serve", "--port", str(port), *options)
    assert said.code == 0
    assert len(seen) == 3
    (key,) = json.loads(seen[2])["keys"]
    assert "d" not in key


def test_a_port_in_use_is_one_sentence(ready: Run) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        for options in ((), ("--no-worker",)):
            said = ready("serve", "--port", str(number), *options)
            assert said.code == 2
            assert said.err.startswith(f"Error: Port {number} of 127.0.0.1 cannot be used")
            assert said.err.count("\n") == 1


@pytest.mark.parametrize("options", [("--port", "99999"), ("--host", "nowhere.invalid")])
def test_a_port_or_host_that_cannot_be_is_one_sentence(
    ready: Run, options: tuple[str, ...]
) -> None:
    said = ready("serve", *options)
    assert said.code == 2
    assert "Traceback" not in said.err
    assert said.err.startswith("Error: ")


def test_working_goes_on_until_it_is_asked_to_end(ready: Run) -> None:
    with asked_to_end():
        assert ready("worker").code == 0


# ---- the demo --------------------------------------------------------------------------------


@pytest.fixture
def another_port(port: int) -> int:
    found = free_port()
    assert found != port
    return found


@pytest.fixture
def demo(
    port: int, another_port: int, tmp_path: Path
) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        with (tmp_path / f"demo-{len(started)}.log").open("wb") as log:
            started.append(
                subprocess.Popen(  # noqa: S603  # our own program
                    [LTI_TOOL, "demo", "--port", str(port), "--platform-port", str(another_port)],
                    env={"PATH": os.environ["PATH"]},
                    cwd=tmp_path,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=WAIT)


def placed(port: int) -> list[tuple[str, int]]:
    """Which activities are in the courses of a demo, each with the points of its column."""
    with urlopen(f"http://127.0.0.1:{port}/control/state", timeout=WAIT) as said:
        state = json.load(said)
    points = {item["resource_link_id"]: item["score_maximum"] for item in state["line_items"]}
    return [(link["custom"]["activity"], points[link["id"]]) for link in state["links"]]


def test_the_demo_starts_in_any_folder_keeps_what_was_done_and_ends_when_asked(
    demo: Callable[[], "subprocess.Popen[bytes]"], port: int, another_port: int, tmp_path: Path
) -> None:
    for number in range(2):
        process = demo()
        log = tmp_path / f"demo-{number}.log"
        until(lambda log=log: "Open http" in log.read_text(), "the invitation")  # type: ignore[misc]
        until(lambda: answers(f"http://localhost:{port}/healthz"), "the tool")
        assert answers(f"http://127.0.0.1:{another_port}/")
        assert placed(another_port) == [("the-people-who-did-not-come", 9)]
        process.terminate()
        assert process.wait(timeout=WAIT) == 0
        assert not answers(f"http://127.0.0.1:{another_port}/")
        assert "Traceback" not in log.read_text()
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"instance"}
    secret = tmp_path / "instance" / "demo" / "secret"
    assert secret.stat().st_mode & 0o077 == 0
    assert secret.read_text() not in (tmp_path / "demo-0.log").read_text()


@pytest.mark.parametrize("taken", ["tool", "platform"])
def test_a_demo_whose_port_is_in_use_says_so_and_leaves_nothing_running(
    run: Run, port: int, another_port: int, taken: str
) -> None:
    number = port if taken == "tool" else another_port
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", number))
        other.listen()
        said = run("demo", "--port", str(port), "--platform-port", str(another_port))
    assert said.code == 2
    assert f"Port {number} cannot be used" in said.err
    assert said.err.count("\n") == 1
    free = another_port if taken == "tool" else port
    assert not answers(f"http://127.0.0.1:{free}/")


def test_the_demo_is_in_the_source_checkout_only(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("lti_tool.app.starting.HOME", tmp_path)
    said = run("demo")
    assert said.code == 2
    assert "source checkout" in said.err


def test_the_demo_serves_until_it_is_asked_to_end(run: Run, port: int, another_port: int) -> None:
    tool = f"http://localhost:{port}/readyz"
    with asked_to_end(after=lambda: until(lambda: answers(tool), "an answer")):
        said = run("demo", "--port", str(port), "--platform-port", str(another_port))
    assert said.code == 0
    assert re.search(rf"Open http://127.0.0.1:{another_port}\b", said.out)
    assert (HOME / "demo").is_dir()
