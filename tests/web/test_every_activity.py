"""Every shipped activity can be done to its end, and its score arrives."""

from html import unescape

import pytest
from werkzeug.test import TestResponse

from demo.courses import Link
from demo.gradebook import Row
from demo.platform import Platform
from lti_tool.exchange.activities import read_activity
from lti_tool.learning.activities import Scoring
from lti_tool.learning.reviews import ReviewSent
from lti_tool.services.reviews.pages import Reviewer
from lti_tool.store.tables import Evidence, Mapping, Person
from tests.builders import CONTENT, COURSE, SAM, TEACHER, Browser, SetClock, place
from tests.web.refusals import words
from tests.web.reviewing import instructor, number_of
from tests.web.walker import activity_of, begin, do_parts

CODES = sorted(path.stem for path in (CONTENT / "activities").glob("*.md"))
ASSESSED = "the-people-who-did-not-come"


def test_thirteen_activities_are_shipped_and_an_instructor_decides_about_one() -> None:
    activities = [read_activity(CONTENT / "activities" / f"{code}.md") for code in CODES]
    assert len(activities) == 13
    assessed = [one for one in activities if one.scoring is Scoring.ASSESSED]
    assert [(one.code, one.points) for one in assessed] == [(ASSESSED, 9)]


@pytest.mark.parametrize("code", [code for code in CODES if code != ASSESSED])
def test_an_activity_can_be_done_to_its_end(
    browser: Browser, platform: Platform, code: str
) -> None:
    activity = activity_of(browser, code)
    link = place(platform, activity=code, points=activity.points)
    is_completion = activity.scoring is Scoring.COMPLETION
    begin(browser, link)

    do_parts(browser, activity)
    check = browser.get("/attempts/1/check")
    assert "left to do" not in words(check)
    picks = {f"reason-{code}": f"It shows {code}." for code in activity.mapped}
    result = browser.post("/attempts/1/check", {"mapped": [*activity.mapped], **picks})

    title = "Complete" if is_completion else f"{activity.points} of {activity.points}: passed"
    assert title in words(result)
    assert browser.deliver() == 1
    row = next(row for row in platform.gradebook(COURSE) if row.person_id == SAM)
    assert (row.score, row.maximum, row.completed) == (activity.points, activity.points, True)
    with browser.tool.database.reading() as session:
        states = {item.state for item in session.query(Mapping)}
        mapped = {row.item.code for row in session.query(Mapping) if row.use == "mapped"}
    assert states == {"proposed" if is_completion else "recognised"}
    assert mapped == {*activity.mapped}

    home = words(browser.get("/activity"))
    assert ("You have completed this activity" in home) == is_completion
    browser.launch(TEACHER, link)
    preview = browser.get("/")
    assert preview.status_code == 200
    assert all(part.title in words(preview) for part in activity.parts)


def said(page: TestResponse) -> str:
    return unescape(words(page))


def test_who_decides_and_by_what_is_seen_before_an_assessed_activity_begins(
    browser: Browser, platform: Platform
) -> None:
    activity = activity_of(browser, ASSESSED)
    link = place(platform, activity=ASSESSED, points=activity.points)
    seen = [one.title for one in activity.rubric]
    seen += [level.text for one in activity.rubric for level in one.levels]

    browser.launch(SAM, link)
    home = said(browser.get("/activity"))
    assert "An instructor decides by a rubric : 9 points in all" in home
    assert all(text in home for text in seen)
    assert "The points that an instructor decides go to the gradebook" in home

    browser.launch(TEACHER, link)
    preview = said(browser.get("/"))
    assert "9 points An instructor decides, by these criteria" in preview
    assert all(text in preview for text in seen)


def test_an_assessed_activity_waits_for_an_instructor_whose_points_arrive(
    browser: Browser, platform: Platform, clock: SetClock
) -> None:
    activity = activity_of(browser, ASSESSED)
    link = place(platform, activity=ASSESSED, points=activity.points)
    begin(browser, link)
    do_parts(browser, activity)

    check = said(browser.get("/attempts/1/check"))
    assert "an instructor of your course reads it and decides" in check
    assert "left to do" not in check
    assert all(one.title in check for one in activity.rubric)
    picks = {"mapped": ["D4.2"], "reason-D4.2": "It follows the chain."}
    assert browser.post("/attempts/1/check", picks).status_code == 200

    assert "Try again" not in words(browser.get("/activity"))
    browser.deliver()
    assert score_of_sam(platform).score is None

    clock.advance(minutes=5)
    there = instructor(browser, link)
    theirs = f"/review/learners/{number_of(browser.tool, SAM)}"
    assert "Waits for review. Submitted" in words(there.get(theirs))
    decide_with_the_best_levels(browser, link)
    browser.deliver()
    assert "9 of 9 points. Submitted" in words(there.get(theirs))
    assert "What Sam Okafor gave at this link" in words(there.get("/review/evidence/1"))
    row = score_of_sam(platform)
    assert (row.score, row.maximum, row.completed) == (9, 9, True)
    with browser.tool.database.reading() as session:
        assert {item.state for item in session.query(Mapping)} == {"accepted"}


def score_of_sam(platform: Platform) -> Row:
    return next(row for row in platform.gradebook(COURSE) if row.person_id == SAM)


def decide_with_the_best_levels(browser: Browser, link: Link) -> None:
    browser.launch(TEACHER, link)
    rubric = activity_of(browser, ASSESSED).rubric
    with browser.tool.database.reading() as session:
        evidence = session.query(Evidence).one()
        (tie,) = session.query(Mapping).filter_by(use="mapped")
        teacher = session.query(Person).filter(Person.id != evidence.person_id).one()
        reviewer = Reviewer(
            tenant_id=teacher.tenant_id, person_id=teacher.id, context_id=evidence.context_id or 0
        )
        sent = ReviewSent(
            turn=evidence.turn,
            verdicts={tie.framework_item_id: "accepted"},
            levels={one.key: len(one.levels) - 1 for one in rubric},
        )
        evidence_id = evidence.id
    services = browser.tool.app.extensions["lti_tool"]
    services.reviewing.deciding.decide(reviewer, evidence_id, sent)
