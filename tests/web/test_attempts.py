"""Doing an activity, over HTTP."""

from demo.platform import Platform
from tests.builders import COURSE, SAM, Browser, place


def test_a_learner_answers_everything_right_and_the_gradebook_has_it(
    browser: Browser, platform: Platform
) -> None:
    link = place(platform)
    browser.launch(SAM, link)

    result = browser.do_activity(right=True)
    assert "8 of 8: passed" in result.text
    assert browser.deliver() == 1

    assert "In your gradebook since" in browser.get("/attempts/1/result").text
    row = next(row for row in platform.gradebook(COURSE) if row.person_id == SAM)
    assert (row.score, row.maximum, row.completed) == (8, 8, True)
