"""An activity that is not in the course, over HTTP: from its address to its private evidence."""

import pytest

from demo.claims import LTI
from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import Attempt, Evidence, ScoreDelivery
from tests.builders import ACTIVITY, MEI, OTHER_COURSE, SAM, Browser, place
from tests.web.refusals import assert_refused, kept, words
from tests.web.test_attempts import CHECK
from tests.web.test_visits import MEMBERSHIP
from tests.web.walker import activity_of, do_parts

CODE = "the-work-of-being-ill"
HOME = f"/activities/{CODE}"
WHY = "I asked <b>before</b> I looked."
PICKED = {"mapped": "PO1", "reason-PO1": WHY}


@pytest.fixture
def sam(browser: Browser, link: Link) -> Browser:
    browser.launch(SAM, link)
    return browser


@pytest.fixture
def done(sam: Browser) -> Browser:
    """Everything of the activity is done but submitting it."""
    sam.get(HOME)
    sam.post(f"{HOME}/attempts")
    do_parts(sam, activity_of(sam, CODE))
    sam.get("/attempts/1/check")
    return sam


def test_its_page_says_before_it_starts_what_follows_and_what_does_not(sam: Browser) -> None:
    page = sam.get(HOME)

    said = words(page)
    assert "evidence in your portfolio, which only you see" in said
    assert "No score is sent." in said
    assert "gradebook" not in said
    assert "part of this course" not in said
    assert f'action="{sam.visit}{HOME}/attempts"' in page.text
    assert f'href="{sam.visit}/portfolio"' in page.text


def test_the_activity_of_the_course_says_where_it_would_count(sam: Browser) -> None:
    page = sam.get(f"/activities/{ACTIVITY}")

    assert "The same activity is part of this course: do it there" in words(page)
    assert f'href="{sam.visit}/activity"' in page.text


def test_an_activity_of_another_link_says_that_it_would_count_there(
    sam: Browser, platform: Platform
) -> None:
    here_and_there = "part of a course of yours: open it in that course if it is to count there"
    assert here_and_there not in words(sam.get(HOME))
    sam.another().launch(MEI, place(platform, activity=CODE))

    assert here_and_there in words(sam.get(HOME))


def test_it_is_done_as_any_other_and_its_pages_lead_back_to_it(sam: Browser) -> None:
    sam.get(HOME)
    page = sam.post(f"{HOME}/attempts")

    assert f'href="{sam.visit}{HOME}"' in page.text
    assert f'href="{sam.visit}/activity"' not in page.text
    assert "Continue" in sam.get(HOME).text
    assert "Start" in sam.get("/activity").text


def test_its_result_is_private_and_no_score_was_sent(
    done: Browser, tool: Tool, platform: Platform
) -> None:
    said = words(done.get("/attempts/1/check"))
    assert "only you see it. No score is sent." in said

    page = done.post("/attempts/1/check", PICKED)

    said = words(page)
    assert "on your own route, so no score was sent" in said
    assert "It is private: only you see it" in said
    assert "Try again" not in said
    assert f'href="{done.visit}{HOME}"' in page.text
    assert f'href="{done.visit}/portfolio/evidence/1"' in page.text
    assert done.get("/portfolio/evidence/1").status_code == 200
    assert (kept(tool, Evidence), kept(tool, ScoreDelivery)) == (1, 0)
    assert done.deliver() == 0
    assert platform.scores == []
    assert_refused(done.get("/attempts/1/score"), 404)


def test_starting_twice_goes_on_with_the_same_attempt(sam: Browser, tool: Tool) -> None:
    for _ in range(2):
        sam.get(HOME)
        sam.post(f"{HOME}/attempts")

    assert kept(tool, Attempt) == 1


def test_further_tries_stay_on_ones_own_route(sam: Browser, tool: Tool) -> None:
    home = f"/activities/{ACTIVITY}"
    sam.get(home)
    sam.post(f"{home}/attempts")
    for part in ("p1", "p2", "p3"):
        sam.post(f"/attempts/1/parts/{part}")
    sam.post(CHECK, sam.answers(right=False))
    page = sam.post("/attempts/1/check")

    assert f'action="{sam.visit}{home}/attempts"' in page.text
    assert "Your results" not in words(sam.get("/activity"))
    sam.get("/attempts/1/result")
    sam.post(f"{home}/attempts")
    assert "Try 1: 0 of 8" in words(sam.get(home))
    assert kept(tool, ScoreDelivery) == 0


def test_it_is_gone_on_with_from_another_course(done: Browser, platform: Platform) -> None:
    done.launch(SAM, place(platform, course=OTHER_COURSE))

    assert "Continue" in done.get(HOME).text
    done.get("/attempts/1/check")
    assert "Complete" in words(done.post("/attempts/1/check"))


@pytest.mark.parametrize(
    "path",
    [
        "/activities/nothing-like-it",
        "/activities/Medicines-That-Add-Up",
        "/activities/" + "a" * 65,
        "/activities/%00",
        "/activities/é",
        "/activities/a/b",
    ],
)
def test_an_address_of_no_activity_is_a_page(sam: Browser, path: str) -> None:
    assert_refused(sam.get(path), 404)
    sam.get("/activity")
    assert_refused(sam.post(f"{path}/attempts"), 404)


