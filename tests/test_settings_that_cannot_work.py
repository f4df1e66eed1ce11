"""Addresses, files and folders that an operator names: what cannot work stops the start."""

import os
from pathlib import Path

import pytest

from lti_tool.settings import ContentSettings, Settings, SettingsError
from tests.builders import CONTENT


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No setting at all, in an empty folder."""
    for name in [name for name in os.environ if name.upper().startswith("LTI_TOOL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@pytest.fixture
def environment(bare: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The least that the tool starts with."""
    bare.setenv("LTI_TOOL_BASE_URL", "https://tool.example.org")
    bare.setenv("LTI_TOOL_SECRET_KEY", "not a secret, this is for tests only")
    return bare


def refusal(environment: pytest.MonkeyPatch, name: str, value: str) -> str:
    """What is said of this value, after the name of the setting; it repeats no secret."""
    environment.setenv(f"LTI_TOOL_{name}", value)
    with pytest.raises(SettingsError) as error:
        Settings.from_environment()
    said = str(error.value)
    assert said.endswith(".")
    assert not said.endswith("..")
    assert "\n" not in said
    assert "hunter2" not in said
    assert said.startswith(f"LTI_TOOL_{name}: ")
    return said.removeprefix(f"LTI_TOOL_{name}: ")


@pytest.mark.parametrize(
    "value",
    [
        "https://tool.example.org:99999",
        "https://tool.example.org:abc",
        "https://tool.example.org:0",
        "https://tool.example.org:",
        "https://me:hunter2@tool.example.org",
        "https://[::1",
        "https://tööl.example.org",
    ],
)
def test_an_address_that_no_browser_could_reach_is_refused(
    environment: pytest.MonkeyPatch, value: str
) -> None:
    assert "such as https://tool.example.org" in refusal(environment, "BASE_URL", value)


def test_an_address_may_be_a_number(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LTI_TOOL_BASE_URL", "https://[2001:db8::1]:8443")
    assert Settings.from_environment().base_url == "https://[2001:db8::1]:8443"


@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        "mysql://tool:hunter2@host/tool",
        "postgresql+asyncpg://tool:hunter2@host/tool",
        "postgresql://tool:hunter2@host:notaport/tool",
        "postgresql://tool:hunter2@host:99999/tool",
        "postgresql://[::1/tool",
        "postgresql:tool",
        "sqlite:",
        "sqlite://",
        "sqlite:///",
        "sqlite:///folder/",
        "sqlite://tool.sqlite",
        "sqlite:///tool.sqlite?timeout=1",
        "redis://host/0",
    ],
)
def test_a_database_of_another_form_is_refused(environment: pytest.MonkeyPatch, value: str) -> None:
    assert "postgresql://" in refusal(environment, "DATABASE_URL", value)


@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        "ftp://x",
        "mysql://host/tool",
        "redis://h:notaport",
        "redis://:hunter2@",
        "rediss://h:99999/0",
        "redis:h",
        "unix://",
        "sqlite:///",
        "postgresql://host:notaport/tool",
    ],
)
def test_a_queue_of_another_form_is_refused(environment: pytest.MonkeyPatch, value: str) -> None:
    assert "redis://" in refusal(environment, "QUEUE_URL", value)


@pytest.mark.parametrize("name", ["database_url", "queue_url"])
@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_has_several_names(
    environment: pytest.MonkeyPatch, name: str, scheme: str
) -> None:
    environment.setenv(f"LTI_TOOL_{name.upper()}", f"{scheme}://me:pw@host:5432/postgres")
    kept = getattr(Settings.from_environment(), name)
    assert kept == "postgresql+psycopg://me:pw@host:5432/postgres"


@pytest.mark.parametrize(
    "value",
    [
        "redis://queue:6379/0",
        "rediss://:pw@queue/0",
        "unix:///run/redis.sock?db=0",
        "sqlite:////var/lib/lti-tool/queue.sqlite",
        "postgresql+psycopg:///tool?host=/run/postgresql",
        "",
    ],
)
def test_a_queue_that_can_be_is_kept(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("LTI_TOOL_QUEUE_URL", value)
    assert Settings.from_environment().queue_url == value


@pytest.mark.parametrize(
    "value",
    ["", "blah", "http://", "proxy:3128", "http://proxy:abc", "http://me:hunter2@", "socks5://p"],
)
def test_a_proxy_that_is_no_address_is_refused(environment: pytest.MonkeyPatch, value: str) -> None:
    refusal(environment, "OUTBOUND_PROXY", value)


def test_a_proxy_may_ask_for_a_password(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LTI_TOOL_OUTBOUND_PROXY", "http://me:pw@proxy.example.org:3128")
    assert Settings.from_environment().outbound_proxy == "http://me:pw@proxy.example.org:3128"


def test_certificates_are_a_file_of_certificates(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.pem").write_text("none here")
    for value in ("missing.pem", str(tmp_path), "empty.pem"):
        said = refusal(environment, "CA_BUNDLE", value)
        assert said == f"{value} is not a file of certificates (PEM)."


@pytest.mark.parametrize("name", ["CONFIG_DIR", "SECRETS_DIR"])
@pytest.mark.parametrize("value", ["missing", "file", "file/in-a-file"])
def test_a_folder_that_is_not_there_is_refused(
    environment: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    (tmp_path / "file").touch()
    assert refusal(environment, name, value) == f"{value} is not a folder."


@pytest.mark.parametrize("name", ["CONFIG_DIR", "SECRETS_DIR", "KEYS_DIR", "CA_BUNDLE"])
def test_an_empty_name_is_not_the_working_directory(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    refusal(environment, name, "")


def test_a_secret_that_is_no_text_is_refused(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.delenv("LTI_TOOL_SECRET_KEY")
    (tmp_path / "LTI_TOOL_SECRET_KEY").write_bytes(b"\xff" * 40)
    assert "cannot be read as text" in refusal(environment, "SECRETS_DIR", str(tmp_path))


def test_an_author_needs_no_setting(bare: pytest.MonkeyPatch) -> None:
    assert ContentSettings.from_environment().config_dir is None
    bare.setenv("LTI_TOOL_CONFIG_DIR", str(CONTENT))
    assert ContentSettings.from_environment().config_dir == CONTENT


@pytest.mark.parametrize("value", ["clamd", "tcp://", "unix://", "http://clamd:3310", "tcp://c:0"])
def test_a_scanner_that_has_no_address_is_refused(
    environment: pytest.MonkeyPatch, value: str
) -> None:
    assert "tcp://host:3310" in refusal(environment, "CLAMD_URL", value)


@pytest.mark.parametrize("value", ["unix:///run/clamav/clamd.ctl", "tcp://clamd", "tcp://[::1]:99"])
def test_a_scanner_may_be_a_socket_or_a_host(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("LTI_TOOL_CLAMD_URL", value)
    assert Settings.from_environment().clamd_url == value


@pytest.mark.parametrize("name", ["FILE_MB", "PERSON_FILES_MB", "TENANT_FILES_MB"])
@pytest.mark.parametrize("value", ["0", "-1", "ten", "1.5", "99999999999"])
def test_a_size_that_holds_no_file_is_refused(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert refusal(environment, name, value)


def test_files_are_not_kept_in_whatever_folder_we_are_in(environment: pytest.MonkeyPatch) -> None:
    assert "is empty" in refusal(environment, "FILES_DIR", "")
