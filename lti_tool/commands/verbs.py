"""What all verbs share: the built tool, errors in one sentence, answers as JSON."""

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from lti_tool.learning.findings import Finding
from lti_tool.services.deliveries import Backlog, StuckScores
from lti_tool.services.launch import LaunchLog
from lti_tool.services.library import Checked, Library
from lti_tool.services.platforms import PlatformChecks, Platforms
from lti_tool.services.reconciling import Reconciling

Verb = TypeVar("Verb", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class KeyShown:
    """One of the tool's keys, as a list shows it."""

    kid: str
    state: str
    """``current`` signs, ``next`` is published ahead of its time, ``retired`` still is."""
    since: datetime
    may_sign_from: datetime | None
    """Of the next key: when it may become the current one."""
    goes_at: datetime | None
    """Of a retired one: when it is no longer published."""


@dataclass(frozen=True, kw_only=True)
class Tool:
    """What the verbs may use of the built tool."""

    platforms: Platforms
    platform_checks: PlatformChecks
    launch_log: LaunchLog
    library: Library
    backlog: Backlog
    stuck_scores: StuckScores
    reconciling: Reconciling
    content_folder: Path
    list_keys: Callable[[], tuple[KeyShown, ...]]
    rotate_keys: Callable[[bool], None]
    upgrade: Callable[[], None]
    serve: Callable[[str, int, bool], None]
    work: Callable[[], None]
    close: Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Commands:
    """What the command line is given: how to build the tool, what needs none, what may fail."""

    build: Callable[[], Tool]
    check_content: Callable[[Path | None], Checked]
    coverage_of_content: Callable[[Path | None], str]
    demo: Callable[[int, int], None]
    examine: Callable[[bool], tuple[Finding, ...]]
    expected: tuple[type[Exception], ...]
    """Errors that the operator can do something about; anything else is a fault of ours."""
    sentence: Callable[[Exception], str]
    """What such an error says to the operator."""


class SentenceError(click.ClickException):
    """What went wrong, in one sentence for the operator."""

    exit_code = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """An LTI 1.3 tool: activities, evidence, scores in the gradebook."""


def in_a_sentence(verb: Verb) -> Verb:
    """Let an expected error of a verb be one sentence, and the exit code 2."""

    @click.pass_obj
    @wraps(verb)
    def told(commands: Commands, *args: Any, **kwargs: Any) -> Any:
        try:
            return verb(commands, *args, **kwargs)
        except BrokenPipeError:
            raise  # whoever reads the answer has had enough: click ends quietly
        except commands.expected as error:
            raise SentenceError(commands.sentence(error)) from None

    return told  # type: ignore[return-value]  # click's decorators lose the type


def with_tool(verb: Verb) -> Verb:
    """Build the tool for a verb and let go of it afterwards."""

    @wraps(verb)
    def built(commands: Commands, *args: Any, **kwargs: Any) -> Any:
        tool = commands.build()
        try:
            return verb(tool, *args, **kwargs)
        finally:
            tool.close()

    return in_a_sentence(built)  # type: ignore[return-value]  # as above


def show(value: Any) -> None:
    """Print what a verb found, as JSON."""
    click.echo(json.dumps(value, default=_plain, indent=2, ensure_ascii=False))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
