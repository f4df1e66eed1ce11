"""Lines 90 to 97 and 101 to 105: what goes to a platform's gradebook, as the platform sees it."""

import json
from typing import Any

import pytest

from demo.claims import AGS_ENDPOINT, RESULT_READ, SCORE
from demo.gradebook import ScorePost
from demo.platform import Platform
from lti_tool.learning.scores import ActivityProgress, GradingProgress
from lti_tool.services.deliveries import ScoresSought
from tests.builders import MEI, SAM, TEACHER
from tests.conformance.meeting import MEMBERSHIP, OPENED, Meeting
from tests.services.columns import add_column, lose_column
from tests.services.course import Course
from tests.services.reviewing import decide, give_back, hand_in, reviewer, use

PREVIEW = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"

by_moodle = pytest.mark.parametrize("family", ["moodle"])


def arrived(course: Course) -> list[dict[str, Any]]:
    """The scores that the platform took."""
    return [post.payload for post in course.platform.scores]


def tried(course: Course) -> list[dict[str, Any]]:
    """All scores that were sent, those that it did not take as well."""
    return [json.loads(seen.body) for seen in course.platform.requests if "/scores" in seen.path]


def services(course: Course) -> list[str]:
    """The calls to services, and what was answered."""
    seen = [each for each in course.platform.requests if each.path.startswith("/services/")]
    return [f"{each.method} {each.path} {each.status}" for each in seen]


@by_moodle
def test_line_90_services_are_named_in_the_path_of_a_column_before_its_query(
    course: Course,
) -> None:
    course.platform.faults.record_then_fail = 1
    course.submit(course.learner())
    course.deliver()
    course.deliver_later()

    at = f"/services/{course.link.course_id}/lineitems/{course.link.line_item_id}/lineitem"
    assert services(course) == [
        f"POST {at}/scores?type_id=1 500",
        f"POST {at}/scores?type_id=1 409",
        f"GET {at}/results?type_id=1&user_id={SAM} 200",
    ]


@by_moodle
def test_line_91_a_platform_that_insists_on_media_types_takes_every_call(course: Course) -> None:
    lose_column(course)
    add_column(course, resource_link_id=course.link.id)
    sam = course.learner()
    course.tool.column_search.look_for_columns()
    course.platform.faults.record_then_fail = 1
    course.submit(sam)
    course.deliver()
    course.deliver_later()

    kinds = [call.split("?")[0].rpartition("/")[2] for call in services(course)]
    assert kinds == ["lineitems", "lineitem", "lineitem", "scores", "scores", "results"]
    assert not [call for call in services(course) if call[-3:] in {"400", "406", "415"}]


def test_line_92_a_score_says_whose_it_is_since_when_how_far_and_of_how_many_points(
    course: Course,
) -> None:
    course.submit(course.learner(), right=6)
    course.deliver()

    assert arrived(course) == [
        {
            "userId": SAM,
            "timestamp": course.clock.now.isoformat(timespec="milliseconds"),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "scoreGiven": 6,
            "scoreMaximum": 8,
            "comment": "Passed: 6 of 8 answers right.",
        }
    ]


def test_line_93_times_rise_by_learner_and_column_and_always_have_a_fraction_and_a_zone(
    course: Course,
) -> None:
    course.clock.now = course.clock.now.replace(microsecond=0)
    sam = course.learner()
    for right in (6, 7, 8):
        course.submit(sam, right=right)
        course.deliver()
    for _ in range(2):
        course.deliver_later()

    times = [time for _, time in course.posts()]
    assert [points for points, _ in course.posts()] == [6, 8]
    assert times == sorted(set(times))
    assert all(time.endswith(".000+00:00") for time in times)


def test_line_94_a_retry_repeats_the_time_and_an_older_score_is_dropped(course: Course) -> None:
    course.platform.faults.statuses = [503, 503]
    sam = course.learner()
    course.submit(sam, right=3)
    course.deliver()
    course.deliver_later()
    course.submit(sam, right=6)
    course.deliver_later()
    course.clock.advance(days=1)
    course.deliver()

    points = [(one["scoreGiven"], one["timestamp"]) for one in tried(course)]
    assert [given for given, _ in points] == [3, 3, 6]
    assert points[0] == points[1]
    assert [one["scoreGiven"] for one in arrived(course)] == [6]


def test_line_95_only_words_of_the_standard_are_sent_and_points_are_always_final(
    course: Course,
) -> None:
    activity = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
    assert {*ActivityProgress} <= activity
    assert {*GradingProgress} <= {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}

    sam = course.learner()
    for right in (1, 8):
        course.submit(sam, right=right)
        course.deliver_later()
    said = [(one["activityProgress"], one["gradingProgress"]) for one in arrived(course)]
    assert said == [("Submitted", "FullyGraded"), ("Completed", "FullyGraded")]


