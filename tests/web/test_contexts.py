"""The course as its instructors see it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import ContextActivity, Decision, Evidence, ScoreDelivery, Visit
from tests.builders import ACTIVITY, COURSE, MEI, OTHER_COURSE, SAM, TEACHER, Browser, place
from tests.web.refusals import assert_refused, words

OTHER = "what-matters-to-you"
MOST_STATEMENTS = 20


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    seen: list[str] = []

    def note(*called: object) -> None:
        seen.append(str(called[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def overview(browser: Browser, link: Link) -> str:
    browser.launch(TEACHER, link)
    return words(browser.get("/course"))


def pick(tool: Tool, *codes: str) -> None:
    """Note these for the course of the latest visit, as the picker does."""
    with tool.database.transaction() as session:
        visit = session.query(Visit).order_by(Visit.opened_at.desc()).first()
        assert visit is not None
        session.add_all(
            ContextActivity(
                tenant_id=visit.tenant_id,
                context_id=visit.context_id,
                activity_code=code,
                chosen_at=visit.opened_at,
            )
            for code in codes
        )


def test_the_preview_leads_to_the_course_and_back(browser: Browser, link: Link) -> None:
    browser.launch(TEACHER, link)

    assert f'href="{browser.visit}/course"' in browser.get("/").text
    page = browser.get("/course").text
    assert f'href="{browser.visit}/preview"' in page
    assert f'href="{browser.visit}/scores"' in page


def test_an_activity_says_who_has_submitted_and_leads_to_its_preview(
    browser: Browser, link: Link
) -> None:
    assert "Nobody has submitted anything yet" in overview(browser, link)
    browser.launch(SAM, link)
    browser.do_activity()

    assert "1 learner has submitted" in overview(browser, link)
    assert f'href="{browser.visit}/course/activities/{ACTIVITY}"' in browser.get("/course").text
    assert "This is a preview for instructors" in browser.get(f"/course/activities/{OTHER}").text
    assert_refused(browser.get("/course/activities/no-such-activity"), 404)


def test_an_activity_leads_to_what_was_submitted_to_it(browser: Browser, link: Link) -> None:
    browser.launch(TEACHER, link)
    empty = browser.get("/course").text
    assert "/review/queue?" not in empty
    learner = browser.another()
    learner.launch(SAM, link)
    learner.do_activity()

    page = browser.get("/course").text
    (path,) = re.findall(r'href="[^"]*(/review/queue\?[^"]*link=[^"]*)"', page)
    assert "Sam Okafor" in words(browser.get(path.replace("&amp;", "&")))
    assert "All submitted evidence" in page


def test_what_was_picked_and_not_opened_is_there_once(browser: Browser, link: Link) -> None:
    browser.launch(TEACHER, link)
    pick(browser.tool, ACTIVITY, OTHER, "gone")

    page = words(browser.get("/course"))

    assert page.count("not opened from it yet") == 1
    assert re.search(r"Sent to your course on \d+ \w+ \d{4}, not opened from it yet", page)
    assert "What matters to you" in page


def test_what_nobody_has_opened_is_counted_apart(browser: Browser, link: Link) -> None:
    browser.launch(TEACHER, link)
    pick(browser.tool, OTHER, "the-work-of-being-ill", "breathing-easier-wasting-less")

    page = words(browser.get("/course"))

    said = "This course covers 2 of 6 domains, [3-6] with what nobody has opened yet"
    assert re.search(said, page)
    assert "What matters to you? (not opened yet)" in page
    assert "Medicines that add up (not opened yet)" not in page


def test_the_course_says_what_it_covers_and_what_is_missing(browser: Browser, link: Link) -> None:
    activity = browser.tool.library.preview(ACTIVITY)
    page = overview(browser, link)

    filed = activity.towards.filed
    assert f"This course covers {len(filed)} of 6 domains. Missing:" in page
    missing = page.partition("Missing:")[2].partition(".")[0]
    for item in filed:
        assert (item.abbreviated or item.statement) not in missing
    assert "Nothing in this course yet" in page


def test_a_link_without_an_activity_stands_out(browser: Browser, platform: Platform) -> None:
    page = overview(browser, place(platform, activity="gone"))

    assert "Needs an activity" in page
    assert "Choose an activity for the link you came from" in page
    assert "This course covers 0 of 6 domains" in page


def test_an_activity_in_place_of_another_says_so(browser: Browser, platform: Platform) -> None:
    lost = place(platform, activity="gone")
    browser.launch(TEACHER, lost)
    browser.get("/link")
    browser.post("/link", {"activity": OTHER})

    page = words(browser.get("/course"))

    assert "In place of another" in page
    assert "What matters to you" in page


def test_a_link_without_a_column_says_that_no_score_goes_back(
    browser: Browser, platform: Platform
) -> None:
    item = {"type": "ltiResourceLink", "title": "Free", "custom": {"activity": ACTIVITY}}

    page = overview(browser, platform.place(COURSE, item))
    assert "No gradebook column, so no score is sent. See what can be done" in page


def test_what_waits_for_an_instructor_comes_first_and_of_this_course_only(
    browser: Browser, platform: Platform, link: Link
) -> None:
    page = overview(browser, link)
    assert "Nothing waits for your review." in page
    assert "Waiting for learners" not in page
    browser.launch(SAM, link)
    browser.do_activity()
    browser.launch(MEI, place(platform, course=OTHER_COURSE))
    browser.do_activity()
    with browser.tool.database.transaction() as session:
        session.query(Evidence).update({"review": "awaiting"})

    page = overview(browser, link)

    assert "1 piece waits for your review" in page
    assert "Review queue (1)" in page
    assert "Sam Okafor" in page
    assert "Mei Lin" not in page
    assert f'href="{browser.visit}/review/evidence/1"' in browser.get("/course").text


def test_who_is_waited_for_and_what_did_not_arrive_is_told(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    browser.launch(TEACHER, link)
    for review, outcome, said in (
        ("returned", "returned", "1 piece returned for more"),
        ("decided", "decided", "1 piece with feedback not read yet"),
    ):
        with browser.tool.database.transaction() as session:
            piece = session.query(Evidence).one()
            piece.review = review
            session.query(ScoreDelivery).update({"state": "refused"})
            session.add(a_decision(piece, outcome))
        page = words(browser.get("/course"))
        assert "Waiting for learners" in page
        assert said in page
        assert "1 score did not reach the gradebook" in page
        assert f'href="{browser.visit}/scores?shown=not_arrived"' in browser.get("/course").text


def a_decision(piece: Evidence, outcome: str) -> Decision:
    return Decision(
        tenant_id=piece.tenant_id,
        evidence_id=piece.id,
        context_id=piece.context_id,
        person_id=piece.person_id,
        outcome=outcome,
        verdicts=[],
        levels=[],
        comment="",
        gradebook_comment="",
        at=piece.created_at,
    )


def test_how_much_learners_have_shown_stands_beside_what_activities_offer(
    browser: Browser, link: Link
) -> None:
    assert "of evidence" not in overview(browser, link)
    browser.launch(SAM, link)
    browser.do_activity()

    page = overview(browser, link)

    assert re.search(r"1 piece of evidence (accepted|proposed)", page)
    assert "No evidence yet" in page


@pytest.mark.parametrize("path", ["/course", "/scores", "/columns", "/preview", "/review/queue"])
def test_every_page_of_a_course_leads_to_the_others(
    browser: Browser, link: Link, path: str
) -> None:
    browser.launch(TEACHER, link)

    page = browser.get(path).text

    (nav,) = re.findall(r'<nav class="tool-nav" aria-label="Course">.*?</nav>', page, re.DOTALL)
    leads = re.findall(r'href="([^"]+)"', nav)
    pages = ("/preview", "/review/queue", "/scores", "/columns", "/course")
    assert leads == [f"{browser.visit}{one}" for one in pages]
    assert re.search(rf'href="{browser.visit}{path}" aria-current="page"', nav)


def test_placed_pages_are_no_activities_of_the_course(browser: Browser, platform: Platform) -> None:
    item = {"type": "ltiResourceLink", "title": "My portfolio", "custom": {"page": "portfolio"}}

    page = overview(browser, platform.place(COURSE, item))

    assert "No activity has been opened from this course yet" in page
    assert "Needs an activity" not in page


def test_a_course_with_many_links_asks_the_database_no_more(
    browser: Browser, platform: Platform, link: Link
) -> None:
    browser.launch(SAM, link)
    browser.do_activity()
    for code in (ACTIVITY, OTHER, "gone", "breathing-easier-wasting-less"):
        for _ in range(5):
            browser.launch(TEACHER, place(platform, activity=code))
    pick(browser.tool, ACTIVITY, OTHER, "the-work-of-being-ill")

    with statements() as seen:
        assert browser.get("/course").status_code == 200

    assert len(seen) < MOST_STATEMENTS, seen


def test_learners_do_not_see_the_course(browser: Browser, link: Link) -> None:
    browser.launch(SAM, link)

    assert_refused(browser.get("/course"), says="not for your role")
    assert_refused(browser.get(f"/course/activities/{ACTIVITY}"), says="not for your role")
