"""What launches say of a placement: the activity that it opens, and its column for scores."""

from typing import Any

from lti_tool.services.launch import Visitor
from lti_tool.store.tables import LineItem
from tests.builders import SAM, place
from tests.services.course import Course

AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
REVIEW = "LtiSubmissionReviewRequest"


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
