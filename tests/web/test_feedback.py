"""What learners read of a decision: on the activity's page, their result, their portfolio."""

import re

import pytest

from demo.courses import Link
from demo.platform import Platform
from lti_tool.app.building import Tool
from tests.builders import SAM, TEACHER, Browser, place
from tests.services.course import Course
from tests.services.reviewing import (
    ASSESSED,
    COMPLETED,
    POINTS,
    decide,
    evidence_of,
    give_back,
    hand_in,
    look,
    reviewer,
    undo,
)
from tests.store.many import counted
from tests.web.refusals import words

MOST_STATEMENTS = 20
RESULT = "/attempts/1/result"
EVIDENCE = "/portfolio/evidence/1"


def deliver(tool: Tool) -> None:
    tool.deliveries.deliver_due()


@pytest.fixture
def activity() -> str:
    return ASSESSED


@pytest.fixture
def link(platform: Platform, activity: str) -> Link:
    placed: Link = place(platform, activity=activity, points=POINTS[activity])
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


def test_submitted_work_waits_and_its_learner_need_not_do_anything(sam: Browser) -> None:
    for path in ("/activity", RESULT):
        page = words(sam.get(path))
        assert "Waiting for an instructor since" in page
        assert "You need not do anything." in page
    assert "Submitted" in words(sam.get(RESULT))
    assert "no gradebook column" not in words(sam.get(RESULT))


@pytest.mark.parametrize("activity", [ASSESSED, COMPLETED])
def test_a_returned_attempt_says_what_is_asked_for_and_leads_to_all_that_was_given(
    sam: Browser, course: Course, activity: str
) -> None:
    give_back(course, reviewer(course), evidence_of(course, 1), comment="Say how you <b>know</b>.")

    assert "Priya Raman asks for more: Say how you" in words(sam.get("/activity"))
    assert "&lt;b&gt;know" in sam.get("/activity").text
    result = sam.get(RESULT)
    assert "Returned for more" in words(result)
    assert "Say how you" in words(result)
    check = sam.post("/attempts")
    assert check.request.path.endswith("/attempts/1/check")
    assert "Say how you" in words(check)
    part = course.tool.library.preview(activity).activity.parts[-1].key
    assert "Say how you" in words(sam.get(f"/attempts/1/parts/{part}"))
    sam.get("/attempts/1/check")
    again = sam.post("/attempts/1/check")
    assert again.request.path.endswith(RESULT)
    assert "Waiting for an instructor" in words(again)
    assert "Earlier feedback (1)" in words(again)


def test_a_result_says_what_was_decided_by_whom_and_what_can_be_done(
    sam: Browser, course: Course
) -> None:
    decide(
        course,
        reviewer(course),
        evidence_of(course, 1),
        accepted=1,
        comment="You found the weak link.",
        gradebook_comment="A clear chain.",
    )

    assert "Priya Raman has decided: 6 of 9 points." in words(sam.get("/activity"))
    page = words(sam.get(RESULT))
    for said in (
        "6 of 9 points",
        "Priya Raman has decided",
        "You found the weak link.",
        "2 of 3",
        "Follows a chain from those conditions",
        "Accepted",
        "Not yet",
        "Say how you know.",
        "For your gradebook: A clear chain.",
        "can be shown by other work",
    ):
        assert said in page, said


@pytest.mark.parametrize("where", [RESULT, EVIDENCE])
def test_whoever_has_read_feedback_says_so_once(sam: Browser, course: Course, where: str) -> None:
    decide(course, reviewer(course), evidence_of(course, 1))
    assert "Feedback for you" in words(sam.get("/portfolio"))
    page = sam.get(where)
    action = re.search(r'action="([^"]+/acknowledgement)"', page.text)
    assert action
    attempt = {"attempt": "1"} if where == RESULT else {}

    read = sam.post(action[1].removeprefix(sam.visit), attempt)

    assert read.request.path.endswith(where)
    assert "that you have read this" in words(read)
    assert "/acknowledgement" not in read.text
    assert "Feedback for you" not in words(sam.get("/portfolio"))


def test_what_was_taken_back_says_only_that(sam: Browser, course: Course) -> None:
    teacher = reviewer(course)
    made = decide(course, teacher, evidence_of(course, 1), comment="Well done.")
    undo(course, teacher, made)

    page = words(sam.get(RESULT))
    assert "was taken back on" in page
    assert "Well done." not in page
    assert "Waiting for an instructor" in page


