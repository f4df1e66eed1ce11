"""What a refusal is about: for the log, where an operator looks for it, and for the way back."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lti_tool.lti.claims import Launch
from lti_tool.lti.errors import LaunchRejectedError

_WORD = re.compile(r"[\x21-\x7e]{1,255}")
_ADDRESS_OF_A_PERSON = re.compile(r"[^@]@[^@]*\.")
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


def unproven(names: Mapping[str, str | None]) -> dict[str, str]:
    """Names that anybody may have sent, as a log takes them.

    Operators look for the names of platforms, which are single words. What is none, or looks like
    an address of a person, may say anything of anybody: only its length is told.
    """
    return {
        name: value
        if _WORD.fullmatch(value) and not _ADDRESS_OF_A_PERSON.search(value)
        else f"[{len(value)} characters]"
        for name, value in names.items()
        if value
    }


def plain(names: Mapping[str, str | None]) -> dict[str, str]:
    """Names of registered platforms as a log takes them: printable ASCII, cut short."""
    return {name: _NOT_PLAIN.sub(" ", value[:_MOST]) for name, value in names.items() if value}
