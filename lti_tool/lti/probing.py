"""Trying out what launches and scores will need of a platform, before a person waits for it.

Security Framework 1.0 §4.1 and §6.3: https://www.imsglobal.org/spec/security/v1p0/
Assignment and Grade Services 2.0 §3.2: https://www.imsglobal.org/spec/lti-ags/v2p0/#line-item-service
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from lti_tool.learning.clock import Clock
from lti_tool.lti.answers import failure_of, failure_to_reach, is_success
from lti_tool.lti.connector import Connector
from lti_tool.lti.errors import BadJsonError, NoAnswerError, RefusedError
from lti_tool.lti.key_set_entries import read_entries
from lti_tool.lti.registrations import Registration
from lti_tool.lti.scores import RESULT_SCOPE, SCORE_SCOPE
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import PlatformSession

_LINE_ITEM: Final = "application/vnd.ims.lis.v2.lineitem+json"
_READING_SCOPES: Final = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
)


@dataclass(frozen=True, kw_only=True)
class PublishedKeys:
    """What a platform's key-set URL answered."""

    usable: int
    """How many of its keys can verify a launch."""
    clock_ahead: timedelta | None
    """How far the platform's clock is ahead of ours, by its ``Date``; ``None`` if it has none."""


class Probe:
    """Calls a platform as launches and scores do; it changes nothing there."""

    def __init__(self, session: PlatformSession, tokens: AccessTokens, clock: Clock) -> None:
        self._session = session
        self._tokens = tokens
        self._clock = clock

    def fetch_keys(self, registration: Registration) -> PublishedKeys:
        """Fetch the key set, past every copy; raises a `DeliveryError`."""
        try:
            answer = self._session.get(registration.jwks_url)
        except NoAnswerError as error:
            raise failure_to_reach(error) from error
        now = self._clock()
        if not is_success(answer):
            raise failure_of(answer, self._clock)
        try:
            usable = len(read_entries(answer))
        except BadJsonError:
            raise RefusedError("What the platform serves there is no key set.") from None
        return PublishedKeys(usable=usable, clock_ahead=_ahead(answer.headers.get("Date"), now))

    def get_token(self, registration: Registration, scope: str) -> None:
        """Get an access token for this scope; raises a `DeliveryError`."""
        self._tokens.get(registration, [scope])

    def read_line_item(self, registration: Registration, url: str, scope: str) -> None:
        """Read a column of the gradebook; raises a `DeliveryError`."""
        connector = Connector(registration, self._session, self._tokens)
        connector.make_service_request([scope], url, accept=_LINE_ITEM)


def reading_scope(scopes: Collection[str]) -> str | None:
    """Find among the scopes of a launch one that lets us read a column; ``None`` without any."""
    return next((scope for scope in _READING_SCOPES if scope in scopes), None)


def scope_to_try(scopes: Collection[str]) -> str | None:
    """Find among the scopes of a launch one that we use; ``None`` without any."""
    ours = (*_READING_SCOPES, SCORE_SCOPE, RESULT_SCOPE)
    return next((scope for scope in ours if scope in scopes), None)


def _ahead(told: str | None, now: datetime) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(told or "")
    except (TypeError, ValueError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
