"""The one way out: HTTP to platforms, bounded in time, in size and in where it goes.

Whoever registers a platform chooses URLs that this server will call. So each call has time limits
and a size limit, follows no redirect, keeps no cookie, takes no proxy or password from the
environment, and goes only to an address that was checked: names are resolved here, and the
connection is made to one of the checked addresses, so that a name which changes its mind in
between (DNS rebinding) changes nothing.
"""

import http.client
import io
import re
import socket
import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from typing_extensions import Buffer, override
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError

from lti_tool.lti.addresses import AddressRules
from lti_tool.lti.deadlines import seconds_left
from lti_tool.lti.errors import LtiError

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
ANSWER_SECONDS = 20.0
"""How long an answer may take as a whole, however it drips."""
ANSWER_BYTES = 1024 * 1024

_CHUNK = 64 * 1024
_LEAST_SECONDS = 0.001
_MOST_ADDRESSES = 4
CALL_SECONDS = _MOST_ADDRESSES * CONNECT_SECONDS + ANSWER_SECONDS
"""The longest that one call takes, once the host's name is resolved."""

_KEPT_PLATFORMS = 64
_KEPT_CONNECTIONS = 64
_PLACE = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+(%25[A-Za-z0-9._-]+)?\])(:[0-9]{1,5})?")


class AddressRefusedError(requests.RequestException, LtiError):
    """The URL leads to an address that this tool may not call."""


class InsecureUrlError(requests.RequestException, LtiError):
    """The URL is not https, and plain http is not allowed here."""


class AnswerTooLargeError(requests.RequestException, LtiError):
    """The answer is over the limit; what came before its body is in ``answer``."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__("the answer is too large", response=answer)
        self.answer = answer


def open_session(
    *,
    allow_insecure_http: bool,
    private_networks: tuple[str, ...],
    proxy: str | None = None,
    ca_bundle: str | None = None,
) -> "PlatformSession":
    """Open the session through which everything in this room calls platforms; threads share it.

    Behind a ``proxy`` it is the proxy that resolves names and connects: only numeric addresses
    in URLs are checked then.
    """
    session = PlatformSession(
        rules=AddressRules(private_networks), allow_insecure_http=allow_insecure_http
    )
    if proxy is not None:
        session.proxies = {"http": proxy, "https": proxy}
    if ca_bundle is not None:
        session.verify = ca_bundle
    return session


class PlatformSession(requests.Session):
    """A session with the limits of this module on every call."""

    def __init__(self, *, rules: AddressRules, allow_insecure_http: bool) -> None:
        super().__init__()
        self._rules = rules
        self._schemes = ("https", "http") if allow_insecure_http else ("https",)
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.headers.update({"User-Agent": "lti-tool", "Accept-Encoding": "identity"})
        self.mount("https://", _Adapter(rules))
        self.mount("http://", _Adapter(rules))

    @override
    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        self._check_url(request)
        kwargs |= {"stream": True, "allow_redirects": False}
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = (CONNECT_SECONDS, READ_SECONDS)
        try:
            response = super().send(request, **kwargs)
        except _RefusedHere as error:
            raise AddressRefusedError(str(error), request=request) from None
        except HTTPError as error:  # what requests lets through, such as an unusable host name
            raise requests.ConnectionError(error, request=request) from error
        _read(response)
        return response

    @override
    def get_redirect_target(self, resp: requests.Response) -> None:
        return None

    def _check_url(self, request: requests.PreparedRequest) -> None:
        parts = urlsplit(request.url or "")
        if parts.scheme not in self._schemes:
            raise InsecureUrlError("the URL is not https", request=request)
        if not _PLACE.fullmatch(parts.netloc):
            # A user and password in it would also take the place of our token.
            raise requests.exceptions.InvalidURL("it is no host", request=request)
        host = parts.hostname or ""
        if self.proxies and not _may_go_by_proxy(host, self._rules):
            raise AddressRefusedError(f"{host} may not be called", request=request)


def _read(response: requests.Response) -> None:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > ANSWER_BYTES:
            response.close()
            response._content = b""  # noqa: SLF001  # requests has no other way to say it
            raise AnswerTooLargeError(response)
    response._content = bytes(body)  # noqa: SLF001  # as requests' own `content` does


class _RefusedHere(Exception):  # noqa: N818  # never leaves this module
    """Passes through urllib3 and requests, which would wrap (and repeat) an OSError."""


class _Timed(HTTPConnection):
    """A connection whose answers have a time limit as a whole, and that keeps to `within`."""

    class response_class(http.client.HTTPResponse):  # noqa: N801  # the name http.client asks for
        """An answer that is read against a deadline."""

        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp.close()
            self.fp = io.BufferedReader(_TimedReader(sock))

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
        self._socket.settimeout(min(left, self._pause))
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
        raise failure or _RefusedHere(f"{name} may not be called")

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


class _Adapter(HTTPAdapter):
    """requests' adapter over the connections of this module."""

    def __init__(self, rules: AddressRules) -> None:
        self._rules = rules
        super().__init__(pool_connections=_KEPT_PLATFORMS, pool_maxsize=_KEPT_CONNECTIONS)

    @override
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        with_rules = {"rules": self._rules}
        self.poolmanager.pool_classes_by_scheme = _pools(
            type("_CheckedHere", (_Checked,), with_rules),
            type("_CheckedTlsHere", (_CheckedTls,), with_rules),
        )

    @override
    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = _pools(_Timed, _TimedTls)
        return manager


def _pools(plain: type, tls: type) -> dict[str, type]:
    return {
        "http": type("_HttpPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("_HttpsPool", (HTTPSConnectionPool,), {"ConnectionCls": tls}),
    }


def _may_go_by_proxy(host: str, rules: AddressRules) -> bool:
    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return False
    try:
        return rules.allow(host if ":" in host else _spelled_out(name))
    except ValueError:
        return True  # a name: the proxy resolves it


def _spelled_out(host: str) -> str:
    """Spell an IPv4 address as people do; 2130706433 and 0x7f.1 are addresses for a resolver."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        raise ValueError from None


def _at_most(seconds: float | None) -> float:
    # None and nought would mean other things to a socket.
    return max(_LEAST_SECONDS, min(seconds_left(), seconds or CONNECT_SECONDS))
