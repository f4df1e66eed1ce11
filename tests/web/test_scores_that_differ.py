"""What pages say where a gradebook holds something else than what arrived there."""

import pytest

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import MEI, SAM, TEACHER, Browser, SetClock
from tests.services.comparing import reconcile, set_by_hand
from tests.services.course import Course
from tests.web.refusals import words
from tests.web.reviewing import PIECE, everybody, review


@pytest.fixture
def course(browser: Browser, tool: Tool, platform: Platform, clock: SetClock, link: Link) -> Course:
    """Sam's score of 8 and Mei's have arrived."""
    for person in (SAM, MEI):
        learner = browser.another()
        learner.launch(person, link)
        learner.do_activity()
    found = Course(tool, platform, clock, link)
    found.deliver_later()
    return found


def result_of(browser: Browser, link: Link, person: str, attempt_id: int) -> str:
    learner = browser.another()
    learner.launch(person, link)
    return words(learner.get(f"/attempts/{attempt_id}/result"))


def test_an_instructor_sees_what_is_there_and_may_replace_it(
    browser: Browser, course: Course, link: Link
) -> None:
    set_by_hand(course, 5)
    reconcile(course)
    browser.launch(TEACHER, link)

    page = words(browser.get("/scores?shown=different"))
    assert "Different in the gradebook (1)" in page
    assert "Your gradebook shows 5 of 8 ; this tool sent 8 of 8 . Compared on" in page
    assert "If it is meant, leave it so. Otherwise send this again." in page
    assert "Send again : Sam Okafor" in page
    assert "Mei Lin" not in page
    assert "1 score is different in the gradebook" in words(browser.get("/course"))

    browser.get("/scores?shown=different")
    sent = words(browser.post("/scores/1/again?shown=different"))
    assert "The next comparison shows whether the gradebook took it." in sent
    assert "Different in the gradebook (0)" in sent
    assert "different in the gradebook" not in words(browser.get("/course"))
    course.deliver_later()
    assert course.shown() == 8


def test_what_was_sent_again_over_a_difference_is_in_the_gradebook_once_compared(
    browser: Browser, course: Course, link: Link
) -> None:
    set_by_hand(course, 5)
    reconcile(course)
    browser.launch(TEACHER, link)
    browser.get("/scores")
    browser.post("/scores/1/again")
    course.deliver_later()
    set_by_hand(course, 5)  # as where a gradebook keeps what was set by hand
    reconcile(course, minutes=1)  # too early for it
    assert "Sent to your gradebook at" in result_of(browser, link, SAM, 1)
    shown = words(browser.get("/scores"))
    assert "Sent 8 of 8 The next comparison shows whether the gradebook took it. Sent on" in shown
    reconcile(course)
    assert "now holds a different score" in result_of(browser, link, SAM, 1)
    set_by_hand(course, 8)
    reconcile(course)
    assert "In your gradebook since" in result_of(browser, link, SAM, 1)


def test_a_score_that_is_gone_is_put_back(browser: Browser, course: Course, link: Link) -> None:
    set_by_hand(course, None)
    reconcile(course)
    browser.launch(TEACHER, link)
    page = words(browser.get("/scores"))
    assert "Your gradebook shows no score ; this tool sent 8 of 8 ." in page
    assert "Send it again to put it back, or leave it so." in page


def instructors_pages(browser: Browser, link: Link) -> list[str]:
    """What the review pages say of Sam's work: their own, that of everybody, that of the piece."""
    shown = review(browser, link, of=SAM)
    return [shown, words(browser.get(PIECE)), everybody(browser, link)]


def test_review_pages_say_what_comparing_has_found(
    browser: Browser, course: Course, link: Link
) -> None:
    for page in instructors_pages(browser, link):
        assert "Reached the gradebook on" in page
    set_by_hand(course, 5)
    reconcile(course)
    found = "Different in the gradebook : it shows 5 of 8; this tool sent 8 of 8. Compared on"
    one, piece, all_of_them = instructors_pages(browser, link)
    assert found in one
    assert found in piece
    assert "Reached the gradebook" not in one + piece
    assert found in all_of_them
    assert all_of_them.count("Reached the gradebook") == 1  # Mei's
    browser.get("/scores")
    browser.post("/scores/1/again")
    course.deliver_later()
    for page in instructors_pages(browser, link):
        assert "Sent to the gradebook on" in page


