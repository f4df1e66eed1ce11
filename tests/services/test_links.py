"""A link whose activity cannot be used is given another; whoever has begun may finish."""

from pathlib import Path

import pytest

from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.services.launch import Landing, Visitor
from lti_tool.services.links import LinkChoice, Links, Place
from lti_tool.store.tables import LineItem
from tests.builders import ACTIVITY, OTHER_COURSE, SAM, TEACHER, place
from tests.services.content import bring_back, retire
from tests.services.course import Course

OTHER = "what-matters-to-you"


def place_of(visitor: Visitor) -> Place:
    return Place(
        tenant_id=visitor.tenant_id,
        context_id=visitor.context_id,
        resource_link_id=visitor.resource_link_id,
    )


def links(course: Course) -> Links:
    return course.services.links


def teacher(course: Course) -> Visitor:
    return course.arrive(TEACHER)


def choice(course: Course, words: str = "") -> LinkChoice:
    return links(course).choice(place_of(teacher(course)), words)


def choose(course: Course, code: str) -> None:
    links(course).choose(place_of(teacher(course)), code)


def lose(course: Course, code: str = "gone") -> None:
    """Let the link name an activity that nobody knows."""
    course.link = place(course.platform, activity=code)


# ---- an activity that nobody knows


def test_an_unknown_activity_opens_nothing_and_the_page_says_its_code(course: Course) -> None:
    lose(course)

    assert teacher(course).landing is Landing.LINK
    assert course.arrive(SAM).landing is Landing.LINK
    found = choice(course)
    assert (found.named, found.retired, found.stand_in) == ("gone", None, None)
    assert found.heading == "Medicines that add up"


@pytest.mark.parametrize("code", ["x" * 300, "Ünïcode", "<b>", "a b", "-"])
def test_what_does_not_look_like_a_code_is_not_repeated(course: Course, code: str) -> None:
    lose(course, code)

    assert choice(course).named is None


def test_another_activity_is_found_by_its_words(course: Course) -> None:
    lose(course)

    found = choice(course, "medicines that add")

    assert [one.code for one in found.found] == [ACTIVITY]
    assert found.total == 1
    assert choice(course, "no such words").found == ()


def test_the_first_activities_are_shown_and_how_many_there_are(course: Course) -> None:
    lose(course)

    found = choice(course)

    assert len(found.found) == 10
    assert found.total > 10


def test_what_was_chosen_opens_for_everybody_from_then_on(course: Course) -> None:
    lose(course)

    choose(course, ACTIVITY)

    assert (course.arrive(SAM).activity_code, course.arrive(SAM).named_code) == (ACTIVITY, "gone")
    assert course.arrive(SAM).landing is Landing.ACTIVITY
    assert teacher(course).landing is Landing.PREVIEW
    sam = course.learner(SAM)
    course.submit(sam)
    course.deliver()
    assert course.shown(SAM) == 8


def test_it_can_be_changed_again(course: Course) -> None:
    lose(course)
    choose(course, ACTIVITY)

    choose(course, OTHER)

    assert course.arrive(SAM).activity_code == OTHER
    found = choice(course).stand_in
    assert found is not None
    assert found.code == OTHER


def test_the_named_activity_counts_again_once_it_can_be_used(course: Course) -> None:
    lose(course)
    choose(course, OTHER)

    visitor = course.visitor(course.arrive_with(custom={"activity": ACTIVITY}))

    assert visitor.activity_code == ACTIVITY
    with pytest.raises(PassedError, match="can be used"):
        links(course).choice(place_of(visitor))
    with pytest.raises(PassedError):
        links(course).choose(place_of(visitor), OTHER)


@pytest.mark.parametrize("code", ["", "gone", "no-such-activity", "page.portfolio"])
def test_only_an_activity_of_the_library_can_be_chosen(course: Course, code: str) -> None:
    lose(course)

    with pytest.raises(MissingError, match="no longer in the library"):
        choose(course, code)

    assert course.arrive(SAM).activity_code is None


def test_the_links_of_other_courses_and_customers_are_not_changed(course: Course) -> None:
    lose(course)
    own = place_of(teacher(course))
    elsewhere = place(course.platform, course=OTHER_COURSE, activity="gone")
    other = place_of(course.arrive(TEACHER, course_id=OTHER_COURSE, link_id=elsewhere.id))

    for stranger in (
        Place(tenant_id=99, context_id=own.context_id, resource_link_id=own.resource_link_id),
        Place(
            tenant_id=own.tenant_id,
            context_id=other.context_id,
            resource_link_id=own.resource_link_id,
        ),
        Place(tenant_id=own.tenant_id, context_id=own.context_id, resource_link_id=None),
    ):
        with pytest.raises(MissingError):
            links(course).choose(stranger, ACTIVITY)

    assert course.arrive(SAM).activity_code is None


