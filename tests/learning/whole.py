"""An activity with every sort of part and question, and responses that complete it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from lti_tool.learning.activities import (
    Elsewhere,
    FileType,
    KnowledgeCheck,
    Log,
    LogEntry,
    MatchingQuestion,
    OrderingQuestion,
    Pair,
    Prompt,
    Reading,
    Reflection,
    Responses,
    Scoring,
    ShortAnswerQuestion,
    Upload,
)
from lti_tool.learning.files import AttachedFile
from lti_tool.learning.prompts import prompts_named
from tests.learning.sound import ACTIVITY, SINGLE

READ = Reading(key="p1", title="Read", text="Words.")
GO = Elsewhere(
    key="p2",
    title="Go",
    text="Why to go.",
    link_text="There",
    address="https://example.org/there",
    prompt=Prompt(key="p2-w1", text="Say what you took from it", least_words=3),
)
CHOOSE = replace(SINGLE, key="p3-q1")
MATCH = MatchingQuestion(
    key="p3-q2",
    text="What belongs to what?",
    pairs=(
        Pair(key="a", left="A cat", right="An animal", feedback="It is."),
        Pair(key="b", left="A dog", right="An animal", feedback="It is."),
        Pair(key="c", left="A rose", right="A plant", feedback="It is."),
    ),
    explanation="So it is.",
)
ORDER = OrderingQuestion(
    key="p3-q3",
    text="In which order?",
    steps=("First", "Second", "Third"),
    explanation="One after the other.",
)
SHORT = ShortAnswerQuestion(
    key="p3-q4",
    text="Which word?",
    accepted=("Read-back", "repeat back"),
    feedback="Yes.",
    feedback_otherwise="Think again.",
    explanation="It is a read-back.",
)
CHECK = KnowledgeCheck(key="p3", title="Think", text="", questions=(CHOOSE, MATCH, ORDER, SHORT))
OWN = Reflection(
    key="p4",
    title="Write",
    text="",
    prompts=(
        Prompt(key="p4-w1", text="What was it like?", hint="A hint.", least_words=80),
        Prompt(key="p4-w2", text="And then?"),
    ),
)
NAMED = Reflection(
    key="p5",
    title="Write more",
    text="A text.",
    prompts=prompts_named("what happened", "p5"),
    prompt_set="what happened",
)
LOG = Log(
    key="p6", title="Keep", text="What to enter.", least_entries=2, least_hours=Decimal("2.5")
)
FILES = Upload(
    key="p7", title="Hand in", text="What.", least=1, most=2, types=(FileType.PDF, FileType.JPG)
)
WHOLE = replace(
    ACTIVITY,
    scoring=Scoring.COMPLETION,
    pass_mark=None,
    tries=None,
    counts=None,
    parts=(READ, GO, CHECK, OWN, NAMED, LOG, FILES),
)


def a_file(number: int = 1) -> AttachedFile:
    return AttachedFile(id=number, name="sheet.pdf", type=FileType.PDF, size=1000)


def an_entry(hours: str, key: str = "1") -> LogEntry:
    return LogEntry(
        key=key,
        on=date(2026, 3, 2),
        setting="A ward",
        role="Nurse",
        hours=Decimal(hours),
        what="Handed over.",
    )


def right_answers() -> dict[str, tuple[str, ...]]:
    return {"p3-q1": ("b",), "p3-q2": tuple(MATCH.right), "p3-q3": ORDER.right}


COMPLETE = Responses(
    chosen=right_answers(),
    written={
        "p2-w1": "A thing or two.",
        "p3-q4": "read-back",
        "p4-w1": "Good.",
        "p4-w2": "More.",
        "p5-w1": "This.",
        "p5-w2": "That.",
        "p5-w3": "Them.",
    },
    read=frozenset({"p1"}),
    entries={"p6": (an_entry("1.25"), an_entry("1.25", "2"))},
    finished=frozenset({"p6"}),
    files={"p7": (a_file(),)},
)
