"""The command line: every verb, and one sentence with exit code 2 for whatever is wrong."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from lti_tool.commands import cli
from tests.app.conftest import Run, Said
from tests.builders import ACTIVITY, CONTENT

Environment = Callable[..., None]

ISSUER = "https://moodle.example"
ADD = (
    *("platforms", "add", "--issuer", ISSUER, "--client-id", "tool", "--deployment-id", "1"),
    *("--auth-login-url", f"{ISSUER}/auth", "--auth-token-url", f"{ISSUER}/token"),
    *("--jwks-url", f"{ISSUER}/certs"),
)


def every_verb(group: click.Group = cli, *above: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [above]
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += every_verb(command, *above, name)
        else:
            found.append((*above, name))
    return found


def assert_one_sentence(said: Said, *words: str) -> None:
    assert said.code == 2, said.err
    assert said.out == ""
    assert said.err.startswith("Error: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.err


@pytest.mark.parametrize("verb", every_verb(), ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_verb_has_help_and_needs_no_setting_for_it(
    run: Run, environment: Environment, verb: tuple[str, ...], option: str
) -> None:
    environment(BASE_URL=None, SECRET_KEY=None)
    said = run(*verb, option)
    assert said.code == 0
    assert said.out.startswith(f"Usage: {' '.join(('lti-tool', *verb))}")
    assert re.search(r"\n  [A-Z].*\.", said.out), "it says what it is for"


def test_an_unknown_verb_is_a_sentence_of_clicks(run: Run) -> None:
    said = run("dance")
    assert said.code == 2
    assert "No such command 'dance'" in said.err


# ---- a first start, in order -----------------------------------------------------------------


def test_from_an_empty_folder_to_a_registered_platform(run: Run, tmp_path: Path) -> None:
    assert run("db", "upgrade").out == "The database is up to date.\n"
    assert run("db", "upgrade").code == 0
    loaded = json.loads(run("content", "load").out)
    assert ACTIVITY in {one.rpartition(" ")[0] for one in loaded["new"]}
    assert json.loads(run("content", "load", str(CONTENT)).out)["new"] == []
    assert json.loads(run("content", "check").out)["frameworks"] == ["enhance"]
    (framework,) = json.loads(run("frameworks", "list").out)
    assert (framework["code"], framework["items"]) == ("enhance", 22)
    (key,) = json.loads(run("keys", "list").out)
    assert set(key) == {"kid", "state", "since", "may_sign_from", "goes_at"}
    added = json.loads(run(*ADD, "--name", "Trust", "--family", "moodle").out)
    assert json.loads(run("platforms", "list").out) == [added]
    assert run("scores", "backlog").out == "Nothing that fits waits or is stuck.\n"
    assert (tmp_path / "instance" / "tool.sqlite").exists()


def test_adding_a_platform_prints_what_was_added(ready: Run) -> None:
    said = ready(*ADD, "--deployment-id", "2", "--frame-origin", "https://frame.example")
    assert said.code == 0
    added = json.loads(said.out)
    assert added["state"] == "active"
    assert added["client_id"] == "tool"
    assert added["frame_origins"] == ["https://frame.example"]
    assert [one["deployment_id"] for one in added["deployments"]] == ["1", "2"]


def test_a_deployment_that_nobody_launched_from_cannot_be_approved(ready: Run) -> None:
    ready(*ADD)
    named = ["--issuer", "https://moodle.example", "--client-id", "tool"]
    said = ready("platforms", "approve", *named, "--deployment-id", "2")
    assert_one_sentence(said, "No launch has come from a deployment 2 yet.")


def test_a_platform_with_another_address_is_a_sentence(ready: Run) -> None:
    ready(*ADD)
    said = ready(*[word.replace("/certs", "/keys") for word in ADD])
    assert_one_sentence(said, "registered with another --jwks-url: https://moodle.example/certs")


def test_plain_http_is_a_sentence_until_it_is_allowed(ready: Run, environment: Environment) -> None:
    plain = [word.replace("https://", "http://") for word in ADD]
    assert_one_sentence(ready(*plain), "--issuer", "is not an https address")
    environment(ALLOW_INSECURE_HTTP="on")
    assert ready(*plain).code == 0


def test_a_file_that_will_not_load_is_named_with_its_line(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "bad.json").write_text("{")
    for verb in ("load", "check"):
        said = ready("content", verb, str(tmp_path))
        assert_one_sentence(said, "bad.json, line 1: ")


# ---- settings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"BASE_URL": None}, ["LTI_TOOL_BASE_URL is not set"]),
        ({"SECRET_KEY": None}, ["LTI_TOOL_SECRET_KEY is not set"]),
        ({"SECRET_KEY": "short"}, ["LTI_TOOL_SECRET_KEY: has to be at least 32"]),
        ({"BASE_ULR": "https://x.example"}, ["There is no setting LTI_TOOL_BASE_ULR"]),
        ({"BASE_URL": "http://tool.example"}, ["LTI_TOOL_ALLOW_INSECURE_HTTP=on"]),
        ({"TRUSTED_PROXIES": "many"}, ["LTI_TOOL_TRUSTED_PROXIES: "]),
        ({"SECRETS_DIR": "nowhere"}, ["LTI_TOOL_SECRETS_DIR: nowhere is not a folder."]),
        ({"QUEUE_URL": "amqp://broker"}, ["LTI_TOOL_QUEUE_URL"]),
        ({"QUEUE_URL": "sqlite:////proc/nowhere/q.sqlite"}, ["LTI_TOOL_QUEUE_URL"]),
        ({"QUEUE_URL": "postgresql://127.0.0.1:9/x"}, ["LTI_TOOL_QUEUE_URL"]),
        ({"DATABASE_URL": "nonsense"}, ["LTI_TOOL_DATABASE_URL"]),
        ({"DATABASE_URL": "mysql://127.0.0.1/x"}, ["LTI_TOOL_DATABASE_URL"]),
        ({"DATABASE_URL": "postgresql://127.0.0.1:9/x"}, ["The database cannot be used"]),
        ({"DATABASE_URL": "sqlite:////nowhere/x.sqlite"}, ["The database cannot be used"]),
        ({"KEYS_DIR": "/proc/nowhere"}, ["/proc/nowhere", "cannot be used"]),
        ({"CONFIG_DIR": "/nowhere"}, ["LTI_TOOL_CONFIG_DIR", "/nowhere"]),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, dict) else "",
)
def test_what_is_wrong_with_the_settings_is_one_sentence(
    run: Run, environment: Environment, given: dict[str, str | None], words: list[str]
) -> None:
    environment(**given)
    assert_one_sentence(run("platforms", "list"), *words)


def test_no_secret_is_ever_said(run: Run, environment: Environment) -> None:
    environment(SECRET_KEY="hush-hush", SMTP_URL="smtp://me:hush@mail.example")
    assert "hush" not in run("platforms", "list").err


@pytest.mark.parametrize(
    "verb", [("platforms", "list"), ("scores", "backlog"), ("content", "load"), ADD]
)
def test_a_database_without_tables_is_one_sentence(run: Run, verb: tuple[str, ...]) -> None:
    assert_one_sentence(run(*verb), "lti-tool db upgrade")


@pytest.mark.parametrize("verb", ["serve", "worker"])
def test_nothing_starts_on_a_database_without_tables(run: Run, verb: str) -> None:
    assert_one_sentence(run(verb), "run lti-tool db upgrade, then lti-tool content load.")


# ---- as a process ----------------------------------------------------------------------------


def test_the_console_script_says_its_sentence_and_nothing_else(tmp_path: Path) -> None:
    ended = subprocess.run(  # noqa: S603  # our own program
        [Path(sys.executable).with_name("lti-tool"), "platforms", "list"],
        env={},
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        timeout=180,
    )
    said = Said(code=ended.returncode, out=ended.stdout, err=ended.stderr)
    assert_one_sentence(said, "LTI_TOOL_BASE_URL is not set")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_has_had_enough_is_no_fault() -> None:
    command = f"{Path(sys.executable).with_name('lti-tool')} content check --coverage | head -n 1"
    said = subprocess.run(  # noqa: S602  # a shell's pipe is what this is about
        command, shell=True, capture_output=True, text=True, timeout=180, check=False
    )
    assert said.stdout == "# What the activities cover\n"
    assert said.stderr == ""
