from dataclasses import replace
from datetime import UTC, datetime

import pytest
from urllib3 import HTTPHeaderDict

from lti_tool.lti.answers import failure_of, failure_to_reach, is_success, service_failure_of
from lti_tool.lti.errors import (
    AddressRefusedError,
    ConflictError,
    DeliveryError,
    InsecureUrlError,
    KeptOutError,
    NoAnswerError,
    RefusedError,
    TooManyError,
    TooSlowError,
    TryAgainError,
    UntrustedError,
    UnusableUrlError,
)
from lti_tool.lti.transport import Answer


def answer(status: int, phrase: str = "", **headers: str) -> Answer:
    told = HTTPHeaderDict({name.replace("_", "-"): each for name, each in headers.items()})
    return Answer(status=status, phrase=phrase, headers=told, body=b"")


def clock() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_is_what_the_platform_did(status: int) -> None:
    assert is_success(answer(status))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, RefusedError),
        (302, TryAgainError),
        (303, TryAgainError),
        (307, TryAgainError),
        (308, RefusedError),
        (400, RefusedError),
        (401, RefusedError),
        (403, RefusedError),
        (404, RefusedError),
        (408, TryAgainError),
        (409, ConflictError),
        (410, RefusedError),
        (421, TryAgainError),
        (422, RefusedError),
        (423, TryAgainError),
        (425, TryAgainError),
        (429, TooManyError),
        (500, TryAgainError),
        (502, TryAgainError),
        (503, TryAgainError),
        (599, TryAgainError),
    ],
)
def test_each_status_says_what_to_do(status: int, kind: type[DeliveryError]) -> None:
    assert not is_success(answer(status))
    assert type(failure_of(answer(status), clock)) is kind


def test_a_service_that_takes_no_token_is_asked_again_later() -> None:
    failure = service_failure_of(answer(401, "Unauthorized", Retry_After="30"), clock)

    assert isinstance(failure, KeptOutError)
    assert failure.after == 30
    assert "(401 Unauthorized)" in failure.reason


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><title>Sign in</title>",
        b"\xef\xbb\xbf\r\n <!doctype HTML>",
        b'<?xml version="1.0"?><HTML xmlns="http://www.w3.org/1999/xhtml">',
        b"<!-- upkeep --><html>",
        b"<script>location.href='/login'</script>",
    ],
)
def test_a_page_is_no_success_of_a_service(body: bytes) -> None:
    page = replace(answer(200, "OK"), body=body)

    assert type(service_failure_of(page, clock)) is KeptOutError


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"true", b"<br />\n<b>Notice</b>: Undefined index", b'{"a": "<html>"}'],
)
def test_whatever_else_comes_with_a_success_is_one(body: bytes) -> None:
    assert service_failure_of(replace(answer(200), body=body), clock) is None


def test_other_failures_of_a_service_are_those_of_any_answer() -> None:
    assert type(service_failure_of(answer(409), clock)) is ConflictError


@pytest.mark.parametrize("status", [300, 302, 304, 308])
def test_a_redirect_is_called_one(status: int) -> None:
    failure = failure_of(answer(status, "Moved"), clock)

    assert f"({status} Moved, a redirect, which is not followed)." in failure.reason


def test_the_reason_phrase_is_kept_short_and_plain() -> None:
    failure = failure_of(answer(400, "User is\nnot <b>here\x1b[1m ü " + "x" * 100), clock)

    assert failure.reason.startswith("The platform refused it (400 User is not <b>here [1m ")
    assert failure.reason.isascii()
    assert len(failure.reason) < 100


def test_an_answer_may_have_no_phrase() -> None:
    assert failure_of(answer(404), clock).reason == "The platform refused it (404)."


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("0", 0),
        ("Mon, 02 Mar 2026 09:01:30 GMT", 90),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0),
        ("Mon, 02 Mar 2026 09:01:30 -0000", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("9" * 5000, None),
        ("Mon, 99 Foo 2026 99:99:99 GMT", None),
        ("Mon, 02 Mar 2026 09:01:30 +99999999999999999999", None),
    ],
)
def test_the_platform_may_say_when(told: str, seconds: float | None) -> None:
    failure = failure_of(answer(503, Retry_After=told), clock)

    assert isinstance(failure, TryAgainError)
    assert failure.after == seconds


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NoAnswerError(), TryAgainError),
        (TooSlowError(), TryAgainError),
        (UntrustedError(), TryAgainError),
        (AddressRefusedError("10.0.0.1 may not be called"), TryAgainError),
        (InsecureUrlError(), RefusedError),
        (UnusableUrlError(), RefusedError),
    ],
)
def test_no_answer_says_what_to_do_too(error: NoAnswerError, kind: type[DeliveryError]) -> None:
    failure = failure_to_reach(error)

    assert type(failure) is kind
    assert "10.0.0.1" not in failure.reason
