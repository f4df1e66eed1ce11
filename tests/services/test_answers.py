"""Answers that are kept as they are given."""

import pytest

from lti_tool.learning.refusals import MissingError
from lti_tool.services.attempts import Learner, Sent
from lti_tool.store.tables import (
    Attempt,
)
from tests.builders import MEI, SetClock
from tests.services.course import Course
from tests.store.threads import at_once

NOTHING = Sent(chosen={})


def test_answers_are_there_when_a_learner_comes_back(
    course: Course, sam: Learner, clock: SetClock
) -> None:
    attempt, _ = course.attempts.start(sam)
    assert course.desk.page(sam, attempt, "p4").saved_at is None
    clock.advance(seconds=9)
    kept = course.attempts.save(sam, attempt, "p4", Sent(chosen={"p4-q1": ["b"]}), to_the_end=False)
    page = course.desk.page(sam, attempt, "p4")
    assert kept.at == page.saved_at == clock.now
    assert page.responses.chosen["p4-q1"] == ("b",)
    assert page.responses.read == frozenset()
    assert (page.number, page.back, page.next) == (4, "p3", None)


def test_the_first_part_has_none_before_it_and_the_last_none_after(
    course: Course, sam: Learner
) -> None:
    attempt, first = course.attempts.start(sam)
    parts = course.desk.page(sam, attempt, first).activity.parts
    assert course.desk.page(sam, attempt, first).back is None
    assert course.desk.page(sam, attempt, parts[-1].key).next is None


def test_saving_one_part_leaves_the_others_as_they_are(course: Course, sam: Learner) -> None:
    attempt, _ = course.attempts.start(sam)
    course.answer(sam, attempt, right=8)
    course.attempts.save(sam, attempt, "p1", Sent(chosen={"p4-q1": []}), to_the_end=False)
    assert course.desk.check(sam, attempt).is_ready


def test_what_a_part_does_not_offer_is_not_kept(course: Course, sam: Learner) -> None:
    attempt, _ = course.attempts.start(sam)
    sent = {"p4-q1": ["b", "z", "b"], "p9-q9": ["a"], "csrf_token": ["a"]}
    course.attempts.save(sam, attempt, "p4", Sent(chosen=sent), to_the_end=True)
    kept = course.only(Attempt).responses["chosen"]
    assert kept["p4-q1"] == ["b"]
    assert all(key.startswith("p4-") for key in kept)


def test_several_answers_where_one_is_asked_for_are_none(course: Course, sam: Learner) -> None:
    attempt, _ = course.attempts.start(sam)
    activity = course.desk.home(sam).activity
    single = next(question for question in activity.questions if question.choice == "single")
    part = single.key.partition("-")[0]
    every = [option.key for option in single.options]
    course.attempts.save(sam, attempt, part, Sent(chosen={single.key: every}), to_the_end=True)
    assert single in course.desk.check(sam, attempt).unanswered


def test_two_tabs_that_save_at_once_lose_neither_part(course: Course, sam: Learner) -> None:
    attempt, _ = course.attempts.start(sam)
    activity = course.desk.home(sam).activity
    works = [
        lambda key=part.key: course.attempts.save(sam, attempt, key, NOTHING, to_the_end=True)
        for part in activity.parts
    ]
    at_once(*works)
    assert course.desk.check(sam, attempt).responses.read == {part.key for part in activity.parts}


def test_a_part_that_does_not_exist_is_missing(course: Course, sam: Learner) -> None:
    attempt, _ = course.attempts.start(sam)
    with pytest.raises(MissingError, match="no such part"):
        course.desk.page(sam, attempt, "p99")
    with pytest.raises(MissingError, match="no such part"):
        course.attempts.save(sam, attempt, "p99", NOTHING, to_the_end=True)


def test_somebody_elses_attempt_is_missing(course: Course, sam: Learner) -> None:
    attempt, _ = course.attempts.start(sam)
    mei = course.learner(MEI)
    for what in (
        lambda: course.desk.page(mei, attempt, "p1"),
        lambda: course.desk.check(mei, attempt),
        lambda: course.desk.result(mei, attempt),
        lambda: course.attempts.save(mei, attempt, "p1", NOTHING, to_the_end=True),
        lambda: course.attempts.submit(mei, attempt),
    ):
        with pytest.raises(MissingError, match="no such attempt of yours"):
            what()
