"""Choosing activities for a course, and telling the platform which."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lti_tool.learning.refusals import MissingError, RefusalError
from lti_tool.services.deep_linking import Picker
from lti_tool.services.launch import Visitor
from lti_tool.store.tables import Framework
from tests.builders import ACTIVITY, DEEP_LINKING, TEACHER
from tests.services.content import content_folder, shipped_text
from tests.services.course import Course

SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
ANOTHER = "another"


@pytest.fixture
def picking(course: Course) -> Visitor:
    """A course admin who is about to choose; the library has two activities."""
    return course.arrive(TEACHER, message_type=DEEP_LINKING, link_id=None)


@pytest.fixture(autouse=True)
def two_activities(course: Course, tmp_path: Path) -> None:
    folder = content_folder(tmp_path)
    text = shipped_text().replace(f"code: {ACTIVITY}", f"code: {ANOTHER}", 1)
    text = text.replace("title: Medicines", "title: Another one about medicines", 1)
    (folder / "activities" / "another.md").write_text(text)
    course.tool.library.load(folder)


def asked_with(course: Course, **settings: Any) -> Visitor:
    """Somebody whose platform takes something else than usual; ``None`` leaves a setting out."""
    redirect, asked = course.begin(TEACHER, message_type=DEEP_LINKING, link_id=None)
    claims = course.platform.claims(
        TEACHER, nonce=asked["nonce"], message_type=DEEP_LINKING, course_id="2"
    )
    changed = {**claims[SETTINGS], **settings}
    claims[SETTINGS] = {name: value for name, value in changed.items() if value is not None}
    form = {"state": asked["state"], "id_token": course.platform.sign(claims)}
    accept = course.services.arrivals.accept_launch
    return course.visitor(accept(form, lambda _key: redirect.proof))


def shown(course: Course, visitor: Visitor) -> Picker:
    return course.services.deep_linking.picker(visitor.visit_id, tenant_id=visitor.tenant_id)


def choose(course: Course, visitor: Visitor, *codes: str) -> list[Any]:
    """Choose, post the answer to the platform, and give what it placed."""
    signed = course.services.deep_linking.answer(
        visitor.visit_id, codes, tenant_id=visitor.tenant_id
    )
    (key,) = parse_qs(urlsplit(signed.return_url).query)["sesskey"]
    return course.platform.accept_picked(key, signed.token)[1]


def test_the_picker_shows_every_activity_and_what_it_counts_for(
    course: Course, picking: Visitor
) -> None:
    page = shown(course, picking)
    filed = {one.activity.code: [item.code for item in one.towards.filed] for one in page.choosable}
    assert {ANOTHER, ACTIVITY, "the-work-of-being-ill"} <= filed.keys()
    assert filed[ANOTHER] == ["D1", "D3"]
    assert (page.several, page.takes_line_items) == (True, True)


def test_a_chosen_activity_is_placed_with_a_column_for_its_points(
    course: Course, picking: Visitor
) -> None:
    (link,) = choose(course, picking, ACTIVITY)
    assert link.title == "Medicines that add up"
    assert dict(link.custom) == {"activity": ACTIVITY}
    assert link.url == "http://localhost/lti/launch"
    assert link.text.startswith("A structured medication review")
    column = course.platform.line_items[link.line_item_id]
    assert (column.score_maximum, column.resource_id, column.tag) == (8, ACTIVITY, "activity")


def test_several_are_placed_in_the_order_they_were_chosen_and_each_once(
    course: Course, picking: Visitor
) -> None:
    placed = choose(course, picking, ACTIVITY, ANOTHER, ACTIVITY)
    assert [link.custom["activity"] for link in placed] == [ACTIVITY, ANOTHER]


def test_nothing_chosen_leaves_the_course_as_it_is(course: Course, picking: Visitor) -> None:
    assert choose(course, picking) == []


def test_what_was_placed_can_be_launched_and_done(course: Course, picking: Visitor) -> None:
    (link,) = choose(course, picking, ANOTHER)
    there = Course(course.tool, course.platform, course.clock, link)
    sam = there.learner()
    assert sam.activity_code == ANOTHER
    there.submit(sam, right=7)
    there.deliver()
    assert there.shown() == 7


def test_an_activity_that_is_not_in_the_library_cannot_be_chosen(
    course: Course, picking: Visitor
) -> None:
    with pytest.raises(MissingError, match="no longer in the library"):
        choose(course, picking, ACTIVITY, "no-such-activity")


def test_a_platform_that_takes_one_gets_one(course: Course) -> None:
    for several in (False, None):
        visitor = asked_with(course, accept_multiple=several)
        assert not shown(course, visitor).several
        with pytest.raises(RefusalError, match="one activity at a time"):
            choose(course, visitor, ACTIVITY, ANOTHER)
        assert len(choose(course, visitor, ACTIVITY)) == 1


def test_a_platform_that_takes_no_columns_is_offered_none(course: Course) -> None:
    visitor = asked_with(course, accept_lineitem=False)
    assert not shown(course, visitor).takes_line_items
    (link,) = choose(course, visitor, ACTIVITY)
    assert link.line_item_id is None


def test_an_activity_whose_framework_is_gone_cannot_be_chosen(
    course: Course, picking: Visitor
) -> None:
    with course.tool.database.transaction() as session:
        session.query(Framework).one().code = "renamed"
    assert shown(course, picking).choosable == ()


def test_a_visit_that_is_not_for_choosing_has_no_picker(course: Course) -> None:
    visitor = course.arrive(TEACHER)
    for what in (lambda: shown(course, visitor), lambda: choose(course, visitor, ACTIVITY)):
        with pytest.raises(MissingError, match="not such a visit"):
            what()


def test_a_picker_is_shown_to_nobody_of_another_tenant(course: Course, picking: Visitor) -> None:
    with pytest.raises(MissingError, match="visit has ended"):
        course.services.deep_linking.picker(picking.visit_id, tenant_id=picking.tenant_id + 1)
