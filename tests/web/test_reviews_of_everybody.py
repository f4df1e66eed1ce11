"""Everybody who has begun at a link, from the queue of what waits there."""

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import MEI, OTHER_COURSE, SAM, Browser, SetClock, place
from tests.store.many import counted
from tests.web.refusals import words
from tests.web.reviewing import (
    COMPLETION,
    MOST_STATEMENTS,
    do,
    done,
    everybody,
    many_learners,
    number_of,
    review,
)
from tests.web.walker import begin


class TestEverybody:
    def test_whoever_has_begun_is_there_and_leads_to_their_work(
        self, browser: Browser, tool: Tool, platform: Platform, link: Link
    ) -> None:
        assert "Nobody has begun this activity yet" in everybody(browser, link)
        do(browser, link)
        begin(browser, link, MEI)
        do(browser, place(platform, course=OTHER_COURSE), MEI)

        page = everybody(browser, link)

        assert "2 learners have begun" in page
        assert page.index("Sam Okafor") < page.index("Mei Lin")
        assert "not submitted yet" in page.partition("Mei Lin")[2]
        path = f"/review/learners/{number_of(tool, SAM)}"
        assert f'href="{browser.visit}{path}"' in browser.get("/review/learners").text
        assert "8 of 8, passed" in words(browser.get(path))

    def test_whose_work_has_waited_longest_comes_first(
        self, browser: Browser, platform: Platform, clock: SetClock
    ) -> None:
        link = place(platform, activity=COMPLETION)
        for person in (MEI, SAM):
            browser.launch(person, link)
            done(browser)
            clock.advance(minutes=1)

        page = everybody(browser, link)

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
