"""Every shipped activity can be done to its end, and its score arrives."""

import pytest

from demo.platform import Platform
from lti_tool.learning.activities import Scoring
from lti_tool.store.tables import Mapping
from tests.builders import CONTENT, COURSE, SAM, TEACHER, Browser, place
from tests.web.refusals import words
from tests.web.walker import activity_of, begin, do_parts

CODES = sorted(path.stem for path in (CONTENT / "activities").glob("*.md"))


def test_twelve_activities_are_shipped() -> None:
    assert len(CODES) == 12


@pytest.mark.parametrize("code", CODES)
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
