"""Delivering scores to a platform on a real socket, whatever it answers."""

from datetime import timedelta

import pytest

from demo.platform import Platform
from lti_tool.store.tables import LineItem, Registration
from tests.builders import MEI, SAM, SetClock
from tests.services.course import Course

both_families = pytest.mark.parametrize("family", ["default", "moodle"])
moodle = pytest.mark.parametrize("family", ["moodle"])


@both_families
def test_a_score_arrives_with_what_it_says(course: Course, platform: Platform) -> None:
    sam = course.learner()
    attempt = course.submit(sam, right=6)
    assert course.state(sam, attempt) == "waiting"

    assert course.deliver() == 1

    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 6
    (post,) = platform.scores
    assert post.payload["userId"] == SAM
    assert post.payload["activityProgress"] == "Completed"
    assert post.payload["gradingProgress"] == "FullyGraded"
    assert post.payload["comment"] == "Passed: 6 of 8 answers right."


@both_families
def test_nothing_right_arrives_as_a_zero(course: Course) -> None:
    sam = course.learner()
    attempt = course.submit(sam, right=0)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 0


def test_nothing_is_sent_while_a_learner_waits(course: Course, platform: Platform) -> None:
    platform.requests.clear()
    course.submit(course.learner())
    assert not [seen for seen in platform.requests if seen.path.startswith("/services")]


def test_several_learners_share_one_access_token(course: Course, platform: Platform) -> None:
    for person in (SAM, MEI):
        course.submit(course.learner(person))
    assert course.deliver() == 2
    assert (course.shown(SAM), course.shown(MEI)) == (8, 8)
    asked = [seen for seen in platform.requests if seen.path == "/mod/lti/token"]
    assert len(asked) == 1


# ---- a platform that is in trouble -----------------------------------------------------------


@both_families
@pytest.mark.parametrize("status", [500, 502, 503, 429, 408])
def test_a_platform_in_trouble_gets_the_same_score_again_with_the_same_timestamp(
    course: Course, platform: Platform, clock: SetClock, status: int
) -> None:
    platform.faults.statuses = [status]
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    failed = course.score(sam, attempt)
    assert failed.state == "retrying"
    assert f"could not take it just now ({status}" in (failed.reason or "")
    assert course.shown() is None
    assert course.deliver() == 0, "it has to wait"
    (before,) = course.rows()

    clock.advance(seconds=5)
    assert course.deliver() == 1

    assert course.state(sam, attempt) == "delivered"
    assert course.shown() == 8
    (after,) = course.rows()
    assert after.timestamp == before.timestamp
    assert (after.tries, after.reason) == (2, None)


@pytest.mark.parametrize("status", [503, 429])
def test_a_score_is_not_sent_again_before_the_platform_said(
    course: Course, platform: Platform, clock: SetClock, status: int
) -> None:
    platform.faults.statuses = [status]
    platform.faults.retry_after = "120"
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    clock.advance(seconds=119)
    assert course.deliver() == 0
    clock.advance(seconds=1)
    assert course.deliver() == 1
    assert course.state(sam, attempt) == "delivered"


def test_a_pause_of_more_than_an_hour_is_not_kept_to(course: Course, platform: Platform) -> None:
    platform.faults.statuses = [503]
    platform.faults.retry_after = "99999999"
    course.submit(course.learner())
    course.deliver()
    (row,) = course.rows()
    assert row.due_at - row.changed_at == timedelta(hours=1)


