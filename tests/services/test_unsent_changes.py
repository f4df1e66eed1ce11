"""What a learner changes in returned evidence stays theirs until they submit it again."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from lti_tool.learning.frameworks import Use
from lti_tool.learning.refusals import OvertakenError
from lti_tool.learning.reviews import ReviewState
from lti_tool.services.evidence import Author
from lti_tool.services.reviews import Decided, QueueFilter, QueueShown, Reviewer
from lti_tool.services.reviews.pages import QueueLine
from lti_tool.store.contexts import Shown
from lti_tool.store.reviews import Place
from lti_tool.store.tables import FrameworkItem, ReturnedTie
from tests.builders import SAM, TEACHER
from tests.services.course import Course
from tests.services.own_evidence import author, context_of, save, submitted
from tests.services.reviewing import (
    decide,
    evidence_row,
    filled,
    give_back,
    look,
    reviewing,
    undo,
)

TYPED = "Mrs Patel 943 476 5919 died"
CHANGED = {
    "title": [TYPED],
    "filed": ["enhance:D3", "enhance:D4"],
    "mapped": ["enhance:PO2", "enhance:PO3"],
    "reason-enhance:PO1": [""],
    "reason-enhance:PO2": [TYPED],
    "reason-enhance:PO3": [TYPED],
}


@pytest.fixture
def sam(course: Course) -> Author:
    return author(course)


@pytest.fixture
def back(course: Course, sam: Author, priya: Reviewer) -> Decided:
    """A piece of Sam's was returned, and Sam has typed into it since."""
    made = give_back(course, priya, submitted(course, sam))
    course.clock.advance(minutes=1)
    assert not save(course, sam, made.evidence_id, **CHANGED).problems
    return made


def queued(course: Course, who: Reviewer, **wanted: object) -> tuple[QueueLine, ...]:
    return reviewing(course).queue.page(who, QueueFilter(**wanted), 1).lines


def shown(course: Course, who: Reviewer) -> Mapping[str, Shown]:
    overview = course.services.contexts.overview(
        tenant_id=who.tenant_id, context_id=who.context_id, reader_id=who.person_id
    )
    return {code: number for (_, code), number in overview.shown.items()}


def others(course: Course) -> list[str]:
    """What the page of a learner lists besides what they did at its link."""
    visitor = course.arrive(TEACHER)
    assert visitor.resource_link_id is not None
    place = Place(
        tenant_id=visitor.tenant_id,
        context_id=visitor.context_id,
        resource_link_id=visitor.resource_link_id,
    )
    page = course.services.reviews.learner(place, course.arrive(SAM).person_id)
    return [one.title for one in page.others]


@pytest.mark.usefixtures("back")
def test_the_queue_lists_what_was_handed_in(course: Course, priya: Reviewer) -> None:
    for wanted in (QueueShown.RETURNED, QueueShown.ALL):
        (line,) = queued(course, priya, shown=wanted)
        assert (line.title, line.outcomes) == ("A night on call", 1)
        assert len(line.filed) == 2
    page = reviewing(course).queue.page(priya, QueueFilter(shown=QueueShown.RETURNED), 1)
    assert [code for code, _ in page.domains] == ["D1", "D4"]


@pytest.mark.usefixtures("back")
def test_the_queue_is_narrowed_by_what_was_handed_in(course: Course, priya: Reviewer) -> None:
    found = {
        code: queued(course, priya, shown=QueueShown.ALL, domain=code) for code in ("D1", "D3")
    }

    assert [len(lines) for lines in found.values()] == [1, 0]


def test_no_other_page_of_an_instructor_has_the_title(
    course: Course, priya: Reviewer, back: Decided
) -> None:
    done = reviewing(course).desk.decided(priya, back.decision_id)

    assert done is not None
    assert [back.title, done.title, *others(course)] == ["A night on call"] * 3


@pytest.mark.usefixtures("back")
def test_a_course_counts_what_was_handed_in(course: Course, priya: Reviewer) -> None:
    proposed = Shown(accepted=0, proposed=1)

    assert shown(course, priya) == dict.fromkeys(("D1", "D4", "PO1", "T1"), proposed)


def test_a_verdict_that_came_too_late_is_shown_beside_what_was_handed_in(
    course: Course, sam: Author, priya: Reviewer
) -> None:
    evidence_id = submitted(course, sam)
    late = filled(look(course, priya, evidence_id))
    give_back(course, priya, evidence_id)
    save(course, sam, evidence_id, **CHANGED)
    with pytest.raises(OvertakenError):
        reviewing(course).deciding.decide(priya, evidence_id, late)

    page = look(course, priya, evidence_id, typed=late)

    assert {line.reason for line in page.lines} == {"I asked what mattered to her", None}
    assert {line.chosen for line in page.lines} == {"accepted"}


def test_what_is_submitted_again_is_listed_and_counted_as_it_is_now(
    course: Course, sam: Author, priya: Reviewer, back: Decided
) -> None:
    harmless = {
        "title": ["A second night"],
        "mapped": ["enhance:PO2"],
        "reason-enhance:PO2": ["I asked what mattered to her"],
        "reason-enhance:PO3": [""],
    }
    save(course, sam, back.evidence_id, **{**CHANGED, **harmless})
    course.services.evidence.own.submit(sam, back.evidence_id, context_of(course))

    (line,) = queued(course, priya)
    assert (line.title, line.outcomes) == ("A second night", 1)
    assert shown(course, priya).keys() == {"D3", "D4", "PO2", "T1"}
    decide(course, priya, back.evidence_id)
    assert shown(course, priya)["PO2"] == Shown(accepted=1, proposed=0)


def test_a_return_that_is_undone_leaves_nothing_of_itself(
    course: Course, sam: Author, priya: Reviewer
) -> None:
    evidence_id = submitted(course, sam)
    undo(course, priya, give_back(course, priya, evidence_id))
    decide(course, priya, evidence_id)

    (line,) = queued(course, priya, shown=QueueShown.DECIDED)
    assert (line.title, line.outcomes, len(line.filed)) == ("A night on call", 1, 2)
    assert shown(course, priya)["PO1"] == Shown(accepted=1, proposed=0)


def test_a_return_can_be_undone_where_its_kept_ties_were_copied_after_changes(
    course: Course, sam: Author, priya: Reviewer
) -> None:
    made = give_back(course, priya, submitted(course, sam))
    with course.tool.database.transaction() as session:  # as an upgrade may have left it
        kept = session.scalars(select(ReturnedTie).where(ReturnedTie.use == Use.MAPPED)).one()
        other = select(FrameworkItem.id).where(FrameworkItem.code == "PO2")
        kept.framework_item_id = session.scalars(other).one()

    undo(course, priya, made)

    assert evidence_row(course, made.evidence_id).review == ReviewState.AWAITING
    reasons = [one.reason for one in look(course, priya, made.evidence_id).lines]
    assert "I asked what mattered to her" in reasons
