"""The score log of a course: what instructors find in it, and what they can send again."""

import re

import pytest

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.store.tables import ScoreDelivery
from tests.builders import MEI, OTHER_COURSE, SAM, TEACHER, Browser, SetClock, place
from tests.store.many import counted
from tests.web.refusals import assert_refused, words

MOST_STATEMENTS = 20


def deliver(tool: Tool) -> None:
    tool.deliveries.deliver_due()


def states(tool: Tool) -> list[str]:
    with tool.database.reading() as session:
        return [row.state for row in session.query(ScoreDelivery).order_by(ScoreDelivery.id)]


@pytest.fixture
def teacher(browser: Browser, tool: Tool, platform: Platform, link: Link) -> Browser:
    """Sam's score was refused, Mei's arrived, and an instructor has come."""
    platform.faults.statuses = [404]
    for person in (SAM, MEI):
        learner = browser.another()
        learner.launch(person, link)
        learner.do_activity()
        deliver(tool)
    browser.launch(TEACHER, link)
    return browser


def test_a_score_that_was_refused_says_why_and_what_to_do(teacher: Browser) -> None:
    page = words(teacher.get("/scores"))
    assert "1 score did not arrive in the gradebook" in page
    assert "Its column is not in the gradebook any more." in page
    assert "Refused on " in page
    assert "Your learning platform answered: 404 NOT FOUND." in page
    assert "look for its column under “Gradebook columns”" in page
    assert "Did not arrive (1)" in page
    assert "Arrived (1)" in page


def test_one_score_is_sent_again_and_arrives(teacher: Browser, tool: Tool, clock: SetClock) -> None:
    teacher.get("/scores?shown=not_arrived&learner=sam")
    page = teacher.post("/scores/1/again?shown=not_arrived&learner=sam")

    assert "1 score was sent on its way again" in words(page)
    assert page.request.args["shown"] == "not_arrived"
    assert page.request.args["learner"] == "sam"
    assert states(tool) == ["refused", "delivered", "waiting"]
    assert "had it sent again on" in words(teacher.get("/scores"))
    clock.advance(seconds=2)
    deliver(tool)
    assert states(tool)[-1] == "delivered"
    page = words(teacher.get("/scores"))
    assert "did not arrive in the gradebook" not in page
    assert "Replaced by a newer score." in page
    assert "Replaced or left out (1)" in page


def test_a_double_click_sends_it_once(teacher: Browser, tool: Tool) -> None:
    teacher.get("/scores")
    teacher.post("/scores/1/again")
    assert "Nothing was sent" in words(teacher.post("/scores/1/again"))
    assert "Nothing was sent" in words(teacher.post("/scores/again"))
    assert states(tool) == ["refused", "delivered", "waiting"]


def test_all_that_did_not_arrive_is_sent_again(teacher: Browser, tool: Tool) -> None:
    teacher.get("/scores")
    assert "1 score was sent on its way again" in words(teacher.post("/scores/again"))
    assert states(tool) == ["refused", "delivered", "waiting"]


def test_scores_are_narrowed_by_state_learner_and_activity(teacher: Browser) -> None:
    def named(query: str) -> set[str]:
        page = teacher.get(f"/scores?{query}").text
        return {name for name in ("Sam Okafor", "Mei Lin") if re.search(f">{name}", page)}

    assert named("") == {"Sam Okafor", "Mei Lin"}
    assert named("shown=not_arrived") == {"Sam Okafor"}
    assert named("shown=arrived") == {"Mei Lin"}
    assert named("shown=under_way") == set()
    assert named("learner=mei") == {"Mei Lin"}
    assert named("activity=medicines-that-add-up") == {"Sam Okafor", "Mei Lin"}
    assert named("activity=other") == set()
    assert named("shown=nonsense&page=x&sent=x&learner=%00") == {"Sam Okafor", "Mei Lin"}


def test_a_form_of_another_page_sends_nothing(teacher: Browser, tool: Tool) -> None:
    for path in ("/scores/1/again", "/scores/again"):
        answer = teacher.client.post(f"{teacher.visit}{path}", data={"csrf_token": "made-up"})
        assert answer.status_code == 400
    assert states(tool) == ["refused", "delivered"]


def test_learners_send_nothing_again(teacher: Browser, tool: Tool, link: Link) -> None:
    sam = teacher.another()
    sam.launch(SAM, link)
    for path in ("/scores/1/again", "/scores/again"):
        sam.get("/activity")
        assert_refused(sam.post(path), 403, says="not for your role")
    assert states(tool) == ["refused", "delivered"]


def test_an_instructor_of_another_course_finds_no_score_to_send(
    teacher: Browser, tool: Tool, platform: Platform
) -> None:
    other = teacher.another()
    other.launch(TEACHER, place(platform, course=OTHER_COURSE, activity="gone"))
    assert "No score has been sent from this course yet" in words(other.get("/scores"))
    other.get("/link")
    assert_refused(other.post("/scores/1/again"), 404, says="no such score in this course")
    assert states(tool) == ["refused", "delivered"]


def test_the_log_asks_the_database_a_few_things(teacher: Browser, tool: Tool) -> None:
    with counted(tool.database.engine) as said:
        assert teacher.get("/scores").status_code == 200
    assert len(said) < MOST_STATEMENTS, said
