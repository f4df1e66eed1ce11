from datetime import UTC, datetime, timedelta

import pytest

from demo.platform import Platform
from lti_tool.lti.errors import (
    ConflictError,
    DeliveryError,
    KeptOutError,
    RefusedError,
    TooManyError,
    TryAgainError,
)
from lti_tool.lti.registrations import Registration
from lti_tool.lti.scores import RESULT_SCOPE, SCORE_SCOPE, LineItemRef, ScoreService
from tests.lti.conftest import INSTRUCTOR, LEARNER, registration_with
from tests.lti.gradebook import PLAIN, Send, score
from tests.lti.rude_platform import ok

BOTH = (SCORE_SCOPE, RESULT_SCOPE)
TOKEN = ok(b'{"access_token": "abc", "expires_in": 3600}')


def posts(platform: Platform) -> list[int]:
    return [each.status for each in platform.requests if "/scores" in each.path]


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


def test_a_second_401_says_that_access_fails_just_now(platform: Platform, send: Send) -> None:
    platform.faults.statuses = [401, 401]

    with pytest.raises(KeptOutError):
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
        (429, TooManyError),
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
        send(score(timestamp=datetime.now(UTC) - timedelta(minutes=5)))


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
        service.send(registration, column, LEARNER, score(), PLAIN)
    assert platform.requests == []


def test_a_platform_that_gives_no_token_is_a_failure_of_the_delivery(
    platform: Platform, send: Send
) -> None:
    platform.faults.token_status = 503

    with pytest.raises(TryAgainError):
        send()


def test_a_platform_that_is_not_there_is_tried_again(
    service: ScoreService, platform: Platform
) -> None:
    nowhere = "http://127.0.0.1:9"
    column = LineItemRef(url=f"{nowhere}/lineitem", scopes=BOTH)
    registration = registration_with(platform, service_origins=(nowhere,))

    with pytest.raises(TryAgainError):
        service.send(registration, column, LEARNER, score(), PLAIN)
