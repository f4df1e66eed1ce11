"""The verb that compares gradebooks with what arrived there."""

import click

from lti_tool.commands.scores import scores
from lti_tool.commands.verbs import Tool, show, with_tool


@scores.command("reconcile")
@click.option("--platform", "platform_id", type=int, help="Only this platform, by its number here.")
@with_tool
def scores_reconcile(tool: Tool, *, platform_id: int | None) -> None:
    """Compare gradebooks with what arrived there.

    This happens every night too. Nothing is changed there: what a teacher set stays.

    It prints, as JSON, how many columns were compared, which could not be and why, how many of
    their scores are the same, missing, outdated (an earlier score of ours) or overridden (set by
    somebody else), and each difference by numbers of rows, without names. Instructors see the same
    in the score log of their course.
    """
    show(tool.reconciling.reconcile(platform_id))
