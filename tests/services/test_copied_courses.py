"""A copied course works at its first launch, and starts without anybody's work."""

from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.store.tables import Attempt, Context, ContextActivity, Evidence, ResourceLink
from tests.builders import ACTIVITY, SAM, TEACHER
from tests.services.course import Course, refused

OTHER = "what-matters-to-you"
HISTORY = {"link_history": "$ResourceLink.id.history", "context_history": "$Context.id.history"}


def place_with(course: Course, **custom: str) -> Any:
    """Place a link that names what ``custom`` says, and asks for its history as ours do."""
    item = {
        "type": "ltiResourceLink",
        "url": "http://localhost/lti/launch",
        "title": "Placed",
        "custom": {**HISTORY, **custom},
        "lineItem": {"scoreMaximum": 8, "label": "Placed"},
    }
    course.link = course.platform.place("2", item)
    return course.link


def copied(course: Course, source: Any) -> Any:
    """Copy the course of a link: the link that came of it, now the one that people open."""
    made = course.platform.copy_course(source.course_id)
    links = [one for one in course.platform.links.values() if one.course_id == made.id]
    course.link = next(one for one in links if one.history[0] == source.id)
    return course.link


def arrive_with(course: Course, **custom: str) -> Any:
    """Launch the link as a platform that sends these custom parameters and no others."""
    return course.visitor(course.arrive_with(TEACHER, custom=custom))


def relink(course: Course, external_id: str, code: str) -> None:
    with course.tool.database.transaction() as session:
        found = select(ResourceLink).where(ResourceLink.external_id == external_id)
        session.scalars(found).one().relinked_code = code


def mark(course: Course, context: str, *codes: str) -> None:
    """Note that these were picked for a course."""
    with course.tool.database.transaction() as session:
        row = session.scalars(select(Context).where(Context.external_id == context)).one()
        session.add_all(
            ContextActivity(
                tenant_id=row.tenant_id,
                context_id=row.id,
                activity_code=code,
                chosen_at=course.clock(),
            )
            for code in codes
        )


def marks(course: Course, context: str) -> list[str]:
    with course.tool.database.reading() as session:
        statement = (
            select(ContextActivity.activity_code)
            .join(Context, Context.id == ContextActivity.context_id)
            .where(Context.external_id == context)
        )
        return sorted(session.scalars(statement))


# ---- the link names its activity, as it does on most platforms


@pytest.mark.parametrize("family", ["default", "moodle"])
def test_a_copied_link_opens_its_activity_and_has_nobodys_work(course: Course) -> None:
    course.submit(course.learner(SAM))
    source = course.link

    copied(course, source)
    sam = course.learner(SAM)

    assert sam.activity_code == ACTIVITY
    assert not course.desk.home(sam).past
    assert course.desk.home(sam).sends_score
    assert (course.how_many(Attempt), course.how_many(Evidence)) == (1, 1)
    course.submit(sam)
    course.deliver()
    assert course.shown(SAM) == 8


# ---- the platform dropped what the link names


def test_a_copy_that_names_nothing_opens_what_its_origin_opened(course: Course) -> None:
    source = place_with(course, activity=ACTIVITY)
    course.arrive()
    copy = copied(course, source)

    assert arrive_with(course, link_history=",".join(copy.history)).activity_code == ACTIVITY
    assert arrive_with(course).activity_code == ACTIVITY


def test_the_newest_origin_that_is_known_counts(course: Course) -> None:
    first = place_with(course, activity=ACTIVITY)
    course.arrive()
    second = place_with(course, activity=OTHER)
    course.arrive()
    place_with(course)

    history = f"never-launched,{second.id},{first.id}"
    assert arrive_with(course, link_history=history).activity_code == OTHER


@pytest.mark.parametrize("said", ["", "$ResourceLink.id.history", "unknown,also%2Cunknown"])
def test_without_a_known_origin_nothing_is_opened(course: Course, said: str) -> None:
    place_with(course, activity=ACTIVITY)
    course.arrive()
    place_with(course)

    assert arrive_with(course, link_history=said).activity_code is None


