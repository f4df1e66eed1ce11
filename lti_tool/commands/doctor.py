"""The verb that says how well the tool is."""

import click

from lti_tool.commands.findings import show_findings
from lti_tool.commands.verbs import Commands, cli, in_a_sentence


@cli.command()
@click.option(
    "--no-platforms",
    is_flag=True,
    help="Call nobody: neither platforms nor the tool's own address.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@in_a_sentence
def doctor(commands: Commands, no_platforms: bool, as_json: bool) -> None:  # noqa: FBT001  # click's way
    """Look whether all is well, and change nothing.

    It looks at all that the tool stands on, and at the platforms. One line for each finding: well,
    worth a look, or broken, and what to do. The exit code is 1 if anything is broken. Run it as the
    user that runs the tool, in the same folder and with the same settings.
    """
    show_findings(commands.examine(not no_platforms), as_json=as_json)
