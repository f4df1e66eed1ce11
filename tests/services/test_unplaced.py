"""Any activity on one's own route: private evidence, no score, and never another placement's."""

from dataclasses import replace
from pathlib import Path

import pytest

from lti_tool.app.database import Database
from lti_tool.learning.refusals import MissingError, PassedError
from lti_tool.services.attempts import Attempts, Learner, Sent
from lti_tool.store.attachments import AttachmentFolder
from lti_tool.store.tables import Attempt, Evidence, EvidenceEvent, ResourceLink, ScoreDelivery
from tests.builders import ACTIVITY, MEI, OTHER_COURSE, SAM, SetClock, place
from tests.learning.sound import ACTIVITY as SMALL
from tests.services.content import load, next_version
from tests.services.course import Course
from tests.store.rows import a_world
from tests.store.threads import at_once

OTHER = "the-work-of-being-ill"


def submit_unplaced(course: Course, learner: Learner, right: int = 8) -> int:
    attempt, _ = course.attempts.start_unplaced(learner, ACTIVITY)
    course.answer(learner, attempt, right)
    assert course.attempts.submit(learner, attempt)
    return attempt


def retire(course: Course, folder: Path) -> None:
    """Load the next version of the shipped activity, which nobody can begin any more."""
    load(course.tool, folder, next_version().replace("\nfiled:", "\nretired: true\nfiled:", 1))


# ---- what it is ------------------------------------------------------------------------------


def test_an_activity_of_no_course_says_what_it_is_and_that_no_score_follows(
    course: Course, sam: Learner
) -> None:
    home = course.desk.unplaced(sam, OTHER)

    assert home.activity.code == OTHER
    assert (home.is_placed, home.sends_score, home.is_here_too) == (False, False, False)


def test_the_activity_of_the_link_that_one_came_by_is_known_to_be_here_too(
    course: Course, sam: Learner
) -> None:
    assert course.desk.unplaced(sam, ACTIVITY).is_here_too
    assert course.desk.home(sam).is_placed


def test_what_was_begun_or_submitted_in_a_course_is_told_of_before_it_is_begun_again(
    course: Course, sam: Learner
) -> None:
    def told() -> list[tuple[str | None, bool, bool]]:
        home = course.desk.unplaced(sam, ACTIVITY)
        return [(one.title, one.is_here, one.is_open) for one in home.in_courses]

    assert told() == []
    course.submit(sam, right=0)
    assert told() == [("Generalist skills, autumn cohort", True, False)]
    course.attempts.start(sam)
    assert told() == [("Generalist skills, autumn cohort", True, True)]
    apart = replace(sam, resource_link_id=None, activity_code=None)
    (one,) = course.desk.unplaced(apart, ACTIVITY).in_courses
    assert not one.is_here
    assert course.desk.unplaced(course.learner(MEI), ACTIVITY).in_courses == ()


@pytest.mark.parametrize("code", ["no-such-activity", "x"])
def test_a_code_of_no_activity_is_missing(course: Course, sam: Learner, code: str) -> None:
    for what in (course.desk.unplaced, course.attempts.start_unplaced):
        with pytest.raises(MissingError, match="no activity at this address"):
            what(sam, code)
    assert course.how_many(Attempt) == 0


# ---- what it leaves --------------------------------------------------------------------------


def test_it_leaves_evidence_that_is_private_and_in_no_course_and_no_score(
    course: Course, sam: Learner
) -> None:
    attempt = submit_unplaced(course, sam)

    kept = course.only(Evidence)
    assert (kept.attempt_id, kept.audience) == (attempt, "private")
    assert (kept.context_id, kept.submitted_at) == (None, None)
    assert (course.how_many(ScoreDelivery), course.how_many(EvidenceEvent)) == (0, 0)
    result = course.desk.result(sam, attempt)
    assert (result.is_placed, result.score, result.is_recognised) == (False, None, True)
    assert result.evidence is not None
    assert (result.evidence.id, result.evidence.audience) == (kept.id, "private")


def test_what_is_done_in_a_course_is_submitted_to_it_and_its_author_is_told_when(
    course: Course, sam: Learner, clock: SetClock
) -> None:
    course.submit(sam)

    kept, event = course.only(Evidence), course.only(EvidenceEvent)
    assert (kept.audience, kept.context_id) == ("submitted", sam.context_id)
    assert kept.submitted_at == clock.now
    assert (event.evidence_id, event.person_id, event.action) == (
        kept.id,
        sam.person_id,
        "submitted",
    )
    assert (event.context_id, event.at) == (sam.context_id, clock.now)


def test_tries_of_the_course_and_tries_of_ones_own_are_counted_apart(
    course: Course, sam: Learner
) -> None:
    course.submit(sam, right=2)
    assert course.desk.unplaced(sam, ACTIVITY).past == ()

    alone = submit_unplaced(course, sam, right=8)

    assert [one.id for one in course.desk.unplaced(sam, ACTIVITY).past] == [alone]
    assert [one.mark.earned for one in course.desk.home(sam).past] == [2]
    assert course.desk.home(sam).tries_left == 2
    (row,) = course.rows()
    assert row.given == 2


