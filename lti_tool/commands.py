"""The door for operators: the verbs of the command line. Errors are one sentence, exit code 2."""

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from lti_tool.services.deliveries import ScoreLog
from lti_tool.services.library import Checked, Library
from lti_tool.services.platforms import NewRegistration, Platforms

Verb = TypeVar("Verb", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class KeyShown:
    """One of the tool's keys, as a list shows it."""

    kid: str
    state: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Tool:
    """What the verbs may use of the built tool."""

    platforms: Platforms
    library: Library
    score_log: ScoreLog
    content_folder: Path
    list_keys: Callable[[], tuple[KeyShown, ...]]
    upgrade: Callable[[], None]
    serve: Callable[[str, int, bool], None]
    work: Callable[[], None]
    close: Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Commands:
    """What the command line is given: how to build the tool, what needs none, what may fail."""

    build: Callable[[], Tool]
    check_content: Callable[[Path | None], Checked]
    demo: Callable[[int, int], None]
    expected: tuple[type[Exception], ...]
    """Errors that the operator can do something about; anything else is a fault of ours."""
    sentence: Callable[[Exception], str]
    """What such an error says to the operator."""


class SentenceError(click.ClickException):
    """What went wrong, in one sentence for the operator."""

    exit_code = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """An LTI 1.3 tool: activities, evidence, scores in the gradebook."""


def _in_a_sentence(verb: Verb) -> Verb:
    @click.pass_obj
    @wraps(verb)
    def told(commands: Commands, *args: Any, **kwargs: Any) -> Any:
        try:
            return verb(commands, *args, **kwargs)
        except commands.expected as error:
            raise SentenceError(commands.sentence(error)) from None

    return told  # type: ignore[return-value]  # click's decorators lose the type


def _with_tool(verb: Verb) -> Verb:
    """Build the tool for a verb and let go of it afterwards."""

    @wraps(verb)
    def built(commands: Commands, *args: Any, **kwargs: Any) -> Any:
        tool = commands.build()
        try:
            return verb(tool, *args, **kwargs)
        finally:
            tool.close()

    return _in_a_sentence(built)  # type: ignore[return-value]  # as above


def _print(value: Any) -> None:
    click.echo(json.dumps(value, default=_plain, indent=2, ensure_ascii=False))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(type(value).__name__)


# ---- running -----------------------------------------------------------------------------------


@cli.command()
@click.option("--port", default=8010, show_default=True, help="The tool's port.")
@click.option("--platform-port", default=8020, show_default=True, help="The small LMS's port.")
@_in_a_sentence
def demo(commands: Commands, port: int, platform_port: int) -> None:
    """Start the tool, its worker and a small LMS to try it from."""
    commands.demo(port, platform_port)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--no-worker", is_flag=True, help="Serve pages only; a worker runs elsewhere.")
@_with_tool
def serve(tool: Tool, host: str, port: int, no_worker: bool) -> None:  # noqa: FBT001  # click's way
    """Serve the pages, with the background work in the same process."""
    tool.serve(host, port, not no_worker)


@cli.command()
@_with_tool
def worker(tool: Tool) -> None:
    """Do the background work: send scores."""
    tool.work()


# ---- keeping -----------------------------------------------------------------------------------


@cli.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@_with_tool
def db_upgrade(tool: Tool) -> None:
    """Bring the database to the form that this version needs."""
    tool.upgrade()
    click.echo("The database is up to date.")


@cli.group()
def keys() -> None:
    """The tool's own keys."""


@keys.command("list")
@_with_tool
def keys_list(tool: Tool) -> None:
    """List the tool's keys: published at /lti/jwks.json."""
    _print(tool.list_keys())


# ---- platforms ---------------------------------------------------------------------------------


@cli.group()
def platforms() -> None:
    """The platforms that may launch the tool."""


_ISSUER = click.option(
    "--issuer", required=True, help="The platform's issuer (Moodle: Platform ID)."
)
_CLIENT_ID = click.option("--client-id", required=True, help="The client id it gave the tool.")


@platforms.command("add")
@_ISSUER
@_CLIENT_ID
@click.option(
    "--deployment-id",
    "deployment_ids",
    required=True,
    multiple=True,
    help="An installation of the tool on it. May be repeated.",
)
@click.option("--auth-login-url", required=True, help="Its authentication request URL.")
@click.option("--auth-token-url", required=True, help="Its access token URL.")
@click.option("--jwks-url", required=True, help="Its public keyset URL.")
@click.option("--auth-audience", help="The audience of token requests, if not the token URL.")
@click.option("--name", help="What people call it.")
@click.option("--family", help="Whose rules its gradebook follows, such as moodle.")
@click.option(
    "--frame-origin",
    "frame_origins",
    multiple=True,
    help="Who may frame our pages. May be repeated.",
)
@_with_tool
def platforms_add(tool: Tool, **given: Any) -> None:
    """Add an active registration, or add to one that is there.

    To one that is there come further deployments and frame origins, and another name or family.
    Its addresses stay as they are: other ones are refused.
    """
    _print(tool.platforms.add(NewRegistration(**given)))


@platforms.command("list")
@_with_tool
def platforms_list(tool: Tool) -> None:
    """List all registrations, their deployments and tenants."""
    _print(tool.platforms.list_all())


@platforms.command("approve")
@_ISSUER
@_CLIENT_ID
@click.option("--deployment-id", required=True, help="The deployment that waits.")
@click.option(
    "--tenant", "tenant_id", type=int, help="Join this tenant, by its id in platforms list."
)
@click.option("--new-tenant", help="Begin a new tenant of this name.")
@_with_tool
def platforms_approve(tool: Tool, **given: Any) -> None:
    """Approve a deployment that waits since somebody launched from it.

    Without --tenant or --new-tenant it joins the registration's first tenant.
    """
    _print(tool.platforms.approve(**given))


# ---- content -----------------------------------------------------------------------------------


@cli.group()
def content() -> None:
    """Frameworks and activities."""


_FOLDER = click.argument(
    "folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True)
)


@content.command("load")
@_FOLDER
@_with_tool
def content_load(tool: Tool, folder: Path | None) -> None:
    """Load every framework and activity of a folder: all of them or none.

    FOLDER is the configured one unless another is given.
    """
    _print(tool.library.load(folder or tool.content_folder))


@content.command("check")
@_FOLDER
@_in_a_sentence
def content_check(commands: Commands, folder: Path | None) -> None:
    """Read every framework and activity of a folder; change nothing.

    It needs no settings. FOLDER is the configured one unless another is given.
    """
    _print(commands.check_content(folder))


@cli.group()
def frameworks() -> None:
    """Curricula."""


@frameworks.command("list")
@_with_tool
def frameworks_list(tool: Tool) -> None:
    """List the frameworks that have been loaded."""
    _print(tool.library.list_frameworks())


# ---- scores ------------------------------------------------------------------------------------


@cli.group()
def scores() -> None:
    """Scores on their way to gradebooks."""


@scores.command("backlog")
@_with_tool
def scores_backlog(tool: Tool) -> None:
    """List what has not arrived: no names, no answers."""
    _print(tool.score_log.backlog())
