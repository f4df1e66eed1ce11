"""The verbs about scores: what has not arrived, and sending it again."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import click

from lti_tool.commands.tables import in_columns
from lti_tool.commands.verbs import Tool, cli, show, with_tool
from lti_tool.learning.scores import DeliveryState
from lti_tool.services.deliveries import BacklogPage, BacklogRow, PlatformRow

_HEADINGS: Final = ("Id", "Platform", "State", "Since (UTC)", "Tries", "Next try", "Link", "Why")
_UNDELIVERED: Final = ("waiting", "sending", "retrying", "refused", "given_up")
NUMBER: Final = click.IntRange(1, 2**31 - 1)
"""What numbers a database gives its rows."""
_MOST_MINUTES: Final = 10 * 366 * 24 * 60
_STUCK: Final = ("refused", "given_up")
_MOST_NAMED: Final = 50


@cli.group()
def scores() -> None:
    """Scores on their way to gradebooks."""


@scores.command("backlog")
@click.option(
    "--platform", "platform_id", type=NUMBER, help="Only this platform, by its number here."
)
@click.option("--state", type=click.Choice(_UNDELIVERED), help="Only what is in this state.")
@click.option(
    "--older-than",
    type=click.IntRange(0, _MOST_MINUTES),
    metavar="MINUTES",
    help="Only what came before that.",
)
@click.option(
    "--limit",
    type=click.IntRange(0, 100_000),
    default=50,
    show_default=True,
    help="How many to list, the oldest first; all are counted.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@with_tool
def scores_backlog(
    tool: Tool,
    *,
    platform_id: int | None,
    state: str | None,
    older_than: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show what has not arrived, and name nobody.

    Each platform is counted, and named as paused where it is left alone for a while because it
    cannot take scores. What is refused or given up stays until somebody sends it again.
    """
    page = tool.backlog.show(
        platform_id=platform_id,
        state=None if state is None else DeliveryState(state),
        older_than=None if older_than is None else timedelta(minutes=older_than),
        most=limit,
    )
    if as_json:
        show(page)
    elif page.platforms:
        click.echo("\n".join(_told(page)))
    else:
        click.echo("Nothing that fits waits or is stuck.")


def _told(page: BacklogPage) -> Iterator[str]:
    for one in page.platforms:
        yield from _platform(one)
    if page.scores:
        yield ""
        yield in_columns([_HEADINGS, *map(_row, page.scores)])
    if page.scores and page.more:
        yield f"And {page.more} more: --limit lists them, --platform and --state choose among them."


def _platform(one: PlatformRow) -> Iterator[str]:
    counts = ", ".join(
        f"{number} {state.replace('_', ' ')}" for state, number in one.counts.items() if number
    )
    oldest = one.oldest_since
    since = f" The oldest has been on its way since {_at(oldest)} UTC." if oldest else ""
    yield f"{one.platform} (platform {one.id}): {counts}.{since}"
    if one.is_left_alone:
        until = one.paused_until
        now = f"It is paused until {_at(until)} UTC." if until else "One score at a time is tried."
        last = f" The last try: {one.reason}" if one.reason else ""
        yield f"  {_what_fails(one)} {now}{last}"


def _what_fails(one: PlatformRow) -> str:
    if not one.links:
        return "It takes no scores."
    named = f"link{'s' if len(one.links) > 1 else ''} {', '.join(one.links)}"
    return f"It takes no scores for {named}; others are not held up."


def _row(one: BacklogRow) -> tuple[str, ...]:
    is_on_its_way = one.state not in _STUCK
    return (
        str(one.id),
        str(one.platform_id),
        one.state,
        _at(one.since),
        str(one.tries),
        _at(one.due_at) if is_on_its_way else "-",
        one.resource_link,
        one.reason or "-",
    )


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


@scores.command("resend")
@click.argument("ids", type=NUMBER, nargs=-1)
@click.option(
    "--platform", "platform_id", type=NUMBER, help="Only of this platform, by its number."
)
@click.option("--state", type=click.Choice(_STUCK), help="Only what is in this state.")
@click.option("--dry-run", "is_trial", is_flag=True, help="Only say what would be sent.")
@with_tool
def scores_resend(
    tool: Tool, *, ids: tuple[int, ...], platform_id: int | None, state: str | None, is_trial: bool
) -> None:
    """Send again what was refused or given up.

    IDS are those of `scores backlog`; without them it is all that fits. Do it once its cause was
    mended: a platform works again, the host of its gradebook was registered. What a newer score
    has followed stays where it is, and so does what has no column any more, and points whose
    decision was undone.
    """
    sent = tool.stuck_scores.send_again(
        ids,
        platform_id=platform_id,
        state=None if state is None else DeliveryState(state),
        is_trial=is_trial,
    )
    for platform, numbers in sent.platforms.items():
        said = f"would be sent again: {_some(numbers)}" if is_trial else "on the way again"
        click.echo(f"{platform}: {len(numbers)} {said}")
    if not sent.platforms:
        click.echo("Nothing that fits can be sent again.")
    if sent.left:
        click.echo(
            f"Cannot be sent again: {_some(sent.left)} (not stuck, or followed by a newer one, or "
            "without a column, or not what the options choose)"
        )
    if sent.unknown:
        click.echo(f"No scores have these numbers: {_some(sent.unknown)}")


def _some(numbers: Sequence[int]) -> str:
    """Name them; of very many the first ones."""
    more = len(numbers) - _MOST_NAMED
    return ", ".join(map(str, numbers[:_MOST_NAMED])) + (f" and {more} more" if more > 0 else "")
