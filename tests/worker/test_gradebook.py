"""The gradebook that the proofs go by keeps to a platform's rules, or they would prove nothing."""

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bench.scores.gradebook import ISSUE_MIX, Answer, Faults, Gradebook
from bench.scores.outbox import differences

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Caller:
    """A tool that calls the gradebook, with the token it was given."""

    def __init__(self, **rules: Any) -> None:
        self.gradebook = Gradebook(latency=0, **rules)
        self.token = ""
        self.ask_for_token()

    def ask_for_token(self) -> None:
        answer = self.gradebook.answer("POST", "/token", "", b"client_assertion=one&scope=score")
        assert answer is not None
        self.token = json.loads(answer.body)["access_token"]

    def control(self, verb: str, **told: Any) -> Any:
        answer = self.gradebook.answer("POST", f"/control/{verb}", "", json.dumps(told).encode())
        assert answer is not None
        return json.loads(answer.body)

    def post(self, given: float, later: float = 0) -> int | None:
        """Send a score of the time noon and some seconds; gives the status, if there is any."""
        score = {
            "userId": "sam",
            "scoreGiven": given,
            "scoreMaximum": 8,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "timestamp": (NOON + timedelta(seconds=later)).isoformat(timespec="milliseconds"),
        }
        body = json.dumps(score).encode()
        answer = self.gradebook.answer("POST", "/columns/1/scores", self.token, body)
        return answer.status if isinstance(answer, Answer) else None

    def result(self) -> Any:
        query = "/columns/1/results?user_id=sam"
        answer = self.gradebook.answer("GET", query, self.token, b"")
        assert answer is not None
        return [each["resultScore"] for each in json.loads(answer.body)]

    def taken(self) -> list[float]:
        return [given for _, _, points in self.control("taken")["taken"] for given in points]


def test_the_newest_score_is_held_and_an_older_one_refused() -> None:
    caller = Caller()
    assert [caller.post(3), caller.post(5, later=0.5), caller.post(4, later=0.2)] == [200, 200, 409]
    assert (caller.result(), caller.taken()) == ([5], [3, 5])


def test_the_same_score_may_come_again_and_counts_once() -> None:
    caller = Caller()
    assert [caller.post(3), caller.post(3), caller.post(4)] == [200, 200, 409]
    assert caller.taken() == [3]


def test_by_moodles_rule_a_score_has_to_be_newer_by_a_whole_second() -> None:
    caller = Caller(whole_seconds=True)
    assert [caller.post(3), caller.post(3), caller.post(5, later=0.9)] == [200, 409, 409]
    assert (caller.post(5, later=1), caller.result()) == (200, [5])


def test_a_token_that_was_taken_back_opens_nothing() -> None:
    caller = Caller()
    caller.control("revoke")
    assert caller.post(3) == 401
    caller.ask_for_token()
    assert caller.post(3) == 200


def test_while_it_is_down_it_answers_503_and_keeps_nothing() -> None:
    caller = Caller()
    caller.control("down", seconds=60)
    assert caller.post(3) == 503
    caller.control("down", seconds=0)
    assert caller.result() == []


@pytest.mark.parametrize(
    ("fault", "status", "held"),
    [
        ("fails", 500, []),
        ("slows_down", 429, []),
        ("hangs", None, []),
        ("forgets_to_say", 500, [3]),
    ],
)
def test_each_fault_does_what_it_says(fault: str, status: int | None, held: list[float]) -> None:
    caller = Caller()
    caller.control("faults", **{fault: 1})
    assert caller.post(3) == status
    caller.control("faults")
    assert caller.result() == held


def test_the_mix_has_the_shares_that_it_says() -> None:
    chances = random.Random(1)  # noqa: S311  # it guards nothing
    drawn = Counter(ISSUE_MIX.drawn(chances.random()) for _ in range(10_000))
    shares = {name: round(number / 10_000, 2) for name, number in drawn.items() if name}
    assert shares == {"fails": 0.1, "slows_down": 0.05, "hangs": 0.01, "forgets_to_say": 0.02}
    assert Faults().drawn(0) is None


def test_what_is_missing_and_what_is_wrong_is_noticed() -> None:
    expected = {("1", "sam"): 3.0, ("1", "mei"): 5.0, ("2", "sam"): 4.0}
    held = {("1", "sam"): 3.0, ("1", "mei"): 4.0, ("3", "sam"): 1.0}
    assert differences(expected, held) == (1, 2)
