"""Open edX and the tool, each as a process of its own, on two sites as in the world."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.platforms import environment
from tests.platforms.servers import free_port, running

TOOL_COMMAND = str(Path(sys.executable).parent / "lti-tool")
LONGEST_ANSWER, LONGEST_VERB = 60.0, 180.0  # seconds, on however busy a machine


@dataclass(frozen=True, kw_only=True)
class Component:
    """An LTI component of a course in Open edX, and what a tool must know of it."""

    url: str
    issuer: str
    client_id: str
    deployment_id: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str

    @property
    def launch_url(self) -> str:
        return f"{self.url}/launch"

    @property
    def deep_linking_url(self) -> str:
        return f"{self.url}/deep-linking"

    def held(self) -> dict[str, Any]:
        """Return what Open edX holds for it: content items, line items, scores, grades."""
        held: dict[str, Any] = requests.get(self.url, timeout=LONGEST_ANSWER).json()
        return held


@dataclass(frozen=True, kw_only=True)
class OpenEdx:
    """Open edX's own LTI consumer."""

    url: str

    def add_component(self, tool_url: str) -> Component:
        """Add a component for a tool, as an author does in Studio."""
        answer = requests.post(
            f"{self.url}/components", data={"tool": tool_url}, timeout=LONGEST_ANSWER
        )
        answer.raise_for_status()
        said = answer.json()
        return Component(url=f"{self.url}/components/{said.pop('component')}", **said)


@dataclass(frozen=True, kw_only=True)
class Tool:
    """The tool, as an operator runs it: its address and its command line."""

    url: str
    folder: Path
    settings: dict[str, str]

    def run(self, *arguments: str) -> str:
        """Run one verb of the command line and return what it prints."""
        done = subprocess.run(  # noqa: S603 - the command is the tool's own
            [TOOL_COMMAND, *arguments],
            capture_output=True,
            check=False,
            cwd=self.folder,
            env=self.settings,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=LONGEST_VERB,
        )
        assert done.returncode == 0, f"lti-tool {arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def register(self, component: Component) -> None:
        """Add a component of Open edX as a platform."""
        said = self.run(
            "platforms",
            "add",
            f"--issuer={component.issuer}",
            f"--client-id={component.client_id}",
            f"--deployment-id={component.deployment_id}",
            f"--auth-login-url={component.auth_login_url}",
            f"--auth-token-url={component.auth_token_url}",
            f"--jwks-url={component.jwks_url}",
        )
        added = json.loads(said)
        assert (added["client_id"], added["family"]) == (component.client_id, "openedx")


@pytest.fixture(scope="session")
def openedx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEdx]:
    """Open edX at http://127.0.0.1:…, for all tests of the run."""
    try:
        python = environment.build()
    except environment.EnvironmentNotBuiltError as error:
        # In .ci/run a skipped test counts as a failed one.
        pytest.skip(f"Open edX's consumer cannot be installed here: {error}")
    folder = tmp_path_factory.mktemp("openedx")
    url = f"http://127.0.0.1:{free_port()}"
    settings = {"PEER_BASE_URL": url, "PEER_DATABASE": str(folder / "openedx.sqlite")}
    with running(
        [str(python), "-m", "openedx_peer"],
        ready_url=f"{url}/ready",
        log=folder / "openedx.log",
        env=os.environ | settings,
        cwd=Path(__file__).parent,
    ):
        yield OpenEdx(url=url)


@pytest.fixture(scope="session")
def tool_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    """The tool at http://localhost:…, another site than Open edX, with its worker inside."""
    folder = tmp_path_factory.mktemp("tool")
    port = free_port()
    url = f"http://localhost:{port}"
    settings = {key: value for key, value in os.environ.items() if not key.startswith("LTI_TOOL_")}
    settings |= {
        "LTI_TOOL_BASE_URL": url,
        "LTI_TOOL_SECRET_KEY": secrets.token_urlsafe(48),
        "LTI_TOOL_DATABASE_URL": f"sqlite:///{folder}/tool.sqlite",
        "LTI_TOOL_QUEUE_URL": f"sqlite:///{folder}/queue.sqlite",
        "LTI_TOOL_KEYS_DIR": str(folder / "keys"),
        "LTI_TOOL_ALLOW_INSECURE_HTTP": "on",
        "LTI_TOOL_PRIVATE_NETWORKS": "127.0.0.0/8",
        "LTI_TOOL_RETRY_FIRST_SECONDS": "1",
    }
    server = Tool(url=url, folder=folder, settings=settings)
    server.run("db", "upgrade")
    server.run("content", "load")
    with running(
        [TOOL_COMMAND, "serve", "--host", "127.0.0.1", "--port", str(port)],
        ready_url=f"{url}/readyz",
        log=folder / "tool.log",
        env=settings,
        cwd=folder,
    ):
        yield server
