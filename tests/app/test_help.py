"""What the command line says of itself: each verb and option has words, each omission a name."""

from collections.abc import Iterator

import click
import pytest

from lti_tool.commands import cli
from tests.app.conftest import Run
from tests.app.test_commands import ADD, every_verb


def parameters() -> Iterator[tuple[str, click.Option]]:
    """All options of all verbs."""
    for verb in every_verb():
        command: click.Command = cli
        for name in verb:
            assert isinstance(command, click.Group)
            command = command.commands[name]
        for one in command.params:
            if isinstance(one, click.Option):
                yield " ".join(verb), one


@pytest.mark.parametrize(
    ("verb", "option"), list(parameters()), ids=lambda one: getattr(one, "name", one)
)
def test_every_option_says_what_it_is(verb: str, option: click.Option) -> None:
    assert verb
    assert option.help
    assert option.help[0].isupper()
    assert option.help.endswith(".")


@pytest.mark.parametrize("verb", every_verb(), ids=" ".join)
def test_help_fits_a_terminal_and_has_no_marks_of_the_source(
    run: Run, verb: tuple[str, ...]
) -> None:
    said = run(*verb, "--help").out
    assert max(len(line) for line in said.splitlines()) <= 80
    assert "``" not in said
    assert ":class:" not in said
    assert "…" not in said
    assert "..." not in said.partition("Commands:")[2], "words are cut off"


@pytest.mark.parametrize("at", range(2, len(ADD), 2))
def test_a_missing_option_is_named(run: Run, at: int) -> None:
    said = run(*ADD[:at], *ADD[at + 2 :])
    assert said.code == 2
    assert said.out == ""
    *_, last = said.err.splitlines()
    assert last == f"Error: Missing option '{ADD[at]}'."


def test_a_tenant_is_named_by_its_number(run: Run) -> None:
    named = ["--issuer", "x", "--client-id", "x", "--deployment-id", "x"]
    said = run("platforms", "approve", *named, "--tenant", "Trust")
    assert said.code == 2
    assert said.err.splitlines()[-1].startswith("Error: Invalid value for '--tenant': 'Trust'")
