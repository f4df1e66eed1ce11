"""What waits to be decided: listed oldest first, filtered, counted, and what comes next."""

from pathlib import Path

import pytest

from lti_tool.app.building import HOME, build_tool
from lti_tool.learning.reviews import ReviewSent
from lti_tool.services.attempts import Learner
from lti_tool.services.reviews import QueueFilter, QueueShown, Reviewer
from lti_tool.store.tables import Evidence, Person
from tests.builders import MEI, OTHER_COURSE, SAM, TEACHER, place, settings_for
from tests.services.course import Course
from tests.services.own_evidence import author, submitted
from tests.services.reviewing import (
    ASSESSED,
    decide,
    evidence_of,
    give_back,
    hand_in,
    look,
    reviewer,
    reviewing,
    use,
)
from tests.store.databases import emptied
from tests.store.many import counted

QUEUE_STATEMENTS, PAGE_STATEMENTS = 8, 16
"""With the one that begins a transaction."""


@pytest.fixture
def three(course: Course, sam: Learner) -> list[int]:
    """A passed check, an assessed account of another learner a minute later, own evidence."""
    first = evidence_of(course, course.submit(sam))
    course.clock.advance(seconds=2)
    use(course)
    second = hand_in(course, course.learner(MEI))
    course.clock.advance(seconds=2)
    return [first, second, submitted(course, author(course))]


def listed(course: Course, who: Reviewer, **wanted: object) -> list[int]:
    page = reviewing(course).queue.page(who, QueueFilter(**wanted), 1)
    return [one.evidence_id for one in page.lines]


def test_what_has_waited_longest_comes_first_and_a_passed_check_does_not_wait(
    course: Course, priya: Reviewer, three: list[int]
) -> None:
    assert listed(course, priya) == three[1:]
    assert listed(course, priya, shown=QueueShown.ALL) == three
    page = reviewing(course).queue.page(priya, QueueFilter(), 7)
    assert page.counts == {"waiting": 2, "returned": 0, "decided": 0, "all": 3}
    assert page.paging.number == 1
    assert [one.learner for one in page.lines] == ["Mei Lin", "Sam Okafor"]
    assert [code for code, _ in page.activities] == ["medicines-that-add-up", ASSESSED]
    assert "D4" in dict(page.domains)


def test_it_is_narrowed_by_activity_domain_learner_and_link(
    course: Course, priya: Reviewer, three: list[int]
) -> None:
    everything = {"shown": QueueShown.ALL}
    assert listed(course, priya, activity_code=ASSESSED) == [three[1]]
    assert listed(course, priya, domain="D1") == [three[2]]
    assert listed(course, priya, learner="mei l") == [three[1]]
    assert listed(course, priya, learner="lin mei") == [three[1]]
    assert listed(course, priya, learner="%") == []
    link = look(course, priya, three[1]).resource_link_id
    assert listed(course, priya, **everything, resource_link_id=link) == [three[1]]
    found = reviewing(course).queue.page(priya, QueueFilter(resource_link_id=link), 1)
    assert found.link_title == "Medicines that add up"


def test_a_learner_without_a_name_is_found_by_what_stands_for_it(
    course: Course, priya: Reviewer, three: list[int], sam: Learner
) -> None:
    with course.tool.database.transaction() as session:
        session.get_one(Person, sam.person_id).name = None
    assert listed(course, priya, learner=f"learner {sam.person_id}") == [three[2]]


def test_what_was_returned_and_decided_is_listed_with_by_whom(
    course: Course, priya: Reviewer, three: list[int]
) -> None:
    give_back(course, priya, three[1])
    decide(course, priya, three[2])
    queue = reviewing(course).queue
    (back,) = queue.page(priya, QueueFilter(shown=QueueShown.RETURNED), 1).lines
    (done,) = queue.page(priya, QueueFilter(shown=QueueShown.DECIDED), 1).lines
    assert (back.evidence_id, back.decided_by, back.times_returned) == (
        three[1],
        "Priya Raman",
        1,
    )
    assert (done.evidence_id, done.decided_at) == (three[2], course.clock.now)
    assert listed(course, priya) == []


def test_next_goes_round_within_what_is_wanted_and_says_so_and_previous_does_not(
    course: Course, priya: Reviewer, three: list[int]
) -> None:
    first, second, third = three
    page = look(course, priya, second)
    assert (page.waiting, page.next_id, page.previous_id) == (2, third, None)
    assert not page.next_wraps
    everything = QueueFilter(shown=QueueShown.ALL)
    page = look(course, priya, third, wanted=everything)
    assert (page.waiting, page.next_id, page.previous_id) == (2, first, second)
    assert page.next_wraps
    queue = reviewing(course).queue
    decide(course, priya, second)
    assert queue.next_waiting(priya, everything, second) == third
    decide(course, priya, third)
    assert queue.next_waiting(priya, QueueFilter(), third) is None
    page = look(course, priya, third)
    assert (page.waiting, page.next_id, page.previous_id) == (0, None, None)
    assert not page.next_wraps


