"""Doing an activity, over HTTP: drafts, submitting, tries."""

import re

import pytest

from demo.claims import LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Attempt, Evidence, ScoreDelivery
from tests.builders import COURSE, MEI, SAM, Browser
from tests.web.refusals import assert_refused, kept, words

CHECK = "/attempts/1/parts/p4"


def begin(browser: Browser, link: Link, person: str = SAM) -> None:
    browser.launch(person, link)
    browser.get("/activity")
    browser.post("/attempts")


def read_everything(browser: Browser) -> None:
    for part in ("p1", "p2", "p3"):
        browser.post(f"/attempts/1/parts/{part}")


def checked(browser: Browser) -> set[tuple[str, str]]:
    """What is ticked on the page of questions."""
    inputs = re.findall(r"<input [^>]*type=\"(?:radio|checkbox)\"[^>]*>", browser.get(CHECK).text)
    return {
        (name.group(1), value.group(1))
        for one in inputs
        if " checked" in one
        and (name := re.search(r'name="([^"]*)"', one))
        and (value := re.search(r'value="([^"]*)"', one))
    }


def test_a_learner_answers_everything_right_and_the_gradebook_has_it(
    browser: Browser, platform: Platform, link: Link
) -> None:
    begin(browser, link)
    read_everything(browser)
    what_is_left = browser.post(CHECK, browser.answers(right=True))

    result = browser.post(what_is_left.request.path.removeprefix(browser.visit))
    assert "8 of 8: passed" in result.text
    assert browser.deliver() == 1

    assert "In your gradebook since" in browser.get("/attempts/1/result").text
    row = next(row for row in platform.gradebook(COURSE) if row.person_id == SAM)
    assert (row.score, row.maximum, row.completed) == (8, 8, True)


def test_a_draft_is_kept_and_is_there_after_a_re_launch(browser: Browser, link: Link) -> None:
    begin(browser, link)
    browser.get(CHECK)
    saved = browser.post(f"{CHECK}/draft", {"p4-q1": "b", "p4-q3": ["a", "c"]})
    assert (saved.status_code, words(saved)[:5]) == (200, "Saved")
    assert checked(browser) == {("p4-q1", "b"), ("p4-q3", "a"), ("p4-q3", "c")}

    browser.another().launch(SAM, link)
    browser.launch(SAM, link)

    assert "Continue" in browser.get("/").text
    assert checked(browser) == {("p4-q1", "b"), ("p4-q3", "a"), ("p4-q3", "c")}
    browser.post(f"{CHECK}/draft", {"p4-q1": "a", "changed": "p4-q1 p4-q3", "n": "2"})
    assert checked(browser) == {("p4-q1", "a")}


def test_a_submit_that_is_refused_says_what_is_left_and_keeps_the_answers(
    browser: Browser, tool: Tool, link: Link
) -> None:
    begin(browser, link)
    browser.post("/attempts/1/parts/p1")
    browser.get(CHECK)
    browser.post(CHECK, {"p4-q1": "b"})

    page = browser.post("/attempts/1/check")

    assert page.status_code == 422
    said = words(page)
    assert "Something is left to do" in said
    assert said.count("Read “") == 2
    assert [f"Answer question {n} " in f"{said} " for n in range(1, 9)] == [False] + [True] * 7
    assert checked(browser) == {("p4-q1", "b")}
    assert (kept(tool, Evidence), kept(tool, ScoreDelivery)) == (0, 0)


def test_submitting_twice_does_what_submitting_once_does(
    browser: Browser, tool: Tool, link: Link
) -> None:
    begin(browser, link)
    read_everything(browser)
    page = browser.post(CHECK, browser.answers(right=True))
    assert page.request.path.endswith("/check")

    first, second = browser.post("/attempts/1/check"), browser.post("/attempts/1/check")

    assert first.status_code == second.status_code == 200
    assert "8 of 8: passed" in first.text
    assert "8 of 8: passed" in second.text
    assert (kept(tool, Attempt), kept(tool, Evidence), kept(tool, ScoreDelivery)) == (1, 1, 1)


