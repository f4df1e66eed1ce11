"""What was handed in becomes lines of text that can be kept, shown and compared."""

import json
from dataclasses import replace

from lti_tool.learning.days import TypedDay
from lti_tool.learning.evidence import EvidenceSort
from lti_tool.learning.frameworks import Use
from lti_tool.learning.handed_in import HandedFile, HandedTie, from_kept, of_activity, of_own
from lti_tool.learning.own_evidence import Draft
from lti_tool.learning.prompts import TRANSFORMATIVE
from lti_tool.learning.responses import Responses
from tests.learning.whole import COMPLETE, WHOLE, an_entry

DRAFT = Draft(
    sort=EvidenceSort.PROJECT,
    title="An audit",
    day=TypedDay(day="1", month="3", year="2026"),
    texts={"account": "What we did"},
)
AUDIT = HandedFile(name="audit.pdf", kept_as="1f3a")
TIES = (
    HandedTie(item_id=1, use=Use.FILED, statement="Safety", reason=None),
    HandedTie(item_id=2, use=Use.FILED, statement="Teamwork", reason=None),
    HandedTie(item_id=3, use=Use.MAPPED, statement="Speaks up", reason="I did"),
    HandedTie(item_id=4, use=Use.MAPPED, statement="Listens", reason=""),
    HandedTie(item_id=5, use=Use.TAGGED, statement="Equity", reason=None),
)


def test_evidence_without_an_activity_has_its_title_day_texts_and_files() -> None:
    handed = of_own(DRAFT, (), (AUDIT,))

    assert [(one.heading, one.text) for one in handed.lines] == [
        ("Title", "An audit"),
        ("Date", "1 March 2026"),
        ("What it was and what you took from it", "What we did"),
    ]
    assert handed.files == (AUDIT,)


def test_a_day_that_was_not_said_is_no_line() -> None:
    handed = of_own(replace(DRAFT, day=TypedDay()), (), ())

    assert handed.text_of("day") == ""
    assert handed.text_of("title") == "An audit"


def test_only_the_prompts_that_were_chosen_are_handed_in() -> None:
    draft = Draft(
        sort=EvidenceSort.REFLECTIVE_ACCOUNT,
        prompt_set=TRANSFORMATIVE,
        texts={"happened-w1": "Not chosen in the end", "transformative-w1": "It surprised me"},
    )

    texts = [one.text for one in of_own(draft, (), ()).lines]

    assert "It surprised me" in texts
    assert "Not chosen in the end" not in texts


def test_what_it_is_tied_to_is_told_with_the_reasons() -> None:
    lines = of_own(DRAFT, TIES, ()).lines[3:]

    assert [(one.heading, one.text) for one in lines] == [
        ("Domains", "Safety\nTeamwork"),
        ("Themes", "Equity"),
        ("Outcome: Speaks up", "I did"),
        ("Outcome: Listens", "No reason given"),
    ]


def test_an_attempt_gives_what_was_chosen_written_entered_and_handed_in_part_by_part() -> None:
    handed = of_activity(WHOLE, COMPLETE, (), (AUDIT,))

    assert [one.key for one in handed.lines] == [
        "p2-w1",
        "p3-q1",
        "p3-q2",
        "p3-q3",
        "p3-q4",
        "p4-w1",
        "p4-w2",
        "p5-w1",
        "p5-w2",
        "p5-w3",
        "p6-1",
        "p6-2",
    ]
    assert handed.files == (AUDIT,)


def test_answers_are_told_in_the_words_of_the_question() -> None:
    handed = of_activity(WHOLE, COMPLETE, (), ())

    assert handed.text_of("p3-q2") == "A cat: An animal\nA dog: An animal\nA rose: A plant"
    assert handed.text_of("p3-q3") == "1: First\n2: Second\n3: Third"
    assert handed.text_of("p3-q4") == "read-back"
    assert handed.text_of("p3-q1") in {option.text for option in WHOLE.questions[0].options}  # type: ignore[union-attr]  # it has options


def test_each_entry_of_a_log_is_one_line_in_the_order_of_days() -> None:
    early = replace(an_entry("1", "9"), on=an_entry("1").on.replace(day=1))
    handed = of_activity(
        WHOLE, replace(COMPLETE, entries={"p6": (an_entry("1.25"), early)}), (), ()
    )

    entries = [one for one in handed.lines if one.key.startswith("p6")]

    assert [(one.heading, one.text) for one in entries] == [
        ("Keep: 1 March 2026", "A ward, Nurse, 1 hour: Handed over."),
        ("Keep: 2 March 2026", "A ward, Nurse, 1.25 hours: Handed over."),
    ]


def test_what_was_left_blank_is_no_line() -> None:
    assert of_activity(WHOLE, Responses(written={"p4-w1": "  "}), (), ()).lines == ()


def test_what_is_kept_is_read_again_as_it_was() -> None:
    handed = of_activity(WHOLE, COMPLETE, TIES, (AUDIT,))

    assert from_kept(json.loads(json.dumps(handed.as_kept()))) == handed
