"""Reading one claim at a time: its type, its length, and characters that would hurt later.

``null`` and blank texts count as absent: several platforms send them for what they do not know.
A value of another type than the standard's is refused, never guessed at; only where nothing depends
on it, it counts as absent too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn, TypeGuard, TypeVar
from urllib.parse import urlsplit

from lti_tool.lti.errors import LaunchRejectedError

_HARMFUL = re.compile("[\x00\ud800-\udfff]")
_NOT_IN_URLS = re.compile('[\x00-\x20\x7f<>"\\\\\ud800-\udfff]')

ID_LIMIT = 255
URL_LIMIT = 8_000
TEXT_LIMIT = 10_000
VERBATIM_LIMIT = 100_000
LIST_LIMIT = 500

T = TypeVar("T")


class ClaimValues:
    """The members of one JSON object of a launch, read by name; ``where`` leads to it in slugs."""

    def __init__(self, values: Mapping[str, object], where: str = "") -> None:
        self._values = values
        self._where = where

    def text(self, name: str, *, limit: int = TEXT_LIMIT) -> str | None:
        """Read a text."""
        value = self._values.get(name)
        if value is None:
            return None
        if not is_sound_text(value, limit):
            self.refuse(name)
        return value if value.strip() else None

    def courtesy(self, name: str) -> str | None:
        """Read a text that nothing depends on: where it cannot be used, there is none."""
        value = self._values.get(name)
        return value if is_sound_text(value, TEXT_LIMIT) and value.strip() else None

    def is_said(self, name: str) -> bool:
        """Tell whether anything stands there, of whatever type, but ``null`` and blanks."""
        value = self._values.get(name)
        return bool(value.strip()) if isinstance(value, str) else value is not None

    def identifier(self, name: str) -> str:
        """Read an opaque name that has to be there, of at most 255 characters."""
        return self.required(name, self.text(name, limit=ID_LIMIT))

    def verbatim(self, name: str) -> str | None:
        """Read a text that goes back as it came, blank or not."""
        value = self._values.get(name)
        if value is not None and not is_sound_text(value, VERBATIM_LIMIT):
            self.refuse(name)
        return value

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Read a list of texts."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > LIST_LIMIT:
            self.refuse(name)
        found = tuple(each for each in value if is_sound_text(each, TEXT_LIMIT))
        if len(found) != len(value):
            self.refuse(name)
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        """Read a truth value; some platforms spell it as text."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if value not in ("true", "false"):
            self.refuse(name)
        return value == "true"

    def url(self, name: str) -> str | None:
        """Read an absolute http(s) URL."""
        value = self.text(name, limit=URL_LIMIT)
        if value is not None and not is_web_url(value):
            self.refuse(name)
        return value

    def courtesy_url(self, name: str) -> str | None:
        """Read an absolute http(s) URL that nothing depends on."""
        value = self._values.get(name)
        return value if is_sound_text(value, URL_LIMIT) and is_web_url(value) else None

    def inside(self, name: str) -> "ClaimValues | None":
        """Read an object."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.refuse(name)
        return ClaimValues(value, f"{self._where}{_slug(name)}-")

    def courtesies(self, name: str) -> "ClaimValues":
        """Read an object that nothing depends on."""
        value = self._values.get(name)
        return ClaimValues(value if isinstance(value, dict) else {}, f"{self._where}{_slug(name)}-")

    def members(self) -> Iterator[tuple[str, object]]:
        """Go through the members as they came."""
        return iter(self._values.items())

    def required(self, name: str, value: T | None) -> T:
        """Pass on ``value``, which was read from ``name`` and has to be there."""
        if value is None:
            self.refuse(name, "missing")
        return value

    def refuse(self, name: str, fault: str = "wrong") -> NoReturn:
        """Refuse the launch for this claim."""
        says = "did not say" if fault == "missing" else "sent something unusable for"
        which = f"{self._where}{_slug(name)}"
        raise LaunchRejectedError(
            f"{which}-{fault}",
            f"Your learning platform {says} “{which.replace('-', ' ')}”, which this tool needs. "
            "Whoever looks after the platform can find out why.",
        )


def is_sound_text(value: object, limit: int) -> TypeGuard[str]:
    """Tell whether this is text that can be kept, shown and sent."""
    return isinstance(value, str) and len(value) <= limit and not _HARMFUL.search(value)


def is_web_url(text: str) -> bool:
    """Tell whether this is an absolute http(s) URL with a host and nothing that breaks out."""
    if _NOT_IN_URLS.search(text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _slug(name: str) -> str:
    return name.rpartition("/")[2].replace("_", "-").lower()
