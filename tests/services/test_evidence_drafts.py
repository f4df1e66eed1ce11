"""Drafts of own evidence: what is kept of them, and what two pages make of one."""

import pytest

from lti_tool.services.evidence import Author
from tests.services.course import Course
from tests.services.own_evidence import WHOLE, author, created, filled, page, save, sent


@pytest.fixture
def sam(course: Course) -> Author:
    return author(course)


def test_half_a_date_is_kept_as_it_was_typed(course: Course, sam: Author) -> None:
    evidence_id = created(course, sam)
    save(course, sam, evidence_id, day=["31"], month=["2"], year=[""])

    draft = course.services.evidence.desk.edit(sam, evidence_id).draft

    assert (draft.day.day, draft.day.month, draft.day.year) == ("31", "2", "")


def test_other_prompts_are_chosen_without_losing_what_was_written(
    course: Course, sam: Author
) -> None:
    evidence_id = filled(course, sam)
    save(course, sam, evidence_id, prompts=["transformative"])

    found = course.services.evidence.desk.edit(sam, evidence_id)

    assert found.draft.prompt_set == "transformative"
    assert found.draft.texts["happened-w1"] == "We had no interpreter"
    assert found.other_set_has_text
    assert page(course, sam, evidence_id).piece.told == ()


def test_a_fourth_outcome_is_not_kept_and_all_else_is(course: Course, sam: Author) -> None:
    evidence_id = filled(course, sam)
    four = [f"enhance:PO{number}" for number in range(1, 5)]
    reasons = {f"reason-{ref}": ["Because"] for ref in four}

    saved = save(course, sam, evidence_id, title=["Another title"], mapped=four, **reasons)
    shown = course.services.evidence.desk.edit(sam, evidence_id, saved)

    assert set(saved.problems) == {"mapped"}
    assert set(shown.draft.mapped) == {*four}, "what was chosen is shown again"
    kept = course.services.evidence.desk.edit(sam, evidence_id).draft
    assert (kept.title, {*kept.mapped}) == ("Another title", {"enhance:PO1"})


def test_what_no_framework_has_is_not_chosen(course: Course, sam: Author) -> None:
    evidence_id = filled(course, sam)
    save(course, sam, evidence_id, filed=["enhance:PO1", "enhance:D9", "other:D1"], tagged=["x"])

    found = page(course, sam, evidence_id).piece

    assert (found.filed, found.tagged) == ((), ())


def test_a_reason_without_its_tick_is_asked_about_where_no_script_ran(
    course: Course, sam: Author
) -> None:
    evidence_id = created(course, sam)
    saved = save(course, sam, evidence_id, mapped=[])
    with_scripts = course.services.evidence.own.save(
        sam, evidence_id, sent({**WHOLE, "mapped": []}, seen=9, changed=frozenset({"mapped"}))
    )

    assert set(saved.problems) == {"reason-enhance:PO1"}
    assert not with_scripts.problems


def test_two_pages_do_not_undo_each_other(course: Course, sam: Author) -> None:
    evidence_id = filled(course, sam)
    own = course.services.evidence.own
    seen = course.services.evidence.desk.edit(sam, evidence_id).revision
    one = sent({"title": ["One"]}, page="one", changed=frozenset({"title"}), seen=seen)
    two = sent({"title": ["Two"]}, page="two", changed=frozenset({"title"}), seen=seen)
    assert not own.save(sam, evidence_id, one).conflicts

    saved = own.save(sam, evidence_id, two)
    shown = course.services.evidence.desk.edit(sam, evidence_id, saved)

    assert set(saved.conflicts) == {"title"}
    assert shown.draft.title == "Two", "what was typed is in the page"
    assert shown.conflicts["title"].lines == ("One",)
    assert shown.conflicts["title"].at == course.clock.now
    assert page(course, sam, evidence_id).piece.title == "One"


@pytest.mark.parametrize(("choice", "title"), [("mine", "Two"), ("kept", "One"), ("", "One")])
def test_the_author_chooses_what_to_keep(
    course: Course, sam: Author, choice: str, title: str
) -> None:
    evidence_id = filled(course, sam)
    save(course, sam, evidence_id, title=["One"])
    revision = course.services.evidence.desk.edit(sam, evidence_id).revision
    fields = {"title": ["Two"], "conflict": ["title"], "settle-title": [choice]}

    saved = course.services.evidence.own.save(
        sam, evidence_id, sent(fields, page="three", changed=frozenset(), seen=revision)
    )

    assert page(course, sam, evidence_id).piece.title == title
    assert bool(saved.conflicts) is (choice == "")


def test_every_field_that_two_pages_changed_is_shown_in_words(course: Course, sam: Author) -> None:
    evidence_id = filled(course, sam)
    fields = {
        "day": ["2"],
        "month": ["4"],
        "year": ["2026"],
        "filed": [],
        "mapped": [],
        "tagged": [],
    }
    saved = course.services.evidence.own.save(
        sam, evidence_id, sent({**fields, "title": [""]}, page="old", seen=0)
    )

    lines = {
        name: one.lines
        for name, one in course.services.evidence.desk.edit(
            sam, evidence_id, saved
        ).conflicts.items()
    }

    assert lines == {
        "title": ("A night on call",),
        "date": ("1 3 2026",),
        "filed": ("Person-centred practice", "Social justice and health"),
        "mapped": ("Person-centred approach: I asked what mattered to her",),
        "tagged": ("Wellbeing",),
    }


def test_a_date_is_one_field_however_many_boxes_it_has(course: Course, sam: Author) -> None:
    evidence_id = filled(course, sam)
    fields = {**WHOLE, "day": ["9"], "title": ["Not touched here"]}

    course.services.evidence.own.save(
        sam, evidence_id, sent(fields, page="two", changed=frozenset({"day"}), seen=9)
    )

    found = page(course, sam, evidence_id).piece
    assert (found.happened_on.isoformat(), found.title) == ("2026-03-09", "A night on call")
