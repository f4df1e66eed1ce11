"""What changes while somebody is at an activity: versions, links, frameworks, databases."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from lti_tool.app.building import HOME, build_tool
from lti_tool.services.attempts import Learner
from lti_tool.store import evidence
from lti_tool.store.tables import (
    FrameworkItem,
    ResourceLink,
)
from tests.builders import COURSE, SAM, place, settings_for
from tests.services.content import load, next_version
from tests.services.course import Course
from tests.store.databases import emptied


def test_whoever_has_begun_stays_on_their_version_and_the_next_try_is_on_the_newest(
    course: Course, sam: Learner, tmp_path: Path
) -> None:
    attempt, _ = course.attempts.start(sam)
    load(course.tool, tmp_path, next_version())
    assert course.desk.home(sam).activity.version == 1
    course.answer(sam, attempt)
    assert course.attempts.submit(sam, attempt)
    assert course.desk.home(sam).activity.version == 2
    course.submit(sam)
    assert [row.given for row in course.rows()] == [8, 8]


def test_a_result_is_shown_after_the_link_leads_to_another_activity(
    course: Course, sam: Learner
) -> None:
    attempt = course.submit(sam, right=6)
    moved = replace(sam, activity_code="something-else")
    assert course.desk.result(moved, attempt).attempt.mark.earned == 6


def test_an_item_that_is_gone_from_the_framework_gets_no_new_evidence(
    course: Course, sam: Learner
) -> None:
    with course.tool.database.transaction() as session:
        session.query(FrameworkItem).filter_by(code="T3").one().is_current = False
    attempt = course.submit(sam)
    owner = {"tenant_id": sam.tenant_id, "person_id": sam.person_id}
    with course.tool.database.reading() as session:
        found = evidence.find_of_attempt(session, attempt, **owner)
        assert found is not None
        assert len(found.mappings) == 4


def test_a_placement_is_another_one_in_another_course(course: Course, sam: Learner) -> None:
    other = Course(course.tool, course.platform, course.clock, place(course.platform, course="3"))
    there = other.learner(SAM)
    assert (there.person_id, course.link.course_id) == (sam.person_id, COURSE)
    assert there.context_id != sam.context_id
    assert course.how_many(ResourceLink) == 2


def test_on_postgresql_the_loop_is_the_same(
    course: Course, migrated_postgres: str, tmp_path: Path
) -> None:
    """All of the above ran on SQLite; the store's own tests run on both."""
    tool = build_tool(settings_for(tmp_path, database_url=emptied(migrated_postgres)), course.clock)
    try:
        tool.library.load(HOME / "config")
        there = Course.at(tool, course.platform, course.clock)
        sam = there.learner(SAM)
        there.deliver()
        attempt = there.submit(sam, right=6)
        there.deliver()
        assert there.state(sam, attempt) == "delivered"
        assert there.shown() == 6
        assert there.desk.result(sam, attempt).is_recognised
        course.clock.now += timedelta(seconds=2)
        there.submit(sam, right=7)
        there.deliver()
        assert there.shown() == 7
    finally:
        tool.close()
