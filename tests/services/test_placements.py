"""What launches say of a placement: the activity that it opens, and its column for scores."""

from typing import Any

import pytest

from lti_tool.services.launch import Visitor
from lti_tool.store.tables import Base, Context, LineItem, ResourceLink
from tests.builders import SAM, place
from tests.services.course import Course

AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MESSAGE_TYPE = "https://purl.imsglobal.org/spec/lti/claim/message_type"
REVIEW = "LtiSubmissionReviewRequest"
UNNAMED = dict.fromkeys(("sub", "name", "given_name", "family_name", "email"))
SPEAK_FOR_NOBODY_ELSE = pytest.mark.parametrize(
    "who",
    [
        UNNAMED,
        {MESSAGE_TYPE: "LtiDataPrivacyLaunchRequest"},
        {MESSAGE_TYPE: "DataPrivacyLaunchRequest", **UNNAMED},
        {MESSAGE_TYPE: REVIEW},
    ],
    ids=["unnamed", "privacy", "unnamed privacy", "review"],
)


def test_a_launch_without_a_column_sends_no_score(course: Course) -> None:
    course.arrive_with(**{AGS_ENDPOINT: None})
    assert course.how_many(LineItem) == 0


def test_a_launch_with_columns_but_none_of_its_own_sends_no_score(course: Course) -> None:
    link = place(course.platform)
    redirect, asked = course.begin()
    claims = course.platform.claims(SAM, link, nonce=asked["nonce"])
    del claims[AGS_ENDPOINT]["lineitem"]
    form = {"state": asked["state"], "id_token": course.platform.sign(claims)}
    assert course.services.arrivals.accept_launch(form, lambda _key: redirect.proof)
    assert course.how_many(LineItem) == 0


def test_a_launch_that_no_longer_offers_a_column_ends_its_use(course: Course) -> None:
    sam = course.learner(SAM)
    assert course.desk.home(sam).sends_score
    for endpoint in (None, {"scope": [], "lineitems": "http://127.0.0.1/columns"}):
        course.arrive_with(**{AGS_ENDPOINT: endpoint})
        assert not course.desk.home(sam).sends_score
        course.arrive(SAM)
        assert course.desk.home(sam).sends_score
    assert course.how_many(LineItem) == 1


def test_a_review_without_a_column_leaves_the_placements_own(course: Course) -> None:
    sam = course.learner(SAM)
    reviewed(course, **{AGS_ENDPOINT: None})
    assert course.desk.home(sam).sends_score


@SPEAK_FOR_NOBODY_ELSE
def test_no_reader_takes_a_column_from_those_who_have_it(
    course: Course, who: dict[str, Any]
) -> None:
    sam = course.learner(SAM)
    attempt, _ = course.attempts.start(sam)
    course.answer(sam, attempt)
    course.arrive_with("5", **who, **{AGS_ENDPOINT: None})
    course.attempts.submit(sam, attempt)
    course.arrive_with("5", **who, **{AGS_ENDPOINT: None})
    assert course.deliver() == 1
    assert course.state(sam, attempt) == "delivered"


def test_a_score_that_waits_is_sent_though_later_launches_offer_no_column(course: Course) -> None:
    sam = course.learner(SAM)
    attempt = course.submit(sam)
    for endpoint in (None, {"scope": [], "lineitems": "http://127.0.0.1/columns"}):
        course.arrive_with("5", **{AGS_ENDPOINT: endpoint})
    assert not course.desk.home(sam).sends_score
    assert course.deliver() == 1
    assert course.state(sam, attempt) == "delivered"


def test_a_score_that_waits_is_refused_once_the_platform_no_longer_allows_it(
    course: Course,
) -> None:
    sam = course.learner(SAM)
    attempt = course.submit(sam)
    offered = course.only(LineItem)
    course.arrive_with("5", **{AGS_ENDPOINT: {"scope": [], "lineitem": offered.url}})
    course.deliver()
    assert course.state(sam, attempt) == "refused"


# ---- which activity a placement opens


def reviewed(course: Course, **changes: Any) -> Visitor:
    return course.visitor(course.arrive_with(message_type=REVIEW, **changes))


def test_a_review_changes_nothing_of_a_placement_that_is_known(course: Course) -> None:
    course.arrive(SAM)
    for custom in (None, {}, {"activity": "another"}):
        assert reviewed(course, custom=custom).activity_code == "medicines-that-add-up"
    assert course.arrive(SAM).activity_code == "medicines-that-add-up"


def test_a_review_that_comes_first_says_what_the_placement_opens(course: Course) -> None:
    assert reviewed(course).activity_code == "medicines-that-add-up"
    assert course.arrive(SAM).activity_code == "medicines-that-add-up"


def test_no_launch_without_a_code_makes_a_known_one_forgotten(course: Course) -> None:
    course.arrive(SAM)
    for custom in (None, {"activity": "$Activity.unresolved"}, {"activity": ""}):
        visitor = course.visitor(course.arrive_with(custom=custom))
        assert visitor.activity_code == "medicines-that-add-up"


def test_a_link_that_was_pointed_elsewhere_opens_another_activity(course: Course) -> None:
    course.arrive(SAM)
    visitor = course.visitor(course.arrive_with(custom={"activity": "what-matters-to-you"}))
    assert visitor.activity_code == "what-matters-to-you"


@SPEAK_FOR_NOBODY_ELSE
def test_only_a_launch_of_somebody_named_changes_what_the_whole_course_opens(
    course: Course, who: dict[str, Any]
) -> None:
    course.arrive(SAM)
    before = course.only(ResourceLink), course.only(Context), course.only(LineItem)
    course.arrive_with(
        **who,
        custom={"activity": "what-matters-to-you", "page": "portfolio"},
        context={"id": course.link.course_id, "title": "Another course"},
        resource_link={"id": course.link.id, "title": "Another link"},
        **{AGS_ENDPOINT: {"scope": ["another"], "lineitem": "http://127.0.0.1/another"}},
    )
    after = course.only(ResourceLink), course.only(Context), course.only(LineItem)
    assert [plain(row) for row in after] == [plain(row) for row in before]


@SPEAK_FOR_NOBODY_ELSE
def test_what_nobody_has_opened_yet_is_learned_from_whoever_comes_first(
    course: Course, who: dict[str, Any]
) -> None:
    assert course.visitor(course.arrive_with(**who)).activity_code == "medicines-that-add-up"
    assert course.desk.home(course.learner(SAM)).sends_score
    assert course.how_many(ResourceLink) == course.how_many(Context) == 1


def plain(row: Base) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}
