"""Each state that a score can be in, in the words that its learner and an instructor read."""

from datetime import datetime
from typing import Any

import pytest

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.learning.scores import DeliveryState
from lti_tool.store.tables import PlatformPace, Registration, ScoreDelivery
from tests.builders import SAM, TEACHER, Browser, SetClock, place
from tests.web.refusals import words
from tests.web.reviewing import review

REFUSED = "The platform refused it (404 NOT FOUND)."
BUSY = "The platform could not take it just now (503 SERVICE UNAVAILABLE)."
NEWER = "The gradebook holds a newer entry; it was left alone."

LEARNERS = {
    "waiting": "On its way to your gradebook. You need not wait.",
    "sending": "On its way to your gradebook. You need not wait.",
    "retrying": "On its way to your gradebook. It has not been taken yet. "
    "We keep trying; you need not wait.",
    "delivered": "In your gradebook since ",
    "refused": "Not in your gradebook. Your gradebook did not take the score. Your result and "
    "your evidence are kept here. Please tell whoever runs your course.",
    "given_up": "Not in your gradebook. We tried for three days. Your result and",
    "superseded": "Not in your gradebook. Something else took its place.",
}
INSTRUCTORS = {
    "waiting": "On its way 8 of 8 On its way since ",
    "sending": "On its way 8 of 8 On its way since ",
    "retrying": "Trying again 8 of 8 The gradebook could not take it just now. "
    "It is tried again by itself.",
    "delivered": "Arrived 8 of 8 Arrived on ",
    "refused": "Refused 8 of 8 Its column is not in",
    "given_up": "Given up 8 of 8 The gradebook could not take it. "
    "It was tried for three days. Send it again once your learning platform works.",
    "superseded": f"Left out 8 of 8 {NEWER} If the gradebook is wrong, send it again. Left out on ",
}
REASONS = {"retrying": BUSY, "refused": REFUSED, "given_up": BUSY, "superseded": NEWER}


def put(tool: Tool, state: str, **given: Any) -> None:
    """Let the score be in this state."""
    with tool.database.transaction() as session:
        row = session.query(ScoreDelivery).one()
        row.state, row.reason = state, REASONS.get(state)
        for name, value in given.items():
            setattr(row, name, value)


def fail(tool: Tool, now: datetime, *columns: int) -> None:
    """Let the platform have failed so often that it, or a column of it, is left alone."""
    values = {"at_once": 1, "allowance": 0, "rate": 0, "strain": 0, "failures": 9}
    with tool.database.transaction() as session:
        pace = PlatformPace(
            registration_id=1, paused_until=now, changed_at=now, columns=[*columns], **values
        )
        session.merge(pace)


@pytest.fixture
def sam(browser: Browser, link: Link) -> Browser:
    """A learner who has submitted, and whose score waits."""
    browser.launch(SAM, link)
    browser.do_activity()
    return browser


@pytest.fixture
def teacher(sam: Browser, link: Link) -> Browser:
    browser = sam.another()
    browser.launch(TEACHER, link)
    return browser


def test_a_learner_reads_in_each_state_where_their_score_is(sam: Browser, tool: Tool) -> None:
    assert {*LEARNERS} == {*DeliveryState}
    for state, said in LEARNERS.items():
        put(tool, state)
        result, line = sam.get("/attempts/1/result"), sam.get("/attempts/1/score")
        assert said in words(result), state
        assert said in words(line), state
        assert ("hx-get" in line.text) is (state in {"waiting", "sending", "retrying"}), state
        assert sam.get(f"/attempts/1/score?shown={state}").status_code == 204, state


def test_an_instructor_reads_in_each_state_what_became_of_it(teacher: Browser, tool: Tool) -> None:
    assert {*INSTRUCTORS} == {*DeliveryState}
    for state, said in INSTRUCTORS.items():
        put(tool, state)
        assert said in words(teacher.get("/scores")), state


def test_who_waits_for_another_column_does_not_read_that_the_platform_takes_no_scores(
    sam: Browser, teacher: Browser, tool: Tool, clock: SetClock
) -> None:
    with tool.database.reading() as session:
        column = session.query(ScoreDelivery).one().line_item_id
    fail(tool, clock(), column + 1)
    assert "takes no scores" not in words(sam.get("/attempts/1/result"))
    assert "takes no scores" not in words(teacher.get("/scores"))
    fail(tool, clock(), column)
    assert "takes no scores" in words(sam.get("/attempts/1/result"))
    assert "takes no scores" in words(teacher.get("/scores"))


