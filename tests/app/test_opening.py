"""What lies outside the tool: folders, files and queues that cannot be used, each in a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lti_tool.app.opening import StartError, choose_keys_folder, open_attachments
from tests.app.conftest import Run
from tests.app.test_commands import assert_one_sentence
from tests.services.content import content_folder, shipped_text

Environment = Callable[..., None]


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """The folder for keys beside the program."""
    folder = tmp_path / "program" / "keys"
    folder.mkdir(parents=True)
    return folder


def chosen(folder: Path, beside: Path, named: Path | None = None) -> Path:
    return choose_keys_folder(named, beside=beside, instance=folder / "instance")


def test_keys_are_where_the_operator_says(tmp_path: Path, beside: Path) -> None:
    assert chosen(tmp_path, beside, tmp_path / "named") == tmp_path / "named"


def test_keys_are_beside_the_program_where_they_can_be_written(
    tmp_path: Path, beside: Path
) -> None:
    assert chosen(tmp_path, beside) == beside


def test_keys_are_in_the_instance_folder_of_a_program_that_has_none(tmp_path: Path) -> None:
    assert chosen(tmp_path, tmp_path / "missing") == tmp_path / "instance" / "keys"


def test_keys_that_cannot_be_written_are_used_if_they_are_there_already(
    tmp_path: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root, who runs tests in containers, may write everywhere; so the system's answer is changed.
    monkeypatch.setattr("os.access", lambda path, mode: mode == 0 and Path(path).exists())
    assert chosen(tmp_path, beside) == tmp_path / "instance" / "keys"
    (beside / "current.pem").touch()
    assert chosen(tmp_path, beside) == beside


def test_a_folder_of_files_that_cannot_be_one_is_a_sentence(
    run: Run, environment: Environment, tmp_path: Path
) -> None:
    (tmp_path / "taken").touch()
    environment(FILES_DIR=str(tmp_path / "taken" / "files"))
    assert_one_sentence(run("platforms", "list"), "LTI_TOOL_FILES_DIR", "Not a directory")


def test_a_folder_of_files_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    with pytest.raises(StartError, match=r"LTI_TOOL_FILES_DIR.*Permission denied"):
        open_attachments(None, instance=tmp_path)


def test_files_are_in_the_instance_folder_where_nothing_else_is_said(tmp_path: Path) -> None:
    open_attachments(None, instance=tmp_path)
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700


def test_an_instance_that_is_a_file_is_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "instance").touch()
    assert_one_sentence(run("platforms", "list"), f"{tmp_path / 'instance'}", "File exists")
    assert_one_sentence(run("demo"), f"{tmp_path / 'instance'}")


@pytest.mark.parametrize(
    "queue", ["sqlite:///folder", "sqlite:////proc/nope/q.sqlite", "redis://h?socket_timeout=soon"]
)
def test_a_queue_that_cannot_be_opened_is_a_sentence(
    run: Run, environment: Environment, tmp_path: Path, queue: str
) -> None:
    (tmp_path / "folder").mkdir()
    environment(QUEUE_URL=queue)
    assert_one_sentence(run("platforms", "list"), "LTI_TOOL_QUEUE_URL: the queue cannot be used")


@pytest.mark.parametrize("name", ["platforms", "frameworks", "activities"])
def test_a_folder_of_content_that_cannot_be_read_is_a_sentence(
    ready: Run, environment: Environment, tmp_path: Path, name: str
) -> None:
    folder = content_folder(tmp_path)
    (folder / name).rename(folder / "elsewhere")
    (folder / name).touch()
    environment(CONFIG_DIR=str(folder))
    said = ready("content", "load")
    assert_one_sentence(said, f"{folder / name}, line 1: the folder cannot be read")


# ---- authors ---------------------------------------------------------------------------------


def test_an_author_checks_files_without_settings_and_leaves_nothing_behind(
    run: Run, environment: Environment, tmp_path: Path
) -> None:
    environment(BASE_URL=None, SECRET_KEY=None)
    assert '"medicines-that-add-up"' in run("content", "check").out
    folder = content_folder(tmp_path, shipped_text().replace("kind: ", "kin: ", 1))
    assert_one_sentence(run("content", "check", str(folder)), "medicines-that-add-up.md, line ")
    environment(BASE_URL=None, SECRET_KEY=None, CONFIG_DIR=str(folder))
    assert_one_sentence(run("content", "check"), "medicines-that-add-up.md, line ")
    assert [path.name for path in tmp_path.iterdir()] == ["content"]
