"""The verb that compares gradebooks with what arrived there."""

from collections.abc import Iterator
from decimal import Decimal

import click

from lti_tool.commands.scores import NUMBER, scores
from lti_tool.commands.tables import in_columns
from lti_tool.commands.verbs import Tool, show, with_tool
from lti_tool.learning.score_checks import Points
from lti_tool.services.reconciling import Difference, NamedColumn, Reconciled


@scores.command("reconcile")
@click.option(
    "--platform", "platform_id", type=NUMBER, help="Only this platform, by its number here."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@with_tool
def scores_reconcile(tool: Tool, *, platform_id: int | None, as_json: bool) -> None:
    """Compare gradebooks with what arrived there.

    This happens every night too. Nothing is changed there: what a teacher set stays. Scores of the
    last ten minutes are left out, since a gradebook may not show them yet.

    It says how many columns were compared, how many of their scores are the same, missing, outdated
    (an earlier score of ours) or overridden (something that was never sent), lists each difference
    without names, and the columns that could not be compared with the reason. Instructors see the
    same under "Scores of this course". The exit code is 0 where every column was compared, whatever
    was found, and 1 where one could not be.
    """
    found = tool.reconciling.reconcile(platform_id)
    if as_json:
        show(found)
    else:
        click.echo("\n".join(_told(found)))
    if found.not_compared:
        click.get_current_context().exit(1)


def _told(found: Reconciled) -> Iterator[str]:
    if found.columns:
        counts = ", ".join(f"{number} {finding}" for finding, number in found.counts.items())
        yield f"{_counted(found.columns, 'column was', 'columns were')} compared: {counts}."
    elif not found.not_compared:
        yield "There is no column to compare: scores have arrived in none that is in use."
    if found.too_recent:
        scores_are = _counted(found.too_recent, "score was", "scores were")
        yield f"{scores_are} left out, of the last ten minutes: compare again later."
    if found.differences:
        yield ""
        headings = ("Score", "Since (UTC)", "Found", "There", "Sent", "Platform", "Course", "Link")
        yield in_columns([headings, *map(_difference, found.differences)])
    if found.not_compared:
        yield ""
        number = len(found.not_compared)
        yield f"{_counted(number, 'column was', 'columns were')} not compared:"
        rows = [(*_place(one.column), one.reason) for one in found.not_compared]
        yield in_columns([("Platform", "Course", "Link", "Why"), *rows])


def _difference(one: Difference) -> tuple[str, ...]:
    there = "nothing" if one.held_given is None else _points(one.held_given, one.held_maximum)
    return (
        str(one.delivery_id),
        f"{one.found_at:%Y-%m-%d %H:%M}",
        one.finding,
        there,
        _points(one.sent_given, one.sent_maximum),
        *_place(one.column),
    )


def _place(column: NamedColumn) -> tuple[str, ...]:
    return (f"{column.platform} ({column.platform_id})", column.context, column.resource_link)


def _points(given: Decimal, maximum: Decimal | None) -> str:
    return Points(given=given, maximum=maximum).said


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
