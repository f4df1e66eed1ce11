"""What was handed in, flattened to lines of text: what is kept of a version that was returned."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lti_tool.learning.activities import Activity
from lti_tool.learning.answers import matches_of, placings_of
from lti_tool.learning.days import said_in_full
from lti_tool.learning.frameworks import Use
from lti_tool.learning.own_evidence import Draft
from lti_tool.learning.parts import KnowledgeCheck, Log, Part, prompts_of
from lti_tool.learning.questions import (
    ChoiceQuestion,
    MatchingQuestion,
    OrderingQuestion,
    Question,
)
from lti_tool.learning.responses import LogEntry, Responses
from lti_tool.learning.texts import plain_line

TITLE = "title"
DAY = "day"


@dataclass(frozen=True, kw_only=True)
class HandedLine:
    """One text that was handed in, and what it answers."""

    key: str
    """The same in each version of a piece of evidence, and in one version its own."""
    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class HandedFile:
    """One file that was handed in."""

    name: str
    kept_as: str
    """What it is kept as, which no other file ever is: two may be called the same."""


@dataclass(frozen=True, kw_only=True)
class HandedTie:
    """One framework item that the evidence was tied to."""

    item_id: int
    use: Use
    statement: str
    reason: str | None
    """Why its author said that it shows this."""


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """All that was handed in at one time, in the order in which it is read."""

    lines: tuple[HandedLine, ...]
    files: tuple[HandedFile, ...]

    def as_kept(self) -> dict[str, Any]:
        """What is kept of it, as JSON has it."""
        return {
            "lines": [
                {"key": one.key, "heading": one.heading, "text": one.text} for one in self.lines
            ],
            "files": [{"name": one.name, "kept_as": one.kept_as} for one in self.files],
        }

    def text_of(self, key: str) -> str:
        """The text of one line; empty where there is none."""
        return next((one.text for one in self.lines if one.key == key), "")


def from_kept(kept: Mapping[str, Any]) -> HandedIn:
    """Read what is kept."""
    return HandedIn(
        lines=tuple(
            HandedLine(key=one["key"], heading=one["heading"], text=one["text"])
            for one in kept["lines"]
        ),
        files=tuple(HandedFile(name=one["name"], kept_as=one["kept_as"]) for one in kept["files"]),
    )


def of_own(draft: Draft, ties: Iterable[HandedTie], files: Iterable[HandedFile]) -> HandedIn:
    """Flatten evidence without an activity: title, day, texts, what it is tied to."""
    on = draft.day.date
    lines = [HandedLine(key=TITLE, heading="Title", text=draft.title)]
    if on is not None:
        lines.append(HandedLine(key=DAY, heading="Date", text=said_in_full(on)))
    lines += [
        HandedLine(key=prompt.key, heading=prompt.text, text=text)
        for prompt in draft.prompts
        if (text := draft.texts.get(prompt.key, "")).strip()
    ]
    return HandedIn(lines=(*lines, *_of_ties(ties)), files=tuple(files))


def of_activity(
    activity: Activity,
    responses: Responses,
    ties: Iterable[HandedTie],
    files: Iterable[HandedFile],
) -> HandedIn:
    """Flatten what an attempt gave back, part by part, with what its evidence is tied to."""
    lines = [line for part in activity.parts for line in _of_part(part, activity, responses)]
    return HandedIn(lines=(*lines, *_of_ties(ties)), files=tuple(files))


def _of_part(part: Part, activity: Activity, responses: Responses) -> Iterator[HandedLine]:
    if isinstance(part, KnowledgeCheck):
        for question in part.questions:
            number = activity.questions.index(question) + 1
            text = answer_text(question, responses)
            if text:
                heading = f"Question {number}: {plain_line(question.text)}"
                yield HandedLine(key=question.key, heading=heading, text=text)
    for prompt in prompts_of(part):
        text = responses.written.get(prompt.key, "")
        if text.strip():
            heading = f"{part.title}: {prompt.text}"
            yield HandedLine(key=prompt.key, heading=heading, text=text)
    if isinstance(part, Log):
        for entry in sorted(responses.entries.get(part.key, ()), key=lambda one: one.on):
            heading = f"{part.title}: {said_in_full(entry.on)}"
            yield HandedLine(
                key=f"{part.key}-{entry.key}", heading=heading, text=_entry_text(entry)
            )


def answer_text(question: Question, responses: Responses) -> str:
    """An answer as it was given, a line for each thing chosen; empty where there is none."""
    chosen = responses.chosen.get(question.key, ())
    if isinstance(question, ChoiceQuestion):
        return "\n".join(one.text for one in question.options if one.key in chosen)
    if isinstance(question, MatchingQuestion):
        matches = (one for one in matches_of(question, chosen) if one.chosen is not None)
        return "\n".join(
            f"{one.pair.left}: {one.chosen.text}" for one in matches if one.chosen is not None
        )
    if isinstance(question, OrderingQuestion):
        placed = sorted(placings_of(question, chosen), key=lambda one: one.rank)
        return "\n".join(f"{one.place}: {one.step.text}" for one in placed if one.place)
    return responses.written.get(question.key, "").strip()


def _entry_text(entry: LogEntry) -> str:
    hours = f"{entry.hours.normalize():f}"
    unit = "hour" if hours == "1" else "hours"
    return f"{entry.setting}, {entry.role}, {hours} {unit}: {entry.what}"


def _of_ties(ties: Iterable[HandedTie]) -> Iterator[HandedLine]:
    found = tuple(ties)
    for use, heading in ((Use.FILED, "Domains"), (Use.TAGGED, "Themes")):
        texts = [one.statement for one in found if one.use is use]
        if texts:
            yield HandedLine(key=use.value, heading=heading, text="\n".join(texts))
    for one in found:
        if one.use is Use.MAPPED:
            yield HandedLine(
                key=f"{Use.MAPPED}-{one.item_id}",
                heading=f"Outcome: {one.statement}",
                text=one.reason or "No reason given",
            )
