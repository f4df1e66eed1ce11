from datetime import UTC, datetime

import pytest
from urllib3 import HTTPHeaderDict

from lti_tool.lti.answers import failure_of, failure_to_reach, is_success
from lti_tool.lti.errors import (
    AddressRefusedError,
    ConflictError,
    DeliveryError,
    InsecureUrlError,
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
