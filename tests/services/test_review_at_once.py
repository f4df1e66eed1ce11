"""Two at one piece of evidence in the same moment, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from demo.platform import Platform
from lti_tool.app.building import HOME, build_tool
from lti_tool.learning.refusals import MissingError, OvertakenError, RefusalError
from lti_tool.services.evidence import Author
from lti_tool.store.tables import Decision
from tests.builders import SetClock, settings_for
from tests.services.course import Course
from tests.services.reviewing import (
    OTHER_TEACHER,
    decide,
    evidence_row,
    filled,
    give_back,
    hand_in,
    look,
    reviewer,
    reviewing,
    states,
    use,
    write,
)
from tests.store.threads import at_once

TIMES = 4


@pytest.fixture
def course(
    database_url: str, platform: Platform, clock: SetClock, tmp_path: Path
) -> Iterator[Course]:
    tool = build_tool(settings_for(tmp_path, database_url=database_url), clock)
    tool.library.load(HOME / "config")
    there = Course.at(tool, platform, clock)
    use(there)
    yield there
    tool.close()


def tried(what: Callable[[], object]) -> Callable[[], type[Exception] | None]:
    """Do it, and give which refusal it met."""

    def done() -> type[Exception] | None:
        try:
            what()
        except RefusalError as error:
            return type(error)
        return None

    return done


def test_of_two_instructors_exactly_one_decides_and_the_other_is_told(course: Course) -> None:
    priya, other = reviewer(course), reviewer(course, OTHER_TEACHER)
    deciding = reviewing(course).deciding
    evidence_id = hand_in(course, course.learner())
    for turn in range(TIMES):
        page = look(course, priya, evidence_id)
        met = at_once(
            tried(lambda page=page: deciding.decide(priya, evidence_id, filled(page))),
            tried(lambda page=page: deciding.decide(other, evidence_id, filled(page, accepted=0))),
        )
        assert sorted(met, key=str) == sorted([None, OvertakenError], key=str)
        assert course.how_many(Decision) == turn + 1
        (latest, *_) = look(course, priya, evidence_id).decisions
        decided = "accepted" if met[0] is None else "not_yet"
        assert {one.state for one in latest.verdicts} == {decided}
        assert set(states(course, evidence_id).values()) == {decided}


def test_who_withdraws_while_it_is_decided_is_decided_about_or_not_at_all(course: Course) -> None:
    priya, sam = reviewer(course), course.learner()
    author = Author(tenant_id=sam.tenant_id, person_id=sam.person_id)
    evidence_id = hand_in(course, sam)
    for _ in range(TIMES):
        page, before = look(course, priya, evidence_id), course.how_many(Decision)
        met, _gone = at_once(
            tried(
                lambda page=page: reviewing(course).deciding.decide(
                    priya, evidence_id, filled(page)
                )
            ),
            tried(lambda: course.services.evidence.own.withdraw(author, evidence_id)),
        )
        assert met in {None, MissingError}
        assert course.how_many(Decision) == before + (met is None)
        assert evidence_row(course, evidence_id).audience == "withdrawn"
        course.services.evidence.own.submit(author, evidence_id, priya.context_id)
        assert set(states(course, evidence_id).values()) == {"proposed"}


def test_who_changes_a_returned_piece_while_the_return_is_undone_changes_it_or_is_told(
    course: Course,
) -> None:
    priya, sam = reviewer(course), course.learner()
    evidence_id = hand_in(course, sam)
    for number in range(TIMES):
        made = give_back(course, priya, evidence_id)
        attempt_id = evidence_row(course, evidence_id).attempt_id
        assert attempt_id is not None
        typed, undone = at_once(
            tried(partial(write, course, sam, attempt_id, f"Version {number}")),
            tried(
                lambda made=made: reviewing(course).undoing.undo(
                    priya, evidence_id, made.decision_id, made.turn
                )
            ),
        )
        assert (typed is None) != (undone is None)
        if undone is not None:
            hand_in(course, sam, f"Version {number}")


def test_submitted_again_while_it_is_looked_at_it_is_not_decided_as_it_was(course: Course) -> None:
    priya, sam = reviewer(course), course.learner()
    evidence_id = hand_in(course, sam)
    give_back(course, priya, evidence_id)
    old = look(course, priya, evidence_id)
    met = at_once(
        tried(lambda: hand_in(course, sam, "More.")),
        tried(lambda: reviewing(course).deciding.decide(priya, evidence_id, filled(old))),
    )
    assert met[0] is None
    assert met[1] is not None
    assert evidence_row(course, evidence_id).review == "awaiting"
    decide(course, priya, evidence_id)
