"""Whoever changes what others may change locks the same things in the same order."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import pytest
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import ORMExecuteState, Session

from lti_tool.services.attempts import Sent
from lti_tool.store.tables import Attempt, Evidence
from tests.services.course import Course
from tests.services.own_evidence import author, context_of, submitted
from tests.services.own_evidence import save as change
from tests.services.reviewing import PICKED, give_back, hand_in, reviewer, use, write

ORDER: Final = ("person", "evidence", "attempt", "line_item")
_LOCK: Final = re.compile(r"\sFOR (?:NO KEY UPDATE|UPDATE|KEY SHARE)(?: OF (\w+))?")
_FROM: Final = re.compile(r"\sFROM (\w+)")


@contextmanager
def locks() -> Iterator[list[str]]:
    """What PostgreSQL would be asked to lock meanwhile, each table where it comes first."""
    found: list[str] = []

    def note(asked: ORMExecuteState) -> None:
        said = str(asked.statement.compile(dialect=postgresql.dialect()))
        lock, table = _LOCK.search(said), _FROM.search(said)
        if lock and table:
            found.append(lock[1] or table[1])

    event.listen(Session, "do_orm_execute", note)
    try:
        yield found
    finally:
        event.remove(Session, "do_orm_execute", note)
    found[:] = dict.fromkeys(found)


def submit_again(course: Course) -> Callable[[], object]:
    attempt_id = course.only(Attempt).id
    return partial(course.attempts.submit, course.learner(), attempt_id, Sent(chosen=PICKED))


def write_on(course: Course) -> Callable[[], object]:
    return partial(write, course, course.learner(), course.only(Attempt).id, "Written since.")


def withdraw(course: Course) -> Callable[[], object]:
    return partial(course.services.evidence.own.withdraw, author(course), course.only(Evidence).id)


@pytest.mark.parametrize(
    ("verb", "locked"),
    [
        (submit_again, ["person", "evidence", "attempt", "line_item"]),
        (write_on, ["person", "evidence", "attempt"]),
        (withdraw, ["person", "evidence"]),
    ],
)
def test_what_an_activity_left_and_was_returned_is_changed_in_this_order(
    course: Course, verb: Callable[[Course], Callable[[], object]], locked: list[str]
) -> None:
    use(course)
    give_back(course, reviewer(course), hand_in(course, course.learner()))
    do = verb(course)
    with locks() as found:
        do()
    assert found == locked == [one for one in ORDER if one in found]


def test_ones_own_piece_that_was_returned_is_changed_in_this_order(course: Course) -> None:
    sam, own = author(course), course.services.evidence.own
    evidence_id, context = submitted(course, sam), context_of(course)
    give_back(course, reviewer(course), evidence_id)
    for verb in (
        lambda: change(course, sam, evidence_id, title=["A second night"]),
        lambda: own.submit(sam, evidence_id, context),
        lambda: own.withdraw(sam, evidence_id),
    ):
        with locks() as found:
            verb()
        assert found == ["person", "evidence"]
