"""Asking a clamd whether something harmful is in a file, by its INSTREAM command.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

import logging
import socket
import struct
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

_PORT: Final = 3310
_CHUNK: Final = 64 * 1024
_MOST_ANSWERED: Final = 4096


class HarmfulError(Exception):
    """The scanner found something in a file."""


class NotScannedError(Exception):
    """The scanner could not be asked, or could not tell."""


@dataclass(frozen=True, kw_only=True)
class Clamd:
    """A scanner at an address such as ``unix:///run/clamav/clamd.ctl`` or ``tcp://host:3310``."""

    url: str
    seconds: float = 30.0
    """How long it may take altogether."""

    def scan(self, content: bytes) -> None:
        """Let it look at a file. Raises :class:`HarmfulError` or :class:`NotScannedError`."""
        try:
            said = self._asked(content)
        except OSError as error:
            log.warning("scanner.unreachable error=%s", type(error).__name__)
            raise NotScannedError from None
        if said.endswith(" FOUND"):
            log.warning("scanner.found what=%r", said.removesuffix(" FOUND"))
            raise HarmfulError
        if not said.endswith(" OK"):
            log.warning("scanner.failed said=%r", said)
            raise NotScannedError

    def _asked(self, content: bytes) -> str:
        ends = time.monotonic() + self.seconds
        with self._connected() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                _allow(line, ends)
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            return _answer(line, ends)

    def _connected(self) -> socket.socket:
        address = urlsplit(self.url)
        if address.scheme == "tcp":
            to = (address.hostname, address.port or _PORT)
            return socket.create_connection(to, timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(self.seconds)
        try:
            line.connect(address.path)
        except OSError:
            line.close()
            raise
        return line


def _allow(line: socket.socket, ends: float) -> None:
    """Give what is left of the time; raises ``TimeoutError``."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


def _answer(line: socket.socket, ends: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < _MOST_ANSWERED:
        _allow(line, ends)
        more = line.recv(_MOST_ANSWERED)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