def test_points_that_are_still_in_the_gradebook_are_told_from_those_that_count(
    sam: Browser, course: Course, tool: Tool
) -> None:
    teacher = reviewer(course)
    made = decide(course, teacher, evidence_of(course, 1))
    deliver(tool)
    for where in (RESULT, EVIDENCE):
        assert "In your gradebook since" in words(sam.get(where))
    undo(course, teacher, made)

    for where in (RESULT, EVIDENCE):
        page = words(sam.get(where))
        assert "In your gradebook since" not in page
        assert (
            "Your gradebook still shows 6 of 9 from a decision that was taken back. "
            "The next decision replaces it." in page
        )


def test_what_was_accepted_before_is_said_to_be_decided_anew(sam: Browser, course: Course) -> None:
    teacher, evidence_id = reviewer(course), evidence_of(course, 1)
    line = look(course, teacher, evidence_id).lines[0]
    give_back(course, teacher, evidence_id, verdicts={line.item_id: "accepted"})
    assert "accepted before" not in words(sam.get(EVIDENCE))
    hand_in(course, course.learner(SAM), "I asked her.")

    for where in (RESULT, EVIDENCE):
        assert words(sam.get(where)).count("It was accepted before, and is decided anew.") == 1


def test_what_is_not_shown_yet_leads_to_other_work_and_to_no_showcase(
    sam: Browser, course: Course
) -> None:
    decide(course, reviewer(course), evidence_of(course, 1), accepted=1)

    page = words(sam.get(EVIDENCE))
    assert "can be shown by other work" in page
    assert page.count("Showcase it for this outcome") == 1


def test_changing_what_was_returned_comes_before_saying_that_it_was_read(
    sam: Browser, course: Course
) -> None:
    give_back(course, reviewer(course), evidence_of(course, 1))
    for where in (RESULT, EVIDENCE):
        page = sam.get(where).text
        assert page.index(
            "Change it and submit it again" if where == EVIDENCE else "Change it and submit again"
        ) < page.index("I have read this")


def test_returned_work_is_changed_though_its_link_leads_to_another_activity(
    sam: Browser, course: Course
) -> None:
    give_back(course, reviewer(course), evidence_of(course, 1))

    assert f'href="{sam.visit}/attempts/1/check"' in sam.get(RESULT).text


def test_what_was_decided_before_it_was_withdrawn_counts_no_more(
    sam: Browser, course: Course
) -> None:
    decide(course, reviewer(course), evidence_of(course, 1), accepted=1)
    sam.get(f"{EVIDENCE}/withdraw")
    sam.post(f"{EVIDENCE}/withdraw")

    page = words(sam.get(EVIDENCE))

    assert "Earlier feedback (1)" in page
    assert "Decided before you withdrew it, so it counts no more." in page
    assert "I have read this" in page


def test_feedback_on_other_work_is_named_where_an_activity_begins(
    sam: Browser, course: Course, platform: Platform
) -> None:
    decide(course, reviewer(course), evidence_of(course, 1))
    assert "Feedback for you" not in words(sam.get("/activity"))

    sam.launch(SAM, place(platform))

    page = sam.get("/activity")
    assert "Feedback for you" in words(page)
    assert f"{sam.visit}/portfolio/evidence/1#feedback" in page.text


def test_on_ones_own_route_a_course_has_to_be_chosen_before_anybody_decides(
    browser: Browser, course: Course, platform: Platform
) -> None:
    hand_in(course, course.learner(SAM).unplaced(ASSESSED))
    browser.launch(SAM, place(platform))
    page = browser.get(RESULT)
    assert "Nobody can decide about it yet." in words(page)
    assert "/portfolio/evidence/1/submit" in page.text


def test_nobody_but_its_learner_says_that_feedback_was_read(sam: Browser, course: Course) -> None:
    made = decide(course, reviewer(course), evidence_of(course, 1))
    path = f"/evidence/1/decisions/{made.decision_id}/acknowledgement"
    sam.launch("5", course.link)
    sam.get("/portfolio/evidence/new")
    assert sam.post(path).status_code == 404
    sam.launch(TEACHER, course.link)
    sam.get("/preview")
    assert sam.post(path).status_code in {400, 403}


def test_pages_with_feedback_ask_their_database_a_few_things(
    sam: Browser, course: Course, tool: Tool
) -> None:
    teacher = reviewer(course)
    for number in range(4):
        give_back(course, teacher, evidence_of(course, 1))
        hand_in(course, course.learner(SAM), f"Again {number}")
    decide(course, teacher, evidence_of(course, 1))
    sam.launch(SAM, course.link)
    for path in ("/activity", RESULT):
        with counted(tool.database.engine) as said:
            page = sam.get(path)
        assert page.status_code == 200
        assert 0 < len(said) < MOST_STATEMENTS, (path, len(said))
    assert "Earlier feedback (4)" in words(sam.get(RESULT))
