"""A review opened from the cell of one learner: their tries, what they gave, what arrived."""

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import EvidenceEvent, Person
from tests.builders import MEI, OTHER_COURSE, SAM, TEACHER, Browser, place
from tests.web.refusals import words
from tests.web.reviewing import (
    COMPLETION,
    EVERYBODY,
    decide,
    do,
    done,
    everybody,
    instructor,
    number_of,
    review,
)
from tests.web.walker import begin


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
        assert f'href="{browser.visit}/review/evidence/1?link=1"' in browser.get("/").text

    def test_opening_it_is_told_to_the_author_as_opening_the_evidence_is(
        self, browser: Browser, tool: Tool, link: Link
    ) -> None:
        do(browser, link)
        assert views(tool) == 0

        assert "Its author can see that you have opened it" in review(browser, link, of=SAM)
        browser.get("/")

        assert views(tool) == 1
        browser.launch(SAM, link)
        assert "Priya Raman" in browser.get("/portfolio/evidence/1").text

    def test_what_was_returned_is_called_so(self, browser: Browser, platform: Platform) -> None:
        link = place(platform, activity=COMPLETION)
        browser.launch(SAM, link)
        done(browser)
        decide(instructor(browser, link), outcome="returned", comment="Say more")

        browser.launch(TEACHER, link)

        assert "Returned. Submitted" in words(
            browser.get(f"{EVERYBODY}/{number_of(browser.tool, SAM)}")
        )

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
        assert "/review/evidence/1" not in browser.get("/").text

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
        assert f"Learner {person_id} (preview student)" in everybody(browser, link)

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
        assert "This link opens a page" in words(browser.get("/review/learners"))
