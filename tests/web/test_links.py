"""The page of a link whose activity is gone, and what a placed page says to whom."""

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from demo.claims import LTI
from demo.courses import Link
from demo.platform import Platform
from tests.builders import ACTIVITY, SAM, TEACHER, Browser, place
from tests.services.content import retire
from tests.web.refusals import assert_refused, words

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
OTHER = "what-matters-to-you"


@pytest.fixture
def lost(platform: Platform) -> Link:
    """A link whose platform names an activity that nobody knows."""
    found: Link = place(platform, activity="gone-for-good")
    return found


def launch_as(browser: Browser, link: Link, *roles: str, **custom: str) -> TestResponse:
    """Open a link in these roles, and see the page that it begins with."""
    changes = {LTI + "roles": [MEMBERSHIP + role for role in roles]}
    if custom:
        changes[LTI + "custom"] = custom  # type: ignore[assignment]  # claims are of all types
    assert browser.launch(SAM, link, change=lambda c: c.update(changes)).status_code == 303
    return browser.get("/")


def test_an_instructor_chooses_another_activity_for_a_link(browser: Browser, lost: Link) -> None:
    browser.launch(TEACHER, lost)
    page = browser.get("/")
    assert page.request.path == f"{browser.visit}/link"
    assert "names an activity that this tool does not have: gone-for-good" in words(page)
    assert "learners are told that they cannot use this link" in words(page)

    chosen = browser.post("/link", {"activity": ACTIVITY})

    assert "This is a preview for instructors" in words(chosen)
    assert "names an activity that cannot be used, so learners get this one" in words(chosen)
    browser.launch(SAM, lost)
    assert "What you will do" in browser.get("/").text


def test_it_can_be_changed_again_from_the_preview(browser: Browser, lost: Link) -> None:
    browser.launch(TEACHER, lost)
    browser.get("/link")
    browser.post("/link", {"activity": ACTIVITY})

    page = browser.get("/link")

    assert "For now learners get Medicines that add up" in words(page)
    assert re.search(rf'value="{ACTIVITY}"[^>]* checked', page.text)
    assert "What matters to you" in words(browser.post("/link", {"activity": OTHER}))


def test_the_activities_are_searched(browser: Browser, lost: Link) -> None:
    browser.launch(TEACHER, lost)

    found = words(browser.get("/link?words=Medicines+add"))
    assert "Medicines that add up" in found
    assert "What matters to you" not in found
    assert "No activity has all of these words" in words(browser.get("/link?words=xyzzy"))
    for odd in ("%00", "x" * 5000, "%25_%5C", "'%22%3Cscript%3E"):
        answer = browser.get(f"/link?words={odd}")
        assert answer.status_code == 200
        assert "<script>" not in answer.text.replace("<script type", "")


def test_choosing_nothing_is_said_where_the_choice_is(browser: Browser, lost: Link) -> None:
    browser.launch(TEACHER, lost)
    browser.get("/link")

    answer = browser.post("/link", {"words": "medicines"})

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert 'value="medicines"' in answer.text
    assert "<title>Error: Choose an activity" in answer.text


@pytest.mark.parametrize("code", ["no-such-activity", "x" * 5000, "<b>", "\0"])
def test_an_activity_that_is_not_there_is_refused(browser: Browser, lost: Link, code: str) -> None:
    browser.launch(TEACHER, lost)
    browser.get("/link")

    assert_refused(browser.post("/link", {"activity": code}), 404, says="Choose another one")


def test_a_learner_gets_a_sentence_and_cannot_choose(browser: Browser, lost: Link) -> None:
    browser.launch(SAM, lost)

    page = browser.get("/")
    assert page.status_code == 404
    assert "They can open the same link and choose an activity for it" in words(page)
    assert f'href="{browser.visit}/portfolio"' in page.text
    browser.get("/portfolio/evidence/new")  # has a form, and so the token
    assert_refused(browser.post("/link", {"activity": ACTIVITY}), says="not for your role")


def test_a_content_developer_chooses_too_and_others_do_not(browser: Browser, lost: Link) -> None:
    assert launch_as(browser, lost, "ContentDeveloper").status_code == 200
    assert "preview" not in words(browser.post("/link", {"activity": ACTIVITY})).lower()
    assert "Medicines that add up" in words(browser.get("/"))
    browser.get("/link")
    browser.post("/link", {"activity": OTHER})
    for roles in (("Mentor",), ()):
        assert "What matters to you" in words(launch_as(browser, lost, *roles))
        assert_refused(browser.get("/link"), 404)


def test_a_retired_activity_is_said_by_its_title(
    browser: Browser, link: Link, tmp_path: Path
) -> None:
    retire(browser.tool, tmp_path)
    browser.launch(TEACHER, link)

    page = words(browser.get("/"))

    assert "names the activity Medicines that add up ( medicines-that-add-up )" in page
    assert "which has been retired" in page


def test_a_link_whose_activity_can_be_used_is_not_given_another(
    browser: Browser, link: Link
) -> None:
    browser.launch(TEACHER, link)

    assert_refused(browser.get("/link"), 409, says="can be used")
    browser.get("/preview")


# ---- placed pages


@pytest.mark.parametrize("page", ["portfolio", "course_overview"])
def test_a_placed_page_is_the_learners_own_portfolio(
    browser: Browser, link: Link, page: str
) -> None:
    opened = launch_as(browser, link, "Learner", page=page)

    assert opened.request.path == f"{browser.visit}/portfolio"
    assert_refused(browser.get("/activity"), 404)


@pytest.mark.parametrize("page", ["portfolio", "course_overview"])
def test_a_placed_page_is_the_course_for_instructors(
    browser: Browser, link: Link, page: str
) -> None:
    opened = launch_as(browser, link, "Instructor", page=page)

    assert opened.request.path == f"{browser.visit}/course"
    assert "Learners who open this link see their own portfolio" in words(opened)


@pytest.mark.parametrize("role", ["Mentor", "ContentDeveloper"])
@pytest.mark.parametrize("page", ["portfolio", "course_overview"])
def test_a_placed_page_explains_itself_to_everybody_else(
    browser: Browser, link: Link, page: str, role: str
) -> None:
    opened = launch_as(browser, link, role, page=page)

    assert opened.status_code == 200
    assert "see their own portfolio" in words(opened)
    assert "Your role in this course has neither" in words(opened)
