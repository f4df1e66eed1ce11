"""What is told of decisions, returns and work that were taken back, and of work asked for again."""

import pytest

from demo.courses import Link
from demo.platform import Platform
from tests.builders import SAM, TEACHER, Browser, place
from tests.services.course import Course
from tests.services.reviewing import (
    ASSESSED,
    POINTS,
    decide,
    evidence_of,
    give_back,
    hand_in,
    reviewer,
    undo,
)
from tests.web.refusals import words

RESULT = "/attempts/1/result"
EVIDENCE = "/portfolio/evidence/1"


@pytest.fixture
def link(platform: Platform) -> Link:
    placed: Link = place(platform, activity=ASSESSED, points=POINTS[ASSESSED])
    return placed


@pytest.fixture
def course(browser: Browser, link: Link, clock: object) -> Course:
    """The same tool, to be used without pages where those are not what a test is about."""
    return Course(browser.tool, browser.platform, clock, link)  # type: ignore[arg-type]  # the set clock


@pytest.fixture
def sam(browser: Browser, course: Course, link: Link) -> Browser:
    """Sam, in a visit, who has submitted."""
    hand_in(course, course.learner(SAM))
    browser.launch(SAM, link)
    return browser


def test_a_decision_that_was_taken_back_is_told_in_sight_beside_the_one_that_counts_again(
    sam: Browser, course: Course
) -> None:
    teacher = reviewer(course)
    decide(course, teacher, evidence_of(course, 1), level=3, comment="Well done.")
    undo(course, teacher, decide(course, teacher, evidence_of(course, 1), level=0, comment="Hm."))

    page = sam.get(RESULT)

    section = page.text.split('id="feedback"', 1)[1]
    told = section.index("What was decided before counts again.")
    assert told < section.index("Well done.")
    assert "(0 of 9 points) was taken back on" in words(page)
    assert "Earlier feedback" not in words(page)
    assert "Hm." not in words(page)


def test_who_changes_what_was_returned_when_that_is_taken_back_is_told_so(
    sam: Browser, course: Course
) -> None:
    teacher = reviewer(course)
    made = give_back(course, teacher, evidence_of(course, 1))
    sam.get("/attempts/1/check")
    undo(course, teacher, made)

    page = sam.post("/attempts/1/parts/p1", {"w1": "More of it"})

    assert page.status_code == 409
    assert "If it was returned to you, that has been taken back." in words(page)
    said = words(sam.get(RESULT))
    assert "What Priya Raman asked on" in said
    assert "Your work waits for review as you submitted it." in said


def test_marked_work_that_nobody_has_to_decide_about_is_not_said_to_wait(
    browser: Browser, platform: Platform, clock: object
) -> None:
    placed = place(platform)
    course = Course(browser.tool, browser.platform, clock, placed)  # type: ignore[arg-type]  # the set clock
    evidence_id = evidence_of(course, course.submit(course.learner(SAM)))
    teacher = reviewer(course)
    undo(course, teacher, decide(course, teacher, evidence_id, comment="Hm."))
    browser.launch(SAM, placed)

    page = words(browser.get(RESULT))

    assert "was taken back on" in page
    assert "waits for review" not in page


def test_the_points_before_a_return_are_said_beside_each_criterion(
    sam: Browser, course: Course, link: Link
) -> None:
    give_back(course, reviewer(course), evidence_of(course, 1), levels={"c1": 2, "c2": 3})
    hand_in(course, course.learner(SAM), "More of it.")
    teacher = sam.another()
    teacher.launch(TEACHER, link)

    page = words(teacher.get("/review/evidence/1"))

    assert page.count("before it was returned") == 2
    assert "Which link of the chain do you know?" in page.split("Decided before", 1)[0]


def test_work_that_its_author_took_back_is_not_said_to_wait(
    sam: Browser, course: Course, link: Link
) -> None:
    teacher = sam.another()
    teacher.launch(TEACHER, link)
    path = f"/review/learners/{course.learner(SAM).person_id}"
    assert "Waits for review." in words(teacher.get(path))
    sam.get(f"{EVIDENCE}/withdraw")
    sam.post(f"{EVIDENCE}/withdraw")

    page = words(teacher.get(path))

    assert "Withdrawn by its author." in page
    assert "Waits for review." not in page
