"""What doctor says, of a tool that is well and of one that lacks something."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.conftest import Run
from tests.app.test_commands import ADD
from tests.builders import CONTENT

Environment = Callable[..., None]
Examine = Callable[..., list[dict[str, str]]]


@pytest.fixture
def examine(run: Run) -> Examine:
    """Run ``doctor``, calling nobody unless that is wanted: its findings."""

    def look(*options: str) -> list[dict[str, str]]:
        said = run("doctor", "--json", *(options or ("--no-platforms",)))
        found: list[dict[str, str]] = json.loads(said.out)
        assert said.code == int(any(one["verdict"] == "broken" for one in found))
        assert "Traceback" not in said.err
        for one in found:
            assert one["sentence"].endswith((".", "?"))
            assert "\n" not in one["sentence"]
        return found

    return look


def about(found: list[dict[str, str]], what: str) -> list[tuple[str, str]]:
    return [(one["verdict"], one["sentence"]) for one in found if one["what"] == what]


def only(found: list[dict[str, str]], what: str) -> tuple[str, str]:
    (one,) = about(found, what)
    return one


@pytest.fixture
def set_up(environment: Environment, home: Path) -> Environment:
    """Set the settings of a tool that has all it needs, and others as a test likes."""
    (home / "files").mkdir(exist_ok=True)

    def change(**given: str | None) -> None:
        values = {
            "DATABASE_URL": f"sqlite:///{home / 'tool.sqlite'}",
            "QUEUE_URL": f"sqlite:///{home / 'queue.sqlite'}",
            "KEYS_DIR": str(home / "keys"),
            "FILES_DIR": str(home / "files"),
            "TRUSTED_PROXIES": "1",
        }
        environment(**{**values, **given})

    change()
    return change


# ---- a tool that is well ---------------------------------------------------------------------


def test_a_tool_that_is_well_gets_a_line_for_each_thing_and_exit_code_0(
    run: Run, set_up: Environment
) -> None:
    set_up()
    run(*ADD)
    run("keys", "rotate")
    said = run("doctor", "--no-platforms")
    assert said.code == 0
    looked_at = ["settings", "database", "queue", "files", "keys", "content", "platforms", "scores"]
    assert [line.split()[:2] for line in said.out.splitlines()] == [
        ["well", what] for what in looked_at
    ]


def test_an_unknown_option_is_an_error_of_usage(run: Run) -> None:
    assert run("doctor", "--quickly").code == 2


# ---- a tool that cannot be built -------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"BASE_URL": None}, "LTI_TOOL_BASE_URL is not set"),
        ({"SECRET_KEY": "short"}, "LTI_TOOL_SECRET_KEY: has to be at least 32"),
        ({"BASE_ULR": "https://x.example"}, "There is no setting LTI_TOOL_BASE_ULR"),
        ({"KEY_DAYS": "-1"}, "LTI_TOOL_KEY_DAYS"),
    ],
)
def test_settings_that_cannot_work_are_the_one_finding(
    examine: Examine, set_up: Environment, given: dict[str, str | None], words: str
) -> None:
    set_up(**given)
    (finding,) = examine()
    assert (finding["what"], finding["verdict"]) == ("settings", "broken")
    assert words in finding["sentence"]


def test_in_an_empty_folder_it_says_what_to_do_and_makes_nothing(
    examine: Examine, tmp_path: Path
) -> None:
    found = examine()
    assert list(tmp_path.iterdir()) == []
    verdict, sentence = only(found, "database")
    assert verdict == "broken"
    assert "lti-tool db upgrade, then lti-tool content load" in sentence
    for what in ("queue", "files", "keys"):
        verdict, sentence = only(found, what)
        assert verdict == "worth a look"
        assert "the first start makes it" in sentence
    assert "were not looked at" in only(found, "content")[1]


@pytest.mark.parametrize(
    ("given", "what", "words"),
    [
        ({"DATABASE_URL": "postgresql://127.0.0.1:9/x"}, "database", "no connection"),
        ({"DATABASE_URL": "sqlite:////nowhere/x.sqlite"}, "database", "There is no file"),
        ({"QUEUE_URL": "redis://127.0.0.1:9/0"}, "queue", "each worker looks for scores by itself"),
        ({"QUEUE_URL": "postgresql://127.0.0.1:9/x"}, "queue", "the queue cannot be used"),
        ({"FILES_DIR": "/dev/null"}, "files", "no folder that this user can write"),
        ({"KEYS_DIR": "/dev/null"}, "keys", "cannot make one there"),
    ],
)
def test_each_part_that_does_not_work_is_named_and_the_others_are_still_looked_at(
    run: Run, set_up: Environment, given: dict[str, str], what: str, words: str
) -> None:
    set_up(**given)
    said = run("doctor", "--json", "--no-platforms")
    found = json.loads(said.out)
    assert said.code == 1
    verdict, sentence = only(found, what)
    assert verdict == "broken"
    assert words in sentence
    assert {"settings", "database", "queue", "files", "keys"} <= {one["what"] for one in found}


def test_a_database_that_is_not_up_to_date_is_broken(
    examine: Examine, set_up: Environment, home: Path
) -> None:
    set_up()
    (home / "tool.sqlite").unlink()
    (home / "tool.sqlite").touch()
    verdict, sentence = only(examine(), "database")
    assert verdict == "broken"
    assert "run lti-tool db upgrade" in sentence


def test_a_tool_that_does_not_start_for_its_content_folder_says_why(
    examine: Examine, set_up: Environment, tmp_path: Path
) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    (content / "platforms" / "default.toml").unlink()
    set_up(CONFIG_DIR=str(content))
    verdict, sentence = only(examine(), "start")
    assert verdict == "broken"
    assert "default.toml" in sentence


# ---- what it finds ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ALLOW_INSECURE_HTTP": "on"}, "LTI_TOOL_ALLOW_INSECURE_HTTP is on although"),
        (
            {"ALLOW_INSECURE_HTTP": "on", "BASE_URL": "http://tool.example"},
            "LTI_TOOL_BASE_URL is plain http",
        ),
        ({"RATE_LIMITS": "off"}, "LTI_TOOL_RATE_LIMITS is off"),
        ({"PRIVATE_NETWORKS": "127.0.0.0/8"}, "this machine's own services"),
        ({"PRIVATE_NETWORKS": "10.1.0.0/16,0.0.0.0/0"}, "has 0.0.0.0/0, which is more than"),
        ({"PRIVATE_NETWORKS": "169.254.0.0/16"}, "has 169.254.0.0/16, which is more than"),
    ],
)
def test_a_setting_that_is_risky_is_worth_a_look(
    examine: Examine, set_up: Environment, given: dict[str, str], words: str
) -> None:
    set_up(**given)
    verdict, sentence = only(examine(), "settings")
    assert verdict == "worth a look"
    assert words in sentence


def test_a_hospitals_own_network_is_no_risk(examine: Examine, set_up: Environment) -> None:
    set_up(PRIVATE_NETWORKS="10.0.0.0/8,fd00::/16")
    assert only(examine(), "settings")[0] == "well"


def test_an_https_address_without_a_proxy_is_doubted(
    examine: Examine, environment: Environment
) -> None:
    environment()
    assert "LTI_TOOL_TRUSTED_PROXIES is 0" in only(examine(), "settings")[1]


def test_nothing_to_choose_is_broken(
    run: Run, examine: Examine, set_up: Environment, home: Path
) -> None:
    set_up()
    (home / "tool.sqlite").unlink()
    assert run("db", "upgrade").code == 0
    verdict, sentence = only(examine(), "content")
    assert (verdict, sentence) == (
        "broken",
        "There is no activity to choose: run lti-tool content load.",
    )


def test_a_tool_without_platforms_is_worth_a_look(examine: Examine, set_up: Environment) -> None:
    set_up()
    verdict, sentence = only(examine(), "platforms")
    assert verdict == "worth a look"
    assert "lti-tool platforms add" in sentence


def test_a_disc_that_fills_is_worth_a_look_and_a_full_one_is_broken(
    examine: Examine, set_up: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up()
    for free, expected in ((5, "broken"), (500, "worth a look"), (5_000, "well")):
        usage = shutil._ntuple_diskusage(10**12, 0, free * 1024 * 1024)  # noqa: SLF001  # its own type
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
            verdict, sentence = only(examine(), "files")
        assert verdict == expected
        assert f"{free:,} MB left" in sentence


def test_each_platform_is_checked_unless_nobody_is_to_be_called(
    run: Run, examine: Examine, set_up: Environment
) -> None:
    set_up(BASE_URL="http://127.0.0.1:9", ALLOW_INSECURE_HTTP="on")
    run(*(word.replace("https://moodle.example", "http://127.0.0.1:9") for word in ADD))
    by_name = [one for one in examine("--json") if one["sentence"].startswith("127.0.0.1 (tool)")]
    assert "broken" in {one["verdict"] for one in by_name}

    found = examine()
    assert "broken" not in {one["verdict"] for one in found}
    assert only(found, "platforms") == ("well", "Of 1 that are registered, 1 may launch the tool.")


def test_a_deployment_that_waits_is_worth_a_look(
    run: Run, examine: Examine, set_up: Environment, home: Path
) -> None:
    set_up()
    run(*ADD)
    with sqlite3.connect(home / "tool.sqlite") as connection:
        connection.execute("UPDATE deployment SET tenant_id = NULL")
        connection.executemany(
            "INSERT INTO deployment (registration_id, deployment_id, created_at) "
            "SELECT registration_id, ?, created_at FROM deployment WHERE id = 1",
            [(f"made-up-{number}",) for number in range(12)],
        )
    connection.close()
    found = about(examine(), "platforms")
    assert [verdict for verdict, _ in found] == ["well", *["worth a look"] * 11]
    assert "lti-tool platforms approve --issuer https://moodle.example" in found[1][1]
    assert found[11][1].startswith("So do 3 more of moodle.example: lti-tool platforms list")


def test_a_tool_whose_platforms_are_all_retired_is_worth_a_look(
    run: Run, examine: Examine, set_up: Environment
) -> None:
    set_up()
    run(*ADD)
    assert run("platforms", "retire", *ADD[2:6]).code == 0
    verdict, sentence = only(examine(), "platforms")
    assert verdict == "worth a look"
    assert sentence.startswith("Every platform is retired")
