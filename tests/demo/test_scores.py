"""What the gradebook takes, refuses, and erases."""

from typing import Any

import pytest

RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
LATER = "2026-03-02T09:00:05.000Z"


def grade_of(tool: Any, user_id: str = "4") -> Any:
    rows = tool.platform.gradebook("2")
    return next(row for row in rows if row.person_id == user_id)


@pytest.fixture(params=["default", "moodle"])
def either(request: pytest.FixtureRequest, make: Any) -> Any:
    return make(request.param)


def test_a_score_arrives_with_comment_and_completion(either: Any, item: dict[str, Any]) -> None:
    answer = either.post_score(either.platform.place("2", item))

    assert answer.status_code == 200
    row = grade_of(either)
    assert (row.score, row.maximum, row.comment, row.completed) == (7, 10, "Well done", True)
    assert either.platform.scores[0].payload["scoreGiven"] == 7


def test_a_score_of_another_maximum_is_rescaled(either: Any, item: dict[str, Any]) -> None:
    either.post_score(either.platform.place("2", item), scoreGiven=80, scoreMaximum=100)

    assert grade_of(either).score == 8


def test_nothing_is_shown_above_the_maximum(either: Any, item: dict[str, Any]) -> None:
    either.post_score(either.platform.place("2", item), scoreGiven=15)

    assert grade_of(either).score == 10


def test_zero_is_a_score(either: Any, item: dict[str, Any]) -> None:
    either.post_score(either.platform.place("2", item), scoreGiven=0)

    assert (grade_of(either).score, grade_of(either).completed) == (0, True)


def test_an_older_score_is_refused(either: Any, item: dict[str, Any]) -> None:
    link = either.platform.place("2", item)
    either.post_score(link)

    answer = either.post_score(link, scoreGiven=2, timestamp="2026-03-02T08:59:00Z")

    assert answer.status_code == 409
    assert grade_of(either).score == 7


def test_moodle_refuses_a_second_score_in_the_same_second(
    moodle: Any, item: dict[str, Any]
) -> None:
    link = moodle.platform.place("2", item)
    moodle.post_score(link, timestamp="2026-03-02T09:00:00.100Z")

    answer = moodle.post_score(link, timestamp="2026-03-02T09:00:00.900Z")

    assert (answer.status_code, answer.data) == (409, b"[]")


def test_the_same_post_again_is_taken_once_by_the_standard_and_refused_by_moodle(
    tool: Any, moodle: Any, item: dict[str, Any]
) -> None:
    for each, status in ((tool, 200), (moodle, 409)):
        link = each.platform.place("2", item)
        each.post_score(link)
        assert each.post_score(link).status_code == status
        assert len(each.platform.scores) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"gradingProgress": "Pending"},
        {"gradingProgress": "NotReady"},
        {"scoreGiven": None},
    ],
)
def test_moodle_erases_grade_and_feedback(
    moodle: Any, item: dict[str, Any], changes: dict[str, Any]
) -> None:
    link = moodle.platform.place("2", item)
    moodle.post_score(link)
    moodle.post_score(link, timestamp=LATER, **changes)

    row = grade_of(moodle)
    assert (row.score, row.comment, row.completed) == (None, None, False)
    shown = moodle.get(
        moodle.line_item_url(link).replace("/lineitem?", "/lineitem/results?"), RESULTS_TYPE
    )
    assert shown.json == []


SUBMITTED = {
    "scoreGiven": None,
    "scoreMaximum": None,
    "comment": None,
    "activityProgress": "Submitted",
    "gradingProgress": "PendingManual",
}


def test_work_that_waits_to_be_marked_is_shown_as_such_and_by_moodle_not(
    tool: Any, moodle: Any, item: dict[str, Any]
) -> None:
    for each, said in ((tool, "Submitted, waiting to be marked"), (moodle, None)):
        link = each.platform.place("2", item)
        assert grade_of(each).progress is None
        assert each.post_score(link, **SUBMITTED).status_code == 200
        assert (grade_of(each).score, grade_of(each).progress) == (None, said)
        assert not grade_of(each).completed
        each.post_score(link, timestamp=LATER)
        assert (grade_of(each).score, grade_of(each).progress) == (7, None)


def test_work_that_was_given_back_shows_that_it_goes_on_with_its_feedback(
    tool: Any, item: dict[str, Any]
) -> None:
    link = tool.platform.place("2", item)
    tool.post_score(link, **SUBMITTED)
    changes = {**SUBMITTED, "activityProgress": "InProgress", "comment": "Say why."}
    tool.post_score(link, timestamp=LATER, **changes)

    row = grade_of(tool)
    assert (row.progress, row.comment) == ("In progress", "Say why.")
    page = tool.browser.get("/as/3/courses/2/gradebook").text
    assert "In progress" in page
    assert "Say why." in page


