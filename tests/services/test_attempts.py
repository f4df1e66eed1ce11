"""Doing an activity by the use cases alone: begin, save, submit, see the result."""

from dataclasses import replace

import pytest

from lti_tool.learning.evidence import MappingState
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.services.attempts import Learner, Sent
from lti_tool.store import evidence
from lti_tool.store.tables import (
    Attempt,
    Evidence,
    Framework,
    FrameworkItem,
    LineItem,
    ScoreDelivery,
)
from tests.builders import ACTIVITY, SAM, SetClock, place
from tests.services.course import Course
from tests.store.threads import at_once

NOTHING = Sent(chosen={})


def rights_and_wrongs(course: Course, learner: Learner, attempt_id: int) -> tuple[int, int]:
    mark = course.desk.result(learner, attempt_id).attempt.mark
    return mark.earned, mark.possible


# ---- beginning -------------------------------------------------------------------------------


def test_somebody_who_has_not_begun_sees_what_the_activity_is(course: Course, sam: Learner) -> None:
    home = course.desk.home(sam)
    assert home.activity.code == ACTIVITY
    assert [item.code for item in home.towards.mapped] == ["PO1", "PO2"]
    assert (home.open, home.past, home.tries_left, home.sends_score) == (None, (), 3, True)


def test_beginning_twice_goes_on_with_the_same_attempt(course: Course, sam: Learner) -> None:
    first, part = course.attempts.start(sam)
    course.attempts.save(sam, first, "p1", NOTHING, to_the_end=True)
    assert course.attempts.start(sam) == (first, "p2")
    assert part == "p1"
    home = course.desk.home(sam)
    assert home.open is not None
    assert (home.open.id, home.open.next_part, home.open.done) == (first, "p2", {"p1"})
    assert home.tries_left == 3


def test_pressing_start_several_times_at_once_begins_one_attempt(
    course: Course, sam: Learner
) -> None:
    begun = at_once(*[lambda: course.attempts.start(sam)] * 4)
    assert len(set(begun)) == 1
    assert course.how_many(Attempt) == 1


def test_an_attempt_with_nothing_left_but_submitting_opens_at_its_last_part(
    course: Course, sam: Learner
) -> None:
    attempt, _ = course.attempts.start(sam)
    course.answer(sam, attempt)
    last = course.desk.home(sam).activity.parts[-1].key
    assert course.attempts.start(sam) == (attempt, last)
    home = course.desk.home(sam)
    assert home.open is not None
    assert home.open.next_part is None


def test_there_are_as_many_tries_as_the_activity_allows(course: Course, sam: Learner) -> None:
    for left in (2, 1, 0):
        course.submit(sam, right=2)
        assert course.desk.home(sam).tries_left == left
    with pytest.raises(PassedError, match="used all your tries"):
        course.attempts.start(sam)


def test_tries_at_one_placement_leave_those_at_another_alone(course: Course, sam: Learner) -> None:
    course.submit(sam)
    elsewhere = Course(course.tool, course.platform, course.clock, place(course.platform))
    there = elsewhere.learner(SAM)
    assert there.resource_link_id != sam.resource_link_id
    assert elsewhere.desk.home(there).past == ()


@pytest.mark.parametrize("code", [None, "no-such-activity"])
def test_a_link_that_leads_to_no_activity_says_so(
    course: Course, sam: Learner, code: str | None
) -> None:
    lost = replace(sam, activity_code=code)
    for what in (course.desk.home, course.attempts.start):
        with pytest.raises(MissingError, match="does not lead to an activity"):
            what(lost)


def test_an_activity_whose_framework_is_gone_says_so(course: Course, sam: Learner) -> None:
    with course.tool.database.transaction() as session:
        session.query(Framework).one().code = "another"
    with pytest.raises(MissingError, match="enhance has not been loaded"):
        course.desk.home(sam)


# ---- submitting ------------------------------------------------------------------------------


def test_submitting_leaves_mark_evidence_and_score_together(
    course: Course, sam: Learner, clock: SetClock
) -> None:
    attempt = course.submit(sam, right=6)
    assert course.only(Attempt).submitted_at == clock.now
    kept = course.only(Evidence)
    assert (kept.attempt_id, kept.audience) == (attempt, "submitted")
    (row,) = course.rows()
    assert (row.given, row.maximum, row.state) == (6, 8, "waiting")
    result = course.desk.result(sam, attempt)
    assert (result.attempt.mark.earned, result.attempt.mark.passed) == (6, True)
    assert result.is_recognised
    assert result.recognised_by is None
    assert not result.shows_right_answers
    assert result.score is not None
    assert result.score.state == "waiting"


