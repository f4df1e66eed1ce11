"""One author in two tabs at one piece of evidence: both are done, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from demo.platform import Platform
from lti_tool.app.building import HOME, build_tool
from lti_tool.learning.refusals import PassedError
from lti_tool.services.attempts import Sent
from lti_tool.services.evidence import Author
from lti_tool.store.portfolio import Owner
from lti_tool.store.tables import Attempt, EvidenceEvent
from tests.builders import SetClock, settings_for
from tests.services.course import Course
from tests.services.reviewing import (
    PICKED,
    decide,
    evidence_row,
    give_back,
    hand_in,
    reviewer,
    use,
    write,
)
from tests.store.threads import at_once

TIMES = 6


class Tabs:
    """Sam, who showcases a piece in one tab and does something else with it in another."""

    def __init__(self, course: Course) -> None:
        self.course, self.sam, self.priya = course, course.learner(), reviewer(course)
        self.author = Author(tenant_id=self.sam.tenant_id, person_id=self.sam.person_id)
        self.own = course.services.evidence.own
        self.evidence_id = hand_in(course, self.sam)

    def showcase(self, *, is_showcased: bool = True) -> None:
        row = evidence_row(self.course, self.evidence_id)
        mapping = next(one.id for one in row.mappings if one.use == "mapped")
        self.own.showcase(self.author, self.evidence_id, mapping, is_showcased=is_showcased)

    def showcase_if_shared(self) -> None:
        with suppress(PassedError):
            self.showcase()

    def submit(self) -> None:
        self.own.submit(self.author, self.evidence_id, self.priya.context_id)

    def noted(self, action: str) -> int:
        with self.course.tool.database.reading() as session:
            return session.query(EvidenceEvent).filter_by(action=action).count()


@pytest.fixture
def tabs(database_url: str, platform: Platform, clock: SetClock, tmp_path: Path) -> Iterator[Tabs]:
    tool = build_tool(settings_for(tmp_path, database_url=database_url), clock)
    tool.library.load(HOME / "config")
    course = Course.at(tool, platform, clock)
    use(course)
    yield Tabs(course)
    tool.close()


def test_what_was_decided_is_read_while_the_piece_is_showcased(tabs: Tabs) -> None:
    owner = Owner(tenant_id=tabs.sam.tenant_id, person_id=tabs.sam.person_id)
    read = partial(tabs.course.services.feedback.acknowledge, owner, tabs.evidence_id)
    for _ in range(TIMES):
        made = decide(tabs.course, tabs.priya, tabs.evidence_id)
        at_once(tabs.showcase, partial(read, made.decision_id))
    assert tabs.noted("acknowledged") == TIMES


def test_a_piece_is_withdrawn_while_it_is_showcased(tabs: Tabs) -> None:
    for _ in range(TIMES):
        at_once(tabs.showcase_if_shared, partial(tabs.own.withdraw, tabs.author, tabs.evidence_id))
        tabs.submit()
    assert tabs.noted("withdrawn") == TIMES


def test_a_piece_is_submitted_to_a_course_while_it_is_taken_from_the_showcase(tabs: Tabs) -> None:
    for _ in range(TIMES):
        tabs.own.withdraw(tabs.author, tabs.evidence_id)
        at_once(partial(tabs.showcase, is_showcased=False), tabs.submit)
    assert tabs.noted("submitted") == TIMES + 1


def test_an_activity_is_submitted_again_while_what_it_left_is_showcased(tabs: Tabs) -> None:
    course, attempt_id = tabs.course, tabs.course.only(Attempt).id
    for turn in range(TIMES):
        give_back(course, tabs.priya, tabs.evidence_id)
        write(course, tabs.sam, attempt_id, f"Version {turn}")
        again = partial(course.attempts.submit, tabs.sam, attempt_id, Sent(chosen=PICKED))
        at_once(tabs.showcase, again)
    assert tabs.noted("submitted") == TIMES + 1
