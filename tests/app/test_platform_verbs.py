"""The verbs that retire and check platforms, and what of LTI 1.1 they take."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.conftest import Run
from tests.app.test_commands import ADD, ISSUER, assert_one_sentence

NAMED = ("--issuer", ISSUER, "--client-id", "tool")


def test_a_platform_is_retired_and_added_again(ready: Run) -> None:
    added = json.loads(ready(*ADD, "--deployment-id", "2").out)
    one = json.loads(ready("platforms", "retire", *NAMED, "--deployment-id", "2").out)
    assert one["state"] == "active"
    assert [each["state"] for each in one["deployments"]] == ["active", "retired"]
    retired = json.loads(ready("platforms", "retire", *NAMED).out)
    assert (retired["state"], retired["since"] >= added["since"]) == ("retired", True)
    assert json.loads(ready("platforms", "list").out) == [retired]
    assert json.loads(ready(*ADD, "--deployment-id", "2").out) == added


def test_what_is_not_there_is_not_retired(ready: Run) -> None:
    assert_one_sentence(ready("platforms", "retire", *NAMED), "no registration of tool")


def test_hosts_of_services_are_printed(ready: Run) -> None:
    said = ready(*ADD, "--service-origin", "https://*.example.org")
    assert json.loads(said.out)["service_origins"] == ["https://*.example.org"]


def test_an_address_that_was_mistyped_is_replaced(ready: Run) -> None:
    typed = [word.replace("/certs", "/cers") for word in ADD]
    ready(*typed, "--frame-origin", "https://typo.example")
    assert_one_sentence(ready(*ADD), "another --jwks-url", "--replace")
    said = ready(*ADD, "--replace", "--frame-origin", "https://lms.example")
    replaced = json.loads(said.out)
    assert replaced["jwks_url"] == f"{ISSUER}/certs"
    assert replaced["frame_origins"] == ["https://lms.example"]


# ---- LTI 1.1 ---------------------------------------------------------------------------------


def test_a_secret_comes_from_a_file_and_is_never_printed(ready: Run, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("shh-shh\n", encoding="utf-8")
    said = ready(*ADD, "--lti1p1-key", "old", "--lti1p1-secret-file", str(file))
    assert json.loads(said.out)["lti1p1_keys"] == ["old"]
    assert "shh" not in said.out + said.err + ready("platforms", "list").out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--lti1p1-key", "old"), "belong together"),
        (("--lti1p1-secret-file", "there"), "belong together"),
        (("--lti1p1-key", "old", "--lti1p1-secret-file", "nowhere"), "nowhere"),
        (("--lti1p1-key", "old", "--lti1p1-secret-file", "bytes"), "bytes is not text"),
        (("--lti1p1-key", "old", "--lti1p1-secret-file", "blank"), "--lti1p1-secret-file"),
        (("--lti1p1-key", "old", "--lti1p1-secret-file", "."), "cannot be used"),
    ],
)
def test_a_secret_that_cannot_be_read_is_a_sentence(
    ready: Run, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    (tmp_path / "blank").write_text("\n")
    assert_one_sentence(ready(*ADD, *options), words)
    assert json.loads(ready("platforms", "list").out) == []


# ---- checks ----------------------------------------------------------------------------------


@pytest.fixture
def checked(ready: Run, environment: Callable[..., None], home: Path) -> Run:
    """A tool that has one platform, which cannot be reached: private addresses are not called."""
    environment(
        DATABASE_URL=f"sqlite:///{home / 'tool.sqlite'}",
        QUEUE_URL=f"sqlite:///{home / 'queue.sqlite'}",
        KEYS_DIR=str(home / "keys"),
    )
    inside = [word.replace(f"{ISSUER}/", "https://127.0.0.1:9/") for word in ADD]
    assert ready(*inside, "--name", "Trust").code == 0
    return ready


def test_a_check_prints_a_line_for_each_finding_and_fails_where_one_is_broken(
    checked: Run,
) -> None:
    said = checked("platforms", "check")
    assert said.code == 1
    lines = said.out.splitlines()
    assert [line.split("  ")[0].strip() for line in lines].count("broken") == 1
    (broken,) = [line for line in lines if line.startswith("broken ")]
    assert "key set" in broken
    assert "Trust (tool): https://127.0.0.1:9/certs cannot be used." in broken


def test_a_check_may_be_printed_as_json_and_for_one_platform(checked: Run) -> None:
    said = checked("platforms", "check", *NAMED, "--json")
    assert said.code == 1
    found = json.loads(said.out)
    assert {each["verdict"] for each in found} == {"well", "worth a look", "broken"}
    assert {each["what"] for each in found} >= {"addresses", "key set", "token", "frames"}


def test_all_is_well_where_nobody_is_registered(ready: Run) -> None:
    said = ready("platforms", "check")
    assert (said.code, said.out) == (0, "No platform is registered yet: platforms add.\n")
    assert ready("platforms", "check", "--json").out == "[]\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (NAMED, "no registration of tool"),
        (("--issuer", ISSUER), "--issuer and --client-id belong together"),
        (("--client-id", "tool"), "--issuer and --client-id belong together"),
    ],
)
def test_what_cannot_be_checked_is_a_sentence(
    ready: Run, options: tuple[str, ...], words: str
) -> None:
    assert_one_sentence(ready("platforms", "check", *options), words)
