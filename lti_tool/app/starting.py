"""How the tool is started: the command line, the server with its workers, the demo."""

import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from waitress.server import create_server
from waitress.wasyncore import close_all

from lti_tool import commands
from lti_tool.app.bodies import be_patient
from lti_tool.app.building import HOME, NOT_READY, Tool, build_tool
from lti_tool.app.demo_link import place_first
from lti_tool.app.doctor import examine
from lti_tool.app.log import show_log
from lti_tool.app.opening import StartError, in_a_line
from lti_tool.app.sentences import EXPECTED, in_a_sentence
from lti_tool.exchange.files import FileError
from lti_tool.services.library import Checked, check_content, coverage_of_content
from lti_tool.services.platforms import NewRegistration, PlatformsError
from lti_tool.settings import ContentSettings, Settings

_THREADS = 8
_DEMO_LASTS_TO_START = 30.0
_DEMO_COURSES = "platform.json"


def main() -> None:
    """Run the command line."""
    show_log()
    commands.cli(
        obj=commands.Commands(
            build=_for_commands,
            check_content=_check_content,
            coverage_of_content=_coverage_of_content,
            demo=run_demo,
            examine=lambda with_calls: examine(with_calls=with_calls),
            expected=EXPECTED,
            sentence=in_a_sentence,
        ),
        prog_name="lti-tool",
    )


def _check_content(folder: Path | None) -> Checked:
    return check_content(folder or _content_folder())


def _coverage_of_content(folder: Path | None) -> str:
    return coverage_of_content(folder or _content_folder())


def _content_folder() -> Path:
    return ContentSettings.from_environment().config_dir or HOME / "config"


def _for_commands() -> commands.Tool:
    tool = build_tool(Settings.from_environment())
    return commands.Tool(
        platforms=tool.platforms,
        platform_checks=tool.platform_checks,
        launch_log=tool.launch_log,
        library=tool.library,
        backlog=tool.backlog,
        stuck_scores=tool.stuck_scores,
        reconciling=tool.reconciling,
        content_folder=tool.content_folder,
        list_keys=lambda: _list_keys(tool),
        rotate_keys=lambda at_once: tool.key_rotation.rotate(at_once=at_once),
        upgrade=lambda: _upgrade(tool),
        serve=lambda host, port, with_worker: serve(tool, host, port, with_worker=with_worker),
        work=lambda: work(tool),
        close=tool.close,
    )


def _list_keys(tool: Tool) -> tuple[commands.KeyShown, ...]:
    return tuple(commands.KeyShown(**asdict(row)) for row in tool.key_rotation.listing())


def _upgrade(tool: Tool) -> None:
    tool.database.upgrade()
    tool.library.refresh_listings()  # what a new version lists of what was loaded before it


def serve(tool: Tool, host: str, port: int, *, with_worker: bool) -> None:
    """Serve until SIGTERM or SIGINT; a score that is being sent is finished first."""
    _check_migrations(tool)
    with _listening(tool, host, port) as server:
        stop: Callable[[], None] = lambda: None  # noqa: E731  # until there is something to stop
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _leave)
        try:
            if with_worker:
                stop = tool.engine.start()
            server.run()
        finally:
            stop()


@contextmanager
def _listening(tool: Tool, host: str, port: int) -> Iterator[Any]:
    """Open the port before anything is started, and close every socket in the end."""
    if not 0 < port < 65536:  # noqa: PLR2004  # the system would take what is left of a division
        raise StartError(f"There is no port {port}: ports go from 1 to 65535.")
    sockets: dict[int, Any] = {}
    try:
        server = create_server(
            tool.app,
            map=sockets,
            host=host,
            port=port,
            threads=_THREADS,
            ident=None,
            clear_untrusted_proxy_headers=False,
            max_request_body_size=tool.file_limits.form_bytes + 1,
        )
    except (OSError, ValueError) as error:  # the latter is waitress's, of a host
        close_all(sockets)
        raise StartError(f"Port {port} of {host} cannot be used: {in_a_line(error)}.") from None
    be_patient(sockets.values())
    server.print_listen("Serving on http://{}:{}")
    try:
        yield server
    finally:
        close_all(sockets)


def work(tool: Tool) -> None:
    """Do the background work until SIGTERM or SIGINT."""
    _check_migrations(tool)
    tool.engine.run()


