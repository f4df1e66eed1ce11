"""Which outcomes a learner says the work shows: kept as a draft, and mapped with the reason."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from lti_tool.learning.parts import prompts_of
from lti_tool.learning.refusals import FieldsError, MissingError, PassedError
from lti_tool.services.attempts import Learner, Sent
from lti_tool.store.tables import Attempt, Evidence, Mapping
from tests.builders import CONTENT, MEI, SAM, SetClock
from tests.services.course import Course
from tests.store.threads import at_once

CODE = "show-what-you-did"
TEXT = f"""\
---
code: {CODE}
version: 1
title: Show what you did
summary: Look back on something you did with others.
kind: evidenced_against
minutes: 30
framework: enhance
filed: [D3]
mapped: [PO1, PO2]
tagged: []
scoring: completion
---

# Reading: Before you begin

Think of one person.

# Reflection: Look back

Prompts: what happened
"""
WHY = "I asked before I looked."
PICKED = {"mapped": ["PO1"], "reason-PO1": [WHY], "reason-PO2": [""]}


@pytest.fixture
def sam(course: Course, tmp_path: Path) -> Learner:
    content = tmp_path / "with-picks"
    shutil.copytree(CONTENT, content, ignore=shutil.ignore_patterns("*.md"))
    (content / "activities" / f"{CODE}.md").write_text(TEXT)
    course.tool.library.load(content)
    return course.learner(SAM).unplaced(CODE)


@pytest.fixture
def attempt(course: Course, sam: Learner) -> int:
    """An attempt in which everything is done but submitting."""
    begun, _ = course.attempts.start(sam)
    do_all(course, sam, begun)
    return begun


def do_all(course: Course, learner: Learner, attempt: int) -> None:
    for part in course.desk.home(learner).activity.parts:
        sent = Sent(chosen={prompt.key: ["Mine."] for prompt in prompts_of(part)})
        course.attempts.save(learner, attempt, part.key, sent, to_the_end=True)


def said(course: Course, learner: Learner, attempt: int) -> dict[str, tuple[bool, str]]:
    """What the check page shows as said, by outcome."""
    picks = course.desk.check(learner, attempt).picks
    return {one.item.code: (one.is_picked, one.reason) for one in picks}


def mapped(course: Course) -> dict[str, tuple[str, str | None]]:
    with course.tool.database.reading() as session:
        return {
            row.item.code: (row.state, row.reason)
            for row in session.query(Mapping)
            if row.use == "mapped"
        }


def test_the_outcomes_of_the_activity_are_offered_and_none_is_picked_yet(
    course: Course, sam: Learner, attempt: int
) -> None:
    assert said(course, sam, attempt) == {"PO1": (False, ""), "PO2": (False, "")}
    assert course.desk.check(sam, attempt).is_ready


def test_what_is_picked_is_kept_as_a_draft(
    course: Course, sam: Learner, attempt: int, clock: SetClock
) -> None:
    clock.advance(minutes=1)
    kept = course.attempts.keep_picks(sam, attempt, Sent(chosen=PICKED))

    assert said(course, sam, attempt) == {"PO1": (True, WHY), "PO2": (False, "")}
    assert course.desk.check(sam, attempt).saved_at == kept.at == clock.now
    assert course.only(Attempt).state == "in_progress"


def test_what_was_picked_is_mapped_with_its_reason_and_nothing_else(
    course: Course, sam: Learner, attempt: int
) -> None:
    course.attempts.keep_picks(sam, attempt, Sent(chosen=PICKED))

    assert course.attempts.submit(sam, attempt)

    assert mapped(course) == {"PO1": ("proposed", WHY)}
    result = course.desk.result(sam, attempt)
    assert result.evidence is not None
    (one,) = result.evidence.mapped
    assert (one.reason, one.state) == (WHY, "proposed")
    assert one.statement.startswith("Champion a person-centred approach")
    assert not result.is_recognised


def test_who_picks_nothing_has_work_that_is_filed_and_mapped_to_nothing(
    course: Course, sam: Learner, attempt: int
) -> None:
    assert course.attempts.submit(sam, attempt, Sent(chosen={}))

    assert mapped(course) == {}
    with course.tool.database.reading() as session:
        assert {row.use for row in session.query(Mapping)} == {"filed"}


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_an_outcome_without_a_reason_is_not_submitted_and_stays_picked(
    course: Course, sam: Learner, attempt: int, reason: str
) -> None:
    sent = Sent(chosen={"mapped": ["PO1", "PO2"], "reason-PO1": [WHY], "reason-PO2": [reason]})

    with pytest.raises(FieldsError) as error:
        course.attempts.submit(sam, attempt, sent)

    assert [*error.value.problems] == ["reason-PO2"]
    assert said(course, sam, attempt) == {"PO1": (True, WHY), "PO2": (True, "")}
    assert course.only(Attempt).state == "in_progress"
    assert course.how_many(Evidence) == 0


def test_what_was_picked_is_kept_where_something_else_is_left_to_do(
    course: Course, sam: Learner
) -> None:
    begun, _ = course.attempts.start(sam)

    assert not course.attempts.submit(sam, begun, Sent(chosen=PICKED))

    assert said(course, sam, begun)["PO1"] == (True, WHY)


def test_a_reason_that_is_too_long_is_refused_and_shown_again_and_what_was_kept_stays(
    course: Course, sam: Learner, attempt: int
) -> None:
    course.attempts.keep_picks(sam, attempt, Sent(chosen=PICKED))
    longer = Sent(
        chosen={"mapped": ["PO1"], "reason-PO1": ["w" * 301]}, changed=frozenset({"reason-PO1"})
    )

    for what in (course.attempts.keep_picks, course.attempts.submit):
        with pytest.raises(FieldsError, match="300 characters or fewer"):
            what(sam, attempt, longer)

    assert said(course, sam, attempt)["PO1"] == (True, WHY)
    (shown, _) = course.desk.check(sam, attempt, longer).picks
    assert (shown.is_picked, shown.reason) == (True, "w" * 301)


def test_a_reason_is_one_line_without_what_no_keyboard_writes(
    course: Course, sam: Learner, attempt: int
) -> None:
    sent = {"mapped": ["PO1"], "reason-PO1": ["  One\r\nline\x00 <b>of</b>\tit "]}
    course.attempts.keep_picks(sam, attempt, Sent(chosen=sent))
    assert said(course, sam, attempt)["PO1"] == (True, "One line <b>of</b> it")


def test_what_is_not_picked_any_more_is_not_mapped_and_its_reason_waits(
    course: Course, sam: Learner, attempt: int
) -> None:
    course.attempts.keep_picks(sam, attempt, Sent(chosen=PICKED))
    undone = Sent(chosen={"reason-PO1": [WHY]}, changed=frozenset({"mapped"}))
    course.attempts.keep_picks(sam, attempt, undone)

    assert said(course, sam, attempt)["PO1"] == (False, WHY)
    assert course.attempts.submit(sam, attempt)
    assert mapped(course) == {}


@pytest.mark.parametrize(
    "chosen",
    [
        {"mapped": ["PO3", "D3", "'; --", ""], "reason-PO3": ["It is mine."]},
        {"mapped": "PO1", "reason-PO1": [WHY]},
        {"picked": ["PO1"]},
    ],
)
def test_outcomes_of_other_activities_are_not_taken(
    course: Course, sam: Learner, attempt: int, chosen: dict[str, Any]
) -> None:
    course.attempts.keep_picks(sam, attempt, Sent(chosen=chosen))
    assert "PO3" not in str(course.only(Attempt).responses["picked"])
    assert not said(course, sam, attempt)["PO2"][0]


def test_a_page_that_is_behind_undoes_no_pick(course: Course, sam: Learner, attempt: int) -> None:
    behind = course.desk.check(sam, attempt).revision
    course.attempts.keep_picks(sam, attempt, Sent(chosen=PICKED))

    course.attempts.keep_picks(sam, attempt, Sent(chosen={}, seen=behind))

    assert said(course, sam, attempt)["PO1"] == (True, WHY)


def test_where_marking_decides_nothing_is_asked_and_nothing_taken(course: Course) -> None:
    sam = course.learner(SAM)
    begun, _ = course.attempts.start(sam)
    course.answer(sam, begun)
    assert course.desk.check(sam, begun).picks == ()

    course.attempts.keep_picks(sam, begun, Sent(chosen={"mapped": ["PO1"]}))
    assert course.attempts.submit(sam, begun, Sent(chosen={"mapped": ["PO1"]}))

    assert mapped(course) == {"PO1": ("recognised", None), "PO2": ("recognised", None)}


def test_submitting_and_picking_at_once_leaves_one_piece_of_evidence(
    course: Course, sam: Learner, attempt: int
) -> None:
    at_once(*[lambda: course.attempts.submit(sam, attempt, Sent(chosen=PICKED))] * 4)
    assert course.how_many(Evidence) == 1
    assert mapped(course) == {"PO1": ("proposed", WHY)}


def test_nobody_picks_for_somebody_else_or_after_submitting(
    course: Course, sam: Learner, attempt: int
) -> None:
    with pytest.raises(MissingError, match="no such attempt of yours"):
        course.attempts.keep_picks(course.learner(MEI), attempt, Sent(chosen=PICKED))
    assert course.attempts.submit(sam, attempt)
    with pytest.raises(PassedError, match="has been submitted"):
        course.attempts.keep_picks(sam, attempt, Sent(chosen=PICKED))
    assert mapped(course) == {}
