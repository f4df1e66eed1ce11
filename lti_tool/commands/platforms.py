"""The verbs about platforms."""

from pathlib import Path
from typing import Any

import click

from lti_tool.commands.findings import show_findings
from lti_tool.commands.verbs import Tool, cli, show, with_tool
from lti_tool.services.platforms import FormerSecret, NewRegistration, PlatformsError


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
@click.option(
    "--service-origin",
    "service_origins",
    multiple=True,
    help="Where its gradebook is, if on another host than all of these. May be repeated.",
)
@click.option("--lti1p1-key", help="The consumer key it had in LTI 1.1, to know people again.")
@click.option(
    "--lti1p1-secret-file",
    type=click.Path(path_type=Path),
    help="A file with the secret of that key.",
)
@click.option(
    "--replace",
    "is_replacement",
    is_flag=True,
    help="Put these addresses, and the origins that are given, in the place of the old ones.",
)
@with_tool
def platforms_add(
    tool: Tool, lti1p1_key: str | None, lti1p1_secret_file: Path | None, **given: Any
) -> None:
    """Add an active registration, or add to one that is there.

    To one that is there come further deployments, origins and keys of LTI 1.1, and another name
    or family; what was retired is active again. Its addresses stay, and other ones are refused,
    unless --replace puts them in their place: after a mistake, or when the platform has moved.
    """
    former = _former_secret(lti1p1_key, lti1p1_secret_file)
    show(tool.platforms.add(NewRegistration(**given, former=former)))


def _former_secret(key: str | None, file: Path | None) -> FormerSecret | None:
    """Read the secret from its file: on the command line anybody on this machine could see it."""
    if key is None and file is None:
        return None
    if key is None or file is None:
        raise PlatformsError("--lti1p1-key and --lti1p1-secret-file belong together.")
    try:
        return FormerSecret(key=key, secret=file.read_text(encoding="utf-8").strip())
    except UnicodeDecodeError:
        raise PlatformsError(f"--lti1p1-secret-file: {file} is not text.") from None


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


@platforms.command("retire")
@_ISSUER
@_CLIENT_ID
@click.option("--deployment-id", help="Only this deployment.")
@with_tool
def platforms_retire(tool: Tool, **given: Any) -> None:
    """End a platform, or one deployment of it.

    Nobody launches from it any more. Visits end at once, scores that wait are still sent, and
    nothing is deleted. The same platforms add makes it active again.
    """
    show(tool.platforms.retire(**given))


@platforms.command("check")
@click.option("--issuer", help="Only this platform, with --client-id.")
@click.option("--client-id", help="Only this client of it.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@with_tool
def platforms_check(
    tool: Tool,
    issuer: str | None,
    client_id: str | None,
    as_json: bool,  # noqa: FBT001  # click's way
) -> None:
    """Look whether launches and scores work now.

    Keys, clock, access, columns: each platform's key set is fetched and a token is asked for;
    nothing is changed there. The exit code is 1 where something is broken.
    """
    if issuer is not None and client_id is not None:
        found = tool.platform_checks.check(issuer=issuer, client_id=client_id)
    elif issuer is None and client_id is None:
        found = tool.platform_checks.check_all()
    else:
        raise PlatformsError("--issuer and --client-id belong together.")
    if not found and not as_json:
        click.echo("No platform is registered yet: platforms add.")
        return
    show_findings(found, as_json=as_json)
