"""Which page a visit begins with, and what it says where there is none."""

import pytest

from demo.authentication import Launch
from demo.claims import LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import COURSE, DEEP_LINKING, OTHER_COURSE, SAM, TEACHER, Browser
from tests.web.refusals import assert_refused, words


@pytest.mark.parametrize("code", [None, "no-such-activity", "../../etc/passwd", "x" * 5000])
def test_a_link_to_no_activity_is_a_page_for_learner_and_instructor(
    browser: Browser, link: Link, code: str | None
) -> None:
    custom = {} if code is None else {"activity": code}
    pages = {}
    for person in (SAM, TEACHER):
        opened = browser.launch(person, link, change=lambda c: c.update({LTI + "custom": custom}))
        assert opened.status_code == 303
        pages[person] = browser.get("/")
    assert pages[SAM].status_code == 404
    assert "This link opens no activity" in words(pages[SAM])
    assert pages[TEACHER].status_code == 200
    assert "Choose an activity for this link" in words(pages[TEACHER])
    assert not [page for page in pages.values() if "xxxx" in page.text or "etc/passwd" in page.text]


def test_a_review_request_opens_the_own_work_for_learners_and_the_queue_for_instructors(
    browser: Browser, link: Link
) -> None:
    message = "LtiSubmissionReviewRequest"
    nothing = "No learner has submitted anything here yet."
    for person, says in (("4", "What you will do"), ("3", nothing)):
        assert browser.launch(person, link, message_type=message).status_code == 303
        assert says in browser.get("/").text


def test_a_review_request_that_names_no_placement_is_a_page(browser: Browser, link: Link) -> None:
    opened = browser.launch(
        SAM,
        link,
        message_type="LtiSubmissionReviewRequest",
        change=lambda c: c.pop(LTI + "resource_link") and None,
    )

    assert opened.status_code == 303
    assert_refused(browser.get("/"), 404)


def test_a_picker_opens_also_where_the_platform_names_no_target(browser: Browser) -> None:
    """Core 1.3 asks for one in every message; some platforms leave it out of this one."""
    opened = browser.launch(
        TEACHER, message_type=DEEP_LINKING, change=lambda c: c.pop(LTI + "target_link_uri") and None
    )

    assert opened.status_code == 303
    assert "Add activities" in browser.get("/").text


class TestAnUnknownDeployment:
    def launch(self, browser: Browser, link: Link, deployment: str, person: str = SAM) -> int:
        return browser.launch(
            person, link, change=lambda c: c.update({LTI + "deployment_id": deployment})
        ).status_code

    def test_it_waits_until_an_operator_approves_it(
        self, browser: Browser, tool: Tool, platform: Platform, link: Link
    ) -> None:
        change = {LTI + "deployment_id": "new-7"}
        for _ in range(2):
            answer = browser.launch(SAM, link, change=lambda c: c.update(change))
            assert_refused(answer, says="has not been approved yet")

        tool.platforms.approve(
            issuer=platform.issuer,
            client_id=platform.client_id,
            deployment_id="new-7",
            new_tenant=None,
        )

        assert self.launch(browser, link, "new-7") == 303
        assert "What you will do" in browser.get("/").text

    def test_in_a_tenant_of_its_own_it_sees_nothing_of_the_first(
        self, browser: Browser, tool: Tool, platform: Platform, link: Link
    ) -> None:
        browser.launch(SAM, link)
        result = browser.do_activity().request.path.removeprefix(browser.visit)
        assert self.launch(browser, link, "world-2") == 403
        tool.platforms.approve(
            issuer=platform.issuer,
            client_id=platform.client_id,
            deployment_id="world-2",
            new_tenant="Another world",
        )

        assert self.launch(browser, link, "world-2") == 303
        assert "Start" in words(browser.get("/"))
        assert_refused(browser.get(result), 404)
        assert self.launch(browser, link, "world-2", TEACHER) == 303
        assert "No score has been sent from this course yet" in browser.get("/scores").text

    def test_the_unsigned_deployment_of_the_login_proves_nothing(
        self, browser: Browser, platform: Platform, link: Link
    ) -> None:
        launch = Launch(person_id=SAM, course_id=COURSE, message_type="LtiResourceLinkRequest")
        answer = browser.client.post(
            "/lti/login", data={**platform.begin(launch), "lti_deployment_id": "anything"}
        )
        assert answer.status_code == 302
        assert self.launch(browser, link, "anything") == 403


def test_the_same_link_id_in_another_course_is_another_placement(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    other = platform.courses[OTHER_COURSE]
    context = {"id": other.id, "title": other.title}

    browser.launch(SAM, link, change=lambda c: c.update({LTI + "context": context}))

    page = browser.get("/")
    assert other.title in page.text
    assert "Your results" not in page.text
