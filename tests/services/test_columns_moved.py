"""Launches that name another column than before: everybody's score goes there, once."""

from dataclasses import replace
from typing import Any
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest

from lti_tool.learning.columns import ColumnState, Origin, is_another
from lti_tool.lti.errors import TryAgainError
from lti_tool.lti.results import ResultService
from lti_tool.lti.scores import RESULT_SCOPE, SCORE_SCOPE
from lti_tool.services.columns import Asker, Done, Outcome
from lti_tool.store.tables import LineItem
from tests.builders import MEI, SAM, TEACHER
from tests.services.columns import (
    AGS_ENDPOINT,
    BOTH_FAMILIES,
    add_column,
    asked_for,
    known,
    link_row,
    look,
    look_again,
    lose_column,
    of_link,
    pass_time,
    state,
)
from tests.services.comparing import arrived, kept, reconcile, set_by_hand
from tests.services.course import Course


def make_anew(course: Course, number: str = "777") -> None:
    """Delete the column in the gradebook and have launches name a new one, which is empty."""
    platform, link = course.platform, course.link
    platform.line_items[number] = replace(platform.line_items.pop(link.line_item_id), id=number)
    course.link = platform.links[link.id] = replace(link, line_item_id=number)


def catch_up(course: Course) -> int:
    """Do what workers do in the minutes after: how many scores were posted."""
    before = len(course.platform.scores)
    look(course)
    course.deliver_later()
    return len(course.platform.scores) - before


def url_of(course: Course) -> str:
    return course.only(LineItem).url


def arrive_at(course: Course, url: str) -> None:
    endpoint = {"scope": [SCORE_SCOPE, RESULT_SCOPE], "lineitem": url}
    course.arrive_with(MEI, **{AGS_ENDPOINT: endpoint})


@BOTH_FAMILIES
def test_everybodys_score_goes_to_the_column_that_launches_name_now(course: Course) -> None:
    arrived(course)
    make_anew(course)

    course.arrive(MEI)
    course.arrive(MEI)
    assert catch_up(course) == 1

    assert course.shown(SAM) == 8
    assert known(course) == [("777", "launch")]
    course.arrive(MEI)
    assert catch_up(course) == 0


def test_it_goes_also_where_nobody_may_look_for_columns(course: Course) -> None:
    arrived(course)
    mei = course.learner(MEI)
    url = course.platform.addresses.line_item(course.link.course_id, "777")
    make_anew(course)
    attempt_id = course.submit(mei, right=3)
    course.deliver_later()
    assert course.state(mei, attempt_id) == "refused"
    asker = Asker(tenant_id=mei.tenant_id, context_id=mei.context_id)
    assert state(course, asker) is ColumnState.GONE

    arrive_at(course, url)

    assert state(course, asker) is ColumnState.MOVED
    assert catch_up(course) == 2
    assert (course.shown(SAM), course.shown(MEI)) == (8, 3)
    assert asked_for(course) == []


def test_it_goes_to_a_column_named_after_one_that_was_found(course: Course) -> None:
    lose_column(course)
    learner = course.learner()
    add_column(course, **of_link(course))
    look(course)
    course.submit(learner)
    course.deliver_later()
    course.link = replace(course.link, line_item_id="900")
    make_anew(course)
    course.arrive(MEI)
    assert catch_up(course) == 1
    assert known(course) == [("777", "launch")]


def test_it_goes_when_the_named_column_is_found_by_looking(course: Course) -> None:
    """Launches stopped naming it before a worker had sent anything there."""
    arrived(course)
    make_anew(course)
    course.arrive(MEI)
    column = course.platform.line_items["777"]
    course.platform.line_items["777"] = replace(column, **of_link(course))
    course.link = course.platform.links[course.link.id] = replace(course.link, line_item_id=None)
    course.arrive(MEI)
    assert catch_up(course) == 1
    assert known(course) == [("777", "found")]


@pytest.mark.parametrize(
    ("url", "is_other"),
    [
        ("https://lms.example/columns/1/lineitem?type_id=2", False),
        ("https://lms.example/columns/1/lineitem?session=abc", False),
        ("https://www.lms.example/columns/1/lineitem", False),
        ("http://lms.example:443/columns/%31/lineitem/", False),
        ("https://lms.example/columns/2/lineitem?type_id=1", True),
        ("https://lms.example/Columns/1/lineitem?type_id=1", True),
    ],
)
def test_another_path_is_another_column(url: str, is_other: bool) -> None:  # noqa: FBT001
    assert is_another(url, "https://lms.example/columns/1/lineitem?type_id=1") is is_other


def test_a_column_that_each_launch_spells_otherwise_gets_nothing_again(course: Course) -> None:
    arrived(course)
    for number in range(3):
        spelled = urlsplit(url_of(course))._replace(query=f"session={number}").geturl()
        arrive_at(course, spelled)
        assert url_of(course) == spelled
        assert catch_up(course) == 0


