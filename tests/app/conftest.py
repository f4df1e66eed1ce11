"""What tests of the start share: an environment to be set, and the command line in this process."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from lti_tool.app import main

SECRET = "not a secret, this is for tests only"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Set exactly these ``LTI_TOOL_…`` variables beside those that are required."""
    for name in [name for name in os.environ if name.upper().startswith("LTI_TOOL_")]:
        monkeypatch.delenv(name)

    def change(**given: str | None) -> None:
        values = {"BASE_URL": "https://tool.example", "SECRET_KEY": SECRET, **given}
        for name, value in values.items():
            if value is None:
                monkeypatch.delenv(f"LTI_TOOL_{name}", raising=False)
            else:
                monkeypatch.setenv(f"LTI_TOOL_{name}", value)

    change(KEYS_DIR=str(tmp_path / "keys"))
    monkeypatch.chdir(tmp_path)
    return change


@pytest.fixture
def run(
    environment: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run ``lti-tool`` with these arguments, in this process and the test's own folder."""
    assert environment

    def command(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["lti-tool", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Said(code=int(ended.value.code or 0), out=said.out, err=said.err)

    return command


@pytest.fixture
def ready(run: Run, home: Path, environment: Callable[..., None]) -> Run:
    """Run ``lti-tool`` where database, content and key are there already."""
    environment(
        DATABASE_URL=f"sqlite:///{home / 'tool.sqlite'}",
        QUEUE_URL=f"sqlite:///{home / 'queue.sqlite'}",
        KEYS_DIR=str(home / "keys"),
        PRIVATE_NETWORKS="127.0.0.0/8",
    )
    return run
