"""What a refusal is about: for the log, where an operator looks for it, and for the way back."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lti_tool.lti.claims import Launch
from lti_tool.lti.errors import LaunchRejectedError

_NOT_PLAIN = re.compile(r"[^\x20-\x7e]+")
_MOST = 255


@contextmanager
def concerning(**names: str | None) -> Iterator[None]:
    """Let every refusal of this block name these; what it names itself comes after them."""
    try:
        yield
    except LaunchRejectedError as error:
        error.about = {**plain(names), **error.about}
        raise


@contextmanager
def saying(launch: Launch) -> Iterator[None]:
    """Let every refusal of this block say what was asked for, and lead back: both are signed."""
    try:
        yield
    except LaunchRejectedError as error:
        error.message_type, error.return_url = launch.message_type, launch.return_url
        raise


def plain(names: Mapping[str, str | None]) -> dict[str, str]:
    """Names as a log takes them, which anybody may have sent: printable ASCII, cut short."""
    return {name: _NOT_PLAIN.sub(" ", value[:_MOST]) for name, value in names.items() if value}
