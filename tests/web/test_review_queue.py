"""The queue of review: what waits, since when, and every way to narrow it."""

import re

import pytest

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import OTHER_COURSE, SAM, Browser, SetClock, place
from tests.store.many import counted
from tests.web.refusals import assert_refused, words
from tests.web.reviewing import (
    COMPLETION,
    MOST_STATEMENTS,
    decide,
    do,
    done,
    given_a_piece,
    instructor,
    many_pieces,
    review,
)

QUEUE = "/review/queue"


class TestWhatWaits:
    def test_a_course_without_evidence_says_so_in_each_list(
        self, browser: Browser, link: Link
    ) -> None:
        there = instructor(browser, link)

        assert "Nothing waits for a decision." in words(there.get(QUEUE))
        for shown, says in (
            ("returned", "No learner has anything back to work on."),
            ("decided", "Nothing has been decided yet."),
            ("all", "No learner has submitted anything here yet."),
        ):
            assert says in words(there.get(f"{QUEUE}?shown={shown}"))

    def test_each_piece_says_whose_it_is_and_how_long_it_has_waited(
        self, browser: Browser, link: Link, clock: SetClock
    ) -> None:
        there = given_a_piece(browser, link)
        assert "Waiting for less than an hour" in words(there.get(QUEUE))
        clock.advance(hours=5)
        assert "Waiting for 5 hours" in words(there.get(QUEUE))
        clock.advance(days=3)
        there = instructor(browser, link)

        page = words(there.get(QUEUE))

        assert "A night on call by Sam Okafor" in page
        assert "Waiting for 3 days , since" in page
        assert "Domain: Person-centred practice; 1 outcome" in page

    def test_what_has_waited_longest_is_first_and_one_link_away(
        self, browser: Browser, tool: Tool, link: Link
    ) -> None:
        there = given_a_piece(browser, link)
        many_pieces(tool, 2)

        page = there.get(QUEUE)

        assert page.text.index("A night on call") < page.text.index("Piece 1")
        assert page.text.index("Piece 1") < page.text.index("Piece 2")
        assert f'href="{there.visit}/review/evidence/1#piece"' in page.text

    def test_what_was_marked_by_itself_waits_for_nobody(self, browser: Browser, link: Link) -> None:
        do(browser, link)
        there = instructor(browser, link)

        assert "Nothing waits for a decision." in words(there.get(QUEUE))
        assert "Nothing to decide." in words(there.get(f"{QUEUE}?shown=all"))

    def test_what_was_returned_or_decided_has_lists_of_its_own(
        self, browser: Browser, tool: Tool, link: Link
    ) -> None:
        there = given_a_piece(browser, link)
        many_pieces(tool, 2)
        decide(there)
        decide(there, "/review/evidence/2", outcome="returned", comment="Please say more")

        assert "Waiting (1) Returned (1) Decided (1) All (3)" in words(there.get(QUEUE))
        returned = words(there.get(f"{QUEUE}?shown=returned"))
        assert "With its learner : returned by Priya Raman on" in returned
        assert "1 piece. Authors see" in returned
        assert "Piece 2" not in returned
        assert "Decided by Priya Raman on" in words(there.get(f"{QUEUE}?shown=decided"))


