"""What a visit opens, for whom, and how long; and that nobody reaches what is another's."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from demo.claims import LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import (
    COURSE,
    DEEP_LINKING,
    MEI,
    OTHER_COURSE,
    SAM,
    TEACHER,
    Browser,
    SetClock,
    a_registration,
    place,
)
from tests.web.initiations import a_launch
from tests.web.refusals import assert_refused, words

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
LEARNER_PAGES = ("/activity", "/portfolio", "/portfolio/timeline", "/portfolio/activities")
TEACHER_PAGES = ("/scores", "/columns")


def as_roles(browser: Browser, link: Link, *roles: str, person: str = SAM) -> None:
    answer = browser.launch(person, link, change=lambda c: c.update({LTI + "roles": list(roles)}))
    assert answer.status_code == 303


def statuses(browser: Browser, *paths: str) -> list[int]:
    return [browser.client.get(f"{browser.visit}{path}").status_code for path in paths]


def test_a_visit_ends_twelve_hours_after_its_last_use(
    browser: Browser, link: Link, clock: SetClock
) -> None:
    browser.launch(SAM, link)
    for _ in range(3):
        clock.advance(hours=11, minutes=59)
        assert browser.get("/activity").status_code == 200

    clock.advance(hours=12, seconds=1)

    assert_refused(browser.get("/activity"), says="This visit has ended")
    assert_refused(browser.client.get(f"{browser.visit}/"))


def test_a_form_sent_after_the_end_says_that_the_visit_has_ended(
    browser: Browser, link: Link, clock: SetClock
) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")
    clock.advance(hours=12, seconds=1)

    assert_refused(browser.post("/attempts"), says="open the activity again")


def test_answers_sent_after_the_end_are_said_to_be_lost(
    browser: Browser, link: Link, clock: SetClock
) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")
    browser.post("/attempts")
    browser.get("/attempts/1/parts/p4")
    clock.advance(hours=12, seconds=1)

    answer = browser.post("/attempts/1/parts/p4", {"p4-q1": "b"})

    assert_refused(answer, says="What you just sent was not saved")
    seen_by_going_back = browser.get("/attempts/1/parts/p4")
    assert_refused(seen_by_going_back, says="What was saved before is kept")


def test_a_form_without_the_cookie_of_its_visit_is_told_of_the_visit_not_of_the_form(
    browser: Browser, link: Link
) -> None:
    browser.launch(SAM, link)
    page = browser.get("/activity")
    browser.client.delete_cookie(f"__Host-visit-{browser.visit.removeprefix('/v/')}")

    for sent in ({}, {"csrf_token": page.text.partition('name="csrf_token"')[2][:200]}):
        answer = browser.client.post(f"{browser.visit}/attempts", data=sent)
        assert_refused(answer, 403, says="This visit has ended")


ROLES = {
    "learner": ((MEMBERSHIP + "Learner",), [200, 403]),
    "instructor": ((MEMBERSHIP + "Instructor",), [403, 200]),
    "course administrator": ((MEMBERSHIP + "Administrator",), [403, 200]),
    "both": ((MEMBERSHIP + "Learner", MEMBERSHIP + "Instructor"), [403, 200]),
    "content developer": ((MEMBERSHIP + "ContentDeveloper",), [403, 403]),
    "mentor": ((MEMBERSHIP + "Mentor",), [403, 403]),
    "nobody": ((), [403, 403]),
    "faculty who learns": ((INSTITUTION + "Instructor", MEMBERSHIP + "Learner"), [200, 403]),
    "institution alone": ((INSTITUTION + "Instructor",), [403, 403]),
    "system administrator": (
        ("http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",),
        [403, 403],
    ),
    "made-up host": (("http://evil.example/vocab/lis/v2/membership#Instructor",), [403, 403]),
    "sub-role of a learner": ((f"{MEMBERSHIP[:-1]}/Learner#Instructor",), [200, 403]),
    "assistant without a principal role": (
        (f"{MEMBERSHIP[:-1]}/Instructor#TeachingAssistant",),
        [403, 200],
    ),
    "learner with an assistant's sub-role": (
        (MEMBERSHIP + "Learner", f"{MEMBERSHIP[:-1]}/Instructor#TeachingAssistant"),
        [200, 403],
    ),
}


@pytest.mark.parametrize("who", ROLES)
def test_a_role_in_the_course_opens_its_pages_and_no_others(
    browser: Browser, link: Link, who: str
) -> None:
    roles, expected = ROLES[who]
    as_roles(browser, link, *roles)

    learners, teachers = expected
    assert statuses(browser, *LEARNER_PAGES) == [learners] * len(LEARNER_PAGES)
    assert statuses(browser, *TEACHER_PAGES) == [teachers] * len(TEACHER_PAGES)
    assert statuses(browser, "/preview", "/picker") == [200, 403]
    assert ("Right:" in browser.get("/preview").text) is (expected[1] == 200)


def test_a_lost_role_is_lost_at_once_in_tabs_that_are_open(browser: Browser, link: Link) -> None:
    as_roles(browser, link, MEMBERSHIP + "Instructor")
    teaching = browser.visit
    browser.launch(SAM, message_type=DEEP_LINKING, change=_instructor)
    picking = browser.visit
    assert browser.get("/picker").status_code == 200

    elsewhere = browser.another()
    as_roles(elsewhere, link, MEMBERSHIP + "Learner")

    assert_refused(browser.client.get(f"{teaching}/scores"), says="not for your role")
    assert "Right:" not in browser.client.get(f"{teaching}/preview").text
    assert_refused(browser.client.get(f"{picking}/picker"))
    assert_refused(browser.post("/picker/choice", {"add": "medicines-that-add-up"}))
    assert_refused(browser.post("/picker"))


def _instructor(claims: dict[str, object]) -> None:
    claims[LTI + "roles"] = [MEMBERSHIP + "Instructor"]


def test_a_role_in_one_course_is_none_in_another(
    browser: Browser, platform: Platform, link: Link
) -> None:
    as_roles(browser, link, MEMBERSHIP + "Learner")
    learning = browser.visit
    as_roles(browser, place(platform, course=OTHER_COURSE), MEMBERSHIP + "Instructor")

    assert statuses(browser, "/scores") == [200]
    assert browser.client.get(f"{learning}/scores").status_code == 403


def test_a_learner_may_not_open_the_picker_by_any_launch(browser: Browser, link: Link) -> None:
    assert_refused(browser.launch(SAM, message_type=DEEP_LINKING), says="builds the course")
    browser.launch(SAM, link)
    browser.get("/activity")
    assert_refused(browser.get("/picker"))
    browser.get("/activity")
    assert_refused(browser.post("/picker/choice", {"add": "medicines-that-add-up"}))
    assert_refused(browser.post("/picker"))


def test_instructors_see_the_scores_of_their_own_course_only(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    browser.launch(MEI, place(platform, course=OTHER_COURSE))
    browser.do_activity()

    browser.launch(TEACHER, link)

    page = words(browser.get("/scores"))
    assert "Sam Okafor" in page
    assert "Mei Lin" not in page


class TestEveryAddressBehindALaunch:
    """Walks all routes, so that a new page cannot be forgotten here."""

    attempts = (1, 2, 3)
    own_route = "/activities/medicines-that-add-up"

    def addresses(self, app: Flask, visit: str, attempt: int) -> Iterator[tuple[str, str]]:
        known = {
            "attempt_id": str(attempt),
            "part_key": "p1",
            "entry_key": "e1",
            "field": "p1-w1",
            "code": "medicines-that-add-up",
            "attachment_id": "1",
            "delivery_id": "1",
            "link_id": "1",
            "evidence_id": "1",
            "decision_id": "1",
            "person_id": "1",
            "visit": visit.removeprefix("/v/"),
        }
        for rule in app.url_map.iter_rules():
            if "visit" not in rule.arguments:
                continue
            assert rule.arguments <= set(known), f"tell this test what {rule.rule} takes"
            address = rule.rule
            for name, value in known.items():
                for converter in ("", "int:", "activity:"):
                    address = address.replace(f"<{converter}{name}>", value)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, address

    @pytest.fixture
    def sams(self, browser: Browser, link: Link) -> str:
        """A visit of Sam's: attempts 1 submitted and 2 open, and 3 open on his own route."""
        browser.launch(SAM, link)
        browser.do_activity(right=False)
        browser.get("/activity")
        browser.post("/attempts")
        browser.get(self.own_route)
        browser.post(f"{self.own_route}/attempts")
        return browser.visit

    def test_is_closed_without_the_cookie(self, browser: Browser, tool: Tool, sams: str) -> None:
        stranger = browser.another().client
        for attempt in self.attempts:
            tries = enumerate(self.addresses(tool.app, sams, attempt))
            for number, (method, address) in tries:
                # From an address of its own each, or it would soon be told so in short.
                somewhere = {"REMOTE_ADDR": f"192.0.2.{number % 250}"}
                answer = stranger.open(address, method=method, environ_base=somewhere)
                assert_refused(answer, 403, says="This visit has ended")

    def test_is_closed_to_the_attempts_of_others(
        self, browser: Browser, tool: Tool, link: Link, sams: str
    ) -> None:
        assert sams
        other = browser.another()
        other.launch(MEI, link)
        self.assert_opens_nothing(other, tool)

    def test_is_closed_to_another_tenant_with_the_same_person_and_course(
        self, browser: Browser, tool: Tool, platform: Platform, link: Link, sams: str
    ) -> None:
        assert sams
        tool.platforms.add(a_registration(platform, client_id="second", deployment_ids=("1",)))
        other = browser.another()
        begin = {**platform.begin(a_launch(link)), "client_id": "second"}
        with other.client.post("/lti/login", data=begin) as answer:
            asked = dict(
                pair.split("=", 1) for pair in answer.location.partition("?")[2].split("&")
            )
        claims = platform.claims(SAM, link, nonce=asked["nonce"], aud="second")
        assert (
            other.arrive({"state": asked["state"], "id_token": platform.sign(claims)}).status_code
            == 303
        )
        self.assert_opens_nothing(other, tool)

    def assert_opens_nothing(self, other: Browser, tool: Tool) -> None:
        for attempt in self.attempts:
            for method, address in self.addresses(tool.app, other.visit, attempt):
                own = (f"/attempts/{attempt}", "/portfolio/evidence/1")
                if not any(one in address for one in own):
                    continue
                path = address.removeprefix(other.visit)
                other.get("/activity")
                assert_refused(other.get(path) if method == "GET" else self.sent(other, path), 404)
        for home in ("/activity", self.own_route):
            page = words(other.get(home))
            assert "Your results" not in page
            assert "Continue" not in page

    def sent(self, browser: Browser, path: str) -> TestResponse:
        browser.get("/activity")
        return browser.post(path, {"p3-q1": "a"})


def test_the_attempts_of_one_placement_are_not_opened_from_another(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()

    browser.launch(SAM, place(platform, course=COURSE))

    assert_refused(browser.get("/attempts/1/result"), 404)