def test_only_who_learns_in_a_course_begins_something(sam: Browser, tool: Tool, link: Link) -> None:
    sam.get(HOME)
    teaches = {LTI + "roles": [f"{MEMBERSHIP}Instructor"]}
    sam.another().launch(SAM, link, change=lambda claims: claims.update(teaches))

    assert_refused(sam.post(f"{HOME}/attempts"), says="not for your role")
    assert_refused(sam.get(HOME), says="not for your role")
    assert kept(tool, Attempt) == 0


def test_somebody_else_neither_sees_nor_goes_on_with_it(done: Browser, link: Link) -> None:
    other = done.another()
    other.launch(MEI, link)

    assert "Continue" not in other.get(HOME).text
    for path in ("/attempts/1/parts/p1", "/attempts/1/check", "/attempts/1/result"):
        assert_refused(other.get(path), 404, says="no such attempt of yours")
    other.get("/activity")
    assert_refused(other.post("/attempts/1/check", PICKED), 404)
    other.get("/activity")
    assert_refused(other.post("/attempts/1/check/draft", PICKED), 404)


# ---- which outcomes it shows -----------------------------------------------------------------


def test_the_outcomes_are_shown_whole_with_where_they_come_from(done: Browser) -> None:
    said = words(done.get("/attempts/1/check"))

    assert "Champion a person-centred approach to care that invites" in said
    assert "Outcomes of enhance: Enhancing Generalist Skills, Health Education England" in said


def test_what_is_picked_is_saved_as_a_draft(done: Browser) -> None:
    saved = done.post("/attempts/1/check/draft", {**PICKED, "changed": "mapped reason-PO1"})

    assert (saved.status_code, words(saved)[:5]) == (200, "Saved")
    page = done.get("/attempts/1/check").text
    assert 'value="PO1" checked' in page
    assert 'value="PO2" checked' not in page
    assert "I asked &lt;b&gt;before&lt;/b&gt; I looked." in page


def test_a_missing_reason_is_said_beside_its_field_and_nothing_is_lost(
    done: Browser, tool: Tool
) -> None:
    sent = {"mapped": ["PO1", "PO2"], "reason-PO1": WHY, "reason-PO2": " "}

    page = done.post("/attempts/1/check", sent)

    assert page.status_code == 422
    assert "<title>Error: " in page.text
    assert 'href="#reason-PO2"' in page.text
    assert 'id="reason-PO2-error"' in page.text
    assert 'id="reason-PO1-error"' not in page.text
    assert 'value="PO1" checked' in page.text
    assert 'value="PO2" checked' in page.text
    assert "I asked &lt;b&gt;before&lt;/b&gt; I looked." in page.text
    assert kept(tool, Evidence) == 0
    again = done.get("/attempts/1/check").text
    assert 'value="PO2" checked' in again


@pytest.mark.parametrize("way", ["", "/draft"])
def test_a_reason_that_is_too_long_is_said_and_shown_again(done: Browser, way: str) -> None:
    sent = {"mapped": "PO1", "reason-PO1": "é" * 301, "changed": "reason-PO1 mapped"}

    page = done.post(f"/attempts/1/check{way}", sent)

    assert page.status_code == 422
    assert "Use 300 characters or fewer; this has 301" in words(page)
    if not way:
        assert "é" * 301 in page.text
        assert 'data-unsaved="reason-PO1 mapped"' in page.text


def test_what_is_left_to_do_and_a_missing_reason_are_said_together(sam: Browser) -> None:
    sam.get(HOME)
    sam.post(f"{HOME}/attempts")
    sam.get("/attempts/1/check")

    page = sam.post("/attempts/1/check", {"mapped": "PO1"})

    assert page.status_code == 422
    said = words(page)
    assert "Read “" in said
    assert "Person-centred approach: Say in one sentence why" in said


def test_the_result_shows_what_was_chosen_and_why(done: Browser) -> None:
    page = done.post("/attempts/1/check", PICKED)

    said = words(page)
    assert "Proposed" in said
    assert "Champion a person-centred approach" in said
    assert "Work effectively and flexibly" not in said
    assert "I asked &lt;b&gt;before&lt;/b&gt; I looked." in page.text


def test_the_result_says_that_nothing_was_chosen(done: Browser) -> None:
    said = words(done.post("/attempts/1/check"))

    assert "You chose none, so it is kept under its domain only." in said
    assert "Proposed" not in said


def test_where_marking_decides_no_outcome_is_asked_for(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    browser.get("/activity")
    browser.post("/attempts")

    page = browser.get("/attempts/1/check").text

    assert 'name="mapped"' not in page
    assert "draft.js" not in page


# ---- in the gradebook ------------------------------------------------------------------------


def test_a_completion_in_the_gradebook_is_said_in_words(
    browser: Browser, platform: Platform
) -> None:
    browser.launch(SAM, place(platform, activity=CODE, points=1))
    browser.get("/activity")
    browser.post("/attempts")
    do_parts(browser, activity_of(browser, CODE))
    browser.get("/attempts/1/check")
    page = browser.post("/attempts/1/check")
    assert "complete=1" in page.text
    assert "submitted to your course" in words(page)

    browser.deliver()

    for path in ("/attempts/1/result", "/attempts/1/score?shown=waiting&complete=1"):
        said = words(browser.get(path))
        assert "In your gradebook since" in said
        assert ": complete." in said
        assert "1 of 1" not in said
