"""What authors do with evidence of their own: drafts, submitting, withdrawing, deleting."""

from dataclasses import replace

import pytest

from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.frameworks import Use
from lti_tool.learning.refusals import FieldsError, MissingError, PassedError
from lti_tool.services.evidence import Author
from lti_tool.store.tables import Attachment, Evidence, EvidenceEvent, Mapping
from tests.builders import MEI, OTHER_COURSE, SAM, TEACHER, place
from tests.services.course import Course
from tests.services.own_evidence import (
    author,
    author_of,
    context_of,
    created,
    deeds,
    filled,
    page,
    save,
    sent,
    submitted,
)


@pytest.fixture
def sam(course: Course) -> Author:
    return author(course)


def test_a_new_piece_is_private_and_empty(course: Course, sam: Author) -> None:
    found = page(course, sam, created(course, sam))

    assert (found.piece.audience, found.piece.title, found.piece.told) == ("private", "", ())
    assert (found.may_edit, found.may_submit, found.may_delete) == (True, True, True)
    assert (found.may_withdraw, found.may_pick) == (False, False)
    assert found.happened == ()


def test_what_was_begun_and_not_touched_is_not_begun_again(course: Course, sam: Author) -> None:
    first = created(course, sam)

    assert created(course, sam) == first
    assert created(course, sam, "project") != first
    assert created(course, author(course, MEI)) != first
    save(course, sam, first, title=["A night"])
    assert created(course, sam) != first


@pytest.mark.parametrize("sort", ["", "activity", "no sort of ours"])
def test_a_piece_has_one_of_the_sorts_that_can_be_added(
    course: Course, sam: Author, sort: str
) -> None:
    with pytest.raises(FieldsError):
        created(course, sam, sort)

    assert course.how_many(Evidence) == 0


def test_what_was_filled_in_is_there_on_the_next_day(course: Course, sam: Author) -> None:
    evidence_id = filled(course, sam)
    course.clock.advance(days=1)

    draft = course.services.evidence.desk.edit(sam, evidence_id).draft
    found = page(course, sam, evidence_id).piece

    assert draft.title == "A night on call"
    assert draft.mapped == {"enhance:PO1": "I asked what mattered to her"}
    assert (draft.filed, draft.tagged) == (("enhance:D1", "enhance:D4"), ("enhance:T1",))
    assert found.happened_on.isoformat() == "2026-03-01"
    assert [one.text for one in found.told] == ["We had no interpreter"]
    assert [tie.abbreviated for tie in found.filed] == [
        "Person-centred practice",
        "Social justice and health",
    ]


def test_an_outcome_can_be_taken_back_and_its_words_changed(course: Course, sam: Author) -> None:
    evidence_id = filled(course, sam)
    before = page(course, sam, evidence_id).piece.mapped[0].id
    save(course, sam, evidence_id, **{"reason-enhance:PO1": ["Better said"]})
    [tie] = page(course, sam, evidence_id).piece.mapped
    assert (tie.id, tie.reason) == (before, "Better said")

    save(course, sam, evidence_id, mapped=[], **{"reason-enhance:PO1": [""]})

    assert page(course, sam, evidence_id).piece.mapped == ()


def test_what_is_unfinished_is_not_submitted(course: Course, sam: Author) -> None:
    evidence_id = created(course, sam)
    with pytest.raises(FieldsError) as refused:
        course.services.evidence.own.submit(sam, evidence_id, context_of(course))

    assert list(refused.value.problems) == ["title", "date", "happened-w1", "filed"]
    assert page(course, sam, evidence_id).piece.audience == "private"
    assert course.how_many(EvidenceEvent) == 0


def test_a_submitted_piece_is_the_courses_to_read_and_nobodys_to_change(
    course: Course, sam: Author
) -> None:
    evidence_id = submitted(course, sam)
    found = page(course, sam, evidence_id)

    assert found.piece.audience == "submitted"
    assert (found.may_edit, found.may_submit, found.may_delete) == (False, False, False)
    assert found.may_withdraw
    assert found.course
    assert deeds(course, sam, evidence_id) == ["submitted"]
    with pytest.raises(PassedError):
        save(course, sam, evidence_id)
    with pytest.raises(PassedError):
        course.services.evidence.own.save(sam, evidence_id, sent())
    with pytest.raises(PassedError):
        course.services.evidence.own.delete(sam, evidence_id)


def test_submitting_and_withdrawing_twice_does_what_once_does(course: Course, sam: Author) -> None:
    evidence_id = submitted(course, sam)
    own = course.services.evidence.own
    own.submit(sam, evidence_id, context_of(course))
    own.withdraw(sam, evidence_id)
    own.withdraw(sam, evidence_id)

    found = page(course, sam, evidence_id)

    assert deeds(course, sam, evidence_id) == ["submitted", "withdrawn"]
    assert found.piece.audience == "withdrawn"


def test_a_withdrawn_piece_can_be_changed_and_submitted_again_and_not_deleted(
    course: Course, sam: Author
) -> None:
    evidence_id = submitted(course, sam)
    own = course.services.evidence.own
    own.withdraw(sam, evidence_id)

    save(course, sam, evidence_id, title=["Told better"])
    with pytest.raises(PassedError, match="once"):
        own.delete(sam, evidence_id)
    own.submit(sam, evidence_id, context_of(course))

    assert page(course, sam, evidence_id).piece.title == "Told better"