def test_review_pages_say_of_an_earlier_try_that_a_newer_score_has_followed(
    browser: Browser, tool: Tool, platform: Platform, clock: SetClock, link: Link
) -> None:
    course = Course(tool, platform, clock, link)
    for right in (2, 7):
        course.submit(course.learner(SAM), right)
        course.deliver_later()
    page = review(browser, link, of=SAM)
    assert "2 of 8. A newer score has followed it." in page
    assert page.count("Reached the gradebook") == 1


def test_an_instructor_leaves_what_was_set_and_it_is_listed_as_different_no_more(
    browser: Browser, course: Course, link: Link
) -> None:
    set_by_hand(course, 5)
    reconcile(course)
    browser.launch(TEACHER, link)
    assert "Leave it so : Sam Okafor" in words(browser.get("/scores?shown=different"))
    left = words(browser.post("/scores/1/leave?shown=different", {"shown": "5 of 8"}))
    assert "The gradebook stays as it is." in left
    assert "Different in the gradebook (0)" in left
    assert "different in the gradebook" not in words(browser.get("/course"))
    page = words(browser.get("/scores?shown=agreed"))
    assert "Different, left so (1)" in page
    assert "Your gradebook shows 5 of 8 ; this tool sent 8 of 8 ." in page
    assert "Priya Raman left it so on" in page
    assert "Leave it so" not in page
    assert "Send again : Sam Okafor" in page
    assert "Priya Raman left it so on" in review(browser, link, of=SAM)
    told = result_of(browser, link, SAM, 1)
    assert "now holds a different score." in told
    assert "An instructor has seen that, and left it so on" in told
    assert "ask whoever runs your course" not in told


def test_what_an_instructor_has_not_seen_is_not_left(
    browser: Browser, course: Course, link: Link
) -> None:
    set_by_hand(course, 5)
    reconcile(course)
    set_by_hand(course, 6)
    reconcile(course)
    browser.launch(TEACHER, link)
    browser.get("/scores?shown=different")
    page = words(browser.post("/scores/1/leave?shown=different", {"shown": "5 of 8"}))
    assert "Nothing was noted: the score or the gradebook has changed" in page
    assert "Different in the gradebook (1)" in page
    assert browser.post("/scores/99/leave", {"shown": "6 of 8"}).status_code == 404


def test_whether_the_gradebook_was_compared_is_said_where_differences_are(
    browser: Browser, course: Course, link: Link
) -> None:
    browser.launch(TEACHER, link)
    assert "It has not been compared yet." in words(browser.get("/scores?shown=different"))
    assert "compares your gradebook" not in words(browser.get("/scores"))
    course.platform.faults.token_status = 503
    reconcile(course)
    page = words(browser.get("/scores?shown=different"))
    assert "It could not be read the last time. It is tried again every night." in page
    course.platform.faults.token_status = None
    reconcile(course)
    assert "Last compared on" in words(browser.get("/scores?shown=different"))


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (5, "now holds a different score. It was changed there. This tool sent 8 of 8 on"),
        (None, "Your gradebook shows no score any more. This tool sent 8 of 8 on"),
    ],
)
def test_a_learner_is_told_what_the_gradebook_shows_since(
    browser: Browser, course: Course, link: Link, held: float | None, said: str
) -> None:
    set_by_hand(course, held)
    reconcile(course)
    found = result_of(browser, link, SAM, 1)
    assert said in found
    assert "5 of 8" not in found  # a teacher may not have released it yet
    assert "In your gradebook since" in result_of(browser, link, MEI, 2)


def test_a_learner_is_told_of_an_earlier_score_that_is_back(
    browser: Browser, tool: Tool, platform: Platform, clock: SetClock, link: Link
) -> None:
    course = Course(tool, platform, clock, link)
    for right in (2, 7):
        course.submit(course.learner(SAM), right)
        course.deliver_later()
    set_by_hand(course, 2)
    reconcile(course)
    assert "Your gradebook shows an earlier score, 2 of 8." in result_of(browser, link, SAM, 2)
    assert "an earlier score" not in result_of(browser, link, SAM, 1)