def test_what_goes_anew_does_so_some_times_a_day(course: Course) -> None:
    """Platforms that name another address at each launch get no score at each launch."""
    learner, _ = arrived(course)
    asker = Asker(tenant_id=learner.tenant_id, context_id=learner.context_id)
    for number in ("777", "778", "779"):
        make_anew(course, number)
        course.arrive(MEI)
        assert state(course, asker) is ColumnState.MOVED
        assert catch_up(course) == 1
        assert state(course, asker) is ColumnState.IN_PLACE

    make_anew(course, "780")
    course.arrive(MEI)
    course.arrive(MEI)
    assert catch_up(course) == 0
    pass_time(course, hours=23)
    assert catch_up(course) == 0
    assert state(course, asker) is ColumnState.MOVED
    pass_time(course, hours=1)
    assert catch_up(course) == 1
    assert course.shown(SAM) == 8


def test_an_instructor_need_not_wait_for_that(course: Course) -> None:
    learner, _ = arrived(course)
    asker = Asker(tenant_id=learner.tenant_id, context_id=learner.context_id)
    make_anew(course)
    course.arrive(MEI)
    assert look_again(course, asker) == Outcome(done=Done.KNOWN, sent=1)
    assert state(course, asker) is ColumnState.IN_PLACE


def test_it_goes_once_it_may(course: Course) -> None:
    arrived(course)
    make_anew(course)
    url = course.platform.addresses.line_item(course.link.course_id, "777")
    course.arrive_with(MEI, **{AGS_ENDPOINT: {"scope": [RESULT_SCOPE], "lineitem": url}})
    assert catch_up(course) == 0
    arrive_at(course, url)
    assert catch_up(course) == 1


def test_nothing_is_due_where_nobody_has_submitted(course: Course) -> None:
    course.arrive(MEI)
    make_anew(course)
    course.arrive(TEACHER)
    assert link_row(course).column_due_at is None
    assert course.only(LineItem).origin == Origin.LAUNCH


def test_what_was_found_in_the_old_column_is_forgotten(course: Course) -> None:
    arrived(course)
    set_by_hand(course, 5)
    reconcile(course)
    assert len(kept(course)) == 1
    make_anew(course)
    course.arrive(MEI)
    assert kept(course) == []
    column = course.only(LineItem)
    assert (column.checked_at, column.check_trouble) == (None, None)


def test_what_was_read_in_the_old_column_is_not_compared(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived(course)
    set_by_hand(course, 5)
    of_column = ResultService.of_column

    def read(*args: Any) -> Any:
        held = of_column(*args)
        make_anew(course)
        course.arrive(MEI)
        return held

    monkeypatch.setattr(ResultService, "of_column", read)
    found = reconcile(course)
    assert found.columns == 0
    assert [one.reason for one in found.not_compared] == ["Another column was named meanwhile."]
    assert kept(course) == []
    assert course.only(LineItem).checked_at is None


# ---- what others have set


@pytest.mark.parametrize("set_there", [3, 8])
def test_what_a_teacher_set_stays_where_the_same_column_gets_another_address(
    course: Course, set_there: float
) -> None:
    arrived(course)
    arrived(course, MEI, right=4)
    make_anew(course)
    set_by_hand(course, set_there)
    course.arrive(MEI)
    assert catch_up(course) == (1 if set_there == 3 else 2)
    assert (course.shown(SAM), course.shown(MEI)) == (set_there, 4)
    assert [one.finding for one in reconcile(course).differences] == (
        ["overridden"] if set_there == 3 else []
    )


@BOTH_FAMILIES
def test_what_a_teacher_typed_into_a_column_before_it_was_found_stays(course: Course) -> None:
    lose_column(course)
    learner = course.learner()
    attempt_id = course.submit(learner)
    add_column(course, **of_link(course))
    course.platform.set_by_hand("900", SAM, 3)

    assert catch_up(course) == 0

    assert known(course) == [("900", "found")]
    status = course.score(learner, attempt_id)
    assert status.state == "superseded"
    assert "did not come from here" in status.said
    assert catch_up(course) == 0


@pytest.mark.parametrize(("family", "shown"), [("default", 8), ("moodle", 0)])
def test_a_0_that_was_typed_stays_where_it_is_one(course: Course, shown: float) -> None:
    lose_column(course)
    course.submit(course.learner())
    add_column(course, **of_link(course))
    course.platform.set_by_hand("900", SAM, 0)
    assert catch_up(course) == (1 if shown else 0)
    assert course.platform.book.grades["900", SAM].held == shown


def test_where_what_is_held_cannot_be_read_just_now_scores_wait(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived(course)
    make_anew(course)
    course.arrive(MEI)
    with monkeypatch.context() as broken:
        broken.setattr(ResultService, "of_column", Mock(side_effect=TryAgainError("Not now.")))
        assert catch_up(course) == 0
    pass_time(course, hours=1)
    assert catch_up(course) == 1
