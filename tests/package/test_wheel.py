"""The tool as it is shipped: from its wheel, in an environment and a folder of its own."""

import os
import secrets
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import requests

from tests.platforms.servers import free_port, running

HOME = Path(__file__).parents[2]

pytestmark = pytest.mark.long


def run(*command: str | Path, cwd: Path = HOME, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(  # noqa: S603 - commands of this file
        command,
        capture_output=True,
        check=False,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=480,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(Path(sys.executable).parent / "hatchling", "build", "-t", "wheel", "-d", folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that holds the wheel, what it needs, and nothing else."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python")]
    pip += ["install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "-r", "requirements/run.txt")
    run(*pip, "--no-deps", wheel)
    return environment / "bin"


def test_the_wheel_holds_what_the_tool_reads(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    for folder in ("templates", "static", "migrations", "config"):
        kept = [
            path.relative_to(HOME)
            for path in (HOME / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        ]
        assert kept
        assert not [str(path) for path in kept if f"lti_tool/{path}" not in names]


def test_the_wheel_holds_no_key_and_no_test(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert not [name for name in names if name.endswith(".pem")]
    assert not [name for name in names if name.split("/")[0] in {"demo", "keys", "tests"}]


def test_the_tool_runs_from_its_wheel_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {key: value for key, value in os.environ.items() if not key.startswith("LTI_TOOL_")}
    env |= {
        "LTI_TOOL_BASE_URL": url,
        "LTI_TOOL_SECRET_KEY": secrets.token_urlsafe(48),
        "LTI_TOOL_ALLOW_INSECURE_HTTP": "on",
        "LTI_TOOL_KEYS_DIR": str(tmp_path / "keys"),
    }
    tool = installed / "lti-tool"

    run(tool, "db", "upgrade", cwd=tmp_path, env=env)
    run(tool, "content", "load", cwd=tmp_path, env=env)
    with running(
        [str(tool), "serve", "--host", "127.0.0.1", "--port", str(port)],
        ready_url=f"{url}/readyz",
        log=tmp_path / "tool.log",
        env=env,
        cwd=tmp_path,
    ):
        keys = requests.get(f"{url}/lti/jwks.json", timeout=60)
        style = requests.get(f"{url}/static/vendor/nhsuk-frontend.min.css", timeout=60)
        stranger = requests.get(f"{url}/v/nobody/", timeout=60)

    assert keys.json()["keys"]
    assert style.ok
    assert stranger.status_code in {401, 403, 404}
    assert "<!doctype html>" in stranger.text.lower()
