"""How a check tells what it found: a line each, and an exit code for whoever runs it by itself."""

from collections.abc import Sequence

import click

from lti_tool.commands.verbs import show
from lti_tool.learning.findings import Finding, Verdict


def show_findings(found: Sequence[Finding], *, as_json: bool) -> None:
    """Print what was found; the exit code is 1 if anything is broken."""
    if as_json:
        show(found)
    else:
        for one in found:
            click.echo(f"{one.verdict:<13} {one.what:<12} {one.sentence}")
    if any(one.verdict is Verdict.BROKEN for one in found):
        click.get_current_context().exit(1)
