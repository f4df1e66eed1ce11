"""What an instructor does about a column: look again, choose one of several, have one made."""

import json
from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest

from demo.platform import Platform
from lti_tool.learning.columns import NONE, ColumnState
from lti_tool.learning.refusals import MissingError
from lti_tool.lti.line_items import READING_SCOPE
from lti_tool.lti.scores import SCORE_SCOPE
from lti_tool.services.columns import Asker, Done, Outcome
from lti_tool.store.tables import ResourceLink
from tests.builders import ACTIVITY, COURSE, MEI, OTHER_COURSE, SAM, TEACHER, place
from tests.services.columns import (
    add_column,
    asked_for,
    known,
    lines,
    link_row,
    look,
    lose_column,
    of_link,
    pass_time,
    repair,
    state,
    teacher,
)
from tests.services.course import Course
from tests.services.reviewing import ASSESSED, hand_in, use

AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
BOTH_FAMILIES = pytest.mark.parametrize("family", ["default", "moodle"])


@pytest.fixture
def course(course: Course) -> Course:
    """A course whose activity was added without a column."""
    lose_column(course)
    return course


def create(course: Course, asker: Asker) -> Outcome:
    return repair(course).create(asker, link_row(course).id)


def look_again(course: Course, asker: Asker) -> Outcome:
    return repair(course).look_again(asker, link_row(course).id)


def post_of(course: Course) -> dict[str, Any]:
    (asked,) = [
        seen
        for seen in course.platform.requests
        if seen.method == "POST" and seen.path.split("?")[0].endswith("/lineitems")
    ]
    found: dict[str, Any] = json.loads(asked.body)
    return found


# ---- made


@BOTH_FAMILIES
def test_a_column_is_made_where_there_is_none_and_what_waited_goes_there(course: Course) -> None:
    sam, mei = course.learner(SAM), course.learner(MEI)
    course.submit(sam, right=6)
    course.submit(mei, right=3)
    priya = teacher(course)
    assert state(course, priya) is ColumnState.NOT_SOUGHT

    assert create(course, priya) == Outcome(done=Done.MADE, sent=2)

    assert post_of(course) == {
        "label": "Medicines that add up",
        "scoreMaximum": 8,
        "resourceLinkId": course.link.id,
        "resourceId": ACTIVITY,
        "tag": "activity",
    }
    assert state(course, priya) is ColumnState.IN_PLACE
    course.deliver()
    course.link = course.platform.links[course.link.id]
    assert (course.shown(SAM), course.shown(MEI)) == (6, 3)
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
    link_id, both = link_row(course).id, Barrier(2, timeout=20)
    outcomes: list[Outcome] = []

    def press() -> None:
        both.wait()
        outcomes.append(repair(course).create(priya, link_id))

    pressing = [Thread(target=press) for _ in range(2)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join(timeout=30)
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
    assert line.trouble == "The platform does not allow adding or changing columns."


def test_what_the_platform_refuses_is_said(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    priya = teacher(course)
    monkeypatch.setattr("demo.web.line_items.LONGEST_LABEL", 3)
    assert create(course, priya).done is Done.FAILED
    (line,) = lines(course, priya)
    assert line.state is ColumnState.MISSING
    assert line.trouble == "The platform refused it (400 BAD REQUEST)."


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

    assert chosen == Outcome(done=Done.FOUND, sent=1)
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


def test_pages_and_unknown_activities_have_no_line(course: Course, platform: Platform) -> None:
    priya = teacher(course)
    for opens in ({"activity": "gone"}, {"page": "portfolio"}):
        link = place(platform)
        course.link = platform.links[link.id] = replace(link, custom=opens)
        course.arrive(TEACHER)
    assert [line.activity_title for line in lines(course, priya)] == ["Medicines that add up"]
    assert course.how_many(ResourceLink) == 3