@pytest.mark.parametrize("state", ["waiting", "retrying"])
def test_a_score_whose_platform_takes_none_is_kept_and_says_so(
    sam: Browser, teacher: Browser, tool: Tool, clock: SetClock, state: str
) -> None:
    put(tool, state)
    before = sam.get(f"/attempts/1/score?shown={state}")
    fail(tool, clock())

    assert before.status_code == 204
    kept = (
        "Kept for your gradebook. Your learning platform takes no scores for this activity at the "
        "moment. Yours is sent as soon as it does; you need not wait."
    )
    assert kept in words(sam.get(f"/attempts/1/score?shown={state}"))
    assert kept in words(sam.get("/attempts/1/result"))
    assert sam.get("/attempts/1/score?shown=held-up").status_code == 204
    page = words(teacher.get("/scores"))
    assert (
        "On its way 8 of 8 Your learning platform takes no scores for this activity at the moment. "
        "This one is sent by itself as soon as it does." in page
    )
    assert "Next try" not in page
    put(tool, "delivered")
    assert "In your gradebook since" in words(sam.get("/attempts/1/result"))


def test_what_there_is_to_know_of_a_0_is_said_wherever_it_is(
    sam: Browser, teacher: Browser, tool: Tool, link: Link
) -> None:
    put(tool, "delivered", given=0)
    note = "0 of 8. Some versions of Open edX show no 0: the score stays empty there."
    assert note not in words(sam.get("/attempts/1/result"))
    with tool.database.transaction() as session:
        session.query(Registration).one().family = "openedx"
    assert note in words(sam.get("/attempts/1/result"))
    assert note.removeprefix("0 of 8. ") in words(teacher.get("/scores"))
    assert note in review(teacher, link, of=SAM)


def test_a_0_after_a_score_is_not_said_to_be_in_a_gradebook_that_may_keep_the_one_before(
    sam: Browser, teacher: Browser, tool: Tool, link: Link, clock: SetClock
) -> None:
    put(tool, "delivered")
    clock.advance(minutes=1)
    sam.do_activity(right=False)
    with tool.database.transaction() as session:
        session.query(ScoreDelivery).filter_by(attempt_id=2).update(
            {"state": "delivered", "given": 0}
        )
    assert "In your gradebook since" in words(sam.get("/attempts/2/result"))
    with tool.database.transaction() as session:
        session.query(Registration).one().family = "openedx"

    said = words(sam.get("/attempts/2/result"))

    note = (
        "0 of 8. Some versions of Open edX show no 0: they go on showing the score before it. "
        "That was 8 of 8."
    )
    assert "Sent to your gradebook at" in said
    assert note in said
    assert "In your gradebook" not in said
    told = f"{note} If yours does, set it to 0 there."
    assert told.removeprefix("0 of 8. ") in words(teacher.get("/scores"))
    page = review(teacher, link, of=SAM)
    assert told in page
    assert "Reached the gradebook" not in page


def test_a_score_that_nobody_could_see_there_is_called_sent(
    sam: Browser, teacher: Browser, tool: Tool
) -> None:
    put(tool, "delivered", reason="The gradebook has this score, or a newer one.")
    result = words(sam.get("/attempts/1/result"))
    assert "Sent to your gradebook at" in result
    assert "or a newer one" not in result
    assert "Sent 8 of 8 The gradebook has this score, or a newer" in words(teacher.get("/scores"))


def test_the_result_of_an_earlier_try_does_not_say_that_the_gradebook_shows_it(
    sam: Browser, tool: Tool, clock: SetClock
) -> None:
    put(tool, "delivered")
    clock.advance(minutes=1)
    sam.do_activity(right=False)
    first = words(sam.get("/attempts/1/result"))
    assert "Sent to your gradebook at" in first
    assert "8 of 8. A newer score has followed it." in first
    with tool.database.transaction() as session:
        session.query(ScoreDelivery).filter_by(attempt_id=1).update({"state": "refused"})
    first = words(sam.get("/attempts/1/result"))
    assert "Not in your gradebook. A newer score has followed it." in first
    assert "tell whoever runs" not in first


def test_without_a_column_nobody_is_told_to_wait_for_a_score(
    browser: Browser, platform: Platform
) -> None:
    link = place(platform)
    browser.launch(
        SAM, link, change=lambda claims: {k: v for k, v in claims.items() if "ags" not in k}
    )
    said = words(browser.do_activity())
    assert "so no score was sent. If your course adds one, yours is sent then." in said
