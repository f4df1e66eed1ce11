"""A small sound activity and a small sound framework, to be bent by tests."""

from lti_tool.learning.activities import (
    Activity,
    Choice,
    ChoiceQuestion,
    Counts,
    Kind,
    KnowledgeCheck,
    Option,
    Reading,
    Scoring,
)
from lti_tool.learning.frameworks import Framework, FrameworkItem, Level, Use


def options(right: str, all_keys: str) -> tuple[Option, ...]:
    return tuple(
        Option(key=key, text=f"Option {key}", is_right=key in right, feedback=f"About {key}.")
        for key in all_keys
    )


def a_question(key: str, choice: Choice, right: str, all_keys: str = "abc") -> ChoiceQuestion:
    return ChoiceQuestion(
        key=key,
        text="Which?",
        choice=choice,
        options=options(right, all_keys),
        explanation="Because.",
    )


READING = Reading(key="p1", title="Read this", text="Words.")
SINGLE = a_question("p2-q1", Choice.SINGLE, "b")
MULTIPLE = a_question("p2-q2", Choice.MULTIPLE, "ac")
CHECK = KnowledgeCheck(key="p2", title="Try this", text="", questions=(SINGLE, MULTIPLE))
ACTIVITY = Activity(
    code="small",
    version=1,
    title="Small",
    summary="A small activity.",
    kind=Kind.DELIVERED,
    minutes=5,
    framework="sample",
    filed=("D1",),
    mapped=("O1",),
    tagged=("T1",),
    scoring=Scoring.KNOWLEDGE_CHECK,
    pass_mark=50,
    tries=3,
    counts=Counts.BEST,
    parts=(READING, CHECK),
)


def an_item(code: str, level: str, number: int, parent: str | None = None) -> FrameworkItem:
    return FrameworkItem(
        identifier=f"00000000-0000-4000-8000-{number:012}",
        code=code,
        level=level,
        statement=f"Statement {code}",
        abbreviated=code,
        parent=parent,
        source="https://example.org/",
        version="1",
        dated="2026",
        licence="Unknown",
        sequence=number,
    )


FRAMEWORK = Framework(
    identifier="00000000-0000-4000-8000-999999999999",
    code="sample",
    title="Sample",
    version="1",
    publisher="Nobody",
    source="https://example.org/",
    dated="2026",
    licence="Unknown",
    levels=(
        Level(key="domain", name="Domain", plural="Domains", use=Use.FILED),
        Level(key="outcome", name="Outcome", plural="Outcomes", use=Use.MAPPED),
        Level(key="theme", name="Theme", plural="Themes", use=Use.TAGGED, spans=True),
    ),
    items=(
        an_item("D1", "domain", 1),
        an_item("D2", "domain", 2),
        an_item("O1", "outcome", 3, parent="D1"),
        an_item("T1", "theme", 4),
    ),
)
