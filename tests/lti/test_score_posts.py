"""A score on the wire, to the byte, and every way of answering it."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from demo.platform import Platform
from lti_tool.learning.scores import ActivityProgress, GradingProgress, Score
from lti_tool.lti.errors import DeliveryError, RefusedError, TryAgainError
from lti_tool.lti.scores import LineItemRef, ScoreService
from tests.lti.conftest import LEARNER, registration_with
from tests.lti.gradebook import BOTH, PLAIN, TOKEN, score
from tests.lti.rude_platform import Answer, RudePlatform, ok, rude_platform


def sent_to(
    service: ScoreService, answers: list[Answer], sent: Score, url: str = "{}"
) -> RudePlatform:
    with rude_platform([TOKEN, *answers]) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url)
        column = LineItemRef(url=url.format(platform.url), scopes=BOTH)
        service.send(registration, column, "u/1 ü", sent, PLAIN)
    return platform


def test_the_post_is_exact(service: ScoreService) -> None:
    head, _, body = sent_to(service, [ok(b"")], score()).requests[1].partition(b"\r\n\r\n")

    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /services/1/scores?type_id=2 HTTP/1.1"
    assert b"Content-Type: application/vnd.ims.lis.v1.score+json" in lines
    assert b"Authorization: Bearer abc" in lines
    assert json.loads(body)["userId"] == "u/1 ü"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/lineitem", b"/lineitem/scores"),
        ("/lineitem/", b"/lineitem/scores"),
        ("/LineItem?Page=ABC", b"/LineItem/scores?Page=ABC"),
        ("/l?a=b?c=d&e", b"/l/scores?a=b?c=d&e"),
        ("/a%2Fb/l?x=%20", b"/a%2Fb/l/scores?x=%20"),
    ],
)
def test_the_service_is_named_in_the_path_and_the_rest_is_kept(
    service: ScoreService, url: str, path: bytes
) -> None:
    with rude_platform([TOKEN, ok(b"")]) as platform:
        base = f"http://127.0.0.1:{platform.port}"
        registration = registration_with(Platform(), auth_token_url=f"{base}/token")
        column = LineItemRef(url=base + url, scopes=BOTH)
        service.send(registration, column, LEARNER, score(), PLAIN)

    assert platform.requests[1].startswith(b"POST " + path + b" HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("7", b'"scoreGiven": 7,'),
        ("7.0", b'"scoreGiven": 7,'),
        ("0", b'"scoreGiven": 0,'),
        ("0.1", b'"scoreGiven": 0.1,'),
        ("3.3333", b'"scoreGiven": 3.3333,'),
        ("66.67", b'"scoreGiven": 66.67,'),
        ("1E+2", b'"scoreGiven": 100,'),
    ],
)
def test_numbers_go_out_as_they_are(service: ScoreService, given: str, spelled: bytes) -> None:
    assert spelled in sent_to(service, [ok(b"")], score(given, "100")).requests[1]


def test_work_that_waits_to_be_decided_goes_out_without_points_or_maximum(
    service: ScoreService,
) -> None:
    waiting = score(
        given=None,
        activity_progress=ActivityProgress.SUBMITTED,
        grading_progress=GradingProgress.PENDING_MANUAL,
        comment=None,
    )

    _, _, body = sent_to(service, [ok(b"")], waiting).requests[1].partition(b"\r\n\r\n")

    said = json.loads(body)
    assert said.keys() == {"userId", "timestamp", "activityProgress", "gradingProgress"}
    assert said["activityProgress"] == "Submitted"
    assert said["gradingProgress"] == "PendingManual"


def test_a_time_goes_out_in_utc_with_milliseconds(service: ScoreService) -> None:
    moment = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    body = sent_to(service, [ok(b"")], score(timestamp=moment)).requests[1]

    assert b'"timestamp": "2026-03-02T09:00:00.000+00:00"' in body


def test_no_comment_is_no_member(service: ScoreService) -> None:
    assert b"comment" not in sent_to(service, [ok(b"")], score(comment=None)).requests[1]


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"", status="204 No Content"),
        ok(b"<html>thanks", status="201 Created"),
        ok(b"[" * 50_000),
        ok(b'{"a": NaN}'),
        ok(b"x" * 1_100_000),
    ],
)
def test_what_the_platform_did_counts_and_not_what_it_says(
    service: ScoreService, answer: Answer
) -> None:
    assert sent_to(service, [answer], score())


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("301 Moved", RefusedError),
        ("302 Found", TryAgainError),
        ("307 Temporary Redirect", TryAgainError),
        ("308 Permanent Redirect", RefusedError),
    ],
)
def test_a_redirect_is_not_followed_and_one_that_does_not_last_is_tried_again(
    service: ScoreService, status: str, error: type[DeliveryError]
) -> None:
    answer = ok(b"", "Location: /elsewhere", status=status)
    with pytest.raises(error):
        sent_to(service, [answer], score())


def test_a_refusal_holds_the_reason_phrase_and_nothing_of_the_body(service: ScoreService) -> None:
    answer = ok(b"secret", status="400 Not graded here")
    with pytest.raises(RefusedError) as failure:
        sent_to(service, [answer], score())

    assert (
        failure.value.reason == "The platform takes no score for this person (400 Not graded here)."
    )


def test_an_answer_that_breaks_off_is_tried_again(service: ScoreService) -> None:
    with pytest.raises(TryAgainError):
        sent_to(service, [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"], score())