class TestNarrowing:
    def test_every_filter_finds_what_fits_it_and_nothing_else(
        self, browser: Browser, platform: Platform, link: Link
    ) -> None:
        there = given_a_piece(browser, link)
        browser.launch(SAM, place(platform, activity=COMPLETION))
        done(browser)

        def found(query: str) -> list[str]:
            page = there.get(f"{QUEUE}?{query}")
            assert page.status_code == 200
            return re.findall(r"/review/evidence/(\d+)\?", page.text)

        assert found("shown=all") == ["1", "2"]
        assert found("shown=all&learner=oka") == ["1", "2"]
        assert found("shown=all&learner=mei") == []
        assert found(f"shown=all&activity={COMPLETION}") == ["2"]
        assert found("shown=all&link=2") == ["2"]
        assert found("shown=all&domain=made-up") == []
        assert found("shown=made-up&link=99999999999999") == []  # counts as not said

    def test_what_is_narrowed_says_by_what_and_how_to_see_everything(
        self, browser: Browser, link: Link
    ) -> None:
        there = given_a_piece(browser, link)

        page = there.get(f"{QUEUE}?learner=nobody&link=1")

        assert "Waiting (0) Returned (0) Decided (0) All (0)" in words(page)
        assert "Nothing of this waits for a decision." in words(page)
        assert "“nobody”" in words(page)
        assert "Review what waits in this course: 1" in words(page)
        assert "Show all activities" in words(page)
        assert f'href="{there.visit}/review/learners"' in page.text

    def test_the_filter_goes_along_to_the_piece_its_form_and_the_next_one(
        self, browser: Browser, tool: Tool, link: Link
    ) -> None:
        there = given_a_piece(browser, link)
        many_pieces(tool, 2)
        query = "learner=oka"

        assert f"/review/evidence/1?{query}" in there.get(f"{QUEUE}?{query}").text
        piece = f"/review/evidence/1?{query}"
        page = there.get(piece)
        assert f'action="{there.visit}{piece}"' in page.text
        after = decide(there, piece)

        assert after.request.path.endswith("/review/evidence/2")
        assert query in after.request.query_string.decode()
        assert f'href="{there.visit}{QUEUE}?{query}"' in after.text

    @pytest.mark.parametrize("number", ["0", "-1", "x", "99999", "9" * 40, "1%00"])
    def test_any_number_of_a_page_is_a_page(
        self, browser: Browser, link: Link, number: str
    ) -> None:
        there = given_a_piece(browser, link)

        assert "A night on call" in words(there.get(f"{QUEUE}?page={number}"))


class TestTheQueueOfALink:
    def test_the_heading_of_a_column_leads_to_what_waits_at_its_link(
        self, browser: Browser, platform: Platform, link: Link
    ) -> None:
        given_a_piece(browser, link)
        placed = place(platform, activity=COMPLETION)
        browser.launch(SAM, placed)
        done(browser)

        page = review(browser, placed)

        assert "Only what was done at this link" in page
        assert "Everybody on this activity" in page
        assert "by Sam Okafor" in page
        assert "A night on call" not in page

    def test_a_page_in_the_course_has_the_queue_of_the_whole_course(
        self, browser: Browser, platform: Platform, link: Link
    ) -> None:
        given_a_piece(browser, link)
        item = {"type": "ltiResourceLink", "title": "Mine", "custom": {"page": "portfolio"}}

        assert "A night on call" in review(browser, platform.place("2", item))


def test_learners_have_no_queue(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)

    assert_refused(browser.get(QUEUE), 403, says="not for your role")


def test_nothing_of_another_course_is_in_the_queue(
    browser: Browser, platform: Platform, link: Link
) -> None:
    given_a_piece(browser, link)
    elsewhere = instructor(browser, place(platform, course=OTHER_COURSE))

    assert "All (0)" in words(elsewhere.get(f"{QUEUE}?shown=all"))
    assert_refused(elsewhere.get("/review/evidence/1"), 404)


def test_a_long_queue_comes_in_pages_and_asks_the_database_no_more(
    browser: Browser, tool: Tool, link: Link
) -> None:
    there = given_a_piece(browser, link)
    with counted(tool.database.engine) as few:
        there.get(QUEUE)
    many_pieces(tool, 120)

    with counted(tool.database.engine) as said:
        page = words(there.get(QUEUE))

    assert 0 < len(said) == len(few) < MOST_STATEMENTS
    assert "121 pieces" in page
    assert "Page 1 of 3" in page
    assert "Page 3 of 3" in words(there.get(f"{QUEUE}?page=99&learner=sam"))
