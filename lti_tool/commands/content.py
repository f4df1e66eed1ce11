"""The verbs about frameworks and activities."""

from pathlib import Path

import click

from lti_tool.commands.verbs import Commands, Tool, cli, in_a_sentence, show, with_tool


@cli.group()
def content() -> None:
    """Frameworks and activities."""


_FOLDER = click.argument(
    "folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True)
)


@content.command("load")
@_FOLDER
@with_tool
def content_load(tool: Tool, folder: Path | None) -> None:
    """Load frameworks and activities: all of a folder or none.

    FOLDER is the configured one unless another is given.
    """
    show(tool.library.load(folder or tool.content_folder))


@content.command("check")
@_FOLDER
@click.option(
    "--coverage", is_flag=True, help="Print what the activities cover, as a Markdown page."
)
@in_a_sentence
def content_check(commands: Commands, folder: Path | None, coverage: bool) -> None:  # noqa: FBT001  # click's way
    """Read frameworks and activities; change nothing.

    It needs no settings, and says what of the frameworks no activity covers. FOLDER is the
    configured one unless another is given.
    """
    if coverage:
        click.echo(commands.coverage_of_content(folder), nl=False)
    else:
        show(commands.check_content(folder))


@content.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@with_tool
def content_export(tool: Tool, folder: Path) -> None:
    """Write all that has been loaded as files.

    They go into FOLDER, in the form that content load reads.

    Activities are written in their newest version. A file that is there is never overwritten.
    """
    show(tool.library.export(folder))


@cli.group()
def frameworks() -> None:
    """Curricula."""


@frameworks.command("list")
@with_tool
def frameworks_list(tool: Tool) -> None:
    """List the frameworks that have been loaded."""
    show(tool.library.list_frameworks())
