"""A review opened from the gradebook: one learner's work, everybody's, one's own, nobody else's."""

from typing import Any

import pytest

from demo.authentication import Launch
from demo.claims import LTI, SUBMISSION_REVIEW
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Attempt, EvidenceEvent, Person
from tests.builders import MEI, OTHER_COURSE, SAM, TEACHER, Browser, SetClock, a_registration, place
from tests.store.many import counted
from tests.web.refusals import assert_refused, words
from tests.web.walker import begin

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
COMPLETION = "what-matters-to-you"
MOST_STATEMENTS = 20


def review(
    browser: Browser, link: Link, person: str = TEACHER, of: str | None = None, **changes: Any
) -> str:
    """Open a review as the gradebook does, and give the words of the page that it lands on."""
    about = {LTI + "for_user": {"user_id": of}} if of else {}
    opened = browser.launch(
        person,
        link,
        message_type=SUBMISSION_REVIEW,
        change=lambda claims: claims.update({**about, **changes}),
    )
    assert opened.status_code == 303, opened.text
    return words(browser.get("/"))


def do(browser: Browser, link: Link, person: str = SAM, *, right: bool = True) -> None:
    browser.launch(person, link)
    browser.do_activity(right=right)


def number_of(tool: Tool, subject: str, tenant: int = 1) -> int:
    with tool.database.reading() as session:
        found = session.query(Person).filter_by(subject=subject, tenant_id=tenant).one()
        return found.id


def views(tool: Tool) -> int:
    with tool.database.reading() as session:
        return session.query(EvidenceEvent).filter_by(action="viewed").count()


class TestOneLearner:
    def test_their_tries_are_there_the_newest_first_with_what_they_gave(
        self, browser: Browser, link: Link
    ) -> None:
        do(browser, link, right=False)
        do(browser, link)
        do(browser, link, MEI)
        browser.deliver()

        page = review(browser, link, of=SAM)

        assert "Sam Okafor" in page
        assert "Mei Lin" not in page
        assert page.index("Try 2: 8 of 8, passed") < page.index("Try 1: 0 of 8, not passed")
        assert "Reached the gradebook on" in page
        assert "8 of 8 questions answered right: passed" in page
        assert f'href="{browser.visit}/course/evidence/1"' in browser.get("/").text

    def test_opening_it_is_told_to_the_author_as_opening_the_evidence_is(
        self, browser: Browser, tool: Tool, link: Link
    ) -> None:
        do(browser, link)
        assert views(tool) == 0

        assert "They can see that you have opened it" in review(browser, link, of=SAM)
        browser.get("/")

        assert views(tool) == 1
        browser.launch(SAM, link)
        assert "Priya Raman" in browser.get("/portfolio/evidence/1").text

    def test_what_did_not_reach_the_gradebook_says_why(
        self, browser: Browser, platform: Platform, link: Link
    ) -> None:
        do(browser, link)
        platform.faults.statuses = [403]
        browser.deliver()

        page = review(browser, link, of=SAM)

        assert "Not in the gradebook (8 of 8)" in page
        assert "403" in page

    def test_a_link_without_a_column_says_that_no_score_is_sent(
        self, browser: Browser, platform: Platform
    ) -> None:
        item = {"type": "ltiResourceLink", "title": "Free", "custom": {"activity": COMPLETION}}
        link = platform.place("2", item)
        begin(browser, link)

        page = review(browser, link, of=SAM)
        assert "Not submitted yet" in page
        assert "no gradebook column" not in page

    def test_what_is_not_submitted_is_said_to_be_begun_and_not_shown(
        self, browser: Browser, platform: Platform
    ) -> None:
        link = place(platform, activity=COMPLETION)
        begin(browser, link)
        activity = browser.tool.library.preview(COMPLETION).activity
        part = next(one for one in activity.parts if one.sort == "reflection")
        path = f"/attempts/1/parts/{part.key}"
        browser.get(path)
        browser.post(path, {prompt.key: "My secret draft" for prompt in part.prompts})

        page = review(browser, link, of=SAM)

        assert "Not submitted yet" in page
        assert "only they see" in page
        assert "My secret draft" not in page

    def test_who_has_come_and_not_begun_is_said_to_have_not(
        self, browser: Browser, link: Link
    ) -> None:
        browser.launch(SAM, link)

        assert "They have not begun this activity" in review(browser, link, of=SAM)

    def test_who_has_never_come_is_said_to_have_not_and_not_named(
        self, browser: Browser, platform: Platform, link: Link
    ) -> None:
        browser.launch(MEI, place(platform, course=OTHER_COURSE))

        for subject in (MEI, "never-seen"):
            page = review(browser, link, of=subject)
            assert "they have never come here from this course" in page
            assert "Mei Lin" not in page

    def test_withdrawn_evidence_is_not_shown_but_the_score_is(
        self, browser: Browser, link: Link
    ) -> None:
        do(browser, link)
        browser.get("/portfolio/evidence/1/withdraw")
        browser.post("/portfolio/evidence/1/withdraw")

        page = review(browser, link, of=SAM)

        assert "not submitted to this course any more" in page
        assert "8 of 8, passed" in page
        assert "questions answered right" not in page
        assert "/course/evidence/1" not in browser.get("/").text

    def test_private_evidence_never_shows(self, browser: Browser, link: Link) -> None:
        do(browser, link)
        browser.get("/portfolio/evidence/new")
        browser.post("/portfolio/evidence/new", {"sort": "project"})

        page = review(browser, link, of=SAM)

        assert "Other evidence" not in page
        assert "Project" not in page

    def test_preview_students_and_people_without_a_name_are_called_so(
        self, browser: Browser, tool: Tool, link: Link
    ) -> None:
        do(browser, link)
        person_id = number_of(tool, SAM)
        with tool.database.transaction() as session:
            person = session.get_one(Person, person_id)
            person.name, person.is_test = None, True

        assert f"Learner {person_id} (preview student)" in review(browser, link, of=SAM)
        assert f"Learner {person_id} (preview student)" in review(browser, link)

    def test_a_link_that_opens_the_portfolio_shows_what_was_submitted_to_the_course(
        self, browser: Browser, platform: Platform, link: Link
    ) -> None:
        do(browser, link)
        item = {"type": "ltiResourceLink", "title": "Mine", "custom": {"page": "portfolio"}}
        placed = platform.place("2", item)
        browser.launch(SAM, placed)

        page = review(browser, placed, of=SAM)

        assert "Other evidence that they submitted to this course" in page
        assert "Medicines that add up" in page
        assert "This link opens a page" in review(browser, placed)


