"""What an operator sets, and what each wrong value is answered with."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from lti_tool.settings import Settings, SettingsError

REQUIRED = {
    "LTI_TOOL_BASE_URL": "https://tool.example",
    "LTI_TOOL_SECRET_KEY": "x" * 32,
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.upper().startswith("LTI_TOOL_")]:
        monkeypatch.delenv(name)
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def refusal() -> str:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment()
    said = str(error.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_two_settings_are_enough() -> None:
    settings = Settings.from_environment()
    assert settings.base_url == "https://tool.example"
    assert not settings.allow_insecure_http
    assert settings.private_networks == ()
    assert settings.trusted_proxies == 0


@pytest.mark.parametrize("name", REQUIRED)
def test_there_is_no_default_for_what_is_required(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.delenv(name)
    assert refusal().startswith(f"{name} is not set")


def test_settings_do_not_change() -> None:
    settings = Settings.from_environment()
    with pytest.raises(ValidationError):
        settings.base_url = "https://other.example"  # type: ignore[misc]  # that is the point


def test_no_secret_is_shown_by_printing_settings() -> None:
    assert "x" * 32 not in repr(Settings.from_environment())


@pytest.mark.parametrize(
    "name", ["LTI_TOOL_BASE_ULR", "lti_tool_typo", "LTI_TOOL_", "LTI_TOOL_SECRET_KEYS"]
)
def test_an_unknown_name_with_the_prefix_stops_the_start(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.setenv(name, "x")
    assert refusal().startswith(f"There is no setting {name}: ")


def test_several_unknown_names_are_told_at_once(environment: pytest.MonkeyPatch) -> None:
    for name in ("LTI_TOOL_B", "LTI_TOOL_A"):
        environment.setenv(name, "x")
    assert refusal().startswith("There is no setting LTI_TOOL_A, LTI_TOOL_B: ")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://tool.example", "https://tool.example"),
        ("https://tool.example/", "https://tool.example"),
        ("https://TOOL.example:8443", "https://tool.example:8443"),
    ],
)
def test_the_address_of_the_tool_is_a_scheme_and_a_host(
    environment: pytest.MonkeyPatch, given: str, kept: str
) -> None:
    environment.setenv("LTI_TOOL_BASE_URL", given)
    assert Settings.from_environment().base_url == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", ""),
        ("BASE_URL", "tool.example"),
        ("BASE_URL", "ftp://tool.example"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://tool.example/path"),
        ("BASE_URL", "https://tool.example?x=1"),
        ("BASE_URL", "https://tool.example#x"),
        ("BASE_URL", "https://me@tool.example"),
        ("BASE_URL", "https://:secret@tool.example"),
        ("BASE_URL", "https://[tool.example"),
        ("BASE_URL", "https://tool.example:port"),
        ("BASE_URL", "https://tool.example:99999"),
        ("BASE_URL", "https://tool example"),
        ("BASE_URL", "https://tool.example;x"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "x" * 31),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "11"),
        ("TRUSTED_PROXIES", "one"),
        ("ALLOW_INSECURE_HTTP", "perhaps"),
        ("PRIVATE_NETWORKS", "10.0.0.0/8, hospital"),
        ("PRIVATE_NETWORKS", "10.0.0.1/8"),
        ("RETRY_FIRST_SECONDS", "0"),
        ("RETRY_FIRST_SECONDS", "nan"),
        ("RETRY_FIRST_SECONDS", "3601"),
        ("RETRY_CAP_SECONDS", "inf"),
        ("RETRY_CAP_SECONDS", "soon"),
        ("RATE_LIMITS", "maybe"),
    ],
)
def test_a_value_that_cannot_be_is_named_in_a_sentence(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(f"LTI_TOOL_{name}", value)
    assert refusal().startswith(f"LTI_TOOL_{name}: ")


def test_plain_http_has_to_be_asked_for(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LTI_TOOL_BASE_URL", "http://localhost:8010")
    assert "LTI_TOOL_ALLOW_INSECURE_HTTP=on" in refusal()
    environment.setenv("LTI_TOOL_ALLOW_INSECURE_HTTP", "on")
    assert Settings.from_environment().base_url == "http://localhost:8010"


def test_lists_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LTI_TOOL_PRIVATE_NETWORKS", " 10.0.0.0/8, fd00::/8,,")
    environment.setenv("LTI_TOOL_ATTESTER_DOMAINS", "nhs.net")
    settings = Settings.from_environment()
    assert settings.private_networks == ("10.0.0.0/8", "fd00::/8")
    assert settings.attester_domains == ("nhs.net",)


def test_any_setting_may_come_from_a_file_of_its_name(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "LTI_TOOL_SECRET_KEY").write_text("from the file, long enough for a key\n")
    (tmp_path / "LTI_TOOL_BASE_URL").write_text("https://other.example")
    (tmp_path / "unrelated").write_text("x")
    environment.setenv("LTI_TOOL_SECRETS_DIR", str(tmp_path))
    environment.delenv("LTI_TOOL_SECRET_KEY")
    settings = Settings.from_environment()
    assert settings.secret_key.get_secret_value() == "from the file, long enough for a key"
    assert settings.base_url == "https://tool.example", "the environment wins"


@pytest.mark.parametrize("folder", ["/nowhere", ""])
def test_a_folder_of_secrets_that_is_not_there_stops_the_start(
    environment: pytest.MonkeyPatch, folder: str
) -> None:
    environment.setenv("LTI_TOOL_SECRETS_DIR", folder)
    assert refusal().startswith("LTI_TOOL_SECRETS_DIR: ")


def test_no_file_beside_the_program_is_read(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LTI_TOOL_SECRET_KEY=" + "y" * 32)
    environment.chdir(tmp_path)
    environment.delenv("LTI_TOOL_SECRET_KEY")
    assert refusal().startswith("LTI_TOOL_SECRET_KEY is not set")
