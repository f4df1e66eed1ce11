"""How the server reads past a body larger than any of our forms, so that a page can answer.

waitress keeps a body of up to a gigabyte on disk before anybody is asked, and answers a larger one
by closing the line: whoever is still sending then sees a broken connection and no reason. Ours
keeps nothing of a body that is too large, but takes it off the line to its end; the request then
reaches the tool without it, and its page says what is too large.
"""

from collections.abc import Iterable
from typing import Any, Final

from typing_extensions import override
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

MOST_READ_PAST: Final = 4 * 1024**3
"""Whoever announces even more is shut out by waitress at once."""


class PatientParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Reads a request, and past its body where that is too large."""

    def __init__(self, adjustments: Adjustments) -> None:
        super().__init__(adjustments)
        self._left: int | None = None
        """Bytes still to be read past."""

    @override
    def received(self, data: bytes) -> int:
        """Take what belongs to this request; gives how many bytes that was."""
        if self._left is not None:
            return self._read_past(data)
        consumed: int = super().received(data)
        if self._is_to_be_read_past():
            self.error = None
            self.completed = False
            self._left = self.content_length
        return consumed

    def _is_to_be_read_past(self) -> bool:
        is_announced = self.headers_finished and not self.chunked
        return (
            is_announced
            and isinstance(self.error, RequestEntityTooLarge)
            and self.content_length <= MOST_READ_PAST
        )

    def _read_past(self, data: bytes) -> int:
        assert self._left is not None  # noqa: S101  # asked by the only caller
        if self.completed:
            return 0
        taken = min(len(data), self._left)
        self._left -= taken
        self.completed = self._left == 0
        return taken


class PatientChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection whose requests are read to their end."""

    parser_class = PatientParser


def be_patient(sockets: Iterable[Any]) -> None:
    """Let every server among these sockets answer with a page what is too large."""
    for one in sockets:
        if hasattr(one, "channel_class"):
            one.channel_class = PatientChannel
