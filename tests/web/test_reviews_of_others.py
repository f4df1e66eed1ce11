"""A review shows learners their own work, and what is another's to nobody who may not see it."""

import pytest

from demo.authentication import Launch
from demo.claims import LTI, SUBMISSION_REVIEW
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import MEI, OTHER_COURSE, SAM, TEACHER, Browser, a_registration, place
from tests.web.refusals import assert_refused, words
from tests.web.reviewing import do, number_of, review

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


class TestALearner:
    def test_gets_the_own_result(self, browser: Browser, link: Link) -> None:
        assert "What you will do" in review(browser, link, SAM, of=SAM)
        do(browser, link)

        for of in (SAM, None):
            assert "Your answers" in review(browser, link, SAM, of=of)
        assert browser.last is not None
        assert browser.last.request.path.endswith("/attempts/1/result")

    def test_gets_the_portfolio_where_that_is_what_the_link_opens(
        self, browser: Browser, platform: Platform
    ) -> None:
        item = {"type": "ltiResourceLink", "title": "Mine", "custom": {"page": "portfolio"}}

        assert "My portfolio" in review(browser, platform.place("2", item), SAM, of=SAM)

    def test_sees_nobody_elses(self, browser: Browser, tool: Tool, link: Link) -> None:
        do(browser, link)
        browser.launch(MEI, link)

        for path in ("/review/learners", f"/review/learners/{number_of(tool, SAM)}"):
            assert_refused(browser.get(path), 403, says="not for your role")
        refused = browser.launch(
            MEI,
            link,
            message_type=SUBMISSION_REVIEW,
            change=lambda claims: claims.update({LTI + "for_user": {"user_id": SAM}}),
        )
        assert_refused(refused)

    def test_whose_visit_is_about_somebody_else_is_refused_by_the_page_too(
        self, browser: Browser, tool: Tool, link: Link
    ) -> None:
        do(browser, link)
        review(browser, link, TEACHER, of=SAM)
        teaching = browser.visit
        roles = [MEMBERSHIP + "Learner"]
        browser.another().launch(TEACHER, link, change=lambda c: c.update({LTI + "roles": roles}))

        answer = browser.client.get(f"{teaching}/review")

        assert_refused(answer, 404, says="the work of somebody else")
        assert number_of(tool, SAM)


@pytest.mark.parametrize("role", ["Mentor", "ContentDeveloper"])
def test_whoever_neither_learns_nor_teaches_is_refused(
    browser: Browser, link: Link, role: str
) -> None:
    do(browser, link)
    roles = {LTI + "roles": [MEMBERSHIP + role]}
    opened = browser.launch(
        MEI, link, message_type=SUBMISSION_REVIEW, change=lambda c: c.update(roles)
    )

    assert opened.status_code == 303
    assert_refused(browser.get("/"), 403, says="not for your role")
    assert_refused(browser.get("/review/learners"), 403)


def test_a_review_that_names_no_link_is_a_page(browser: Browser, link: Link) -> None:
    opened = browser.launch(
        TEACHER,
        link,
        message_type=SUBMISSION_REVIEW,
        change=lambda c: c.pop(LTI + "resource_link") and None,
    )

    assert opened.status_code == 303
    assert_refused(browser.get("/"), 404, says="did not say which activity")


def test_instructors_of_another_course_see_nothing(
    browser: Browser, tool: Tool, platform: Platform, link: Link
) -> None:
    do(browser, link)

    page = review(browser, place(platform, course=OTHER_COURSE), of=SAM)

    assert "never come here from this course" in page
    assert "Sam Okafor" not in page
    assert_refused(browser.get(f"/review/learners/{number_of(tool, SAM)}"), 404)
    assert "Nobody has begun" in words(browser.get("/review/learners"))


def test_another_link_of_the_same_course_shows_its_own_work_only(
    browser: Browser, platform: Platform, link: Link
) -> None:
    do(browser, link)

    page = review(browser, place(platform), of=SAM)

    assert "They have not begun this activity" in page
    assert "What they gave" not in page


def test_another_tenant_with_the_same_people_and_course_sees_nothing(
    browser: Browser, tool: Tool, platform: Platform, link: Link
) -> None:
    do(browser, link)
    tool.platforms.add(a_registration(platform, client_id="second", deployment_ids=("1",)))
    begun = platform.begin(
        Launch(person_id=TEACHER, course_id="2", link_id=link.id, message_type=SUBMISSION_REVIEW)
    )
    other = browser.another()
    answer = other.client.post("/lti/login", data={**begun, "client_id": "second"})
    asked = dict(pair.split("=", 1) for pair in answer.location.partition("?")[2].split("&"))
    claims = platform.claims(
        TEACHER,
        link,
        nonce=asked["nonce"],
        aud="second",
        message_type=SUBMISSION_REVIEW,
        for_user={"user_id": SAM},
    )
    other.arrive({"state": asked["state"], "id_token": platform.sign(claims)})

    assert "never come here from this course" in words(other.get("/"))
    assert "Nobody has begun" in words(other.get("/review/learners"))
    assert_refused(other.get(f"/review/learners/{number_of(tool, SAM)}"), 404)
