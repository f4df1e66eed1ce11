"""Gradebooks compared with what arrived there: what a teacher set is told, and stays."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lti_tool.learning.score_checks import CheckFinding, Points
from lti_tool.lti.results import ResultService
from lti_tool.services.deliveries import Asker, ScoreShown, ScoresSought
from lti_tool.services.deliveries.log import ScoreLine
from lti_tool.store.tables import LineItem, Person
from tests.builders import MEI, SAM, TEACHER
from tests.services.comparing import (
    arrived,
    findings,
    kept,
    reconcile,
    set_by_hand,
)
from tests.services.course import Course
from tests.services.test_progress_scores import DECIDED, begin, tell

BOTH_FAMILIES = pytest.mark.parametrize("family", ["default", "moodle"])


def column(course: Course) -> LineItem:
    return course.only(LineItem)


def lines(course: Course, shown: ScoreShown = ScoreShown.DIFFERENT) -> tuple[ScoreLine, ...]:
    return course.services.course_scores.page(sought(course, shown)).lines


def sought(course: Course, shown: ScoreShown = ScoreShown.DIFFERENT) -> ScoresSought:
    visitor = course.arrive(TEACHER)
    return ScoresSought(tenant_id=visitor.tenant_id, context_id=visitor.context_id, shown=shown)


# ---- what is found ---------------------------------------------------------------------------


def test_a_gradebook_that_holds_what_arrived_is_the_same(course: Course) -> None:
    learner, attempt_id = arrived(course)

    found = reconcile(course)

    assert (found.columns, found.not_compared, found.differences) == (1, (), ())
    assert found.counts == {"same": 1, "missing": 0, "outdated": 0, "overridden": 0}
    assert column(course).checked_at == course.clock() + timedelta(minutes=11)
    assert course.score(learner, attempt_id).difference is None


@BOTH_FAMILIES
def test_what_a_teacher_set_is_told_and_stays(course: Course) -> None:
    learner, attempt_id = arrived(course)
    set_by_hand(course, 5)

    (found,) = reconcile(course).differences

    assert found.finding is CheckFinding.OVERRIDDEN
    assert [found.held_given, found.held_maximum] == [5, 8]
    assert [found.sent_given, found.sent_maximum] == [8, 8]
    assert found.found_at == course.clock() + timedelta(minutes=11)
    assert course.shown() == 5
    assert len(course.posts()) == 1
    difference = course.score(learner, attempt_id).difference
    assert difference is not None
    assert difference.held == Points(given=Decimal(5), maximum=Decimal(8))
    (line,) = lines(course)
    assert line.status.difference == difference
    assert "Otherwise send this again." in line.advice


@BOTH_FAMILIES
def test_a_0_that_a_teacher_typed_is_one_and_what_was_erased_is_none(course: Course) -> None:
    arrived(course)
    set_by_hand(course, 0)
    (found,) = reconcile(course).differences
    assert (found.finding, found.held_given) == (CheckFinding.OVERRIDDEN, 0)
    (line,) = lines(course)
    assert line.status.difference is not None
    assert line.status.difference.shown == "0 of 8"


@BOTH_FAMILIES
def test_what_was_erased_is_missing(course: Course) -> None:
    learner, attempt_id = arrived(course)
    set_by_hand(course, None)

    assert findings(course) == ["missing"]

    difference = course.score(learner, attempt_id).difference
    assert difference is not None
    assert difference.held is None


@BOTH_FAMILIES
def test_an_earlier_score_of_ours_that_is_back_is_outdated(course: Course) -> None:
    arrived(course, right=2)
    arrived(course, right=7)
    assert findings(course) == []

    set_by_hand(course, 2)
    assert findings(course) == ["outdated"]
    (line,) = lines(course)
    assert "earlier score" in line.advice


def test_a_rounding_is_no_difference(course: Course) -> None:
    arrived(course, right=7)
    set_by_hand(course, 7.004)
    assert findings(course) == []


def test_a_column_of_several_pages_is_read_to_its_end(course: Course) -> None:
    arrived(course, SAM)
    arrived(course, MEI)
    course.platform.page_size = 1
    set_by_hand(course, 3, MEI)

    found = reconcile(course)

    assert found.counts[CheckFinding.SAME] == 1
    assert [one.finding for one in found.differences] == ["overridden"]
    asked = [seen.path for seen in course.platform.requests if "results" in seen.path]
    assert len(asked) == 2
    assert "limit" not in asked[0]  # Moodle fails at one


# ---- how long a finding lasts ----------------------------------------------------------------


def test_a_difference_that_goes_on_is_as_old_as_when_it_was_first_seen(course: Course) -> None:
    arrived(course)
    set_by_hand(course, 5)
    reconcile(course, hours=1)
    first = course.clock() + timedelta(hours=1)

    reconcile(course, days=1)
    (row,) = kept(course)
    assert (row.found_at, row.checked_at) == (first, course.clock() + timedelta(days=1))

    set_by_hand(course, 6)
    reconcile(course, days=2)
    (row,) = kept(course)
    assert row.held_given == 6
    assert row.found_at == course.clock() + timedelta(days=2)

    set_by_hand(course, 8)
    reconcile(course, days=3)
    assert kept(course) == []


def test_sending_it_again_replaces_it_and_ends_the_finding(course: Course) -> None:
    learner, attempt_id = arrived(course)
    set_by_hand(course, 5)
    reconcile(course)
    teacher = course.arrive(TEACHER)
    asker = Asker(
        tenant_id=teacher.tenant_id, person_id=teacher.person_id, context_id=teacher.context_id
    )
    (line,) = lines(course)
    assert line.may_send_again

    assert course.services.resending.send_again(asker, line.id)

    assert lines(course) == ()
    assert course.score(learner, attempt_id).difference is None
    counts = course.services.course_scores.page(sought(course)).counts
    assert counts[ScoreShown.DIFFERENT] == 0
    course.deliver_later()
    assert course.shown() == 8
    assert findings(course) == []
    assert kept(course) == []


def test_a_score_of_a_new_try_ends_the_finding_at_once(course: Course) -> None:
    learner, attempt_id = arrived(course, right=2)
    set_by_hand(course, 5)
    reconcile(course)

    course.submit(learner, 7)

    assert lines(course) == ()
    assert [line.status.difference for line in lines(course, ScoreShown.ALL)] == [None, None]
    assert course.score(learner, attempt_id).difference is None


def test_what_an_instructor_left_so_stays_left_until_something_else_is_there(
    course: Course,
) -> None:
    learner, _ = arrived(course, right=2)
    set_by_hand(course, 5)
    reconcile(course)
    assert leave(course, "5 of 8")
    agreed = course.clock()
    reconcile(course, days=1)
    assert lines(course) == ()
    (line,) = lines(course, ScoreShown.AGREED)
    difference = line.status.difference
    assert difference is not None
    assert (difference.agreed_by, difference.agreed_at) == ("Priya Raman", agreed)
    assert (line.advice, line.may_leave, line.may_send_again) == ("", False, True)

    set_by_hand(course, 6)
    reconcile(course, days=2)
    (line,) = lines(course)
    assert line.may_leave
    assert leave(course, "6 of 8")

    course.submit(learner, 7)
    course.deliver_later()
    set_by_hand(course, 6)  # as where a gradebook keeps what was set by hand
    reconcile(course, days=3)
    (line,) = lines(course)
    assert (line.status.given, line.may_leave) == (7, True)
    assert not leave(course, "5 of 8")


def leave(course: Course, shown: str) -> bool:
    teacher = course.arrive(TEACHER)
    asker = Asker(
        tenant_id=teacher.tenant_id, person_id=teacher.person_id, context_id=teacher.context_id
    )
    (line,) = lines(course)
    return course.services.agreeing.leave(asker, line.id, shown)


# ---- what is not compared --------------------------------------------------------------------


def test_what_arrived_a_moment_ago_is_given_time(course: Course) -> None:
    arrived(course)
    set_by_hand(course, None)
    assert reconcile(course, minutes=9).counts == dict.fromkeys(CheckFinding, 0)
    assert findings(course, minutes=11) == ["missing"]


def test_whoever_has_a_newer_score_under_way_is_not_compared(course: Course) -> None:
    learner, _ = arrived(course, right=2)
    set_by_hand(course, 5)
    course.submit(learner, 7)
    assert findings(course) == []


def test_a_score_that_arrives_while_the_gradebook_is_read_is_no_difference(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner, _ = arrived(course, right=2)
    of_column = ResultService.of_column

    def read(*asked: object) -> object:
        monkeypatch.undo()
        held = of_column(*asked)  # type: ignore[arg-type]  # as it was called
        course.clock.advance(minutes=2)
        course.submit(learner, 7)
        course.deliver()
        return held

    monkeypatch.setattr(ResultService, "of_column", read)

    assert findings(course) == []
    assert findings(course) == []


def test_preview_students_are_not_compared(course: Course) -> None:
    arrived(course)
    set_by_hand(course, 5)
    with course.tool.database.transaction() as session:
        session.query(Person).filter_by(subject=SAM).one().is_test = True
    assert findings(course) == []


def test_that_work_waits_to_be_decided_is_not_compared(course: Course) -> None:
    begin(course)
    tell(course, by_the_rules=False)
    course.deliver_later()
    assert [(row.given, row.state) for row in course.rows()] == [(None, "delivered")]
    assert reconcile(course).columns == 0

    tell(course, DECIDED)
    course.deliver_later()
    set_by_hand(course, 3)
    assert findings(course) == ["overridden"]
