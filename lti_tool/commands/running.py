"""The verbs that run the tool, and keep what it stands on."""

import click

from lti_tool.commands.verbs import Commands, Tool, cli, in_a_sentence, show, with_tool


@cli.command()
@click.option("--port", default=8010, show_default=True, help="The tool's port.")
@click.option("--platform-port", default=8020, show_default=True, help="The small LMS's port.")
@in_a_sentence
def demo(commands: Commands, port: int, platform_port: int) -> None:
    """Start the tool, its worker and a small LMS to try it from."""
    commands.demo(port, platform_port)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--no-worker", is_flag=True, help="Serve pages only; a worker runs elsewhere.")
@with_tool
def serve(tool: Tool, host: str, port: int, no_worker: bool) -> None:  # noqa: FBT001  # click's way
    """Serve the pages, with the background work in the same process."""
    tool.serve(host, port, not no_worker)


@cli.command()
@with_tool
def worker(tool: Tool) -> None:
    """Do the background work: send scores, tidy, keep keys fresh."""
    tool.work()


@cli.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@with_tool
def db_upgrade(tool: Tool) -> None:
    """Bring the database to the form that this version needs."""
    tool.upgrade()
    click.echo("The database is up to date.")


@cli.group()
def keys() -> None:
    """The tool's own keys."""


@keys.command("list")
@with_tool
def keys_list(tool: Tool) -> None:
    """List the tool's keys: published at /lti/jwks.json.

    The current one signs. The next one may become current once it has been
    published for a day; a retired one goes a day after it has signed for the
    last time.
    """
    show(tool.list_keys())


@keys.command("rotate")
@click.option("--now", is_flag=True, help="Do not wait until the next key is known everywhere.")
@with_tool
def keys_rotate(tool: Tool, now: bool) -> None:  # noqa: FBT001  # click's way
    """Let the next key sign from now on.

    Another one is made and published, to come after it. Running servers and workers follow at
    once. Without --now the next key has to have been published for a day. With it, platforms that
    keep our keys for longer than they should may refuse scores for a while.
    """
    tool.rotate_keys(now)
    show(tool.list_keys())