def test_courses_and_tenants_have_queues_of_their_own(
    course: Course, priya: Reviewer, three: list[int]
) -> None:
    course.link = place(course.platform, course=OTHER_COURSE, activity=ASSESSED)
    elsewhere = reviewer(course)
    everything = QueueFilter(shown=QueueShown.ALL)
    other_tenant = Reviewer(
        tenant_id=priya.tenant_id + 1, person_id=priya.person_id, context_id=priya.context_id
    )
    for who in (elsewhere, other_tenant):
        page = reviewing(course).queue.page(who, everything, 1)
        assert (page.lines, page.activities, page.domains) == ((), (), ())
        assert set(page.counts.values()) == {0}
        assert reviewing(course).queue.next_waiting(who, everything, three[0]) is None


def test_what_another_course_decided_is_not_told_here(course: Course, priya: Reviewer) -> None:
    owner = author(course, SAM)
    evidence_id = submitted(course, owner)
    decide(course, priya, evidence_id, comment="For this course")
    course.services.evidence.own.withdraw(owner, evidence_id)
    course.link = place(course.platform, course=OTHER_COURSE)
    there = reviewer(course, TEACHER)
    course.arrive(SAM)
    course.services.evidence.own.submit(owner, evidence_id, there.context_id)

    page = look(course, there, evidence_id)

    assert (page.decisions, page.may_undo, page.state) == ((), None, "awaiting")
    (line,) = reviewing(course).queue.page(there, QueueFilter(), 1).lines
    assert line.decided_by is None


def test_a_preview_student_is_called_one(course: Course, priya: Reviewer, sam: Learner) -> None:
    evidence_id = submitted(course, author(course))
    with course.tool.database.transaction() as session:
        session.get_one(Person, sam.person_id).is_test = True
    (line,) = reviewing(course).queue.page(priya, QueueFilter(), 1).lines
    assert (line.evidence_id, line.learner) == (evidence_id, "Sam Okafor (preview student)")


def test_on_postgresql_the_queue_is_the_same(
    course: Course, migrated_postgres: str, tmp_path: Path
) -> None:
    """All of the above ran on SQLite."""
    tool = build_tool(settings_for(tmp_path, database_url=emptied(migrated_postgres)), course.clock)
    try:
        tool.library.load(HOME / "config")
        there = Course.at(tool, course.platform, course.clock)
        use(there)
        who, evidence_id = reviewer(there), hand_in(there, there.learner())
        link = look(there, who, evidence_id).resource_link_id
        wanted = {"activity_code": ASSESSED, "domain": "D4", "learner": "sam"}
        assert listed(there, who, **wanted, resource_link_id=link) == [evidence_id]
        with tool.database.transaction() as session:
            (person,) = session.query(Person).filter_by(name="Sam Okafor")
            person.name = None
        assert listed(there, who, learner=f"Learner {person.id}") == [evidence_id]
        give_back(there, who, evidence_id)
        page = reviewing(there).queue.page(who, QueueFilter(shown=QueueShown.RETURNED), 1)
        assert [code for code, _ in page.activities] == [ASSESSED]
        assert [code for code, _ in page.domains] == ["D4"]
        for _ in range(2):
            reviewing(there).drafts.save(who, evidence_id, ReviewSent(turn=2, comment="Kept"))
        assert look(there, who, evidence_id).comment == "Kept"
    finally:
        tool.close()


def test_a_page_asks_for_no_more_when_more_waits(
    course: Course, priya: Reviewer, three: list[int]
) -> None:
    with course.tool.database.transaction() as session:
        made = session.get_one(Evidence, three[2])
        for number in range(60):
            copied = {
                name: getattr(made, name)
                for name in (one.name for one in made.__table__.columns)
                if name not in {"id", "title"}
            }
            session.add(Evidence(**copied, title=f"Piece {number}"))
    give_back(course, priya, three[1])
    engine = course.tool.database.engine
    with counted(engine) as said:
        page = reviewing(course).queue.page(priya, QueueFilter(resource_link_id=None), 1)
    assert (len(page.lines), len(said) <= QUEUE_STATEMENTS) == (50, True), len(said)
    with counted(engine) as said:
        look(course, priya, three[1])
    assert len(said) <= PAGE_STATEMENTS, "\n".join(said)
