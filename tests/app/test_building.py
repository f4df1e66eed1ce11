"""What is built from settings, and what is refused before anything starts."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from lti_tool.app import create_app
from lti_tool.app.building import Tool, build_tool, now
from lti_tool.exchange.files import FileError
from lti_tool.store import launches
from tests.builders import SetClock, settings_for
from tests.services.content import content_folder


def test_an_app_for_a_web_server_carries_the_whole_tool(tmp_path: Path, clock: SetClock) -> None:
    app = create_app(settings_for(tmp_path), clock)
    tool = app.extensions["lti_tool.tool"]
    assert tool.app is app
    tool.close()


def test_an_app_without_settings_reads_the_environment(environment: object, tmp_path: Path) -> None:
    assert environment
    app = create_app()
    assert (tmp_path / "instance" / "tool.sqlite").parent.is_dir()
    app.extensions["lti_tool.tool"].close()


def test_the_clock_of_a_tool_that_is_given_none_is_aware() -> None:
    assert now().utcoffset() is not None


def test_a_file_database_is_found_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tool = build_tool(settings_for(tmp_path, database_url="sqlite:///here.sqlite"))
    tool.database.upgrade()
    tool.close()
    assert (tmp_path / "here.sqlite").exists()


def test_a_database_that_is_empty_unmigrated_or_absent_is_not_current(tmp_path: Path) -> None:
    tool = build_tool(settings_for(tmp_path))
    assert not tool.database.is_current()
    tool.database.upgrade()
    assert tool.database.is_current()
    tool.close()
    lost = build_tool(settings_for(tmp_path, database_url="sqlite:////nowhere/x.sqlite"))
    assert not lost.database.is_current()
    lost.close()


def test_an_error_of_the_database_names_nobody(tool: Tool) -> None:
    """Logs hold such errors; no name, answer or address of a person may come with them."""
    with pytest.raises(DBAPIError) as error, tool.database.transaction() as session:
        launches.record_person(session, 999, "subject-77", name="Sam Okafor", now=now())
    assert "Sam" not in str(error.value)
    assert "subject-77" not in str(error.value)


def test_behind_proxies_the_last_of_them_says_who_asks_and_how(tmp_path: Path) -> None:
    for hops, expected in ((0, "127.0.0.1"), (1, "203.0.113.9")):
        tool = build_tool(settings_for(tmp_path, trusted_proxies=hops))
        seen: list[str | None] = []

        @tool.app.before_request
        def look(seen: list[str | None] = seen) -> None:
            from flask import request  # noqa: PLC0415

            seen.append(request.remote_addr)

        forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        tool.app.test_client().get("/healthz", headers=forwarded)
        assert seen == [expected]
        tool.close()


def test_the_rules_of_families_are_those_of_the_content_folder(tmp_path: Path) -> None:
    content = content_folder(tmp_path)
    (content / "platforms" / "moodle.toml").write_text("family = 1\n")
    with pytest.raises(FileError, match=r"moodle\.toml"):
        build_tool(settings_for(tmp_path, config_dir=content))


def test_a_content_folder_without_the_careful_rules_stops_the_start(tmp_path: Path) -> None:
    content = content_folder(tmp_path)
    (content / "platforms" / "default.toml").unlink()
    with pytest.raises(FileError, match=r"default\.toml"):
        build_tool(settings_for(tmp_path, config_dir=content))


def test_keys_are_made_beside_the_program_or_in_the_instance_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "program"
    (home / "keys").mkdir(parents=True)
    for expected in (home / "keys", tmp_path / "instance" / "keys"):
        with monkeypatch.context() as patch:
            patch.setattr("lti_tool.app.building.HOME", home)
            tool = build_tool(
                settings_for(tmp_path, keys_dir=None, config_dir=content_folder_once(tmp_path))
            )
        tool.close()
        assert any(expected.iterdir())
        if expected == home / "keys":
            for file in expected.iterdir():
                file.unlink()
            expected.rmdir()


def content_folder_once(folder: Path) -> Path:
    found = folder / "content"
    return found if found.is_dir() else content_folder(folder)
