"""Gradebooks that cannot be compared: each says why, and none holds up another."""

import pytest

from demo.platform import Platform
from lti_tool.learning.columns import ColumnState
from lti_tool.learning.refusals import MissingError
from lti_tool.learning.score_checks import CheckFinding
from lti_tool.lti import results
from lti_tool.lti.results import ResultService
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.attempts import Learner
from lti_tool.services.deliveries import ScoreShown, ScoresSought
from lti_tool.store.tables import LineItem
from tests.builders import MEI, TEACHER
from tests.services.columns import teacher
from tests.services.comparing import arrived, kept, reconcile, reconciling, set_by_hand
from tests.services.course import Course
from tests.services.test_reconciling import leave


def column(course: Course) -> LineItem:
    return course.only(LineItem)


def sought(course: Course) -> ScoresSought:
    visitor = course.arrive(TEACHER)
    return ScoresSought(
        tenant_id=visitor.tenant_id, context_id=visitor.context_id, shown=ScoreShown.DIFFERENT
    )


def test_a_platform_that_is_down_is_named_and_what_was_found_before_stays(course: Course) -> None:
    arrived(course)
    set_by_hand(course, 5)
    reconcile(course)
    checked_at = column(course).checked_at
    course.platform.faults.token_status = 503

    found = reconcile(course, days=1)

    (trouble,) = found.not_compared
    assert trouble.column.id == column(course).id
    assert "503" in trouble.reason
    assert (column(course).check_trouble, column(course).checked_at) == (trouble.reason, checked_at)
    assert len(kept(course)) == 1
    comparison = course.services.course_scores.page(sought(course)).comparison
    assert comparison is not None
    assert (comparison.last_at, comparison.troubles) == (checked_at, ("",))

    course.platform.faults.token_status = None
    reconcile(course)
    assert column(course).check_trouble is None


def test_a_column_that_may_not_be_read_says_so_and_nobody_is_asked(course: Course) -> None:
    arrived(course)
    with course.tool.database.transaction() as session:
        session.query(LineItem).one().scopes = [SCORE_SCOPE]
    asked = len(course.platform.requests)

    (trouble,) = reconcile(course).not_compared

    assert trouble.reason == "The platform does not allow reading results for this column."
    assert len(course.platform.requests) == asked


def test_a_column_that_is_gone_is_named(course: Course, platform: Platform) -> None:
    learner, attempt_id = arrived(course)
    here, asker = sought(course), teacher(course)
    platform.remove(course.link.id)
    (trouble,) = reconcile(course).not_compared
    assert trouble.reason == "There is no such column any more (404 NOT FOUND)."
    difference = course.score(learner, attempt_id).difference
    assert difference is not None
    assert difference.finding is CheckFinding.MISSING
    (line,) = course.services.course_scores.page(here).lines
    assert "Its column is not in the gradebook any more." in line.advice
    (there,) = course.services.columns.course.lines(asker)
    assert there.state is ColumnState.GONE


def test_a_column_that_is_back_is_compared_soon_and_what_was_left_so_is(
    course: Course, platform: Platform
) -> None:
    learner, attempt_id = arrived(course)
    mei, mine = arrived(course, MEI)
    set_by_hand(course, 5)
    reconcile(course)
    assert leave(course, "5 of 8")
    item = platform.line_items.pop(course.link.line_item_id or "")
    reconcile(course, days=1)
    assert [score_of(course, learner, attempt_id), score_of(course, mei, mine)] == [
        "5 of 8",
        "no score",
    ]

    platform.line_items[item.id] = item
    course.arrive(TEACHER)  # the launch names it

    (there,) = course.services.columns.course.lines(teacher(course))
    assert there.state is ColumnState.IN_PLACE
    assert score_of(course, mei, mine) is None
    assert column(course).checked_at is None
    reconcile(course, days=2)
    assert [one.agreed_at is not None for one in kept(course)] == [True]
    assert column(course).check_trouble is None


def score_of(course: Course, learner: Learner, attempt_id: int) -> str | None:
    difference = course.score(learner, attempt_id).difference
    return difference.shown if difference else None


def test_results_that_are_not_found_of_a_column_that_is_there_say_nothing_of_scores(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived(course)
    monkeypatch.setattr(results, "inside", lambda url, what: f"{url}/no-{what}")
    (trouble,) = reconcile(course).not_compared
    assert trouble.reason == "The platform refused it (404 NOT FOUND)."
    assert kept(course) == []


def test_a_fault_of_ours_is_logged_without_what_it_says(
    course: Course, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    arrived(course)
    said = "Sam has 5"

    def fail(*_: object) -> None:
        raise ArithmeticError(said)

    monkeypatch.setattr(ResultService, "of_column", fail)
    (trouble,) = reconcile(course).not_compared
    assert trouble.reason == "Something went wrong in the tool."
    assert "reconcile.fault" in caplog.text
    assert "Sam" not in caplog.text


def test_one_platform_alone_is_compared_if_asked_for(course: Course) -> None:
    arrived(course)
    registration_id = column(course).registration_id
    assert reconciling(course).reconcile(registration_id).columns == 1
    with pytest.raises(MissingError, match="no platform 99"):
        reconciling(course).reconcile(99)