def test_a_copy_of_a_placed_page_opens_that_page(course: Course) -> None:
    source = place_with(course, page="portfolio")
    course.arrive(TEACHER)
    copy = copied(course, source)

    assert arrive_with(course, link_history=copy.history[0]).page == "portfolio"


def test_a_link_that_is_known_takes_over_nothing(course: Course) -> None:
    """It was the course's own before; a history that comes later is no reason to change it."""
    source = place_with(course, activity=ACTIVITY)
    course.arrive()
    place_with(course)
    assert arrive_with(course).activity_code is None

    assert arrive_with(course, link_history=source.id).activity_code is None


# ---- the activity that is named cannot be used


def test_what_was_chosen_in_place_of_an_unknown_activity_is_copied_too(course: Course) -> None:
    source = place_with(course, activity="gone")
    course.arrive()
    relink(course, source.id, ACTIVITY)

    copied(course, source)

    assert course.arrive().activity_code == ACTIVITY
    assert course.arrive().named_code == "gone"


@pytest.mark.parametrize("family", ["moodle"])
def test_it_is_found_by_the_course_where_the_platform_does_not_say_the_link(
    course: Course,
) -> None:
    source = place_with(course, activity="gone")
    course.arrive()
    relink(course, source.id, ACTIVITY)

    copied(course, source)

    assert course.arrive().activity_code == ACTIVITY


def test_an_activity_that_can_be_used_is_not_replaced_by_what_its_origin_opened(
    course: Course,
) -> None:
    source = place_with(course, activity=ACTIVITY)
    course.arrive()
    place_with(course, activity=OTHER)

    found = arrive_with(course, activity=OTHER, link_history=source.id)

    assert found.activity_code == OTHER


def test_a_code_that_the_copy_spoiled_opens_what_its_origin_opened(course: Course) -> None:
    source = place_with(course, activity=ACTIVITY)
    course.arrive()
    place_with(course, activity=OTHER)

    found = arrive_with(course, activity="spoiled", link_history=source.id)

    assert (found.activity_code, found.named_code) == (ACTIVITY, "spoiled")


# ---- what was picked for the course


def test_what_was_picked_for_a_course_is_noted_for_its_copy_once(course: Course) -> None:
    source = place_with(course, activity=ACTIVITY)
    course.arrive()
    mark(course, "2", ACTIVITY, OTHER)

    copy = copied(course, source)
    assert marks(course, copy.course_id) == []
    course.arrive()
    assert marks(course, copy.course_id) == sorted([ACTIVITY, OTHER])

    mark(course, "2", "later")
    course.arrive()
    assert marks(course, copy.course_id) == sorted([ACTIVITY, OTHER])


def test_what_was_picked_for_the_copy_already_stays(course: Course) -> None:
    source = place_with(course, activity=ACTIVITY)
    course.arrive()
    mark(course, "2", ACTIVITY, OTHER)
    copy = copied(course, source)
    course.arrive_with(TEACHER, message_type="LtiDeepLinkingRequest", course_id=copy.course_id)
    mark(course, copy.course_id, OTHER, "own")

    course.arrive()

    assert marks(course, copy.course_id) == sorted([ACTIVITY, OTHER, "own"])


def test_nothing_is_taken_over_from_another_customer(course: Course) -> None:
    source = place_with(course, activity=ACTIVITY)
    course.arrive()
    mark(course, "2", ACTIVITY)
    course.platform.deployment_id = "second"
    assert refused(course.arrive) == "deployment-waiting"
    course.tool.platforms.approve(
        issuer=course.platform.issuer,
        client_id=course.platform.client_id,
        deployment_id="second",
        new_tenant="Another customer",
    )
    copy = copied(course, source)

    visitor = arrive_with(course, link_history=source.id, context_history="2")

    assert visitor.activity_code is None
    assert marks(course, copy.course_id) == []


def test_it_is_noted_also_where_a_placed_page_is_opened_first(course: Course) -> None:
    page = place_with(course, page="portfolio")
    course.arrive(TEACHER)
    mark(course, "2", ACTIVITY)

    copy = copied(course, page)
    course.arrive(TEACHER)

    assert marks(course, copy.course_id) == [ACTIVITY]
