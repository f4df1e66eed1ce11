"""A column that an instructor has made: only where there is none, and only once."""

import json
from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest

from lti_tool.learning.columns import ColumnState
from lti_tool.lti.line_items import READING_SCOPE
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.columns import Asker, Done, Outcome
from tests.builders import ACTIVITY, COURSE, MEI, SAM, TEACHER
from tests.services.columns import (
    AGS_ENDPOINT,
    BOTH_FAMILIES,
    add_column,
    asked_for,
    create,
    known,
    lines,
    link_row,
    look_again,
    of_link,
    pass_time,
    repair,
    state,
    teacher,
)
from tests.services.course import Course

pytestmark = pytest.mark.usefixtures("without_column")


def post_of(course: Course) -> dict[str, Any]:
    (asked,) = [
        seen
        for seen in course.platform.requests
        if seen.method == "POST" and seen.path.split("?")[0].endswith("/lineitems")
    ]
    found: dict[str, Any] = json.loads(asked.body)
    return found


@BOTH_FAMILIES
def test_a_column_is_made_where_there_is_none_and_what_waited_goes_there(course: Course) -> None:
    sam, mei = course.learner(SAM), course.learner(MEI)
    course.submit(sam, right=6)
    course.submit(mei, right=3)
    priya = teacher(course)
    assert state(course, priya) is ColumnState.SOUGHT

    assert create(course, priya) == Outcome(done=Done.MADE, sent=2)

    assert post_of(course) == {
        "label": "Medicines that add up",
        "scoreMaximum": 8,
        "resourceLinkId": course.link.id,
        "resourceId": ACTIVITY,
        "tag": "activity",
        "submissionReview": {
            "reviewableStatus": ["InProgress", "Submitted", "Completed"],
            "label": "See the work",
            "custom": {
                "activity": ACTIVITY,
                "link_history": "$ResourceLink.id.history",
                "context_history": "$Context.id.history",
            },
        },
    }
    assert state(course, priya) is ColumnState.IN_PLACE
    course.deliver()
    course.link = course.platform.links[course.link.id]
    assert (course.shown(SAM), course.shown(MEI)) == (6, 3)
    review = course.platform.book.review(course.link, course.platform.rules)
    assert review is not None
    assert review.label == "See the work"
    course.arrive()
    assert len(known(course)) == 1


def test_a_column_is_found_before_one_is_made(course: Course) -> None:
    priya = teacher(course)
    add_column(course, resource_id=ACTIVITY)
    assert create(course, priya) == Outcome(done=Done.FOUND)
    assert known(course) == [("900", "found")]
    assert [*course.platform.line_items] == ["900"]


def test_several_are_not_joined_by_another(course: Course) -> None:
    priya = teacher(course)
    for number in ("900", "901"):
        add_column(course, number, **of_link(course))
    outcome = create(course, priya)
    assert outcome.done is Done.SEVERAL
    assert len(outcome.choices) == len(course.platform.line_items) == 2
    assert state(course, priya) is ColumnState.SEVERAL


def test_whoever_presses_twice_has_one_made(course: Course) -> None:
    priya = teacher(course)
    assert create(course, priya).done is Done.MADE
    assert create(course, priya).done is Done.KNOWN
    assert len(course.platform.line_items) == 1


def test_two_who_press_at_once_have_one_made(course: Course) -> None:
    priya = teacher(course)
    link_id, both = link_row(course).id, Barrier(2, timeout=60)
    outcomes: list[Outcome] = []

    def press() -> None:
        both.wait()
        outcomes.append(repair(course).create(priya, link_id))

    pressing = [Thread(target=press) for _ in range(2)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join(timeout=60)
    assert len(course.platform.line_items) == 1
    done = sorted(outcome.done for outcome in outcomes)
    assert done in ([Done.BUSY, Done.MADE], [Done.KNOWN, Done.MADE])


def meanwhile(
    course: Course, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]
) -> None:
    """Let something happen while the platform is asked."""
    verb = course.tool.column_search._service.list_fitting  # noqa: SLF001
    service = repair(course)._service  # noqa: SLF001  # no other moment is in between

    def list_fitting(*args: Any, **wanted: str) -> Any:
        monkeypatch.undo()
        happens()
        return verb(*args, **wanted)

    monkeypatch.setattr(service, "list_fitting", list_fitting)


def test_while_one_asks_nobody_else_does(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    priya, others = teacher(course), list[Done]()
    meanwhile(course, monkeypatch, lambda: others.append(look_again(course, priya).done))
    assert create(course, priya).done is Done.MADE
    assert others == [Done.BUSY]


def test_the_column_that_a_launch_names_meanwhile_is_left(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = teacher(course)
    add_column(course, resource_id=ACTIVITY)

    def launch() -> None:
        column = add_column(course, "901", **of_link(course))
        link = course.platform.links[course.link.id]
        course.platform.links[link.id] = replace(link, line_item_id=column.id)
        course.arrive()

    meanwhile(course, monkeypatch, launch)
    assert look_again(course, priya).done is Done.KNOWN
    assert known(course) == [("901", "launch")]


def test_what_took_too_long_is_written_down_by_nobody(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = teacher(course)
    add_column(course, resource_id=ACTIVITY)

    def be_overtaken() -> None:
        pass_time(course, minutes=2)
        assert look_again(course, priya).done is Done.FOUND

    meanwhile(course, monkeypatch, be_overtaken)
    assert create(course, priya).done is Done.KNOWN
    assert known(course) == [("900", "found")]


def test_what_cannot_be_made_says_why_and_is_asked_for_by_nobody(course: Course) -> None:
    visitor = course.visitor(
        course.arrive_with(
            TEACHER,
            **{
                AGS_ENDPOINT: {
                    "scope": [SCORE_SCOPE, READING_SCOPE],
                    "lineitems": course.platform.addresses.line_items(COURSE),
                }
            },
        )
    )
    priya = Asker(tenant_id=visitor.tenant_id, context_id=visitor.context_id)
    (line,) = lines(course, priya)
    assert (line.may_look, line.may_create) == (True, False)
    assert "does not let this tool add columns" in line.advice

    assert create(course, priya).done is Done.FAILED

    assert asked_for(course) == ["GET 200"] * 3
    (line,) = lines(course, priya)
    assert line.trouble == "Your learning platform does not allow adding or changing columns."


def test_what_the_platform_refuses_is_said(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    priya = teacher(course)
    monkeypatch.setattr("demo.web.line_items.LONGEST_LABEL", 3)
    assert create(course, priya).done is Done.FAILED
    (line,) = lines(course, priya)
    assert line.state is ColumnState.MISSING
    assert line.trouble == "Your learning platform refused it (400 BAD REQUEST)."


def test_a_long_title_is_cut(course: Course) -> None:
    course.link = course.platform.links[course.link.id] = replace(course.link, title="x" * 400)
    assert create(course, teacher(course)).done is Done.MADE
    assert post_of(course)["label"] == "x" * 250


@pytest.mark.parametrize("family", ["moodle"])
def test_the_maximum_is_what_the_platform_takes(course: Course) -> None:
    families = course.tool.column_search._turns._families  # noqa: SLF001
    few = {name: replace(rules, most_points=5) for name, rules in families.items()}
    repair(course)._turns._families = few  # noqa: SLF001
    assert create(course, teacher(course)).done is Done.MADE
    assert post_of(course)["scoreMaximum"] == 5