def test_starting_twice_goes_on_with_the_same_attempt(
    browser: Browser, tool: Tool, link: Link
) -> None:
    begin(browser, link)
    browser.get("/activity")
    browser.post("/attempts")

    assert kept(tool, Attempt) == 1


def test_when_all_tries_are_used_there_is_no_further_one(
    browser: Browser, tool: Tool, link: Link
) -> None:
    browser.launch(SAM, link)
    for _ in range(3):
        browser.do_activity(right=False)
    home = browser.get("/activity")
    assert "You have used all your tries" in home.text

    assert_refused(browser.post("/attempts"), 409, says="used all your tries")
    assert kept(tool, Attempt) == 3


def test_the_answers_of_a_submitted_attempt_cannot_change(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    browser.do_activity(right=False)
    before = words(browser.get("/attempts/1/result"))

    for path in (CHECK, f"{CHECK}/draft"):
        browser.get("/activity")
        answer = browser.post(path, browser.answers(right=True))
        assert_refused(answer, 409, says="answers cannot change any more")
    for path in (CHECK, "/attempts/1/check"):
        assert "<form" not in browser.get(path).text.partition("Your answers")[2]
    assert words(browser.get("/attempts/1/result")) == before


@pytest.mark.parametrize(
    "path",
    [
        "/attempts/1/parts/p9",
        "/attempts/1/parts/p4-q1",
        "/attempts/1/parts/%00",
        "/attempts/1/parts/" + "p" * 3000,
        "/attempts/1/result",
        "/attempts/2/result",
        "/attempts/0/parts/p1",
        "/attempts/-1/parts/p1",
        "/attempts/x/check",
        "/attempts/٣/check",
        "/attempts/2147483648/score",
        "/attempts/99999999999999999999999999/result",
        "/attempts/" + "9" * 5000 + "/check",
    ],
)
def test_an_unknown_part_or_attempt_is_a_page(browser: Browser, link: Link, path: str) -> None:
    begin(browser, link)

    assert_refused(browser.get(path), 404)
    browser.get("/activity")
    assert browser.post(path, {"p4-q1": "a"}).status_code in {404, 405}


def test_somebody_elses_attempt_is_a_page_and_stays_as_it_is(browser: Browser, link: Link) -> None:
    begin(browser, link)
    other = browser.another()
    other.launch(MEI, link)

    other.get("/activity")
    assert_refused(other.post(CHECK, {"p4-q1": "a"}), 404, says="no such attempt of yours")
    other.get("/activity")
    assert_refused(other.post("/attempts/1/check"), 404)
    for path in (CHECK, "/attempts/1/check", "/attempts/1/result", "/attempts/1/score"):
        assert_refused(other.get(path), 404)

    assert checked(browser) == set()


class TestALinkThatCameToLeadToAnotherActivity:
    """The link of a course can be given another activity while learners are at work."""

    @pytest.fixture
    def relinked(self, browser: Browser, link: Link) -> Browser:
        browser.launch(SAM, link)
        browser.do_activity(right=False)
        browser.get("/activity")
        browser.post("/attempts")
        for part in ("p1", "p2", "p3", "p4"):
            browser.post(f"/attempts/2/parts/{part}", browser.answers(right=True))
        other = {LTI + "custom": {"activity": "another-one"}}
        browser.another().launch(MEI, link, change=lambda c: c.update(other))
        return browser

    def test_keeps_its_old_results(self, relinked: Browser) -> None:
        assert "0 of 8: not passed yet" in relinked.get("/attempts/1/result").text

    def test_lets_an_attempt_be_finished_that_was_begun(
        self, relinked: Browser, tool: Tool
    ) -> None:
        relinked.get("/attempts/2/check")

        assert "8 of 8: passed" in relinked.post("/attempts/2/check").text
        assert (kept(tool, Evidence), kept(tool, ScoreDelivery)) == (2, 2)
