"""The columns of a gradebook: which one belongs to a link, and how it stands with a link's own."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from urllib.parse import unquote, urlsplit

LONGEST_LABEL: Final = 250
"""Characters of a column's name: Moodle fails at 256."""
TAG: Final = "activity"
"""What every column of an activity is tagged with."""

SEVERAL: Final = "The gradebook has several columns for it."
"""The trouble of a link for which more than one column was found."""
NONE: Final = "There is no column for it in the gradebook."
"""The trouble of a link for which none was found."""
SHARED: Final = (
    "The gradebook has one column that could be for it, and this activity is in the course more "
    "than once."
)
"""The trouble of a link whose column could be that of another link to the same activity."""
CHOSEN_GONE: Final = "The column that was chosen is not in the gradebook any more."
"""The trouble of a link for which one was chosen that went meanwhile, and another is there."""
UNANSWERED: Final = "Your learning platform did not answer."
"""The trouble of a link whose platform could not be asked just now."""
UNSEEN: Final = "This tool may not look whether somebody has set scores in it."
"""The trouble of a link whose column is there, while what was earned before waits for somebody to
send it."""
NO_COLUMN: Final = "There is no such column any more"
"""How the reason begins why a column could not be compared that is not there."""
FAULT: Final = "Something went wrong in this tool."
"""The trouble of a link that this tool could not deal with."""

_GONE: Final = re.compile(r"\((404|410)\b")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column as a gradebook lists it."""

    url: str
    label: str
    maximum: Decimal | None
    resource_link_id: str
    """The platform's id of the link that it belongs to; "" for a column of no link."""
    resource_id: str
    tag: str

    @property
    def is_marked(self) -> bool:
        """Whether somebody has noted what it is for."""
        return bool(self.resource_id or self.tag)


class Origin(StrEnum):
    """How a column became known."""

    LAUNCH = "launch"
    MOVED = "moved"
    """A launch named it in place of another, and what went there is still to go here."""
    FOUND = "found"
    MADE = "made"


NAMED: Final = frozenset({Origin.LAUNCH, Origin.MOVED})
"""Those that launches name."""


class ColumnState(StrEnum):
    """How it stands with the column of a link."""

    IN_PLACE = "in_place"
    MOVED = "moved"
    """It is there in place of another, and what went there is still to go here."""
    UNSEEN = "unseen"
    """It is there, may not be looked into, and an instructor is to say whether scores go there that
    may replace what somebody has set."""
    CLOSED = "closed"
    """It is there, and the platform lets this tool send no scores."""
    GONE = "gone"
    """Scores were refused because it is not there any more."""
    ENDED = "ended"
    """The platform names it no more."""
    SEVERAL = "several"
    MISSING = "missing"
    """It was looked for, and is not there, or may not be looked for."""
    UNKNOWN = "unknown"
    """It was looked for, and nobody knows: the platform did not answer."""
    SOUGHT = "sought"
    """The platform named none, and it is looked for soon."""
    NOT_SOUGHT = "not_sought"
    """Nobody looks for one."""


_THERE: Final = frozenset({ColumnState.IN_PLACE, ColumnState.MOVED, ColumnState.UNSEEN})


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What the platform lets this tool do in the gradebook of a course."""

    is_told: bool
    """Whether it says where the columns are."""
    reading: bool
    adding: bool
    scores: bool


def column_state(
    *,
    is_known: bool,
    is_ended: bool,
    is_gone: bool,
    takes_scores: bool,
    trouble: str | None,
    is_due: bool,
) -> ColumnState:
    """How it stands, from what is kept of the column and of the last look for it."""
    if is_known and is_gone:
        return ColumnState.GONE
    if is_known:
        there = ColumnState.UNSEEN if trouble == UNSEEN else ColumnState.IN_PLACE
        return there if takes_scores else ColumnState.CLOSED
    if trouble in {SEVERAL, SHARED}:
        return ColumnState.SEVERAL
    if trouble not in {None, UNSEEN}:
        return ColumnState.UNKNOWN if trouble in {UNANSWERED, FAULT} else ColumnState.MISSING
    if is_ended:
        return ColumnState.ENDED
    return ColumnState.SOUGHT if is_due else ColumnState.NOT_SOUGHT


def may_look(state: ColumnState, allowed: Allowed) -> bool:
    """Whether a column can be looked for now."""
    settled = {*_THERE, ColumnState.CLOSED}
    return allowed.is_told and allowed.reading and allowed.scores and state not in settled


def may_create(state: ColumnState, allowed: Allowed) -> bool:
    """Whether a column can be made where none is found."""
    return may_look(state, allowed) and allowed.adding and state is not ColumnState.SEVERAL


def what_is_missing(state: ColumnState, allowed: Allowed) -> str:
    """What the platform has to allow before anything can be done here; "" where nothing is."""
    if state in _THERE:
        return ""
    if state is ColumnState.CLOSED or (allowed.is_told and not allowed.scores):
        return _ask_to("send scores to the gradebook")
    if not allowed.is_told:
        return _ask_to("use the gradebook")
    if not allowed.reading:
        return _ask_to("look at the columns of the gradebook")
    if not allowed.adding and state is not ColumnState.SEVERAL:
        return (
            "Your learning platform does not let this tool add columns. You can add one there "
            "yourself, or ask whoever looks after it to allow that."
        )
    return ""


def _ask_to(what: str) -> str:
    return (
        f"Your learning platform does not let this tool {what}. Ask whoever looks after it to "
        "allow that, then open the activity from your course again."
    )


def as_told(trouble: str | None) -> str:
    """What a look met, as it is told to instructors; "" for nothing."""
    return (trouble or "").replace("The platform", "Your learning platform", 1)


def is_another(url: str, known: str) -> bool:
    """Whether an address is that of another column, and not the known one spelled otherwise.

    Only paths tell: some platforms have several hosts, and put into the query what is of the
    launch alone.
    """
    return _path(url) != _path(known)


def _path(url: str) -> str:
    return unquote(urlsplit(url).path).rstrip("/")


def says_gone(reason: str | None) -> bool:
    """Whether a platform refused a score because its column is not there any more."""
    return _GONE.search(reason or "") is not None


def is_told_gone(trouble: str | None) -> bool:
    """Whether comparing has found that a column is not there any more."""
    return (trouble or "").startswith(NO_COLUMN)


def of_link(listed: Iterable[Column], resource_link_id: str) -> tuple[Column, ...]:
    """Those that belong to a link of the platform: a list may hold more than was asked for."""
    return _each_once(one for one in listed if one.resource_link_id == resource_link_id)


def of_activity(
    listed: Iterable[Column], code: str, *, taken: Collection[str]
) -> tuple[Column, ...]:
    """Those of no link that were made for an activity: what the copy of a course brings along.

    Without those that other links have ``taken``, by their URL.
    """
    return _each_once(
        one
        for one in listed
        if not one.resource_link_id and code in (one.resource_id, one.tag) and one.url not in taken
    )


def trouble_of(found: Sequence[Column], *, is_shared: bool) -> str | None:
    """Why none of the columns found can be taken for the link's own; ``None`` if one can.

    ``is_shared`` says that another link waits for a column of the same activity.
    """
    if not found:
        return NONE
    if len(found) > 1:
        return SEVERAL
    return SHARED if is_shared and not found[0].resource_link_id else None


def label_of(title: str | None, activity_title: str) -> str:
    """What a new column is called: as the link is in its course."""
    return (title or "").strip()[:LONGEST_LABEL].strip() or activity_title[:LONGEST_LABEL]


def _each_once(columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple({one.url: one for one in columns}.values())