class TestEverybody:
    def test_whoever_has_begun_is_there_and_leads_to_their_work(
        self, browser: Browser, tool: Tool, platform: Platform, link: Link
    ) -> None:
        assert "Nobody has begun this activity yet" in review(browser, link)
        do(browser, link)
        begin(browser, link, MEI)
        do(browser, place(platform, course=OTHER_COURSE), MEI)

        page = review(browser, link)

        assert "2 learners have begun" in page
        assert page.index("Sam Okafor") < page.index("Mei Lin")
        assert "not submitted yet" in page.partition("Mei Lin")[2]
        path = f"/review/learners/{number_of(tool, SAM)}"
        assert f'href="{browser.visit}{path}"' in browser.get("/").text
        assert "8 of 8, passed" in words(browser.get(path))

    def test_whose_work_has_waited_longest_comes_first(
        self, browser: Browser, platform: Platform, clock: SetClock
    ) -> None:
        link = place(platform, activity=COMPLETION)
        for person in (MEI, SAM):
            browser.launch(person, link)
            done(browser)
            clock.advance(minutes=1)

        page = review(browser, link)

        assert page.count("Waiting since") == 2
        assert page.index("Mei Lin") < page.index("Sam Okafor")

    def test_many_learners_come_in_pages_and_ask_the_database_no_more(
        self, browser: Browser, tool: Tool, link: Link
    ) -> None:
        do(browser, link)
        review(browser, link)
        with counted(tool.database.engine) as few:
            browser.get("/review/learners")
        many_learners(tool, 120)

        with counted(tool.database.engine) as said:
            page = words(browser.get("/review/learners"))

        assert len(said) == len(few)
        assert "121 learners have begun" in page
        assert "Page 1 of 3" in page
        with counted(tool.database.engine) as said:
            assert "Page 3 of 3" in browser.get("/review/learners?page=99999").text
        assert 0 < len(said) < MOST_STATEMENTS

    def test_many_tries_ask_the_database_no_more(
        self, browser: Browser, tool: Tool, link: Link
    ) -> None:
        counts = []
        for _ in range(3):
            do(browser, link, right=False)
            review(browser, link, of=SAM)  # noted once in ten minutes
            path = f"/review/learners/{number_of(tool, SAM)}"
            with counted(tool.database.engine) as said:
                assert browser.get(path).status_code == 200
            counts.append(len(said))

        assert 0 < counts[0] == counts[1] == counts[2] < MOST_STATEMENTS


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


def done(browser: Browser) -> None:
    """Do the activity of this visit, which completion decides, to its end."""
    activity = browser.tool.library.preview(COMPLETION).activity
    browser.get("/activity")
    page = browser.post("/attempts")
    attempt = page.request.path.split("/attempts/")[1].split("/")[0]
    for part in activity.parts:
        prompts = getattr(part, "prompts", ())
        browser.get(f"/attempts/{attempt}/parts/{part.key}")
        said = {prompt.key: "Mine. " * 30 for prompt in prompts}
        browser.post(f"/attempts/{attempt}/parts/{part.key}", said)
    browser.get(f"/attempts/{attempt}/check")
    result = browser.post(f"/attempts/{attempt}/check")
    assert result.request.path.endswith("/result"), words(result)


def many_learners(tool: Tool, number: int) -> None:
    """Let this many more have submitted what the first one has."""
    with tool.database.transaction() as session:
        first = session.query(Attempt).order_by(Attempt.id).first()
        assert first is not None
        for one in range(number):
            person = Person(
                tenant_id=first.tenant_id,
                subject=f"x{one}",
                name=f"X {one}",
                seen_at=first.started_at,
            )
            session.add(person)
            session.flush()
            columns = {
                c.name: getattr(first, c.name) for c in Attempt.__table__.c if c.name != "id"
            }
            session.add(Attempt(**{**columns, "person_id": person.id}))
