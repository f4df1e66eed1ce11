"""What the rules of a family change about a score on the wire, and about the answer to it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.learning.families import Answers, FamilyRules
from lti_tool.learning.scores import Score
from lti_tool.lti.errors import ConflictError, DeliveryError, RefusedError, TooManyError
from lti_tool.lti.scores import LineItemRef, ScoreService
from tests.lti.conftest import registration_with
from tests.lti.gradebook import BOTH, PLAIN, TOKEN, score
from tests.lti.rude_platform import Answer, RudePlatform, ok, rude_platform

EXTENSION = {"https://lms.example/attempts": {"new": False}}


def send_to(
    service: ScoreService, answers: list[Answer], rules: FamilyRules, sent: Score
) -> RudePlatform:
    with rude_platform(answers) as platform:
        registration = registration_with(Platform(), auth_token_url=platform.url)
        column = LineItemRef(url=platform.url, scopes=BOTH)
        service.send(registration, column, "4", sent, rules)
    return platform


def sent_as(service: ScoreService, rules: FamilyRules, sent: Score) -> dict[str, Any]:
    platform = send_to(service, [TOKEN, ok(b"")], rules, sent)
    said: dict[str, Any] = json.loads(platform.requests[1].partition(b"\r\n\r\n")[2])
    return said


def failure(service: ScoreService, status: str, rules: FamilyRules = PLAIN) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        send_to(service, [TOKEN, ok(b"", status=status)], rules, score())
    return raised.value


def test_what_a_family_asks_for_goes_out_with_each_score(service: ScoreService) -> None:
    said = sent_as(service, replace(PLAIN, score_extension=EXTENSION), score("0"))
    assert said["https://lms.example/attempts"] == {"new": False}
    assert (said["scoreGiven"], said["scoreMaximum"]) == (0, 10)


@pytest.mark.parametrize(
    ("longest", "comment"), [(0, None), (9, "Well argu"), (8, "Well ar…"), (6, "Well…")]
)
def test_a_comment_is_no_longer_than_the_family_takes(
    service: ScoreService, longest: int, comment: str | None
) -> None:
    rules = replace(PLAIN, longest_comment=longest)
    assert sent_as(service, rules, score(comment="Well argu")).get("comment") == comment


@pytest.mark.parametrize("status", ["400 Bad Request", "422 Unprocessable Entity"])
def test_a_refusal_for_somebody_who_is_not_graded_says_so(
    service: ScoreService, status: str
) -> None:
    refused = failure(service, status)
    assert isinstance(refused, RefusedError)
    assert refused.reason == f"The platform takes no score for this person ({status})."


def test_an_answer_that_may_mean_that_something_newer_is_there_is_a_conflict_that_is_not_certain(
    service: ScoreService,
) -> None:
    answers = Answers(not_newer=frozenset({400, 409}), not_this_person=frozenset({422}))
    rules = replace(PLAIN, answers=answers)
    unsure, sure = failure(service, "400 Bad Request", rules), failure(service, "409 No", rules)
    assert isinstance(unsure, ConflictError)
    assert isinstance(sure, ConflictError)
    assert (unsure.is_certain, sure.is_certain) == (False, True)
    assert unsure.reason == ("The platform refused it, or holds something newer (400 Bad Request).")


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found"])
def test_any_other_refusal_is_what_it_is(service: ScoreService, status: str) -> None:
    refused = failure(service, status)
    assert isinstance(refused, RefusedError)
    assert refused.reason == f"The platform refused it ({status})."


def test_another_status_for_an_old_token_brings_a_new_one_once(service: ScoreService) -> None:
    rules = replace(PLAIN, answers=Answers(new_token=frozenset({401, 403})))
    old, new = ok(b"", status="403 Forbidden"), ok(b'{"access_token": "new"}')
    platform = send_to(service, [TOKEN, old, new, ok(b"")], rules, score())
    assert b"Authorization: Bearer new\r\n" in platform.requests[3]
    with pytest.raises(RefusedError, match="403 Forbidden"):
        send_to(service, [TOKEN, old, new, old], rules, score())


def test_a_platform_that_forbids_more_for_now_is_asked_for_less(service: ScoreService) -> None:
    busy = ok(b"403 Forbidden (Rate Limit Exceeded)", status="403 Forbidden")
    with pytest.raises(TooManyError, match="just now"):
        send_to(service, [TOKEN, busy], PLAIN, score())
