import json
from decimal import Decimal
from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.lti.errors import DeliveryError, KeptOutError, RefusedError, TryAgainError
from lti_tool.lti.registrations import Registration
from lti_tool.lti.scores import SCORE_SCOPE, LineItemRef, Result, ScoreService
from tests.lti.conftest import LEARNER, registration_with
from tests.lti.gradebook import BOTH, PLAIN, TOKEN, Send, score
from tests.lti.rude_platform import Answer, ok, rude_platform


def test_a_result_is_read_back(
    service: ScoreService, send: Send, registration: Registration, column: LineItemRef
) -> None:
    assert service.result(registration, column, LEARNER, PLAIN) is None
    send(score("3.3333"))

    assert service.result(registration, column, LEARNER, PLAIN) == Result(
        given=Decimal("3.3333"), maximum=Decimal(10), comment="Passed: 7 of 10 answers right."
    )
    assert service.result(registration, column, "5", PLAIN) is None


def test_without_its_scope_no_result_is_asked_for(
    service: ScoreService, registration: Registration, column: LineItemRef
) -> None:
    without = LineItemRef(url=column.url, scopes=(SCORE_SCOPE,))

    with pytest.raises(RefusedError, match="does not allow reading results"):
        service.result(registration, without, LEARNER, PLAIN)


def result_from(
    service: ScoreService, answers: list[Answer], subject: str = "4"
) -> tuple[Result | None, list[bytes]]:
    with rude_platform([TOKEN, *answers]) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url)
        column = LineItemRef(url=platform.url, scopes=BOTH)
        found = service.result(registration, column, subject, PLAIN)
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


def test_pages_without_end_are_left_and_say_nothing(service: ScoreService) -> None:
    page = results({"userId": "5"}, link='</again>; rel="next"')
    with pytest.raises(RefusedError, match="not read to its end"):
        result_from(service, [page, page, page, results({"userId": "4", "resultScore": 1})])


def test_one_delivery_at_its_slowest_makes_sixteen_calls_and_no_more(
    service: ScoreService,
) -> None:
    """A post and three pages, each with a token of its own, and each once more after a 401.

    Every token serves once, every call is answered with 401 first, every page has a next.
    """
    short = ok(b'{"access_token": "abc", "expires_in": 0}')
    no = ok(b"", status="401 No")
    page = results(link='</again>; rel="next"')
    with rude_platform([short, no, short, ok(b""), *[short, no, short, page] * 9]) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url)
        column = LineItemRef(url=platform.url, scopes=BOTH)
        service.send(registration, column, LEARNER, score(), PLAIN)
        with pytest.raises(RefusedError):
            service.result(registration, column, LEARNER, PLAIN)

    assert len(platform.requests) == 16


@pytest.mark.parametrize(
    ("entry", "result"),
    [
        ({}, Result(given=None, maximum=None, comment=None)),
        (
            {"resultScore": None, "resultMaximum": "ten", "comment": ""},
            Result(given=None, maximum=None, comment=None),
        ),
        (
            {"resultScore": "8.0", "resultMaximum": " 10 "},
            Result(given=Decimal("8.0"), maximum=Decimal(10), comment=None),
        ),
        ({"resultScore": ""}, Result(given=None, maximum=None, comment=None)),
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


def test_a_person_may_be_a_number(service: ScoreService) -> None:
    found, _ = result_from(service, [results({"userId": 4, "resultScore": 1})])
    assert found == Result(given=Decimal(1), maximum=None, comment=None)


@pytest.mark.parametrize("body", [b"", b"<br>", b"{}", b'["a"]', b'[{"userId": true}]'])
def test_nonsense_does_not_say_that_nothing_is_held(service: ScoreService, body: bytes) -> None:
    with pytest.raises(RefusedError, match="cannot be read"):
        result_from(service, [ok(body)])


@pytest.mark.parametrize(
    ("status", "kind"), [("500 Oh", TryAgainError), ("404 Gone", RefusedError)]
)
def test_a_failure_to_read_says_what_to_do(
    service: ScoreService, status: str, kind: type[DeliveryError]
) -> None:
    with pytest.raises(kind):
        result_from(service, [ok(b"", status=status)])


def test_results_that_no_token_opens_say_nothing_just_now(service: ScoreService) -> None:
    no = ok(b"", status="401 No")
    with pytest.raises(KeptOutError):
        result_from(service, [no, TOKEN, no])