# ---- an activity that has been retired


def test_a_retired_activity_is_named_and_cannot_be_begun(course: Course, tmp_path: Path) -> None:
    retire(course.tool, tmp_path)

    assert course.arrive(SAM).activity_code is None
    retired = choice(course).retired
    assert retired is not None
    assert retired.code == ACTIVITY
    assert ACTIVITY not in [one.code for one in choice(course, "medicines").found]
    with pytest.raises(MissingError):
        choose(course, ACTIVITY)


def test_whoever_had_begun_it_may_finish_it(course: Course, tmp_path: Path) -> None:
    sam = course.learner(SAM)
    attempt_id, _ = course.attempts.start(sam)
    retire(course.tool, tmp_path)
    choose(course, OTHER)

    sam = course.learner(SAM)
    assert sam.activity_code == ACTIVITY
    assert course.desk.home(sam).open is not None
    course.answer(sam, attempt_id)
    assert course.attempts.submit(sam, attempt_id)

    assert course.learner(SAM).activity_code == OTHER
    assert course.arrive("5").activity_code == OTHER


def test_whoever_has_finished_it_sees_the_result_while_nothing_stands_in_for_it(
    course: Course, tmp_path: Path
) -> None:
    course.submit(course.learner(SAM))
    retire(course.tool, tmp_path)

    sam = course.learner(SAM)

    assert sam.activity_code == ACTIVITY
    assert len(course.desk.home(sam).past) == 1
    assert course.arrive("5").activity_code is None


def test_an_activity_that_comes_back_is_opened_again(course: Course, tmp_path: Path) -> None:
    retire(course.tool, tmp_path / "one")
    choose(course, OTHER)

    bring_back(course.tool, tmp_path / "two")

    assert course.arrive(SAM).activity_code == ACTIVITY


# ---- links that open a page


@pytest.mark.parametrize("page", ["portfolio", "course_overview"])
def test_a_placed_page_opens_the_portfolio_for_learners_and_the_course_for_instructors(
    course: Course, page: str
) -> None:
    opened = [
        course.visitor(course.arrive_with(person, custom={"page": page}))
        for person in (SAM, TEACHER)
    ]

    assert [one.landing for one in opened] == [Landing.PORTFOLIO, Landing.OVERVIEW]
    assert {(one.activity_code, one.page) for one in opened} == {(None, page)}


@pytest.mark.parametrize("role", ["Mentor", "ContentDeveloper", None])
def test_a_placed_page_is_explained_to_whoever_has_neither(
    course: Course, role: str | None
) -> None:
    membership = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
    roles = [f"{membership}{role}"] if role else []

    visitor = course.visitor(course.arrive_with(custom={"page": "portfolio"}, roles=roles))

    assert visitor.landing is Landing.LINK


def test_a_placed_page_makes_no_score_though_the_platform_offers_a_column(course: Course) -> None:
    course.arrive(SAM)
    assert course.how_many(LineItem) == 1

    visitor = course.visitor(course.arrive_with(custom={"page": "portfolio"}))

    assert course.only(LineItem).is_ended
    assert visitor.activity_code is None


@pytest.mark.parametrize("page", ["scores", "PORTFOLIO", "", "$Page"])
def test_a_page_that_is_not_ours_is_an_unknown_activity(course: Course, page: str) -> None:
    course.link = course.platform.place(
        "2", {"type": "ltiResourceLink", "title": "Odd", "custom": {"page": page}}
    )

    assert teacher(course).landing is Landing.LINK
    assert choice(course).named is None


def test_a_link_that_names_an_activity_again_is_no_page_any_more(course: Course) -> None:
    course.arrive_with(custom={"page": "portfolio"})

    assert course.arrive(SAM).landing is Landing.ACTIVITY


def test_no_activity_is_chosen_for_a_placed_page(course: Course) -> None:
    visitor = course.visitor(course.arrive_with(TEACHER, custom={"page": "portfolio"}))

    with pytest.raises(MissingError):
        links(course).choose(place_of(visitor), ACTIVITY)
