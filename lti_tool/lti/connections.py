"""Connections to platforms: bounded in time, and made only to addresses that were checked."""

import http.client
import io
import socket
import ssl
import time
from functools import cache
from typing import Any, ClassVar, cast

import certifi
from typing_extensions import Buffer, override
from urllib3 import PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError
from urllib3.util import make_headers, parse_url
from urllib3.util.ssl_ import create_urllib3_context

from lti_tool.lti.addresses import AddressRules
from lti_tool.lti.deadlines import seconds_left
from lti_tool.lti.errors import AddressRefusedError

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
ANSWER_SECONDS = 20.0
"""How long an answer may take as a whole, however it drips."""

_LEAST_SECONDS = 0.001
_MOST_ADDRESSES = 4

_KEPT_PLATFORMS = 64
_KEPT_CONNECTIONS = 64
"""For each platform: as many threads may call it at once without making connections anew."""


def open_pools(rules: AddressRules, *, proxy: str | None, ca_bundle: str | None) -> PoolManager:
    """Open the pools of kept connections, one for each platform; threads share them.

    A ``proxy`` resolves names and connects by itself, so connections to it are not checked.
    """
    trusted = _trusting(ca_bundle or certifi.where())
    kept: dict[str, Any] = {
        "num_pools": _KEPT_PLATFORMS,
        "maxsize": _KEPT_CONNECTIONS,
        "ssl_context": trusted,
    }
    pools: PoolManager
    if proxy is None:
        pools = PoolManager(**kept)
        pools.pool_classes_by_scheme = _pools(
            type("_CheckedHere", (_Checked,), {"rules": rules}),
            type("_CheckedTlsHere", (_CheckedTls,), {"rules": rules}),
        )
    else:
        password = make_headers(proxy_basic_auth=parse_url(proxy).auth)
        pools = ProxyManager(proxy, proxy_headers=password, proxy_ssl_context=trusted, **kept)
        pools.pool_classes_by_scheme = _pools(_Timed, _TimedTls)
    return pools


@cache
def _trusting(ca_bundle: str) -> ssl.SSLContext:
    """Read whom to trust once in a process: that takes longer than many calls."""
    context = create_urllib3_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(ca_bundle)
    return context


class _Timed(HTTPConnection):
    """A connection whose answers have a time limit as a whole, and that keeps to `within`."""

    class response_class(http.client.HTTPResponse):  # noqa: N801  # the name http.client asks for
        """An answer that is read against a deadline."""

        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp.close()
            self.fp = io.BufferedReader(_TimedReader(sock))

    _held: list[bytes] | None = None

    @override
    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request in one piece: head and body one by one take twice the system's time."""
        held: list[bytes] = []
        self._held = held
        try:
            super().request(*args, **kwargs)
        finally:
            self._held = None
        self.send(b"".join(held))

    @override
    def send(self, data: Any) -> None:
        if self._held is None:
            super().send(data)
        else:
            self._held.append(data)

    @override
    def _new_conn(self) -> socket.socket:
        given = self.timeout
        self.timeout = _at_most(given)
        try:
            made = super()._new_conn()
        finally:
            self.timeout = given
        made.settimeout(_at_most(given))  # what is left for the handshake
        return made


class _TimedReader(io.RawIOBase):
    """The receiving side of a socket until a deadline."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._raw = sock.makefile("rb", buffering=0)
        if sock.gettimeout() is None:
            sock.settimeout(READ_SECONDS)
        self._pause = sock.gettimeout() or READ_SECONDS
        self._deadline = time.monotonic() + ANSWER_SECONDS

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer) -> int | None:
        """Receive what is there, waiting no longer than the deadline allows."""
        left = min(self._deadline - time.monotonic(), seconds_left())
        if left <= 0:
            raise TimeoutError("the answer as a whole took too long")
        if left < self._pause:
            self._socket.settimeout(left)
        return self._raw.readinto(buffer)

    @override
    def close(self) -> None:
        self._raw.close()
        super().close()


class _Checked(_Timed):
    """A connection that is made only to an address which the rules allow."""

    rules: ClassVar[AddressRules]

    @override
    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        failure: HTTPError | None = None
        try:
            for address in self._addresses(name):
                # urllib3 connects to this attribute; certificates are checked against the name.
                self._dns_host = address
                try:
                    return super()._new_conn()
                except HTTPError as error:
                    failure = error
        finally:
            self._dns_host = name
        raise failure or AddressRefusedError(f"{name} may not be called")

    def _addresses(self, name: str) -> list[str]:
        try:
            found = socket.getaddrinfo(name.strip("[]"), self.port, 0, socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(name, self, socket.gaierror(str(error))) from error
        addresses = dict.fromkeys(cast("str", each[4][0]) for each in found)
        return [each for each in addresses if self.rules.allow(each)][:_MOST_ADDRESSES]


class _TimedTls(_Timed, HTTPSConnection):
    pass


class _CheckedTls(_Checked, HTTPSConnection):
    pass


def _pools(plain: type, tls: type) -> dict[str, type]:
    return {
        "http": type("_HttpPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("_HttpsPool", (HTTPSConnectionPool,), {"ConnectionCls": tls}),
    }


def _at_most(seconds: float | None) -> float:
    # None and nought would mean other things to a socket.
    return max(_LEAST_SECONDS, min(seconds_left(), seconds or CONNECT_SECONDS))
