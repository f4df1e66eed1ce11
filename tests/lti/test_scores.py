import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import requests

from demo.courses import LineItem
from demo.platform import Platform
from lti_tool.learning.scores import ActivityProgress, GradingProgress, Score
from lti_tool.lti.errors import ConflictError, DeliveryError, RefusedError, TryAgainError
from lti_tool.lti.keys import ToolKeys
from lti_tool.lti.registrations import Registration
from lti_tool.lti.scores import RESULT_SCOPE, SCORE_SCOPE, LineItemRef, Result, ScoreService
from lti_tool.lti.tokens import AccessTokens
from tests.lti.conftest import INSTRUCTOR, LEARNER, Clock, registration_with
from tests.lti.rude_platform import Answer, RudePlatform, ok, rude_platform

BOTH = (SCORE_SCOPE, RESULT_SCOPE)
TOKEN = ok(b'{"access_token": "abc", "expires_in": 3600}')


@pytest.fixture
def service(session: requests.Session, keys: ToolKeys, clock: Clock) -> ScoreService:
    return ScoreService(session, AccessTokens(session, keys, clock))


@pytest.fixture
def column(platform: Platform) -> LineItemRef:
    platform.family = "moodle"
    platform.line_items["9"] = LineItem(id="9", course_id="2", label="A", score_maximum=10)
    return LineItemRef(url=platform.addresses.line_item("2", "9"), scopes=BOTH)


def score(given: str = "7", maximum: str = "10", **changes: Any) -> Score:
    facts: dict[str, Any] = {
        "given": Decimal(given),
        "maximum": Decimal(maximum),
        "activity_progress": ActivityProgress.COMPLETED,
        "grading_progress": GradingProgress.FULLY_GRADED,
        "comment": "Passed: 7 of 10 answers right.",
        "timestamp": datetime.now(UTC).replace(microsecond=0),
    }
    return Score(**(facts | changes))


def posts(platform: Platform) -> list[int]:
    return [each.status for each in platform.requests if "/scores" in each.path]


Send = Callable[..., None]


@pytest.fixture
def send(service: ScoreService, registration: Registration, column: LineItemRef) -> Send:
    def send_it(sent: Score | None = None, subject: str = LEARNER) -> None:
        service.send(registration, column, subject, sent or score())

    return send_it


# ---- scores


def test_a_score_reaches_the_gradebook(platform: Platform, send: Send) -> None:
    sent = score()
    send(sent)

    (post,) = platform.scores
    assert post.payload == {
        "userId": LEARNER,
        "scoreGiven": 7,
        "scoreMaximum": 10,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": sent.timestamp.isoformat(timespec="milliseconds"),
        "comment": "Passed: 7 of 10 answers right.",
    }


def test_the_query_of_a_column_stays_behind_the_path(platform: Platform, send: Send) -> None:
    send()

    (path,) = [each.path for each in platform.requests if "/scores" in each.path]
    assert path.endswith("/services/2/lineitems/9/lineitem/scores?type_id=1")


def test_no_points_are_a_score(platform: Platform, send: Send) -> None:
    send(score("0"))

    assert platform.scores[0].payload["scoreGiven"] == 0


def test_one_token_serves_many_scores(platform: Platform, send: Send) -> None:
    for seconds in range(3):
        send(score(timestamp=datetime.now(UTC) + timedelta(seconds=seconds)))

    assert sum(each.path.endswith("/token") for each in platform.requests) == 1


def test_a_token_that_was_taken_back_costs_one_repeat(platform: Platform, send: Send) -> None:
    send()
    platform.revoke_tokens()
    send(score(timestamp=datetime.now(UTC) + timedelta(seconds=5)))

    assert posts(platform) == [200, 401, 200]
    assert len(platform.scores) == 2


def test_a_second_401_is_a_refusal(platform: Platform, send: Send) -> None:
    platform.faults.statuses = [401, 401]

    with pytest.raises(RefusedError):
        send()
    assert posts(platform) == [401, 401]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RefusedError),
        (403, RefusedError),
        (404, RefusedError),
        (408, TryAgainError),
        (409, ConflictError),
        (422, RefusedError),
        (429, TryAgainError),
        (500, TryAgainError),
        (502, TryAgainError),
        (503, TryAgainError),
    ],
)
def test_each_failure_says_what_to_do(
    platform: Platform, send: Send, status: int, kind: type[DeliveryError]
) -> None:
    platform.faults.statuses = [status]

    with pytest.raises(kind) as failure:
        send()
    assert type(failure.value) is kind
    assert str(status) in failure.value.reason
    assert platform.scores == []


def test_the_platform_says_when_to_come_back(platform: Platform, send: Send) -> None:
    platform.faults.statuses = [503]
    platform.faults.retry_after = "17"

    with pytest.raises(TryAgainError) as failure:
        send()
    assert failure.value.after == 17


def test_an_older_score_is_a_conflict(send: Send) -> None:
    send()

    with pytest.raises(ConflictError):
        send(score(timestamp=datetime.now(UTC) - timedelta(seconds=5)))


def test_a_score_for_somebody_who_is_not_graded_is_a_refusal(send: Send) -> None:
    with pytest.raises(RefusedError):
        send(subject=INSTRUCTOR)


def test_a_column_that_is_gone_is_a_refusal(platform: Platform, send: Send) -> None:
    platform.line_items.clear()

    with pytest.raises(RefusedError):
        send()


def test_without_the_scope_nothing_is_asked(
    platform: Platform, service: ScoreService, registration: Registration
) -> None:
    column = LineItemRef(url=platform.addresses.line_item("2", "9"), scopes=(RESULT_SCOPE,))

    with pytest.raises(RefusedError, match="does not allow sending scores"):
        service.send(registration, column, LEARNER, score())
    assert platform.requests == []


