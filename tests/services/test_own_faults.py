"""Faults of the tool's own in the middle of a delivery: counted, told, and nobody else's."""

from typing import Any

import pytest

from lti_tool.lti.scores import ScoreService
from tests.builders import MEI, SAM, SetClock
from tests.services.course import Course

NAME = "Sam Okafor"
REASON = "Something went wrong in the tool."


@pytest.fixture(autouse=True)
def _sams_scores_cannot_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    send = ScoreService.send

    def fail(self: ScoreService, *about: Any) -> None:
        if about[2] == SAM:
            raise ArithmeticError(NAME)
        send(self, *about)

    monkeypatch.setattr(ScoreService, "send", fail)


def test_a_score_that_meets_a_fault_is_tried_again_and_holds_nobody_else_up(
    course: Course, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam, mei = course.learner(SAM), course.learner(MEI)
    attempt, other = course.submit(sam), course.submit(mei)

    assert course.deliver() == 2

    failed = course.score(sam, attempt)
    assert (failed.state, failed.reason) == ("retrying", REASON)
    assert course.state(mei, other) == "delivered"
    monkeypatch.undo()
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


def test_a_fault_is_logged_with_its_place_and_without_its_words(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    """What an exception says may hold somebody's name or answers."""
    course.submit(course.learner(SAM))
    course.deliver()
    assert "delivery.failed" in caplog.text
    assert "ArithmeticError" in caplog.text
    assert "raise ArithmeticError(NAME)" in caplog.text
    assert NAME not in caplog.text


def test_a_fault_that_lasts_is_given_up_after_three_days(course: Course, clock: SetClock) -> None:
    sam = course.learner(SAM)
    attempt = course.submit(sam)
    for _ in range(3):
        course.deliver()
        assert course.state(sam, attempt) == "retrying"
        clock.advance(days=1, seconds=1)
    course.deliver()
    given_up = course.score(sam, attempt)
    assert (given_up.state, given_up.reason) == ("given_up", REASON)
    assert course.deliver() == 0