def run_demo(port: int, platform_port: int) -> None:
    """Set up a tool of its own under instance/demo, start it and the small LMS, say what to try."""
    if not (HOME / "demo").is_dir():
        raise StartError("The demo comes with the source checkout, not with the installed package.")
    folder = Path.cwd() / "instance" / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    tool_url, platform = f"http://localhost:{port}", f"http://127.0.0.1:{platform_port}"
    begins = not (folder / _DEMO_COURSES).exists()
    for needed in (port, platform_port):
        _check_is_free(needed)
    with (
        demo_tool(folder, port, platform) as tool,
        _demo_platform(folder, platform, platform_port, tool_url=tool_url),
    ):
        if begins:
            place_first(tool.library, platform, tool_url=tool_url)
        print(_DEMO_SAYS.format(platform=platform), flush=True)  # noqa: T201  # for a person
        serve(tool, "127.0.0.1", port, with_worker=True)


@contextmanager
def demo_tool(folder: Path, port: int, platform: str) -> Iterator[Tool]:
    """Build the demo's tool, bring what an earlier one left up to date or say how to begin anew."""
    tool = build_tool(_demo_settings(folder, port))
    try:
        try:
            tool.database.upgrade()
            tool.library.load(tool.content_folder)
            tool.platforms.add(_demo_registration(platform))
        except (StartError, FileError, PlatformsError, DBAPIError) as error:
            raise StartError(
                f"{in_a_sentence(error)} "
                f"To begin anew without what an earlier demo left: rm -r {folder}."
            ) from None
        yield tool
    finally:
        tool.close()


_DEMO_SAYS = """
  Open {platform}

  1. Be Priya, the course admin: open a course, "Add activities", add some, and
     "My portfolio" and "Course overview" from the end of the list.
  2. Be Sam, a learner: open an activity in the course, read, answer, submit.
  3. Watch "In your gradebook since …" appear, and look at the gradebook as Priya.
  4. As Sam open "My portfolio", add evidence of your own and submit it to the course.
     Read it as Priya, under "Course overview"; then Sam sees who has read it.
  5. "The people who did not come" is in the autumn course already. An instructor decides
     about it: submit it as Sam, and decide by its rubric as Priya, under "Course overview".

  Ctrl+C ends it. What you did is kept under instance/demo.
"""


def _demo_settings(folder: Path, port: int) -> Settings:
    secret = folder / "secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return Settings(
        base_url=f"http://localhost:{port}",
        secret_key=SecretStr(secret.read_text(encoding="utf-8")),
        database_url=f"sqlite:///{folder / 'tool.sqlite'}",
        queue_url=f"sqlite:///{folder / 'queue.sqlite'}",
        keys_dir=folder / "keys",
        files_dir=folder / "files",
        allow_insecure_http=True,
        private_networks=("127.0.0.0/8", "::1/128"),
        retry_first_seconds=2,
        retry_cap_seconds=30,
    )


def _demo_registration(platform: str) -> NewRegistration:
    return NewRegistration(
        issuer=platform,
        client_id="demo-tool",
        deployment_ids=("1",),
        auth_login_url=f"{platform}/mod/lti/auth",
        auth_token_url=f"{platform}/mod/lti/token",
        jwks_url=f"{platform}/mod/lti/certs",
        name="Demo LMS",
        family="moodle",
    )


@contextmanager
def _demo_platform(folder: Path, platform: str, port: int, *, tool_url: str) -> Iterator[None]:
    command = [sys.executable, "-m", "demo", "--port", str(port), "--tool", tool_url]
    command += ["--family", "moodle", "--state", str(folder / _DEMO_COURSES)]
    process = subprocess.Popen(command, cwd=HOME, stdout=subprocess.DEVNULL)  # noqa: S603  # our own program
    try:
        _wait_for(process, platform)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _check_is_free(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise StartError(
                f"Port {port} cannot be used, perhaps by a demo that is still running; "
                ".venv/bin/lti-tool demo --port and --platform-port choose others."
            ) from None


def _wait_for(process: "subprocess.Popen[bytes]", platform: str) -> None:
    ends = time.monotonic() + _DEMO_LASTS_TO_START
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise StartError(f"The small LMS did not start: is {platform} in use already?")
        try:
            urlopen(f"{platform}/", timeout=2).close()  # noqa: S310  # loopback, our own program
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise StartError("The small LMS did not answer within half a minute.")


def _check_migrations(tool: Tool) -> None:
    if not tool.database.is_current():
        raise StartError(NOT_READY)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