def test_by_the_standard_a_score_without_points_takes_the_points_away(
    tool: Any, item: dict[str, Any]
) -> None:
    link = tool.platform.place("2", item)
    tool.post_score(link)
    tool.post_score(link, timestamp=LATER, **SUBMITTED)

    assert (grade_of(tool).score, grade_of(tool).comment) == (None, None)


def test_moodle_forgets_the_feedback_when_none_comes(moodle: Any, item: dict[str, Any]) -> None:
    link = moodle.platform.place("2", item)
    moodle.post_score(link)
    moodle.post_score(link, comment=None, timestamp=LATER)

    assert (grade_of(moodle).score, grade_of(moodle).comment) == (7, None)


def test_by_the_standard_a_pending_score_leaves_the_grade_alone(
    tool: Any, item: dict[str, Any]
) -> None:
    link = tool.platform.place("2", item)
    tool.post_score(link)
    tool.post_score(link, scoreGiven=1, gradingProgress="Pending", timestamp=LATER)

    assert grade_of(tool).score == 7


@pytest.mark.parametrize(
    "changes",
    [
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"scoreGiven": -1},
        {"scoreGiven": "7"},
        {"scoreGiven": True},
        {"userId": 4},
        {"timestamp": None},
        {"timestamp": "2026-03-02T09:00:00"},
        {"timestamp": "yesterday"},
        {"activityProgress": "Finished"},
        {"gradingProgress": None},
    ],
)
def test_a_score_that_breaks_the_standard_is_refused(
    tool: Any, item: dict[str, Any], changes: dict[str, Any]
) -> None:
    answer = tool.post_score(tool.platform.place("2", item), **changes)

    assert answer.status_code == 400
    assert tool.platform.scores == []


@pytest.mark.parametrize(("user_id", "status"), [("3", 400), ("99", 400), ("sam", 502)])
def test_moodle_takes_scores_for_learners_only(
    moodle: Any, item: dict[str, Any], user_id: str, status: int
) -> None:
    answer = moodle.post_score(moodle.platform.place("2", item), userId=user_id)

    assert answer.status_code == status


def test_a_score_of_the_wrong_media_type_is_refused(
    tool: Any, moodle: Any, item: dict[str, Any]
) -> None:
    for each, status in ((tool, 415), (moodle, 400)):
        link = each.platform.place("2", item)
        assert each.post_score(link, media_type="application/json").status_code == status


def test_moodle_needs_the_query_of_the_line_item(moodle: Any, item: dict[str, Any]) -> None:
    link = moodle.platform.place("2", item)
    url = moodle.line_item_url(link)

    accept = "application/vnd.ims.lis.v2.lineitem+json"
    assert moodle.get(url, accept).json["id"] == url
    assert moodle.get(url.partition("?")[0], accept).status_code == 400


def test_a_score_for_a_removed_activity_is_not_found(either: Any, item: dict[str, Any]) -> None:
    link = either.platform.place("2", item)
    either.platform.remove(link.id)

    assert either.post_score(link).status_code == 404


def test_what_a_teacher_set_is_held_until_a_newer_score_and_in_moodle_for_good(
    either: Any, item: dict[str, Any]
) -> None:
    link = either.platform.place("2", item)
    either.post_score(link)

    either.platform.set_by_hand(link.line_item_id, "4", 3)

    assert (grade_of(either).score, grade_of(either).comment) == (3, None)
    assert either.post_score(link, timestamp=LATER).status_code == 200
    is_kept = either.platform.rules.keeps_overridden
    assert grade_of(either).score == (3 if is_kept else 7)


def test_a_grade_that_a_teacher_erased_can_be_sent_again(either: Any, item: dict[str, Any]) -> None:
    link = either.platform.place("2", item)
    either.post_score(link)

    either.platform.set_by_hand(link.line_item_id, "4", None)

    assert grade_of(either).score is None
    assert either.post_score(link, timestamp=LATER).status_code == 200
    assert grade_of(either).score == 7


def test_another_process_sets_a_grade_as_a_teacher(either: Any, item: dict[str, Any]) -> None:
    link = either.platform.place("2", item)
    asked = {"line_item_id": link.line_item_id, "person_id": "4", "score": 3.5}

    answer = either.browser.post("/control/grade", json=asked)

    assert answer.status_code == 200
    assert grade_of(either).score == 3.5
    for wrong in ({"line_item_id": "0"}, {"person_id": "0"}):
        assert either.browser.post("/control/grade", json=asked | wrong).status_code == 404
    assert either.browser.post("/control/grade", json=asked | {"score": "3"}).status_code == 400