def test_a_decision_about_an_earlier_text_does_not_stand_for_the_next(
    course: Course, sam: Author
) -> None:
    evidence_id = submitted(course, sam)
    with course.tool.database.transaction() as session:
        for mapping in session.query(Mapping):
            mapping.state = "accepted"
    own = course.services.evidence.own
    own.withdraw(sam, evidence_id)
    own.submit(sam, evidence_id, context_of(course))

    assert {tie.state for tie in page(course, sam, evidence_id).piece.mapped} == {"proposed"}


def test_it_is_submitted_only_where_its_author_is_a_learner_today(
    course: Course, sam: Author
) -> None:
    evidence_id = filled(course, sam)
    course.link = place(course.platform, course=OTHER_COURSE)
    elsewhere = course.arrive(TEACHER)
    own, desk = course.services.evidence.own, course.services.evidence.desk

    for context_id in (elsewhere.context_id, 99, None):
        with pytest.raises(FieldsError) as refused:
            own.submit(sam, evidence_id, context_id)
        assert list(refused.value.problems) == ["course"]
    assert len(desk.submitting(sam, evidence_id).courses) == 1

    assert author_of(course.arrive(SAM)) == sam
    assert len(desk.submitting(sam, evidence_id).courses) == 2
    own.submit(sam, evidence_id, elsewhere.context_id)


def test_a_private_piece_is_deleted_with_all_that_belongs_to_it(
    course: Course, sam: Author
) -> None:
    evidence_id = filled(course, sam)
    course.services.evidence.own.delete(sam, evidence_id)

    assert [course.how_many(table) for table in (Evidence, Mapping, Attachment)] == [0, 0, 0]
    with pytest.raises(MissingError):
        page(course, sam, evidence_id)


def test_others_find_nothing_and_change_nothing(course: Course, sam: Author) -> None:
    evidence_id = submitted(course, sam)
    own, desk = course.services.evidence.own, course.services.evidence.desk
    strangers = (author(course, MEI), replace(sam, tenant_id=sam.tenant_id + 1))

    for stranger in strangers:
        for what in (
            lambda who: desk.page(who, evidence_id),
            lambda who: desk.edit(who, evidence_id),
            lambda who: desk.submitting(who, evidence_id),
            lambda who: own.save(who, evidence_id, sent()),
            lambda who: own.submit(who, evidence_id, 1),
            lambda who: own.withdraw(who, evidence_id),
            lambda who: own.delete(who, evidence_id),
            lambda who: own.showcase(who, evidence_id, 1, is_showcased=True),
        ):
            with pytest.raises(MissingError):
                what(stranger)  # type: ignore[no-untyped-call]

    assert page(course, sam, evidence_id).piece.audience == "submitted"


def test_three_pieces_are_showcased_for_an_outcome_and_no_more(course: Course, sam: Author) -> None:
    own = course.services.evidence.own
    pieces = [filled(course, sam) for _ in range(4)]
    ties = [page(course, sam, one).piece.mapped[0].id for one in pieces]
    for piece, tie in zip(pieces[:3], ties, strict=False):
        own.showcase(sam, piece, tie, is_showcased=True)
        own.showcase(sam, piece, tie, is_showcased=True)

    with pytest.raises(FieldsError):
        own.showcase(sam, pieces[3], ties[3], is_showcased=True)
    own.showcase(sam, pieces[0], ties[0], is_showcased=False)
    own.showcase(sam, pieces[3], ties[3], is_showcased=True)

    shown = [page(course, sam, one).piece.mapped[0].is_showcased for one in pieces]
    assert shown == [False, True, True, True]


def test_what_is_withdrawn_leaves_the_showcase_and_its_place_is_free(
    course: Course, sam: Author
) -> None:
    own = course.services.evidence.own
    pieces = [submitted(course, sam) for _ in range(4)]
    ties = [page(course, sam, one).piece.mapped[0].id for one in pieces]
    for piece, tie in zip(pieces[:3], ties, strict=False):
        own.showcase(sam, piece, tie, is_showcased=True)

    own.withdraw(sam, pieces[0])
    own.showcase(sam, pieces[3], ties[3], is_showcased=True)
    with pytest.raises(PassedError, match="withdrawn"):
        own.showcase(sam, pieces[0], ties[0], is_showcased=True)
    own.submit(sam, pieces[0], context_of(course))

    shown = [page(course, sam, one).piece.mapped[0].is_showcased for one in pieces]
    assert shown == [False, True, True, True]


def test_only_outcomes_are_showcased(course: Course, sam: Author) -> None:
    evidence_id = filled(course, sam)
    filed = page(course, sam, evidence_id).piece.filed[0].id

    for mapping_id in (filed, 0):
        with pytest.raises(MissingError):
            course.services.evidence.own.showcase(sam, evidence_id, mapping_id, is_showcased=True)


@pytest.mark.parametrize("sort", [one.value for one in EvidenceSort if one != "activity"])
def test_every_sort_is_filled_in_and_submitted(course: Course, sam: Author, sort: str) -> None:
    evidence_id = created(course, sam, sort)
    save(course, sam, evidence_id, account=["What it was"])

    course.services.evidence.own.submit(sam, evidence_id, context_of(course))

    assert page(course, sam, evidence_id).piece.told


def test_an_item_that_the_framework_lost_stays_with_the_evidence(
    course: Course, sam: Author
) -> None:
    evidence_id = filled(course, sam)
    with course.tool.database.transaction() as session:
        for mapping in session.query(Mapping).filter_by(use=Use.MAPPED):
            mapping.item.is_current = False

    reasons = {"reason-enhance:PO1": [""], "reason-enhance:PO2": ["New"]}
    save(course, sam, evidence_id, mapped=["enhance:PO2"], **reasons)

    ties = page(course, sam, evidence_id).piece.mapped
    assert [tie.is_current for tie in ties] == [False, True]
