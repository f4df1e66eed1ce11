"""Columns that nobody may look into: an instructor says whether earlier scores go there."""

from lti_tool.learning.columns import ColumnState
from lti_tool.lti.line_items import LINE_ITEM_SCOPE
from lti_tool.lti.scores import RESULT_SCOPE, SCORE_SCOPE
from lti_tool.services.columns import Asker, Done, Outcome
from tests.builders import MEI, SAM, TEACHER
from tests.services.columns import (
    AGS_ENDPOINT,
    add_column,
    known,
    look_again,
    lose_column,
    of_link,
    state,
)
from tests.services.comparing import arrived, set_by_hand
from tests.services.course import Course
from tests.services.test_columns_moved import catch_up, make_anew


def arrive_at_the_new_one(course: Course, *scopes: str) -> None:
    url = course.platform.addresses.line_item(course.link.course_id, course.link.line_item_id)
    course.arrive_with(TEACHER, **{AGS_ENDPOINT: {"scope": [*scopes], "lineitem": url}})


def test_what_went_to_the_old_column_waits_for_an_instructor(course: Course) -> None:
    learner, _ = arrived(course)
    mei = course.learner(MEI)
    asker = Asker(tenant_id=learner.tenant_id, context_id=learner.context_id)
    make_anew(course)
    set_by_hand(course, 3)
    for _ in range(2):
        arrive_at_the_new_one(course, SCORE_SCOPE)
        assert catch_up(course) == 0
        assert state(course, asker) is ColumnState.UNSEEN

    course.submit(mei, right=4)
    assert catch_up(course) == 1
    assert (course.shown(SAM), course.shown(MEI)) == (3, 4)

    assert look_again(course, asker).done is Done.KNOWN
    course.deliver_later()
    assert course.shown(SAM) == 8
    assert state(course, asker) is ColumnState.IN_PLACE


def test_once_it_may_be_looked_into_nobody_has_to_be_asked(course: Course) -> None:
    arrived(course)
    make_anew(course)
    arrive_at_the_new_one(course, SCORE_SCOPE)
    assert catch_up(course) == 0
    arrive_at_the_new_one(course, SCORE_SCOPE, RESULT_SCOPE)
    assert catch_up(course) == 1


def found_unseen(course: Course) -> Asker:
    """A column is found that a teacher has typed into, and that nobody may look into."""
    lose_column(course)
    learner = course.learner()
    course.submit(learner)
    add_column(course, **of_link(course))
    course.platform.set_by_hand("900", SAM, 3)
    arrive_without_one(course, SCORE_SCOPE, LINE_ITEM_SCOPE)
    assert catch_up(course) == 0
    asker = Asker(tenant_id=learner.tenant_id, context_id=learner.context_id)
    assert known(course) == [("900", "found")]
    assert state(course, asker) is ColumnState.UNSEEN
    return asker


def arrive_without_one(course: Course, *scopes: str) -> None:
    listed = course.platform.addresses.line_items(course.link.course_id)
    course.arrive_with(TEACHER, **{AGS_ENDPOINT: {"scope": [*scopes], "lineitems": listed}})


def held(course: Course) -> float | None:
    return course.platform.book.grades["900", SAM].held


def test_nothing_goes_by_itself_to_a_column_that_was_found(course: Course) -> None:
    asker = found_unseen(course)
    assert look_again(course, asker) == Outcome(done=Done.KNOWN, sent=1)
    course.deliver_later()
    assert held(course) == 8


def test_nor_once_launches_name_it(course: Course) -> None:
    asker = found_unseen(course)
    url = course.platform.addresses.line_item(course.link.course_id, "900")
    endpoint = {"scope": [SCORE_SCOPE, LINE_ITEM_SCOPE], "lineitem": url}
    for _ in range(2):
        course.arrive_with(TEACHER, **{AGS_ENDPOINT: endpoint})
        assert catch_up(course) == 0
    assert held(course) == 3
    assert state(course, asker) is ColumnState.UNSEEN


def test_once_the_one_that_was_found_may_be_looked_into_what_is_there_decides(
    course: Course,
) -> None:
    asker = found_unseen(course)
    arrive_without_one(course, SCORE_SCOPE, LINE_ITEM_SCOPE, RESULT_SCOPE)
    assert catch_up(course) == 0
    assert held(course) == 3
    assert state(course, asker) is ColumnState.IN_PLACE
