"""The whole way of a score under the rules of each family, as the demo plays it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from demo.families import FAMILIES
from demo.gradebook import Grade, Row
from demo.platform import Platform
from lti_tool.app.building import Tool
from lti_tool.exchange.platforms import read_families
from lti_tool.services.attempts import Learner
from lti_tool.services.deliveries import Asker, ScoresSought
from lti_tool.services.reviews import Reviewer
from lti_tool.store.tables import Registration
from tests.builders import CONTENT, SAM, connect
from tests.services.course import Course
from tests.services.reviewing import decide, give_back, hand_in

RULES = read_families(CONTENT / "platforms")
TELLS = {"default", "canvas", "blackboard", "sakai"}
"""The families that are told that work waits to be decided."""
SHORT = {"brightspace", "canvas", "openedx"}
"""Those that do most in ways of their own; other tests go by the standard and by Moodle."""
every_family = pytest.mark.parametrize(
    "family",
    [
        pytest.param(name, marks=() if name in SHORT else pytest.mark.long)
        for name in sorted(FAMILIES)
    ],
)


@dataclass(frozen=True, kw_only=True)
class Met:
    """What a family answers to a score that is not newer, and what becomes of it then."""

    answers: list[int]
    state: str = "delivered"


def shown(course: Course) -> Row:
    rows = course.platform.gradebook(course.link.course_id)
    return next(one for one in rows if (one.person_id, one.link_id) == (SAM, course.link.id))


def advice(course: Course) -> str:
    """What instructors are told beside the newest score."""
    learner = course.learner()
    sought = ScoresSought(tenant_id=learner.tenant_id, context_id=learner.context_id)
    return course.services.course_scores.page(sought).lines[0].advice


def enter(course: Course, points: float, *, later: float) -> None:
    """Let the gradebook hold an entry of somebody else, of that many seconds from now."""
    moment = course.clock.now + timedelta(seconds=later)
    course.platform.book.grades[course.link.line_item_id, SAM] = Grade(
        score=points, timestamp=moment, received_at=moment
    )


def test_the_demo_plays_every_family_that_there_are_rules_for() -> None:
    assert sorted(FAMILIES) == sorted(RULES)


@every_family
def test_a_zero_then_points_then_a_better_try_of_the_same_second(
    course: Course, sam: Learner, family: str
) -> None:
    nothing = course.submit(sam, right=0)
    course.deliver()
    assert course.state(sam, nothing) == "delivered"
    assert shown(course).score == (None if family == "openedx" else 0)
    assert bool(advice(course)) is (family in {"canvas", "openedx"})

    course.clock.advance(seconds=2)
    first = course.submit(sam, right=6)
    course.deliver()
    assert course.state(sam, first) == "delivered"
    assert shown(course).score == 6
    assert (shown(course).comment or "").startswith("Passed: 6 of 8 answers right.")

    second = course.submit(sam, right=7)
    course.deliver()
    course.deliver_later()
    assert course.state(sam, second) == "delivered"
    assert shown(course).score == 7
    assert [points for points, _ in course.posts()] == [0, 6, 7]
    assert all(status < 400 for status in course.tried())


@every_family
def test_an_older_score_never_goes_over_a_newer_one_and_a_lost_answer_costs_nothing(
    course: Course, sam: Learner, family: str
) -> None:
    course.platform.faults.statuses = [503]
    older = course.submit(sam, right=3)
    course.deliver()
    course.platform.faults.record_then_fail = 1
    newer = course.submit(sam, right=6)
    course.deliver_later()
    assert (course.state(sam, older), course.state(sam, newer)) == ("superseded", "retrying")
    course.deliver_later()

    assert course.state(sam, newer) == "delivered"
    assert shown(course).score == 6
    again = {"moodle": 409, "openedx": 400}.get(family, 200)
    assert course.tried() == [503, 500, again]
    assert {points for points, _ in course.posts()} == {6}


MET = {
    "default": Met(answers=[409, 409], state="superseded"),
    "moodle": Met(answers=[409, 409], state="superseded"),
    "canvas": Met(answers=[400, 400], state="refused"),
    "blackboard": Met(answers=[200]),
    "brightspace": Met(answers=[200]),
    "sakai": Met(answers=[409, 409], state="superseded"),
    "openedx": Met(answers=[400, 400], state="refused"),
}


@every_family
def test_an_entry_from_a_clock_that_is_far_ahead_is_not_overwritten(
    course: Course, sam: Learner, family: str
) -> None:
    enter(course, 3, later=3600)
    attempt = course.submit(sam, right=6)
    course.deliver()
    course.deliver_later()

    assert course.tried() == MET[family].answers
    assert course.state(sam, attempt) == MET[family].state
    assert shown(course).score == 3
    assert bool(advice(course)) is (MET[family].state != "delivered")
    course.clock.advance(days=4)
    assert course.deliver() == 0


@pytest.mark.parametrize("family", ["canvas", "openedx"])
def test_an_entry_of_a_clock_that_is_a_little_ahead_costs_one_more_try(
    course: Course, sam: Learner
) -> None:
    enter(course, 3, later=1)
    attempt = course.submit(sam, right=6)
    course.deliver()
    course.deliver_later()
    assert course.state(sam, attempt) == "delivered"
    assert shown(course).score == 6
    assert course.tried()[0] == 400


@pytest.mark.parametrize("family", ["openedx"])
def test_a_zero_that_is_not_shown_is_known_to_have_arrived(course: Course, sam: Learner) -> None:
    course.platform.faults.record_then_fail = 1
    attempt = course.submit(sam, right=0)
    course.deliver()
    course.deliver_later()
    assert course.state(sam, attempt) == "delivered"
    assert course.tried() == [500, 400]


@every_family
@pytest.mark.usefixtures("assessed")
def test_a_review_round_leaves_the_grade_of_its_end(
    course: Course, sam: Learner, priya: Reviewer, family: str
) -> None:
    evidence_id = hand_in(course, sam)
    course.deliver_later()
    give_back(course, priya, evidence_id, gradebook_comment="Whom did you ask?")
    course.deliver_later()
    hand_in(course, sam, "I asked her.")
    course.deliver_later()
    told = [post.payload["activityProgress"] for post in course.platform.scores]
    assert told == (["Submitted", "InProgress", "Submitted"] if family in TELLS else [])
    assert shown(course).score is None

    decide(course, priya, evidence_id, gradebook_comment="Well argued.")
    course.deliver_later()

    assert {row.state for row in course.rows()} == {"delivered"}
    last = course.platform.scores[-1].payload
    assert (last["gradingProgress"], last["comment"]) == ("FullyGraded", "Well argued.")
    assert shown(course).score == last["scoreGiven"]
    assert shown(course).comment == "Well argued."


def test_who_is_told_that_work_waits_is_what_the_files_say() -> None:
    assert {name for name, rules in RULES.items() if rules.tells_progress} == TELLS


# ---- what a platform does not take ------------------------------------------------------------


@every_family
def test_a_score_for_somebody_whom_the_platform_does_not_grade_says_so(
    course: Course, sam: Learner, family: str
) -> None:
    attempt = course.submit(sam)
    del course.platform.people[SAM]
    course.deliver()
    failed = course.score(sam, attempt)
    if family == "openedx":  # it fails instead
        assert (failed.state, course.tried()) == ("retrying", [500])
        return
    assert failed.state == "refused"
    assert failed.said == "The gradebook takes no score for this person."


@pytest.mark.parametrize("family", ["canvas", "moodle"])
def test_each_answer_that_says_no_is_told_to_learner_and_instructor(
    course: Course, sam: Learner
) -> None:
    said = {}
    attempt = course.submit(sam)
    asker = Asker(tenant_id=sam.tenant_id, person_id=sam.person_id, context_id=sam.context_id)
    for status in (400, 403, 404, 410, 413, 415, 422):
        course.platform.faults.statuses = [status, status]
        if said:
            assert course.services.resending.send_again(asker, course.rows()[-1].id)
        course.deliver_later()
        course.deliver_later()
        refused = course.score(sam, attempt)
        assert refused.state == "refused"
        assert refused.said.startswith("The gradebook ")
        assert refused.answer.startswith(str(status))
        course.platform.faults.statuses = []
        said[status] = advice(course)
    assert all(sentence.endswith(".") for sentence in said.values())
    assert "learner in your course" in said[422]
    assert ("Look at this score" in said[400]) is (course.platform.family == "canvas")


# ---- what is asked for, and by whom -----------------------------------------------------------


@pytest.mark.parametrize("family", ["sakai"])
def test_a_token_that_is_forbidden_is_replaced_where_that_is_how_it_is_said(
    course: Course, sam: Learner
) -> None:
    course.submit(sam, right=3)
    course.deliver()
    course.platform.revoke_tokens()
    attempt = course.submit(sam)
    course.deliver_later()
    assert course.state(sam, attempt) == "delivered"
    assert course.tried() == [200, 403, 200]


@pytest.mark.parametrize("family", ["brightspace"])
def test_a_platform_added_with_its_family_is_asked_for_tokens_by_the_right_name(
    course: Course, sam: Learner
) -> None:
    assert course.only(Registration).auth_audience == "https://api.brightspace.com/auth/token"
    attempt = course.submit(sam)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


def test_an_audience_that_was_given_stays(tool: Tool, platform: Platform) -> None:
    connect(tool, platform, family="brightspace", auth_audience="https://lms.example/token")
    (added,) = tool.platforms.list_all()
    assert added.auth_audience == "https://lms.example/token"
