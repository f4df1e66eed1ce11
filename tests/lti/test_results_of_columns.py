"""Reading a whole column of a gradebook: all of its pages, or a reason why not."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.lti import results as results_of_columns
from lti_tool.lti.errors import DeliveryError, RefusedError, TryAgainError
from lti_tool.lti.registrations import Registration
from lti_tool.lti.results import ResultService
from lti_tool.lti.scores import SCORE_SCOPE, LineItemRef, Result
from lti_tool.lti.tokens import AccessTokens
from lti_tool.lti.transport import ANSWER_BYTES, PlatformSession
from tests.lti.conftest import LEARNER, registration_with
from tests.lti.gradebook import BOTH, PLAIN, TOKEN, Send, score
from tests.lti.rude_platform import Answer, ok, rude_platform


@pytest.fixture
def results(session: PlatformSession, tokens: AccessTokens) -> ResultService:
    return ResultService(session, tokens)


def column_from(
    results: ResultService, answers: list[Answer]
) -> tuple[Mapping[str, Result], list[bytes]]:
    with rude_platform([TOKEN, *answers]) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url)
        column = LineItemRef(url=platform.url, scopes=BOTH)
        found = results.of_column(registration, column, PLAIN)
    return found, platform.requests[1:]


def page(*entries: Any, link: str = "") -> bytes:
    headers = [f"Link: {link}"] if link else []
    return ok(json.dumps(entries).encode(), *headers)


def held(person: str, points: float) -> dict[str, Any]:
    return {"userId": person, "resultScore": points, "resultMaximum": 8}


def test_a_column_is_read_for_everybody_in_it(
    results: ResultService, send: Send, registration: Registration, column: LineItemRef
) -> None:
    assert results.of_column(registration, column, PLAIN) == {}
    send(score("3.5"))
    send(score("0"), subject="5")
    there = results.of_column(registration, column, PLAIN)
    assert {person: one.given for person, one in there.items()} == {
        LEARNER: Decimal("3.5"),
        "5": Decimal(0),
    }


def test_without_its_scope_nobody_is_asked(
    results: ResultService, registration: Registration, column: LineItemRef
) -> None:
    without = LineItemRef(url=column.url, scopes=(SCORE_SCOPE,))
    with pytest.raises(RefusedError, match="does not allow reading results"):
        results.of_column(registration, without, PLAIN)


def test_a_column_is_asked_for_as_the_standard_says_and_without_a_limit(
    results: ResultService,
) -> None:
    _, (asked,) = column_from(results, [page()])
    lines = asked.split(b"\r\n")
    assert lines[0] == b"GET /services/1/results?type_id=2 HTTP/1.1"
    assert b"Accept: application/vnd.ims.lis.v2.resultcontainer+json" in lines


def test_all_pages_are_read_and_the_first_word_about_somebody_counts(
    results: ResultService,
) -> None:
    there, asked = column_from(
        results,
        [
            page(held("4", 1), held("5", 2), link='</r?p=2>; rel="next"'),
            page(held("5", 3), link="</r?p=3&amp;x=1>; rel=“next”"),
            page(held("6", 4), {"userId": "7"}),
        ],
    )
    assert {person: one.given for person, one in there.items()} == {
        "4": Decimal(1),
        "5": Decimal(2),
        "6": Decimal(4),
        "7": None,
    }
    assert [line.split(b" ")[1] for line in asked[1:]] == [b"/r?p=2", b"/r?p=3&x=1"]


def test_a_column_of_thousands_in_one_page_is_read(results: ResultService) -> None:
    everybody = [held(f"{n:036}", 7) | {"comment": "Well done. " * 40} for n in range(3000)]
    there, (asked,) = column_from(results, [page(*everybody)])
    assert len(json.dumps(everybody)) > ANSWER_BYTES
    assert len(there) == 3000
    assert b"limit" not in asked


def test_pages_in_a_circle_are_left(results: ResultService) -> None:
    with pytest.raises(RefusedError, match="does not end"):
        column_from(results, [page(link='</a>; rel="next"'), *[page(link='</a>; rel="next"')] * 2])


def test_more_pages_than_anybody_has_are_left(
    results: ResultService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_of_columns, "MOST_PAGES", 2)
    with pytest.raises(RefusedError, match="does not end"):
        column_from(results, [page(link=f'</{n}>; rel="next"') for n in range(3)])


@pytest.mark.parametrize(
    "body",
    [b"", b"<br>", b"{}", b"null", b'["a"]', b'[{"userId": true, "resultScore": 1}]'],
)
def test_what_is_no_list_of_results_is_not_taken_for_an_empty_one(
    results: ResultService, body: bytes
) -> None:
    with pytest.raises(RefusedError, match="cannot be read"):
        column_from(results, [page(held("4", 1), link='</2>; rel="next"'), ok(body)])


def test_more_people_than_any_course_has_are_not_kept(
    results: ResultService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_of_columns, "MOST_PEOPLE", 2)
    with pytest.raises(RefusedError, match="too many people"):
        column_from(results, [page(held("4", 1), held("5", 1), held("6", 1))])


def test_only_what_is_compared_is_kept(results: ResultService) -> None:
    there, _ = column_from(
        results, [page(held("4", 1) | {"comment": "x" * 1000}, held("5" * 256, 1))]
    )
    assert there == {"4": Result(given=Decimal(1), maximum=Decimal(8), comment=None)}


@pytest.mark.parametrize("score", [True, "eight", "8,5", "1e3", "NaN", "9" * 5000, [], {}])
def test_a_score_that_cannot_be_read_is_not_taken_for_none(
    results: ResultService, score: object
) -> None:
    with pytest.raises(RefusedError, match="cannot be read"):
        column_from(results, [page({"userId": "4", "resultScore": score})])


def test_numbers_and_people_may_be_spelled_otherwise(results: ResultService) -> None:
    there, _ = column_from(results, [page({"userId": 4, "resultScore": "7.50"}, held("5", 1))])
    assert {person: one.given for person, one in there.items()} == {
        "4": Decimal("7.5"),
        "5": Decimal(1),
    }


@pytest.mark.parametrize("entry", [held("4", 1e12), held("4", -1e12)])
def test_numbers_that_cannot_be_points_are_refused(
    results: ResultService, entry: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError, match="cannot be points"):
        column_from(results, [page(entry)])


@pytest.mark.parametrize(
    ("status", "kind"), [("503 Busy", TryAgainError), ("404 Gone", RefusedError)]
)
def test_a_page_that_fails_fails_the_column(
    results: ResultService, status: str, kind: type[DeliveryError]
) -> None:
    with pytest.raises(kind):
        column_from(results, [page(held("4", 1), link='</2>; rel="next"'), ok(b"", status=status)])


def test_a_list_that_is_too_long_to_be_read_is_not_taken_for_an_empty_one(
    results: ResultService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_of_columns, "PAGE_BYTES", ANSWER_BYTES)
    long = [held(str(number), 1) | {"comment": "x" * 1000} for number in range(1100)]
    with pytest.raises(RefusedError, match="cannot be read"):
        column_from(results, [page(*long)])
