"""The verbs about scores."""

from lti_tool.commands.verbs import Tool, cli, show, with_tool


@cli.group()
def scores() -> None:
    """Scores on their way to gradebooks."""


@scores.command("backlog")
@with_tool
def scores_backlog(tool: Tool) -> None:
    """List what has not arrived: no names, no answers."""
    show(tool.score_log.backlog())