def test_an_attempt_that_did_not_pass_is_evidence_of_work_and_keeps_its_answers_secret(
    course: Course, sam: Learner
) -> None:
    attempt = course.submit(sam, right=5)
    result = course.desk.result(sam, attempt)
    assert not result.is_recognised
    assert not result.shows_right_answers
    owner = {"tenant_id": sam.tenant_id, "person_id": sam.person_id}
    with course.tool.database.reading() as session:
        found = evidence.find_of_attempt(session, attempt, **owner)
        assert found is not None
        assert {tie.state for tie in found.mappings} == {MappingState.NOT_YET}


@pytest.mark.parametrize("tries", [(5, 6), (6, 5)])
def test_a_try_that_did_not_pass_says_which_one_did(
    course: Course, sam: Learner, tries: tuple[int, int]
) -> None:
    made = {right: course.submit(sam, right=right) for right in tries}
    failed = course.desk.result(sam, made[5])
    assert not failed.is_recognised
    assert failed.recognised_by is not None
    assert failed.recognised_by.id == made[6]
    assert course.desk.result(sam, made[6]).is_recognised


@pytest.mark.parametrize("gone", [{"PO1", "PO2"}, {"PO1", "PO2", "D1", "D3", "T3"}])
def test_evidence_without_an_outcome_is_not_recognised(
    course: Course, sam: Learner, gone: set[str]
) -> None:
    with course.tool.database.transaction() as session:
        for item in session.query(FrameworkItem).filter(FrameworkItem.code.in_(gone)):
            item.is_current = False
    assert not course.desk.result(sam, course.submit(sam)).is_recognised


def test_an_unfinished_attempt_cannot_be_submitted_and_nothing_changes(
    course: Course, sam: Learner
) -> None:
    attempt, _ = course.attempts.start(sam)
    course.attempts.save(sam, attempt, "p1", NOTHING, to_the_end=True)
    assert not course.attempts.submit(sam, attempt)
    assert course.only(Attempt).state == "in_progress"
    assert (course.how_many(Evidence), course.how_many(ScoreDelivery)) == (0, 0)
    left = course.desk.check(sam, attempt)
    assert not left.is_ready
    assert len(left.unanswered) == 8
    with pytest.raises(MissingError, match="not been submitted yet"):
        course.desk.result(sam, attempt)


def test_submitting_several_times_at_once_submits_once(course: Course, sam: Learner) -> None:
    attempt, _ = course.attempts.start(sam)
    course.answer(sam, attempt)
    assert at_once(*[lambda: course.attempts.submit(sam, attempt)] * 4) == [True] * 4
    assert (course.how_many(Evidence), course.how_many(ScoreDelivery)) == (1, 1)


def test_a_submitted_attempt_does_not_change_any_more(course: Course, sam: Learner) -> None:
    attempt = course.submit(sam, right=8)
    for what in (
        lambda: course.attempts.save(sam, attempt, "p2", NOTHING, to_the_end=True),
        lambda: course.desk.page(sam, attempt, "p2"),
        lambda: course.desk.check(sam, attempt),
    ):
        with pytest.raises(PassedError, match="has been submitted"):
            what()
    assert rights_and_wrongs(course, sam, attempt) == (8, 8)


def test_if_the_score_cannot_be_kept_the_attempt_is_not_submitted_either(
    course: Course, sam: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt, _ = course.attempts.start(sam)
    course.answer(sam, attempt)

    def fail(*_: object, **__: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr("lti_tool.store.deliveries.add", fail)
    with pytest.raises(ArithmeticError):
        course.attempts.submit(sam, attempt)
    assert course.only(Attempt).state == "in_progress"
    assert course.how_many(Evidence) == 0


@pytest.mark.parametrize("gone", ["column", "scope"])
def test_where_no_score_can_go_there_is_evidence_and_no_score(
    course: Course, sam: Learner, gone: str
) -> None:
    with course.tool.database.transaction() as session:
        column = session.query(LineItem).one()
        if gone == "column":
            session.delete(column)
        else:
            column.scopes = [scope for scope in column.scopes if not scope.endswith("/score")]
    assert not course.desk.home(sam).sends_score
    attempt = course.submit(sam)
    assert (course.how_many(Evidence), course.how_many(ScoreDelivery)) == (1, 0)
    assert course.desk.result(sam, attempt).score is None
    with pytest.raises(MissingError, match="No score belongs"):
        course.score(sam, attempt)
