"""The one way out: HTTP to platforms, bounded in time, in size and in where it goes.

Whoever registers a platform chooses URLs that this server will call. So each call has time limits
and a size limit, follows no redirect, keeps no cookie, takes no proxy or password from the
environment, and goes only to an address that was checked: names are resolved here, and the
connection is made to one of the checked addresses, so that a name which changes its mind in
between (DNS rebinding) changes nothing.

It is urllib3 without requests in front, which would take three times the CPU of a score.
"""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

from urllib3 import HTTPHeaderDict, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError, LocationParseError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError
from urllib3.util import Url, parse_url

from lti_tool.lti import connections
from lti_tool.lti.addresses import AddressRules
from lti_tool.lti.errors import (
    AddressRefusedError,
    InsecureUrlError,
    NoAnswerError,
    TooSlowError,
    UntrustedError,
    UnusableUrlError,
)

ANSWER_BYTES = 1024 * 1024
"""How large an answer may be, but for those of whom its caller expects more."""

_NEVER_AGAIN: Final = Retry(total=False, redirect=False)
"""Whether a call may be made a second time is for whoever made it to say."""
_OURS: Final = {"User-Agent": "lti-tool", "Accept-Encoding": "identity"}
_PLACE = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?\])(:[0-9]{1,5})?")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a platform answered."""

    status: int
    phrase: str
    """What it said beside the status; may be empty."""
    headers: HTTPHeaderDict
    """By name, in whichever case; two of one name with a comma between them."""
    body: bytes


class AnswerTooLargeError(NoAnswerError):
    """The answer is over the limit; what came before its body is in ``answer``."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("the answer is too large")
        self.answer = answer


class PlatformSession:
    """The way out, with the limits of this module on every call; threads share it."""

    def __init__(
        self, pools: PoolManager, *, rules: AddressRules, allow_insecure_http: bool
    ) -> None:
        self._pools = pools
        self._rules = rules
        self._schemes = ("https", "http") if allow_insecure_http else ("https",)

    def __enter__(self) -> Self:
        """Leave it to the block's end to close."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        self._pools.clear()

    def get(self, url: str) -> Answer:
        """Ask for the JSON that is there; raises a `NoAnswerError`."""
        return self.exchange("GET", url, {"Accept": "application/json"})

    def exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        most_bytes: int = ANSWER_BYTES,
    ) -> Answer:
        """Make one call, once; raises a `NoAnswerError`, also for more than ``most_bytes``.

        A kept connection that the platform has closed meanwhile is found out before anything is
        sent, and another one made.
        """
        place = read_url(url)
        self._check(place)
        pool = self._pools.connection_from_host(place.host, place.port, place.scheme)
        try:
            response = pool.urlopen(
                method,
                place.url if self._goes_by_proxy(place) else place.request_uri,
                body=body,
                headers={**_OURS, **headers},
                retries=_NEVER_AGAIN,
                timeout=Timeout(connect=connections.CONNECT_SECONDS, read=connections.READ_SECONDS),
                assert_same_host=False,
                preload_content=False,
            )
            # More is asked for than is allowed, so that whatever is too large is seen to be.
            content = response.read(most_bytes + 1)
        except HTTPError as error:
            raise _meaning(error) from error
        is_whole = len(content) <= most_bytes
        answer = Answer(
            status=response.status,
            phrase=response.reason or "",
            headers=response.headers,
            body=content if is_whole else b"",
        )
        if is_whole:
            response.release_conn()
            return answer
        response.close()
        raise AnswerTooLargeError(answer)

    def _goes_by_proxy(self, place: Url) -> bool:
        return self._pools.proxy is not None and place.scheme == "http"

    def _check(self, place: Url) -> None:
        if place.scheme not in self._schemes:
            raise InsecureUrlError("the URL is not https")
        if place.auth is not None or not _PLACE.fullmatch(place.netloc or ""):
            # A user and password in it would also take the place of our token.
            raise UnusableUrlError("it is no host")
        host = (place.host or "").strip("[]")
        if self._pools.proxy is not None and not _may_go_by_proxy(host, self._rules):
            raise AddressRefusedError(f"{host} may not be called")


def open_session(
    *,
    allow_insecure_http: bool,
    private_networks: tuple[str, ...],
    proxy: str | None = None,
    ca_bundle: str | None = None,
) -> PlatformSession:
    """Open the session through which everything in this room calls platforms.

    Behind a ``proxy`` it is the proxy that resolves names and connects: only numeric addresses
    in URLs are checked then.
    """
    rules = AddressRules(private_networks)
    pools = connections.open_pools(rules, proxy=proxy, ca_bundle=ca_bundle)
    return PlatformSession(pools, rules=rules, allow_insecure_http=allow_insecure_http)


@lru_cache(maxsize=1024)  # each score of a course goes to the same few places
def read_url(url: str) -> Url:
    """Read a URL as it will be called, its parts spelled out; raises `UnusableUrlError`."""
    try:
        place = parse_url(url)
    except LocationParseError:
        raise UnusableUrlError("it is no URL") from None
    if place.scheme is None or not place.host:
        raise UnusableUrlError("it has no scheme or no host")
    return place._replace(fragment=None)


def _meaning(error: HTTPError) -> NoAnswerError:
    if isinstance(error, SSLError):
        return UntrustedError(str(error))
    # To urllib3 whatever prevents a connection is also a time-out.
    is_late = isinstance(error, Urllib3TimeoutError) and not isinstance(error, NewConnectionError)
    return TooSlowError(str(error)) if is_late else NoAnswerError(str(error))


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