def test_pauses_grow_from_try_to_try(
    course: Course, platform: Platform, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.random", lambda: 1.0)  # the whole of each pause
    platform.faults.statuses = [500] * 5
    course.submit(course.learner())
    pauses = []
    for _ in range(5):
        course.deliver()
        (row,) = course.rows()
        pauses.append((row.due_at - clock.now).total_seconds())
        clock.now = row.due_at
    for number, pause in enumerate(pauses):
        assert pause == 2**number


def test_a_platform_that_cannot_be_reached_gets_the_score_later(
    course: Course, clock: SetClock
) -> None:
    sam = course.learner()
    with_somebody_else = course.platform.issuer
    move_platform(course, "http://127.0.0.1:9")
    attempt = course.submit(sam)
    course.deliver()
    assert course.state(sam, attempt) == "retrying"
    assert "could not be reached" in (course.score(sam, attempt).reason or "")
    move_platform(course, with_somebody_else)
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


def test_a_score_is_given_up_after_three_days_of_trying(course: Course, clock: SetClock) -> None:
    sam = course.learner()
    move_platform(course, "http://127.0.0.1:9")
    attempt = course.submit(sam)
    begun = clock.now
    while (clock.now - begun).total_seconds() < 3 * 86_400:
        course.deliver()
        assert course.state(sam, attempt) == "retrying"
        clock.advance(hours=12)
    clock.advance(seconds=1)
    course.deliver()
    given_up = course.score(sam, attempt)
    assert (given_up.state, given_up.since) == ("given_up", clock.now)
    assert "could not be reached" in (given_up.reason or "")
    assert course.deliver() == 0


def move_platform(course: Course, address: str) -> None:
    """Let the registration lead somewhere else: where nobody listens, or back."""
    with course.tool.database.transaction() as session:
        (registration,) = session.query(Registration)
        registration.auth_token_url = f"{address}/mod/lti/token"


# ---- a platform that says no -----------------------------------------------------------------


@both_families
@pytest.mark.parametrize("status", [400, 403, 404, 410, 422])
def test_a_platform_that_says_no_is_not_asked_again_by_itself(
    course: Course, platform: Platform, clock: SetClock, status: int
) -> None:
    platform.faults.statuses = [status]
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    refused = course.score(sam, attempt)
    assert refused.state == "refused"
    says = "takes no score for this person" if status in {400, 422} else "refused it"
    assert (refused.reason or "").startswith(f"The platform {says} ({status} ")
    clock.advance(days=4)
    assert course.deliver() == 0
    assert course.tried() == [status]


def test_a_column_that_was_taken_away_is_a_refusal(course: Course, platform: Platform) -> None:
    sam = course.learner()
    attempt = course.submit(sam)
    platform.remove(course.link.id)
    course.deliver()
    assert course.score(sam, attempt).reason == "The platform refused it (404 NOT FOUND)."


@moodle
def test_somebody_whom_moodle_does_not_grade_is_a_refusal(
    course: Course, platform: Platform
) -> None:
    sam = course.learner()
    attempt = course.submit(sam)
    del platform.people[SAM]
    course.deliver()
    refused = course.score(sam, attempt)
    assert refused.reason == "The platform takes no score for this person (400 BAD REQUEST)."
    assert refused.said == "The gradebook takes no score for this person."


def test_a_column_that_takes_no_scores_gets_none(course: Course) -> None:
    sam = course.learner()
    attempt = course.submit(sam)
    with course.tool.database.transaction() as session:
        session.query(LineItem).one().scopes = []
    course.deliver()
    assert course.score(sam, attempt).reason == (
        "The platform does not allow sending scores for this column."
    )
    assert course.tried() == []


# ---- access ----------------------------------------------------------------------------------


@both_families
def test_a_token_that_was_revoked_is_replaced_once(course: Course, platform: Platform) -> None:
    course.submit(course.learner(MEI))
    course.deliver()
    platform.revoke_tokens()
    platform.requests.clear()
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    assert course.tried() == [401, 200]
    asked = [seen for seen in platform.requests if seen.path == "/mod/lti/token"]
    assert len(asked) == 1


def test_a_platform_that_takes_none_of_its_tokens_gets_the_score_once_it_does(
    course: Course, platform: Platform, clock: SetClock
) -> None:
    platform.faults.statuses = [401, 401]
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    assert course.state(sam, attempt) == "retrying"
    assert course.tried() == [401, 401]
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


@pytest.mark.parametrize("status", [503, 400, 401, 403])
def test_a_platform_that_gives_no_access_yet_gets_the_score_once_it_does(
    course: Course, platform: Platform, clock: SetClock, status: int
) -> None:
    platform.faults.token_status = status
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    assert course.state(sam, attempt) == "retrying"
    assert course.tried() == []
    platform.faults.token_status = None
    clock.advance(seconds=2)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"


# ---- families --------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["moodle"])
def test_a_platform_of_a_family_without_rules_is_served_by_the_careful_ones(
    course: Course,
) -> None:
    with course.tool.database.transaction() as session:
        session.query(Registration).one().family = "a family whose file was taken away"
    sam = course.learner()
    attempt = course.submit(sam)
    course.deliver()
    assert course.state(sam, attempt) == "delivered"
    (row,) = course.rows()
    assert row.timestamp is not None
    assert row.timestamp.microsecond == 250_000


@moodle
def test_moodle_gets_whole_seconds(course: Course) -> None:
    course.submit(course.learner())
    course.deliver()
    ((_, stamp),) = course.posts()
    assert stamp.endswith(".000+00:00")