def test_there_are_as_many_tries_as_in_a_course(course: Course, sam: Learner) -> None:
    for _ in range(3):
        submit_unplaced(course, sam, right=2)
    with pytest.raises(PassedError, match="used all your tries"):
        course.attempts.start_unplaced(sam, ACTIVITY)
    assert course.desk.home(sam).tries_left == 3


def test_a_try_for_a_score_cannot_copy_what_would_have_been_right(
    course: Course, sam: Learner
) -> None:
    tries = [submit_unplaced(course, sam, right=2) for _ in range(3)]
    assert not course.desk.result(sam, tries[-1]).shows_right_answers

    with course.tool.database.transaction() as session:
        session.query(ResourceLink).one().activity_code = OTHER

    assert course.desk.result(sam, tries[-1]).shows_right_answers


# ---- beginning -------------------------------------------------------------------------------


def test_beginning_at_once_in_several_pages_begins_one(course: Course, sam: Learner) -> None:
    begun = at_once(*[lambda: course.attempts.start_unplaced(sam, OTHER)] * 4)
    assert len(set(begun)) == 1
    assert course.how_many(Attempt) == 1


def test_beginning_at_once_begins_one_on_every_database(
    database: Database, clock: SetClock, tmp_path: Path
) -> None:
    world = a_world(database)
    learner = Learner(
        tenant_id=world.tenant.id,
        person_id=world.person.id,
        context_id=world.context.id,
        resource_link_id=world.link.id,
        activity_code=None,
    )
    attempts = Attempts(
        transaction=database.transaction,
        clock=clock,
        read_activity=lambda _document: SMALL,
        families={},
        ring=lambda: None,
        folder=AttachmentFolder(tmp_path),
    )

    begun = at_once(*[lambda: attempts.start_unplaced(learner, world.version.code)] * 4)

    assert len(set(begun)) == 1
    with database.reading() as session:
        assert session.query(Attempt).one().resource_link_id is None


# ---- whose it is -----------------------------------------------------------------------------


def test_it_goes_on_from_wherever_its_learner_comes_next(course: Course, sam: Learner) -> None:
    attempt, _ = course.attempts.start_unplaced(sam, ACTIVITY)
    elsewhere = Course(
        course.tool, course.platform, course.clock, place(course.platform, course=OTHER_COURSE)
    ).learner(SAM)
    assert elsewhere.context_id != sam.context_id

    course.answer(elsewhere, attempt)

    assert course.attempts.submit(elsewhere, attempt)
    assert course.only(Evidence).context_id is None
    assert course.desk.result(sam, attempt).attempt.mark.passed


def test_it_is_nobody_elses(course: Course, sam: Learner) -> None:
    attempt, _ = course.attempts.start_unplaced(sam, ACTIVITY)
    mei = course.learner(MEI)
    for what in (
        lambda: course.desk.page(mei, attempt, "p1"),
        lambda: course.desk.check(mei, attempt),
        lambda: course.attempts.save(mei, attempt, "p1", Sent(chosen={}), to_the_end=True),
        lambda: course.attempts.submit(mei, attempt),
    ):
        with pytest.raises(MissingError, match="no such attempt of yours"):
            what()


def test_the_attempt_of_a_placement_is_not_opened_apart_from_it(
    course: Course, sam: Learner
) -> None:
    attempt = course.submit(sam)
    alone = replace(sam, resource_link_id=None, context_id=None)
    with pytest.raises(MissingError, match="no such attempt of yours"):
        course.desk.result(alone, attempt)


# ---- what is retired -------------------------------------------------------------------------


def test_nobody_begins_what_is_retired(course: Course, sam: Learner, tmp_path: Path) -> None:
    retire(course, tmp_path)

    for what in (course.desk.unplaced, course.attempts.start_unplaced):
        with pytest.raises(MissingError, match="no activity at this address"):
            what(sam, ACTIVITY)
    for there in (course.desk.home, course.attempts.start):
        with pytest.raises(MissingError, match="has been retired"):
            there(sam)
    assert course.how_many(Attempt) == 0


def test_whoever_has_begun_may_finish_what_was_retired_since(
    course: Course, sam: Learner, tmp_path: Path
) -> None:
    attempt, part = course.attempts.start_unplaced(sam, ACTIVITY)
    retire(course, tmp_path)

    assert course.attempts.start_unplaced(sam, ACTIVITY) == (attempt, part)
    home = course.desk.unplaced(sam, ACTIVITY)
    assert (home.is_retired, home.may_begin) == (True, False)
    assert home.activity.version == 1
    course.answer(sam, attempt, right=2)
    assert course.attempts.submit(sam, attempt)


def test_results_of_what_was_retired_stay_and_there_is_no_further_try(
    course: Course, sam: Learner, tmp_path: Path
) -> None:
    attempt = course.submit(sam, right=2)
    retire(course, tmp_path)

    home, result = course.desk.home(sam), course.desk.result(sam, attempt)

    assert [one.id for one in home.past] == [attempt]
    assert not home.may_begin
    assert result.tries_left == 0
    assert result.shows_right_answers
    with pytest.raises(MissingError, match="has been retired"):
        course.attempts.start(sam)
