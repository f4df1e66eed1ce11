"""Looking for columns where a platform, a worker or this tool is in trouble."""

from typing import Any

import pytest

from lti_tool.learning.columns import FAULT, NONE, UNANSWERED
from lti_tool.lti.line_items import READING_SCOPE
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.columns import asking
from lti_tool.store.tables import ResourceLink
from tests.builders import place
from tests.services.columns import (
    AGS_ENDPOINT,
    add_column,
    known,
    link_row,
    look,
    lose_column,
    of_link,
    pass_time,
)
from tests.services.course import Course

pytestmark = pytest.mark.usefixtures("without_column")


def test_a_platform_that_does_not_answer_is_asked_once_and_an_hour_later(course: Course) -> None:
    course.arrive()
    course.link = place(course.platform, activity="what-matters-to-you", points=1)
    lose_column(course)
    course.arrive()
    course.platform.faults.token_status = 503
    course.platform.requests.clear()
    look(course)
    look(course)
    tried = [seen.status for seen in course.platform.requests]
    assert tried == [503]
    with course.tool.database.reading() as session:
        assert {row.column_trouble for row in session.query(ResourceLink)} == {UNANSWERED}

    course.platform.faults.clear()
    add_column(course, resource_link_id=course.link.id)
    pass_time(course, minutes=59)
    look(course)
    assert known(course) == []
    pass_time(course, minutes=2)
    look(course)
    assert known(course) == [("900", "found")]


def test_a_link_that_cannot_be_dealt_with_holds_up_no_other(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.arrive()
    course.link = place(course.platform, activity="what-matters-to-you", points=1)
    lose_column(course)
    course.arrive()
    add_column(course, resource_link_id=course.link.id)
    find, broken = asking.find, [True]

    def find_or_break(*args: Any) -> Any:
        if broken.pop() if broken else False:
            raise ValueError
        return find(*args)

    monkeypatch.setattr(asking, "find", find_or_break)
    look(course)
    assert known(course) == [("900", "found")]
    with course.tool.database.reading() as session:
        links = session.query(ResourceLink).order_by(ResourceLink.id)
        troubles = [row.column_trouble for row in links]
    assert troubles == [FAULT, None]

    pass_time(course, hours=1)
    look(course)
    with course.tool.database.reading() as session:
        links = session.query(ResourceLink).order_by(ResourceLink.id)
        assert [row.column_trouble for row in links] == [NONE, None]


def test_a_refusal_is_kept_for_the_instructor(course: Course) -> None:
    course.arrive_with(
        **{
            AGS_ENDPOINT: {
                "scope": [SCORE_SCOPE, READING_SCOPE],
                "lineitems": f"{course.platform.issuer}/nowhere",
            }
        }
    )
    look(course)
    assert link_row(course).column_trouble == "The platform refused it (404 NOT FOUND)."
    assert link_row(course).column_due_at is None


def test_a_look_that_takes_long_keeps_no_second_worker_busy(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.arrive()
    search = course.tool.column_search
    begin = search._turns.begin_due  # noqa: SLF001  # no other moment is in between
    begun = 0

    def begin_due() -> Any:
        nonlocal begun
        begun += 1
        look(course)
        return begin()

    monkeypatch.setattr(search._turns, "begin_due", begin_due)  # noqa: SLF001
    look(course)
    assert begun == 2
    assert link_row(course).column_trouble == NONE


def test_the_look_of_a_worker_that_died_is_done_by_another(course: Course) -> None:
    course.arrive()
    add_column(course, **of_link(course))
    turns = course.tool.column_search._turns  # noqa: SLF001  # a worker that ends in between
    assert turns.begin_due() is not None
    look(course)
    assert known(course) == []
    pass_time(course, minutes=2)
    look(course)
    assert known(course) == [("900", "found")]
