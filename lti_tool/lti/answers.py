"""What a platform's HTTP answer, or the lack of one, means for a delivery."""

import re
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from lti_tool.learning.clock import Clock
from lti_tool.lti.errors import (
    AddressRefusedError,
    ConflictError,
    DeliveryError,
    KeptOutError,
    NoAnswerError,
    RefusedError,
    TooManyError,
    TooSlowError,
    TryAgainError,
    UnusableUrlError,
)
from lti_tool.lti.transport import Answer

_PASSING = frozenset(
    {
        # A redirect is not followed; one that lasts for a while may lead to a page about upkeep.
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.MISDIRECTED_REQUEST,
        HTTPStatus.LOCKED,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
_LIMIT_WORDS = b"rate limit exceeded"
_LOOKED_AT = 1000
_BLANK = b"\xef\xbb\xbf \t\r\n"  # a byte order mark may come first
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<script")
_PHRASE_LIMIT = 60
_NOT_PLAIN = re.compile(r"[^\x20-\x7e]+")
_SECONDS = re.compile(r"\d{1,9}")


def is_success(answer: Answer) -> bool:
    """Tell whether the platform did what it was asked (a redirect is not that)."""
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES


def said_by(answer: Answer) -> str:
    """Spell an answer's status and phrase, for people; the phrase is short and plain."""
    phrase = _NOT_PLAIN.sub(" ", answer.phrase)[:_PHRASE_LIMIT].strip()
    said = f"{answer.status} {phrase}".strip()
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        return f"{said}, a redirect, which is not followed"
    return said


def failure_of(answer: Answer, clock: Clock) -> DeliveryError:
    """Read what is to be done about an answer that is no success.

    The status's own phrase is kept, since Moodle puts its reason there; the body never is.
    """
    said = said_by(answer)
    if answer.status == HTTPStatus.CONFLICT:
        return ConflictError(f"The platform already has this or something newer ({said}).")
    is_limit = _asks_for_less(answer)
    if is_limit or answer.status in _PASSING or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = TooManyError if is_limit else TryAgainError
        return kind(f"The platform could not take it just now ({said}).", _pause(answer, clock))
    return RefusedError(f"The platform refused it ({said}).", status=answer.status, said=said)


def service_failure_of(answer: Answer, clock: Clock) -> DeliveryError | None:
    """Read the same of a service that was called with a token; ``None``: it did what it was asked.

    A 401 to a token that was given a moment ago, and a 200 that brings a page, come from something
    in between or from a platform that is not all there.
    """
    said = said_by(answer)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        reason = f"The platform did not accept the access that it gave ({said})."
        return KeptOutError(reason, status=answer.status, said=said, after=_pause(answer, clock))
    if not is_success(answer):
        return failure_of(answer, clock)
    if answer.status == HTTPStatus.OK and _is_page(answer.body):
        reason = f"The platform answered with a web page ({said})."
        return KeptOutError(reason, status=answer.status, said=said)
    return None


def _is_page(body: bytes) -> bool:
    """Tell whether a whole page came: to sign in, or about upkeep, and no service wrote it.

    Not whether there is HTML in it: PHP may put a notice before whatever a service answers.
    """
    begin = body[:_LOOKED_AT].lstrip(_BLANK).lower()
    return begin.startswith(_PAGES) or (begin.startswith(b"<") and b"<html" in begin)


def _asks_for_less(answer: Answer) -> bool:
    """Tell whether there were too many requests; Canvas has also said so with a 403."""
    if answer.status == HTTPStatus.FORBIDDEN:
        return _LIMIT_WORDS in answer.body[:_LOOKED_AT].lower()
    return answer.status == HTTPStatus.TOO_MANY_REQUESTS


def failure_to_reach(error: NoAnswerError) -> DeliveryError:
    """Read what is to be done when no answer came."""
    if isinstance(error, AddressRefusedError):
        return TryAgainError("The platform's address may not be called from here.")
    if isinstance(error, UnusableUrlError):
        return RefusedError("The platform's address cannot be used.")
    if isinstance(error, TooSlowError):
        return TryAgainError("The platform did not answer in time.")
    return TryAgainError("The platform could not be reached.")


def _pause(answer: Answer, clock: Clock) -> float | None:
    told = answer.headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(told):
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, (moment - clock()).total_seconds()) if moment.tzinfo else None
