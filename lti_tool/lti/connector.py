"""Calls to a platform's services: one token, one repeat after a 401, every failure a decision.

This is pylti1p3's `ServiceConnector`, which its service classes ask for, with another inside: its
own keeps tokens for ever, takes a redirect for success, puts response bodies into messages, fails
on a body that is not JSON after the platform did what it was asked, and lower-cases the next page's
URL.
"""

import re
from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from pylti1p3.service_connector import ServiceConnector, TServiceConnectorResponse
from typing_extensions import override

from lti_tool.lti.answers import failure_to_reach, service_failure_of
from lti_tool.lti.errors import BadJsonError, NoAnswerError, RefusedError
from lti_tool.lti.registrations import Registration, wire_registration
from lti_tool.lti.strict_json import read_json
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import (
    ANSWER_BYTES,
    Answer,
    AnswerTooLargeError,
    PlatformSession,
    read_url,
)

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_NOT_IN_HOSTS = re.compile(r"[^A-Za-z0-9._:\[\]-]+")
_HOST_SHOWN = 100
_REL = re.compile(
    r"""[;\s]rel\s*=\s*(?:["\u201c]([^"\u201d]*)|'([^']*)|([^\s;,"']+))""",  # Moodle's are curly
    re.IGNORECASE,
)


class Connector(ServiceConnector):
    """What pylti1p3's service classes call platforms through."""

    def __init__(
        self,
        registration: Registration,
        session: PlatformSession,
        tokens: AccessTokens,
        new_token: Collection[int] = frozenset({HTTPStatus.UNAUTHORIZED}),
        *,
        most_bytes: int = ANSWER_BYTES,
    ) -> None:
        """``new_token``: by which statuses the platform says that a token is not good any more.

        ``most_bytes``: how large each answer may be.
        """
        super().__init__(
            wire_registration(registration),
            session,  # type: ignore[arg-type]  # what would call it is overridden
        )
        self._session = session
        self._registered = registration
        self._tokens = tokens
        self._new_token = new_token
        self._most_bytes = most_bytes

    @override
    def get_access_token(self, scopes: Sequence[str]) -> str:
        return self._tokens.get(self._registered, scopes)

    @override
    def make_service_request(
        self,
        scopes: Sequence[str],
        url: str,
        is_post: bool = False,
        data: str | None = None,
        content_type: str = "application/json",
        accept: str = "application/json",
        case_insensitive_headers: bool = False,
    ) -> TServiceConnectorResponse:
        """Call a service; raises a `DeliveryError` for everything but success.

        A launch or a page link may name any URL as one of the platform's. Where that is on none of
        its registered hosts nobody is called, and no token is asked for.
        """
        headers = {"Accept": accept}
        if is_post:
            headers["Content-Type"] = content_type
        answer = self._answer_to("POST" if is_post else "GET", url, headers, data, scopes)
        return {
            "headers": answer.headers if case_insensitive_headers else dict(answer.headers),
            "body": _body(answer),
            "next_page_url": (
                None if is_post else next_page_url(url, answer.headers.get("Link", ""))
            ),
        }

    def replace(self, scopes: Sequence[str], url: str, data: str, media_type: str) -> Any:
        """Put something in the place of what is there, which pylti1p3 never does: gives the body.

        Raises a `DeliveryError` for everything but success.
        """
        headers = {"Accept": media_type, "Content-Type": media_type}
        return _body(self._answer_to("PUT", url, headers, data, scopes))

    def _answer_to(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        data: str | None,
        scopes: Sequence[str],
    ) -> Answer:
        self._check_place(url)
        body = None if data is None else data.encode()
        token = self.get_access_token(scopes)
        answer = self._send(method, url, headers | _bearing(token), body)
        if answer.status in self._new_token:
            self._tokens.forget(self._registered, scopes, token)
            token = self.get_access_token(scopes)
            answer = self._send(method, url, headers | _bearing(token), body)
        failure = service_failure_of(answer, self._tokens.clock)
        if failure is not None:
            raise failure
        return answer

    def _check_place(self, url: str) -> None:
        """Look at the URL as it will be called, and not as it is spelled."""
        try:
            called = read_url(url).url
        except NoAnswerError as error:
            raise failure_to_reach(error) from error
        if not self._registered.has_services_at(called):
            raise _elsewhere(called)

    def _send(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        try:
            return self._session.exchange(method, url, headers, body, most_bytes=self._most_bytes)
        except AnswerTooLargeError as error:
            return error.answer  # its status says what was done
        except NoAnswerError as error:
            raise failure_to_reach(error) from error


def _bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _elsewhere(url: str) -> RefusedError:
    host = _NOT_IN_HOSTS.sub("", urlsplit(url).netloc.rpartition("@")[2])[:_HOST_SHOWN]
    return RefusedError(
        f"The gradebook is at {host}, which nobody has registered as the platform's. "
        "Whoever runs this tool can allow it (platforms add --service-origin)."
    )


def next_page_url(url: str, links: str) -> str | None:
    """Find the next page in a Link header, in whichever place and kind of quotes it is there.

    The address is taken as it is (RFC 8288 §3), but for the ``&amp;`` that Moodle writes for ``&``.
    Nothing else is read as HTML: ``&section=2`` would become ``§ion=2``. Raises a `RefusedError`
    where it is no address: what follows is then unknown.
    """
    told = links.encode("latin-1", "replace").decode("utf-8", "replace")
    for target, parameters in _LINK.findall(told):
        if _is_next(parameters):
            try:
                return urljoin(url, str(target).replace("&amp;", "&"))
            except ValueError:
                raise RefusedError("The address of the platform's next page is none.") from None
    return None


def _is_next(parameters: str) -> bool:
    """Tell whether a link is to the next page, whatever else it is besides (RFC 8288 §3.3)."""
    relations = _REL.search(f" {parameters}")
    return relations is not None and "next" in "".join(relations.groups("")).lower().split()


def _body(answer: Answer) -> Any:
    try:
        return read_json(answer.body) if answer.body else None
    except BadJsonError:
        return None
