"""The verbs about platforms."""

from typing import Any

import click

from lti_tool.commands.verbs import Tool, cli, show, with_tool
from lti_tool.services.platforms import NewRegistration


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
@with_tool
def platforms_add(tool: Tool, **given: Any) -> None:
    """Add an active registration, or add to one that is there.

    To one that is there come further deployments and frame origins, and another name or family.
    Its addresses stay as they are: other ones are refused.
    """
    show(tool.platforms.add(NewRegistration(**given)))


@platforms.command("list")
@with_tool
def platforms_list(tool: Tool) -> None:
    """List all registrations, their deployments and tenants."""
    show(tool.platforms.list_all())


@platforms.command("approve")
@_ISSUER
@_CLIENT_ID
@click.option("--deployment-id", required=True, help="The deployment that waits.")
@click.option(
    "--tenant", "tenant_id", type=int, help="Join this tenant, by its id in platforms list."
)
@click.option("--new-tenant", help="Begin a new tenant of this name.")
@with_tool
def platforms_approve(tool: Tool, **given: Any) -> None:
    """Approve a deployment that waits since somebody launched from it.

    Without --tenant or --new-tenant it joins the registration's first tenant.
    """
    show(tool.platforms.approve(**given))