def test_a_platform_that_gives_no_token_is_a_failure_of_the_delivery(
    platform: Platform, send: Send
) -> None:
    platform.faults.token_status = 503

    with pytest.raises(TryAgainError):
        send()


def test_a_platform_that_is_not_there_is_tried_again(
    service: ScoreService, registration: Registration
) -> None:
    column = LineItemRef(url="http://127.0.0.1:9/lineitem", scopes=BOTH)

    with pytest.raises(TryAgainError):
        service.send(registration, column, LEARNER, score())


# ---- to the byte


def sent_to(
    service: ScoreService, answers: list[Answer], sent: Score, url: str = "{}"
) -> RudePlatform:
    with rude_platform([TOKEN, *answers]) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url)
        column = LineItemRef(url=url.format(platform.url), scopes=BOTH)
        service.send(registration, column, "u/1 ü", sent)
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
        service.send(registration, column, LEARNER, score())

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


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect"])
def test_a_redirect_is_a_refusal(service: ScoreService, status: str) -> None:
    with pytest.raises(RefusedError):
        sent_to(service, [ok(b"", "Location: /elsewhere", status=status)], score())


def test_a_refusal_holds_the_reason_phrase_and_nothing_of_the_body(service: ScoreService) -> None:
    answer = ok(b"secret", status="400 Not graded here")
    with pytest.raises(RefusedError) as failure:
        sent_to(service, [answer], score())

    assert failure.value.reason == "The platform refused it (400 Not graded here)."


def test_an_answer_that_breaks_off_is_tried_again(service: ScoreService) -> None:
    with pytest.raises(TryAgainError):
        sent_to(service, [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"], score())


# ---- results


def test_a_result_is_read_back(
    service: ScoreService, send: Send, registration: Registration, column: LineItemRef
) -> None:
    assert service.result(registration, column, LEARNER) is None
    send(score("3.3333"))

    assert service.result(registration, column, LEARNER) == Result(
        given=Decimal("3.3333"), maximum=Decimal(10), comment="Passed: 7 of 10 answers right."
    )
    assert service.result(registration, column, "5") is None


def test_without_its_scope_no_result_is_asked_for(
    service: ScoreService, registration: Registration, column: LineItemRef
) -> None:
    without = LineItemRef(url=column.url, scopes=(SCORE_SCOPE,))

    with pytest.raises(RefusedError, match="does not allow reading results"):
        service.result(registration, without, LEARNER)


def result_from(
    service: ScoreService, answers: list[Answer], subject: str = "4"
) -> tuple[Result | None, list[bytes]]:
    with rude_platform([TOKEN, *answers]) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url)
        column = LineItemRef(url=platform.url, scopes=BOTH)
        found = service.result(registration, column, subject)
    return found, platform.requests[1:]


def results(*entries: Any, link: str = "") -> bytes:
    headers = [f"Link: {link}"] if link else []
    return ok(json.dumps(entries).encode(), *headers)


def test_results_are_asked_for_one_person_in_the_exact_media_type(service: ScoreService) -> None:
    _, (asked,) = result_from(service, [results()], subject="u/1 &ü")

    lines = asked.split(b"\r\n")
    assert lines[0] == b"GET /services/1/results?type_id=2&user_id=u%2F1%20%26%C3%BC HTTP/1.1"
    assert b"Accept: application/vnd.ims.lis.v2.resultcontainer+json" in lines


def test_a_platform_that_passes_over_the_filter_is_read_page_by_page(
    service: ScoreService,
) -> None:
    other = {"userId": "5", "resultScore": 1}
    ours = {"userId": "4", "resultScore": 0.1, "resultMaximum": 1}
    found, asked = result_from(
        service,
        [
            results(other, link='</first>; rel="first", </Next?Page=ABC>; rel="next"'),
            results(other, link="<http://127.0.0.1:1/x>; rel=last,</more?a=1&amp;b=2>; rel=“next”"),
            results(other, ours),
        ],
    )

    assert found == Result(given=Decimal("0.1"), maximum=Decimal(1), comment=None)
    assert asked[1].startswith(b"GET /Next?Page=ABC HTTP/1.1")
    assert asked[2].startswith(b"GET /more?a=1&b=2 HTTP/1.1")


def test_pages_without_end_are_left(service: ScoreService) -> None:
    found, asked = result_from(service, [results(link='</again>; rel="next"')])

    assert found is None
    assert len(asked) == 20


@pytest.mark.parametrize(
    ("entry", "result"),
    [
        ({}, Result(given=None, maximum=None, comment=None)),
        (
            {"resultScore": None, "resultMaximum": "10", "comment": ""},
            Result(given=None, maximum=None, comment=None),
        ),
        (
            {"resultScore": 0, "resultMaximum": 10, "comment": 5},
            Result(given=Decimal(0), maximum=Decimal(10), comment=None),
        ),
        ({"resultScore": True}, Result(given=None, maximum=None, comment=None)),
    ],
)
def test_a_result_may_say_little(
    service: ScoreService, entry: dict[str, Any], result: Result
) -> None:
    found, _ = result_from(service, [results(entry | {"userId": "4"})])

    assert found == result


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'["a", null, {"userId": 4}]'])
def test_nonsense_is_no_result(service: ScoreService, body: bytes) -> None:
    assert result_from(service, [ok(body)])[0] is None


@pytest.mark.parametrize(
    ("status", "kind"), [("500 Oh", TryAgainError), ("404 Gone", RefusedError)]
)
def test_a_failure_to_read_says_what_to_do(
    service: ScoreService, status: str, kind: type[DeliveryError]
) -> None:
    with pytest.raises(kind):
        result_from(service, [ok(b"", status=status)])
