"""The verb about launches: what came of each, and why one was refused."""

from collections.abc import Mapping
from typing import Any, Final

import click

from lti_tool.commands.platforms import platforms
from lti_tool.commands.tables import in_columns
from lti_tool.commands.verbs import Tool, show, with_tool
from lti_tool.services.launch import NotedLaunch

_HEADINGS: Final = ("Time (UTC)", "Platform", "Reference", "Reason", "What happened")
_OPENED: Final[Mapping[str | None, str]] = {
    "LtiResourceLinkRequest": "A link of a course was opened.",
    "LtiDeepLinkingRequest": "The picker of activities was opened.",
    "LtiSubmissionReviewRequest": "The review of one person's work was opened.",
    "LtiDataPrivacyLaunchRequest": "The page about somebody's data was opened.",
}


@platforms.command("log")
@click.option("--issuer", help="Only what has this issuer, registered or not.")
@click.option("--client-id", help="Only what has this client id, registered or not.")
@click.option("--reference", help="Only what a page with this reference was about, with advice.")
@click.option("--refused", "only_refused", is_flag=True, help="Only what was refused.")
@click.option(
    "--last",
    type=click.IntRange(1, 100_000),
    default=50,
    show_default=True,
    help="How many, the newest last.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all that was noted, as JSON.")
@with_tool
def platforms_log(tool: Tool, *, as_json: bool, **wanted: Any) -> None:
    """Show launches, and why some were refused.

    It names nobody, and goes back for 30 days. A person who was refused can
    quote the reference of the page.
    """
    found = tool.launch_log.read(**wanted)
    if as_json:
        show(found)
    elif not found:
        click.echo("Nothing was noted in the last 30 days that fits.")
    elif wanted["reference"] is not None:
        click.echo("\n\n".join(map(_told, found)))
    else:
        click.echo(in_columns([_HEADINGS, *map(_row, found)]))


def _row(noted: NotedLaunch) -> tuple[str, ...]:
    return (
        f"{noted.at:%Y-%m-%d %H:%M:%S}",
        noted.platform or f"({noted.issuer or 'not known'})",
        noted.reference or "-",
        noted.reason or "-",
        _happened(noted),
    )


def _happened(noted: NotedLaunch) -> str:
    said = noted.says or _OPENED.get(noted.message_type, "It was opened.")
    return f"{said} {noted.note}" if noted.note else said


def _told(noted: NotedLaunch) -> str:
    about = {
        "issuer": noted.issuer,
        "client_id": noted.client_id,
        "message_type": noted.message_type,
        **noted.about,
    }
    lines = [
        f"{noted.at:%Y-%m-%d %H:%M:%S} UTC, {noted.platform or 'a platform that is not known'}",
        f"What happened: {_happened(noted)}",
        f"Reason:        {noted.reason}",
        f"What to do:    {noted.to_do}",
        *(f"{name}: {value}" for name, value in about.items() if value),
    ]
    return "\n".join(lines)
