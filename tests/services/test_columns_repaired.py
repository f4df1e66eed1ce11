"""What an instructor does about a column: look again, or choose one of several."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from demo.platform import Platform
from lti_tool.learning.columns import CHOSEN_GONE, FAULT, NONE, UNANSWERED, ColumnState
from lti_tool.learning.refusals import MissingError
from lti_tool.lti.line_items import LineItemService
from lti_tool.services.columns import Asker, Done, Outcome
from lti_tool.store.tables import ResourceLink
from tests.builders import MEI, OTHER_COURSE, SAM, TEACHER, place
from tests.services.columns import (
    AGS_ENDPOINT,
    BOTH_FAMILIES,
    add_column,
    asked_for,
    create,
    known,
    lines,
    link_row,
    look,
    look_again,
    lose_column,
    of_link,
    pass_time,
    repair,
    state,
    teacher,
)
from tests.services.course import Course
from tests.services.reviewing import ASSESSED, hand_in, use

pytestmark = pytest.mark.usefixtures("without_column")

# ---- chosen


@BOTH_FAMILIES
def test_one_of_several_is_chosen_and_no_launch_undoes_that(course: Course) -> None:
    sam = course.learner()
    course.submit(sam, right=4)
    for number in ("900", "901"):
        add_column(course, number, label=f"Column {number}", **of_link(course))
    priya = teacher(course)
    found = look_again(course, priya)
    assert [one.label for one in found.choices] == ["Column 900", "Column 901"]

    chosen = repair(course).use(priya, link_row(course).id, found.choices[1].url)

    assert chosen == Outcome(done=Done.CHOSEN, sent=1)
    course.arrive()
    assert known(course) == [("901", "found")]
    course.deliver()
    assert [post.line_item_id for post in course.platform.scores] == ["901"]


@pytest.mark.parametrize("url", ["", "http://elsewhere.example/lineitem"])
def test_only_what_is_there_now_can_be_chosen(course: Course, url: str) -> None:
    priya = teacher(course)
    for number in ("900", "901"):
        add_column(course, number, **of_link(course))
    assert repair(course).use(priya, link_row(course).id, url).done is Done.SEVERAL
    assert known(course) == []


def test_one_that_went_meanwhile_is_said_to_be_gone(course: Course) -> None:
    priya = teacher(course)
    for number in ("900", "901"):
        add_column(course, number, **of_link(course))
    _, second = look_again(course, priya).choices
    del course.platform.line_items["901"]

    chosen = repair(course).use(priya, link_row(course).id, second.url)

    assert chosen.done is Done.SEVERAL
    assert [one.label for one in chosen.choices] == ["Medicines"]
    assert lines(course, priya)[0].trouble == CHOSEN_GONE
    assert look_again(course, priya).done is Done.FOUND


# ---- gone


@BOTH_FAMILIES
def test_a_column_that_is_gone_is_made_anew_and_gets_everybodys_score(course: Course) -> None:
    course.link = place(course.platform)
    sam, mei = course.learner(SAM), course.learner(MEI)
    course.submit(sam, right=6)
    course.deliver()
    del course.platform.line_items[course.link.line_item_id]
    attempt_id = course.submit(mei, right=3)
    course.deliver()
    assert course.state(mei, attempt_id) == "refused"
    assert state(course, told := teacher_of(course, sam)) is ColumnState.GONE

    assert create(course, told) == Outcome(done=Done.MADE, sent=2)

    course.clock.advance(seconds=2)
    course.deliver()
    course.link = course.platform.links[course.link.id]
    assert (course.shown(SAM), course.shown(MEI)) == (6, 3)
    assert course.state(mei, attempt_id) == "delivered"
    assert state(course, told) is ColumnState.IN_PLACE


def teacher_of(course: Course, learner: Any) -> Asker:
    """The instructor, without a launch."""
    assert course
    return Asker(tenant_id=learner.tenant_id, context_id=learner.context_id)


def test_scores_that_arrived_are_not_sent_again_to_the_same_column(course: Course) -> None:
    add_column(course, **of_link(course))
    sam, mei = course.learner(SAM), course.learner(MEI)
    look(course)
    course.submit(sam, right=6)
    course.deliver()
    course.arrive_with(**{AGS_ENDPOINT: None})
    course.submit(mei, right=2)
    assert len(course.rows()) == 1
    priya = teacher(course)
    assert look_again(course, priya) == Outcome(done=Done.FOUND, sent=1)
    assert look_again(course, priya) == Outcome(done=Done.KNOWN)


@pytest.mark.parametrize("family", ["default", "moodle"])
def test_work_that_waits_to_be_decided_is_told_where_the_platform_has_a_word_for_it(
    course: Course, family: str
) -> None:
    use(course, ASSESSED)
    lose_column(course)
    sam = course.learner()
    hand_in(course, sam)
    sent = create(course, teacher_of(course, sam)).sent
    assert sent == (1 if family == "default" else 0)


# ---- whose


def test_nobody_repairs_what_is_not_of_their_course(course: Course) -> None:
    priya = teacher(course)
    own = link_row(course).id
    course.link = place(course.platform, course=OTHER_COURSE)
    visitor = course.arrive(TEACHER)
    other = Asker(tenant_id=visitor.tenant_id, context_id=visitor.context_id)
    for verb in (repair(course).create, repair(course).look_again):
        with pytest.raises(MissingError):
            verb(other, own)
        with pytest.raises(MissingError):
            verb(priya, own + 1000)
    with pytest.raises(MissingError):
        repair(course).use(other, own, "")
    assert asked_for(course) == []


def test_what_was_looked_for_in_vain_says_so(course: Course) -> None:
    priya = teacher(course)
    assert look_again(course, priya).done is Done.MISSING
    (line,) = lines(course, priya)
    assert (line.state, line.trouble) == (ColumnState.MISSING, NONE)
    assert line.may_create


@pytest.mark.parametrize("verb", [look_again, create])
def test_a_platform_that_does_not_answer_is_asked_again_by_itself(
    course: Course, verb: Callable[[Course, Asker], Outcome]
) -> None:
    priya = teacher(course)
    course.platform.faults.token_status = 503
    look(course)
    assert verb(course, priya).done is (Done.UNSURE if verb is create else Done.UNANSWERED)
    (line,) = lines(course, priya)
    assert line.is_due
    assert (line.state, line.trouble) == (ColumnState.UNKNOWN, UNANSWERED)

    course.platform.faults.clear()
    add_column(course, **of_link(course))
    pass_time(course, minutes=61)
    look(course)
    assert known(course) == [("900", "found")]
    (line,) = lines(course, priya)
    assert line.trouble == ""


def test_who_asks_where_nothing_was_due_is_answered_an_hour_later_too(course: Course) -> None:
    priya = teacher(course)
    assert look_again(course, priya).done is Done.MISSING
    assert not lines(course, priya)[0].is_due
    course.clock.advance(seconds=7200)
    course.platform.faults.token_status = 503
    assert look_again(course, priya).done is Done.UNANSWERED
    assert lines(course, priya)[0].is_due


@pytest.mark.parametrize("verb", [look_again, create])
def test_a_fault_of_the_tool_is_told_and_keeps_nobody_from_asking_again(
    course: Course, verb: Callable[[Course, Asker], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = teacher(course)
    with monkeypatch.context() as broken:
        broken.setattr(LineItemService, "list_fitting", Mock(side_effect=ValueError("[")))
        assert verb(course, priya).done is Done.FAILED
    (line,) = lines(course, priya)
    assert line.is_due
    assert (line.state, line.trouble) == (ColumnState.UNKNOWN, FAULT)
    assert create(course, priya).done is Done.MADE


def test_pages_and_unknown_activities_have_no_line(course: Course, platform: Platform) -> None:
    priya = teacher(course)
    for opens in ({"activity": "gone"}, {"page": "portfolio"}):
        link = place(platform)
        course.link = platform.links[link.id] = replace(link, custom=opens)
        course.arrive(TEACHER)
    assert [line.activity_title for line in lines(course, priya)] == ["Medicines that add up"]
    assert course.how_many(ResourceLink) == 3