def test_line_96_once_there_are_points_nothing_without_points_is_sent(course: Course) -> None:
    use(course)
    sam, priya = course.learner(), reviewer(course)
    evidence = hand_in(course, sam)
    course.deliver_later()
    decide(course, priya, evidence)
    course.deliver_later()
    give_back(course, priya, evidence)
    course.deliver_later()
    hand_in(course, sam, "I asked her.")
    course.deliver_later()

    assert ["scoreGiven" in one for one in arrived(course)][:2] == [False, True]
    assert all("scoreGiven" in one for one in arrived(course)[1:])
    assert course.shown() is not None


def test_line_97_nothing_right_is_a_score_of_0(course: Course) -> None:
    course.submit(course.learner(), right=0)
    course.deliver()

    assert [one["scoreGiven"] for one in arrived(course)] == [0]
    assert course.shown() == 0


def test_line_101_each_launch_says_anew_where_scores_go_those_that_wait_as_well(
    course: Course,
) -> None:
    course.submit(course.learner(), right=6)
    add_column(course)
    moved = course.platform.addresses.line_item(course.link.course_id, "900")
    course.arrive_with(MEI, **{AGS_ENDPOINT: {"scope": [SCORE], "lineitem": moved}})
    course.deliver()

    assert [post.line_item_id for post in course.platform.scores] == ["900"]


def test_line_102_a_score_survives_what_passes_and_stops_at_a_no(course: Course) -> None:
    course.platform.faults.statuses = [401, 500, 408, 429]
    course.submit(course.learner())
    for _ in range(4):
        course.deliver()
        course.clock.advance(minutes=1)
    assert course.tried() == [401, 500, 408, 429, 200]

    course.platform.faults.statuses = [403]
    mei = course.learner(MEI)
    attempt = course.submit(mei)
    course.deliver()
    course.clock.advance(days=1)
    assert course.deliver() == 0
    assert course.state(mei, attempt) == "refused"
    assert mei.context_id is not None
    sought = ScoresSought(tenant_id=mei.tenant_id, context_id=mei.context_id)
    assert course.services.course_scores.page(sought).lines[0].advice


NOBODY = dict.fromkeys(("sub", "name", "given_name", "family_name", "email"))


@pytest.mark.parametrize(
    ("person", "changes"), [(TEACHER, {}), (SAM, NOBODY)], ids=["an instructor", "nobody"]
)
def test_line_104_whoever_has_no_score_is_sent_none(
    meeting: Meeting, person: str, changes: dict[str, Any]
) -> None:
    assert meeting.launch(person, **changes) == OPENED
    assert meeting.browser.get("/").status_code == 200
    assert meeting.browser.get("/activity").status_code == 403
    assert sent_by(meeting) == []


def test_line_104_where_scores_may_not_be_sent_learners_work_all_the_same(course: Course) -> None:
    at = course.platform.addresses.line_item(course.link.course_id, course.link.line_item_id)
    sam = course.learner()
    course.arrive_with(SAM, **{AGS_ENDPOINT: {"scope": [RESULT_READ], "lineitem": at}})

    assert course.submit(sam)
    assert course.deliver() == 0
    assert services(course) == []


def test_line_104_a_preview_student_may_be_refused_and_sees_no_error(
    meeting: Meeting, platform: Platform
) -> None:
    platform.faults.statuses = [422]
    assert meeting.launch(SAM, roles=[f"{MEMBERSHIP}#Learner", PREVIEW]) == OPENED
    result = meeting.browser.do_activity()
    assert sent_by(meeting) == []
    page = meeting.browser.client.get(result.request.path)
    assert page.status_code == 200
    assert "passed" in page.text


def sent_by(meeting: Meeting) -> list[ScorePost]:
    meeting.browser.deliver()
    return meeting.browser.platform.scores


def test_line_105_comments_are_a_fixed_sentence_or_what_was_written_for_the_gradebook(
    course: Course,
) -> None:
    use(course)
    sam, priya = course.learner(), reviewer(course)
    decide(
        course,
        priya,
        hand_in(course, sam, "My own words."),
        comment="Between us two.",
        gradebook_comment="5 < 6 & well argued.",
        accepted=1,
    )
    course.deliver()

    (said,) = arrived(course)
    assert said["comment"] == "5 < 6 & well argued."
    assert not [word for word in ("own words", "Between us", "how you know") if word in str(said)]
